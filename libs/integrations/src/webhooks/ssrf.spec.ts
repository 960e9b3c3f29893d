import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './addresses.js';
import { urlFault } from './endpoint-url.js';
import { HttpSender } from './http-sender.js';
import { OutboundGuard } from './outbound-guard.js';

/**
 * trust.md S6: no address of a webhook leads into our own network. A canary listens on this machine; each of the two layers is taken away in turn, and it is
 * never reached. Without both it is, so the proof can fail.
 */
const CONFIG = { DNS_SERVERS: [], WEBHOOKS_TO_LOOPBACK: 'refused' } as const;

/** Names as a hostile name server would answer. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'internal.attacker.dev': ['127.0.0.1'],
  'private.attacker.dev': ['10.0.0.1'],
  'metadata.attacker.dev': ['169.254.169.254'],
  'mixed.attacker.dev': ['93.184.216.34', '127.0.0.1'],
  'mixed6.attacker.dev': ['2606:4700::1', '::1'],
  'mapped.attacker.dev': ['::ffff:127.0.0.1'],
  'nat64.attacker.dev': ['64:ff9b::7f00:1'],
  'localnat64.attacker.dev': ['64:ff9b:1::7f00:1'],
  'sixtofour.attacker.dev': ['2002:7f00:1::'],
  'teredo.attacker.dev': ['2001:0:7f00:1::'],
  'compatible.attacker.dev': ['::7f00:1'],
  'zero.attacker.dev': ['0.0.0.0'],
  'azure.attacker.dev': ['168.63.129.16'],
};

class HostileNames extends OutboundGuard {
  protected override resolve(name: string): Promise<string[]> {
    return Promise.resolve([...(NAMES[name] ?? (name.endsWith('localhost') ? ['127.0.0.1'] : []))]);
  }
}
/** The second layer, taken away: everything is somebody else's machine. Names without an answer lead to the canary. */
class NoGuard extends HostileNames {
  protected override permits(): boolean {
    return true;
  }
}
/** What an attacker hopes for: every special address is a way to this machine. */
class NoGuardToCanary extends NoGuard {
  override async addressOf(hostname: string): Promise<string> {
    await super.addressOf(hostname).catch(() => undefined);
    return '127.0.0.1';
  }
}

const SPECIAL_ADDRESSES = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.0x0.0x0.0x1',
    '0177.0.0.1',
    '017700000001',
  ],
  ...['0.0.0.0', '0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.100.100.200'],
  ...[
    '169.254.169.254',
    '0xa9fea9fe',
    '192.0.0.192',
    '192.88.99.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
  ],
  ...['168.63.129.16', '203.0.113.7', '１２７.０.０.１', '127。0。0。1', '127.0.0.1.', '%31%32%37.0.0.1'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[::127.0.0.1]',
  ],
  ...[
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fd00::1]',
    '[fd00:ec2::254]',
  ],
  ...['[fe80::1]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[100::1]', '[5f00::1]'],
];
const LOCAL_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'db',
  'printer.local',
  'vault.internal',
  'x.home.arpa',
  'nas.lan',
  'a.test',
];
const urls = (port: number): string[] => [
  ...[...SPECIAL_ADDRESSES, ...LOCAL_NAMES].flatMap((host) => [
    `http://${host}:${port}/`,
    `https://${host}:${port}/`,
    `https://${host}/`,
  ]),
  ...['user:pw@127.0.0.1', 'acme.dev@127.0.0.1', 'acme.dev:443@127.0.0.1'].map((host) => `http://${host}:${port}/`),
  `http:\\\\127.0.0.1:${port}/`,
  `http://acme.dev#@127.0.0.1:${port}/`,
  `file:///etc/passwd`,
  `gopher://127.0.0.1:${port}/_x`,
  `data:text/plain,x`,
  `ftp://127.0.0.1:${port}/`,
  `https://acme.dev:22/`,
  `https://acme.dev:6379/`,
  `http://acme.dev/`,
  ` https://127.0.0.1:${port}/`,
  `//127.0.0.1:${port}/`,
  '',
];

describe('a webhook into our own network', () => {
  let canary: http.Server;
  let port: number;
  let reached = 0;
  beforeAll(async () => {
    canary = http.createServer((_request, response) => response.end('reached'));
    canary.on('connection', () => (reached += 1));
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    port = (canary.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => canary.close(resolve)));
  beforeEach(() => {
    reached = 0;
  });

  const post = (guard: OutboundGuard, url: string) => new HttpSender(guard).post(url, {}, Buffer.from('{}'));

  it('has a corpus of more than sixty addresses', () => {
    expect(new Set([...urls(port), ...Object.keys(NAMES)]).size).toBeGreaterThan(150);
  });

  it('is refused when it is saved, by what can be seen in the address; without the second layer the canary is not reached', async () => {
    const accepted: string[] = [];
    for (const url of urls(port)) {
      if (urlFault(url, { loopback: false }) !== undefined) continue;
      accepted.push(url);
      await post(new NoGuardToCanary(CONFIG), url);
    }
    expect(accepted).toEqual([]);
    expect(reached).toBe(0);
  });

  it('is refused when it is sent; without the first layer the canary is not reached', async () => {
    const guard = new HostileNames(CONFIG);
    for (const url of [...urls(port), ...Object.keys(NAMES).map((name) => `http://${name}:${port}/`)]) {
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || /acme\.dev/.test(new URL(url).hostname))
        continue;
      const { failure } = await post(guard, url);
      expect([url, failure]).toEqual([url, expect.stringMatching(/^(blocked|no_address)$/)]);
    }
    expect(reached).toBe(0);
  });

  it('reaches the canary when both layers are taken away: the proof can fail', async () => {
    const answers = await Promise.all(
      [`http://127.0.0.1:${port}/`, `http://2130706433:${port}/`, `http://internal.attacker.dev:${port}/`].map((url) =>
        post(new NoGuard(CONFIG), url),
      ),
    );
    expect(answers.map(({ failure, body }) => [failure, body])).toEqual(Array(3).fill([null, 'reached']));
    expect(reached).toBe(3);
  });

  it('does not follow a name that changes its mind between the look and the connection', async () => {
    // 127.0.0.2 stands for the outer world here: the only address that is allowed, and the first that the name gives.
    class Rebinding extends OutboundGuard {
      asked = 0;
      protected override resolve(): Promise<string[]> {
        return Promise.resolve([this.asked++ === 0 ? '127.0.0.2' : '127.0.0.1']);
      }
      protected override permits(address: string): boolean {
        return address === '127.0.0.2';
      }
    }
    const guard = new Rebinding(CONFIG);
    const decoy = http.createServer((_request, response) => response.end('decoy'));
    await new Promise<void>((resolve) => decoy.listen(port, '127.0.0.2', resolve));
    const { body } = await post(guard, `http://rebinding.attacker.dev:${port}/`);
    await new Promise((resolve) => decoy.close(resolve));
    expect([body, guard.asked, reached]).toEqual(['decoy', 1, 0]);
    expect((await post(guard, `http://rebinding.attacker.dev:${port}/`)).failure).toBe('blocked');
    expect(reached).toBe(0);
  });

  it('does not follow a redirect, whichever', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const redirecting = http.createServer((_request, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end(),
      );
      await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
      const answer = await post(
        new NoGuard(CONFIG),
        `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}/`,
      );
      await new Promise((resolve) => redirecting.close(resolve));
      expect([answer.failure, answer.statusCode]).toEqual(['redirect', status]);
    }
    expect(reached).toBe(0);
  });

  it('may go to this machine only where the configuration allows it, and nowhere else inside even then', async () => {
    const allowed = { loopback: true };
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect(urlFault(`http://${host}:${port}/`, allowed)).toBeUndefined();
    for (const host of ['10.0.0.1', '169.254.169.254', 'a.internal', 'acme.dev'])
      expect(urlFault(`http://${host}:${port}/`, allowed)).toBeDefined();
    const guard = new OutboundGuard({ ...CONFIG, WEBHOOKS_TO_LOOPBACK: 'allowed' });
    expect((await post(guard, `http://localhost:${port}/`)).body).toBe('reached');
    expect((await post(guard, `http://10.0.0.1:${port}/`)).failure).toBe('blocked');
  });

  it('leaves the public internet open', () => {
    for (const url of [
      'https://hooks.acme.dev/x?y=1',
      'https://acme.dev:8443',
      'https://münchen.de/',
      'https://93.184.216.34/',
    ])
      expect([url, urlFault(url, { loopback: false })]).toEqual([url, undefined]);
    expect(['93.184.216.34', '2606:4700::1', '8.8.8.8'].map(isPublicAddress)).toEqual([true, true, true]);
  });
});
