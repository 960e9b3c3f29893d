import { type Socket, createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '@app/kernel';
import { DnsAdapter } from './dns.adapter.js';

const TYPES = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, CAA: 257 } as const;
type Type = keyof typeof TYPES;
const NXDOMAIN = 3;
const SERVFAIL = 2;

const label = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const encodedName = (name: string): Buffer => Buffer.concat([...name.split('.').map(label), Buffer.from([0])]);
const DATA = {
  A: (value: string) => Buffer.from(value.split('.').map((part) => Number.parseInt(part, 10))),
  AAAA: (value: string) => Buffer.from(value, 'hex'),
  CNAME: encodedName,
  TXT: (value: string) => Buffer.concat(value.split('|').map(label)),
  CAA: (value: string) => {
    const [tag, rest] = value.split('=');
    return Buffer.concat([Buffer.from([0]), label(tag!), Buffer.from(rest!)]);
  },
};

/** Answers of a small zone over real UDP: enough of RFC 1035 for one question. */
class NameServer {
  readonly zone = new Map<string, string[] | number | 'silent'>();
  asked = 0;
  private readonly socket: Socket = createSocket('udp4');

  async start(): Promise<number> {
    this.socket.on('message', (query, from) => {
      this.asked++;
      const answer = this.answer(query);
      if (answer) this.socket.send(answer, from.port, from.address);
    });
    await new Promise<void>((resolve) => this.socket.bind(0, '127.0.0.1', resolve));
    return this.socket.address().port;
  }

  stop(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer | undefined {
    const labels: string[] = [];
    let at = 12;
    while (query[at]! > 0) {
      labels.push(query.subarray(at + 1, at + 1 + query[at]!).toString());
      at += 1 + query[at]!;
    }
    const code = query.readUInt16BE(at + 1);
    const type = (Object.keys(TYPES) as Type[]).find((one) => TYPES[one] === code)!;
    const found = this.zone.get(`${labels.join('.').toLowerCase()} ${type}`) ?? [];
    if (found === 'silent') return undefined;
    const values = typeof found === 'number' ? [] : found;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (typeof found === 'number' ? found : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(values.length, 6);
    header.writeUInt32BE(0, 8);
    const records = values.map((value) => {
      const data = DATA[type](value);
      const head = Buffer.alloc(12);
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(code, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(300, 6);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    return Buffer.concat([header, query.subarray(12, at + 5), ...records]);
  }
}

describe('DnsAdapter against a name server', () => {
  const server = new NameServer();
  let dns: DnsAdapter;
  beforeAll(async () => {
    dns = new DnsAdapter({ DNS_SERVERS: [`127.0.0.1:${await server.start()}`] } as unknown as Config);
  });
  afterAll(() => server.stop());

  it('reads every kind of record', async () => {
    server.zone.set('_platform-verify.example.com TXT', ['platform-|verify=abc', 'other']);
    server.zone.set('www.example.com CNAME', ['Edge.Platform.Example']);
    server.zone.set('example.com A', ['192.0.2.1', '192.0.2.2']);
    server.zone.set('example.com AAAA', ['20010db8000000000000000000000001']);
    server.zone.set('example.com CAA', ['issue=letsencrypt.org', 'iodef=mailto:x@example.com']);
    expect(await dns.txt('_platform-verify.example.com')).toEqual({ found: ['platform-verify=abc', 'other'] });
    expect(await dns.cname('www.example.com')).toEqual({ found: ['edge.platform.example'] });
    expect(await dns.a('example.com')).toEqual({ found: ['192.0.2.1', '192.0.2.2'] });
    expect(await dns.aaaa('example.com')).toEqual({ found: ['2001:db8::1'] });
    expect(await dns.caa('example.com')).toEqual({
      found: [
        { tag: 'issue', value: 'letsencrypt.org' },
        { tag: 'iodef', value: 'mailto:x@example.com' },
      ],
    });
  });

  it('tells "there is none" from "nobody could say"', async () => {
    server.zone.set('gone.example.com TXT', NXDOMAIN);
    server.zone.set('sick.example.com TXT', SERVFAIL);
    expect(await dns.txt('gone.example.com')).toEqual({ found: [] });
    expect(await dns.txt('empty.example.com')).toEqual({ found: [] });
    expect(await dns.txt('sick.example.com')).toEqual({ failed: 'ESERVFAIL' });
  });

  it('asks again each time: a corrected record is seen at once', async () => {
    server.zone.set('fresh.example.com TXT', ['old']);
    expect(await dns.txt('fresh.example.com')).toEqual({ found: ['old'] });
    server.zone.set('fresh.example.com TXT', ['new']);
    expect(await dns.txt('fresh.example.com')).toEqual({ found: ['new'] });
  });

  it('waits 3 s and asks once', async () => {
    server.zone.set('slow.example.com A', 'silent');
    const [before, began] = [server.asked, performance.now()];
    expect(await dns.a('slow.example.com')).toEqual({ failed: 'ETIMEOUT' });
    expect(server.asked - before).toBe(1);
    expect(performance.now() - began).toBeGreaterThan(2_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
