import { Resolver } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, assertNoTransaction } from '@app/kernel';
import { type CaaProperty, Dns, type DnsAnswer } from './dns.js';

const TIMEOUT_MS = 3_000;
/** The name servers answered: there is no such name, or no record of this type. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

@Injectable()
export class DnsAdapter extends Dns {
  constructor(@Inject(CONFIG) private readonly config: Config) {
    super();
  }

  txt(name: string): Promise<DnsAnswer<string>> {
    return this.ask(async (resolver) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')));
  }

  cname(name: string): Promise<DnsAnswer<string>> {
    return this.ask(async (resolver) => (await resolver.resolveCname(name)).map(plainName));
  }

  a(name: string): Promise<DnsAnswer<string>> {
    return this.ask((resolver) => resolver.resolve4(name));
  }

  aaaa(name: string): Promise<DnsAnswer<string>> {
    return this.ask((resolver) => resolver.resolve6(name));
  }

  caa(name: string): Promise<DnsAnswer<CaaProperty>> {
    return this.ask(async (resolver) =>
      (await resolver.resolveCaa(name)).flatMap((record) =>
        Object.entries(record)
          .filter(([tag]) => tag !== 'critical' && tag !== 'type')
          .map(([tag, value]) => ({ tag, value: String(value) })),
      ),
    );
  }

  private async ask<T>(question: (resolver: Resolver) => Promise<T[]>): Promise<DnsAnswer<T>> {
    assertNoTransaction();
    // A resolver of its own: c-ares shortens the time-out of one whose servers were fast before.
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
    if (this.config.DNS_SERVERS.length > 0) resolver.setServers(this.config.DNS_SERVERS);
    try {
      return { found: await question(resolver) };
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (typeof code !== 'string') throw error;
      return NOTHING.has(code) ? { found: [] } : { failed: code };
    }
  }
}
