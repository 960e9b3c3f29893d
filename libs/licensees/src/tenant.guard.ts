import { isIP } from 'node:net';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ANY_HOST, CONFIG, type Config, type Context, NotFound, type RequestWithContext } from '@app/kernel';
import { normalHost } from './host.js';
import { HostResolver } from './host-resolver.service.js';

const MAX_USER_AGENT = 300;

/**
 * Runs before every other guard: the tenant comes from the host and from nothing else (features.md B4, B6). A host that is nobody's gets the
 * same 404 as an unknown route, so that nobody learns which licensees exist (A20).
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly hosts: HostResolver,
    @Inject(CONFIG) private readonly config: Pick<Config, 'GEO_COUNTRY_HEADER'>,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean | undefined>(ANY_HOST, [execution.getHandler(), execution.getClass()]))
      return true;
    const request = execution.switchToHttp().getRequest<FastifyRequest & RequestWithContext>();
    // `hostname` is the Host header; Fastify takes X-Forwarded-Host instead only from an address in TRUSTED_PROXIES.
    const host = normalHost(request.hostname);
    const tenant = host === undefined ? undefined : await this.hosts.tenantOf(host);
    if (host === undefined || !tenant) throw new NotFound();
    const ipCountry = toldCountry(request, this.config.GEO_COUNTRY_HEADER);
    request.ctx = {
      requestId: String(request.id),
      licenseeId: tenant.licenseeId,
      host,
      actor: { kind: 'anonymous' },
      locale: preferredLocale(request.headers['accept-language']),
      ip: evidenceIp(request.ip),
      userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
      idempotencyKey: null,
      ...(ipCountry !== undefined && { ipCountry }),
    } satisfies Context;
    return true;
  }
}

/** First language a client asks for; the person's own setting replaces it after sign-in. */
function preferredLocale(header: string | undefined): string {
  return /^\s*([a-z]{2,3}(?:-[A-Z]{2})?)\s*(?:[,;]|$)/.exec(header ?? '')?.[1] ?? 'en';
}

/** Only what a proxy says: the chain of addresses is longer than one where the connection comes from an address in TRUSTED_PROXIES. Proxies write XX for "nobody knows". */
export function toldCountry(
  { ips, headers }: Pick<FastifyRequest, 'ips' | 'headers'>,
  header: string,
): string | undefined {
  const told = header === '' || (ips?.length ?? 0) < 2 ? undefined : headers[header];
  return typeof told === 'string' && /^[A-Z]{2}$/.test(told) && told !== 'XX' ? told : undefined;
}

/** An address that Postgres takes as `inet`, or null: a proxy may forward "unknown" or an IPv6 zone. */
function evidenceIp(raw: string | undefined): string | null {
  const ip = (raw ?? '').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  return isIP(ip) === 0 ? null : ip;
}
