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
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });

  constructor(@Inject(CONFIG) config: Config) {
    super();
    if (config.DNS_SERVERS.length > 0) this.resolver.setServers(config.DNS_SERVERS);
  }

  txt(name: string): Promise<DnsAnswer<string>> {
    return answer(async () => (await this.resolver.resolveTxt(name)).map((parts) => parts.join('')));
  }

  cname(name: string): Promise<DnsAnswer<string>> {
    return answer(async () => (await this.resolver.resolveCname(name)).map(plainName));
  }

  a(name: string): Promise<DnsAnswer<string>> {
    return answer(() => this.resolver.resolve4(name));
  }

  aaaa(name: string): Promise<DnsAnswer<string>> {
    return answer(() => this.resolver.resolve6(name));
  }

  caa(name: string): Promise<DnsAnswer<CaaProperty>> {
    return answer(async () =>
      (await this.resolver.resolveCaa(name)).flatMap((record) =>
        Object.entries(record)
          .filter(([tag]) => tag !== 'critical' && tag !== 'type')
          .map(([tag, value]) => ({ tag, value: String(value) })),
      ),
    );
  }
}

async function answer<T>(ask: () => Promise<T[]>): Promise<DnsAnswer<T>> {
  assertNoTransaction();
  try {
    return { found: await ask() };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') throw error;
    return NOTHING.has(code) ? { found: [] } : { failed: code };
  }
}
