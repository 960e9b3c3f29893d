import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import {
  ALLOWED,
  type Audience,
  Forbidden,
  IN_TEST_MODE,
  KEY_SCOPE,
  type RequestWithContext,
  type Scope,
  Unauthenticated,
  WITHOUT_OPERATOR,
  instancesOf,
} from '@app/kernel';
import { NotInTestMode } from '@app/licensees';
import { ACCESS_TOKEN } from './access-token.adapter.js';
import type { AccessClaims } from './access-tokens.service.js';
import { KeyBearers, TEST_KEY, presentedKey } from './key-bearers.js';
import { SessionsService } from './sessions.service.js';
import { TEST_MODE_HEADER, TestModes } from './test-modes.js';

const WITHOUT_TEST_MODE = 'This part of the service has no test mode.';

class BearerGuard extends AuthGuard(ACCESS_TOKEN) {
  override handleRequest<T>(error: Error | null | undefined, claims: T | false): T {
    // Passport's reason stays here: telling a forger what was wrong helps only the forger.
    if (error) throw error;
    if (!claims) throw new Unauthenticated();
    return claims;
  }
}

/**
 * Runs after the tenant is known. A route that does not say who may call it is closed. Every request with a token asks the database whether the session
 * still stands, so that a revocation is effective at once, and takes the role from there, so that a changed role is too.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly bearer = new BearerGuard();

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly discovery: DiscoveryService,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const audience = this.reflector.getAllAndOverride<readonly Audience[] | undefined>(ALLOWED, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (!audience || audience.length === 0) throw new Forbidden();
    if (audience.includes('signature')) return true;
    const request = execution.switchToHttp().getRequest<RequestWithContext & { user: AccessClaims }>();
    const key = presentedKey(request.headers['authorization']);
    const asksForTestMode = this.asksForTestMode(request);
    if (audience.includes('public')) {
      // Whoever asks for test mode must never be answered from the real one.
      if (asksForTestMode && key?.startsWith(TEST_KEY) !== true) throw new NotInTestMode(WITHOUT_TEST_MODE);
      return this.admitAnybody(execution, request, key);
    }
    if (key !== undefined) return this.admitKey(execution, request, key);
    await this.bearer.canActivate(execution);
    const { ctx } = request;
    const bearer = ctx && (await this.sessions.bearerOf(ctx, request.user));
    if (!bearer) throw new Unauthenticated();
    if (!audience.includes(bearer.actor.role)) throw new Forbidden();
    if (bearer.actor.operatorAccessId !== undefined && this.isWithoutOperator(execution))
      throw new Forbidden('The operator may not do this in a tenant.');
    request.ctx = { ...ctx, actor: bearer.actor, locale: bearer.locale };
    if (asksForTestMode) await this.enterTestMode(execution, request);
    return true;
  }

  /** @throws NotInTestMode for a word that might mean it: real money would move otherwise */
  private asksForTestMode({ headers }: RequestWithContext): boolean {
    const word = headers[TEST_MODE_HEADER];
    if (word !== undefined && word !== 'true' && word !== 'false')
      throw new NotInTestMode('The header Test-Mode is `true` or `false`.');
    return word === 'true';
  }

  private async admitKey(execution: ExecutionContext, request: RequestWithContext, key: string): Promise<boolean> {
    const [bearers] = instancesOf(this.discovery, KeyBearers);
    // A route of no tenant knows no keys.
    if (!bearers || !request.ctx) throw new Unauthenticated();
    const scope = this.reflector.get<Scope | undefined>(KEY_SCOPE, execution.getHandler());
    request.ctx = await bearers.admit(request, execution.switchToHttp().getResponse<FastifyReply>(), key, scope);
    return true;
  }

  /**
   * Where nobody has to sign in a key is judged as elsewhere: a program whose key has ended must hear of it on its first request, not on the first that asks for
   * a scope. A key of test mode sees test mode here too.
   */
  private async admitAnybody(
    execution: ExecutionContext,
    request: RequestWithContext,
    key: string | undefined,
  ): Promise<boolean> {
    // A route of no tenant knows no keys.
    if (key === undefined || !request.ctx) return true;
    const [bearers] = instancesOf(this.discovery, KeyBearers);
    if (bearers)
      request.ctx = await bearers.placeOf(request, execution.switchToHttp().getResponse<FastifyReply>(), key);
    return true;
  }

  private async enterTestMode(execution: ExecutionContext, request: RequestWithContext): Promise<void> {
    const targets = [execution.getHandler(), execution.getClass()];
    const isOpen =
      this.reflector.getAllAndOverride<boolean | undefined>(IN_TEST_MODE, targets) === true ||
      this.reflector.get<Scope | undefined>(KEY_SCOPE, execution.getHandler()) !== undefined;
    const [modes] = instancesOf(this.discovery, TestModes);
    if (!isOpen || !modes) throw new NotInTestMode(WITHOUT_TEST_MODE);
    request.ctx = await modes.enter(request.ctx!, execution.switchToHttp().getResponse<FastifyReply>());
  }

  private isWithoutOperator(execution: ExecutionContext): boolean {
    const targets = [execution.getHandler(), execution.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(WITHOUT_OPERATOR, targets) === true;
  }
}
