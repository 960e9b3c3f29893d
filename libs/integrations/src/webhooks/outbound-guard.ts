import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@app/kernel';
import { isLoopback, isPublicAddress } from './addresses.js';

const DNS_TIMEOUT_MS = 2_500;

/** The name leads to an address that nothing of ours may be sent to. */
export class BlockedAddress extends Error {
  constructor(address: string) {
    super(`${address} is not an address of the public internet`);
  }
}

export class NoAddress extends Error {}

/**
 * The second layer against requests into our own network [trust.md S6]: resolves a name itself, looks at every address that it has, and answers one of them. Who
 * connects to that very address cannot be led elsewhere by a name that changes its mind.
 */
@Injectable()
export class OutboundGuard {
  private readonly resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  private readonly loopback: boolean;

  constructor(@Inject(CONFIG) config: Pick<Config, 'DNS_SERVERS' | 'WEBHOOKS_TO_LOOPBACK'>) {
    if (config.DNS_SERVERS.length > 0) this.resolver.setServers([...config.DNS_SERVERS]);
    this.loopback = config.WEBHOOKS_TO_LOOPBACK === 'allowed';
  }

  /** @throws BlockedAddress when any address of the name is special, so that a mixed answer is no lottery; NoAddress when there is none */
  async addressOf(hostname: string): Promise<string> {
    const name = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    // A literal address needs no resolver, and Node would ask none: it is judged here all the same.
    const addresses = isIP(name) > 0 ? [name] : await this.resolve(name);
    const [first] = addresses;
    if (first === undefined) throw new NoAddress(`${name} has no address`);
    for (const address of addresses) if (!this.permits(address)) throw new BlockedAddress(address);
    return first;
  }

  /** By DNS alone: neither a file of this machine nor a search domain has a say. */
  protected async resolve(name: string): Promise<string[]> {
    if (name === 'localhost') return ['127.0.0.1'];
    const [four, six] = await Promise.allSettled([this.resolver.resolve4(name), this.resolver.resolve6(name)]);
    return [...(four.status === 'fulfilled' ? four.value : []), ...(six.status === 'fulfilled' ? six.value : [])];
  }

  protected permits(address: string): boolean {
    return isPublicAddress(address) || (this.loopback && isLoopback(address));
  }
}
