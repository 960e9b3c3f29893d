import { describe, expect, it } from '@jest/globals';
import type { CaaProperty, Dns, DnsAnswer } from './dns.js';
import { type Expectation, type Observation, diagnose, kindOfHost, observe, recordsOf } from './domain-doctor.js';
import { afterCheck, statusOf } from './domain-status.js';

const TARGET = 'edge.platform.example';
const expectation = (host: string): Expectation => ({
  host,
  token: 'abc',
  targetHost: TARGET,
  targetAddresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  issuer: 'letsencrypt.org',
});
const found = <T>(...values: T[]): DnsAnswer<T> => ({ found: values });
const NOTHING: Observation = { txt: found(), cname: found(), a: found(), aaaa: found(), caa: found<CaaProperty>() };
const PROOF = found('platform-verify=abc');
const codes = (host: string, seen: Partial<Observation>) =>
  diagnose(expectation(host), { ...NOTHING, ...seen }).findings.map(({ code, severity }) => `${severity} ${code}`);

describe('the domain doctor', () => {
  it.each([
    ['example.com', 'apex'],
    ['www.example.com', 'subdomain'],
    ['example.co.uk', 'subdomain'],
    ['aurora.localhost', 'platform'],
    ['localhost', 'platform'],
    [TARGET, 'platform'],
    [`aurora.${TARGET}`, 'platform'],
    [`evil${TARGET}`, 'subdomain'],
  ])('takes %s for %s', (host, kind) => expect(kindOfHost(host, TARGET)).toBe(kind));

  it('names the records of a sub-domain, and shows what was found beside what was expected', () => {
    expect(recordsOf(expectation('www.example.com'))).toEqual([
      {
        type: 'TXT',
        name: '_platform-verify.www.example.com',
        expected: 'platform-verify=abc',
        found: [],
        ok: false,
      },
      { type: 'CNAME', name: 'www.example.com', expected: TARGET, found: [], ok: false },
    ]);
    const { records, proof, reachable } = diagnose(expectation('www.example.com'), {
      ...NOTHING,
      txt: found('platform-verify=old'),
      cname: found(TARGET),
    });
    expect(records.map(({ found: values, ok }) => [values, ok])).toEqual([
      [['platform-verify=old'], false],
      [[TARGET], true],
    ]);
    expect([proof, reachable]).toEqual(['wrong', true]);
  });

  it('names one A record per address of an apex, IPv4 only', () => {
    const { records } = diagnose(expectation('example.com'), { ...NOTHING, txt: PROOF, a: found('192.0.2.1') });
    expect(records.map(({ type, expected, ok }) => [type, expected, ok])).toEqual([
      ['TXT', 'platform-verify=abc', true],
      ['A', '192.0.2.1', true],
      ['A', '192.0.2.2', false],
    ]);
  });

  it.each<[what: string, host: string, seen: Partial<Observation>, expected: string[]]>([
    ['nothing set yet', 'www.example.com', {}, ['error txt-missing', 'error no-address']],
    ['all right', 'www.example.com', { txt: PROOF, cname: found(TARGET) }, ['ok txt-right', 'ok points-here']],
    [
      'a wrong proof',
      'www.example.com',
      { txt: found('x'), cname: found(TARGET) },
      ['error txt-wrong', 'ok points-here'],
    ],
    [
      'the right proof beside an old one',
      'example.com',
      { txt: found('platform-verify=old', 'platform-verify=abc'), a: found('192.0.2.1', '192.0.2.2') },
      ['ok txt-right', 'ok points-here'],
    ],
    [
      'a proxy in front',
      'www.example.com',
      { txt: PROOF, a: found('203.0.113.9') },
      ['ok txt-right', 'warning proxied'],
    ],
    [
      'another place, without proof',
      'www.example.com',
      { a: found('203.0.113.9') },
      ['error txt-missing', 'error points-elsewhere'],
    ],
    [
      'addresses where a CNAME is better',
      'www.example.com',
      { txt: PROOF, a: found('192.0.2.1') },
      ['ok txt-right', 'ok points-here', 'warning address-not-cname'],
    ],
    [
      'half of the addresses',
      'example.com',
      { txt: PROOF, a: found('192.0.2.1', '203.0.113.9') },
      ['ok txt-right', 'error mixed-addresses'],
    ],
    [
      'IPv6 that leads elsewhere',
      'example.com',
      { txt: PROOF, a: found('192.0.2.1'), aaaa: found('2001:db8::9') },
      ['ok txt-right', 'ok points-here', 'warning ipv6-elsewhere'],
    ],
    [
      'our IPv6 in another spelling',
      'example.com',
      { txt: PROOF, a: found('192.0.2.1'), aaaa: found('2001:db8:0:0:0:0:0:1') },
      ['ok txt-right', 'ok points-here'],
    ],
    [
      'a CAA record for another issuer',
      'example.com',
      { txt: PROOF, a: found('192.0.2.1'), caa: found({ tag: 'issue', value: 'other.example' }) },
      ['ok txt-right', 'ok points-here', 'warning caa-forbids'],
    ],
    [
      'a CAA record that forbids everybody',
      'example.com',
      { txt: PROOF, a: found('192.0.2.1'), caa: found({ tag: 'issue', value: ';' }) },
      ['ok txt-right', 'ok points-here', 'warning caa-forbids'],
    ],
    [
      'CAA records that allow ours, or speak of something else',
      'example.com',
      {
        txt: PROOF,
        a: found('192.0.2.1'),
        caa: found(
          { tag: 'issue', value: 'other.example' },
          { tag: 'issue', value: 'letsencrypt.org; validationmethods=dns-01' },
          { tag: 'iodef', value: 'mailto:x@example.com' },
        ),
      },
      ['ok txt-right', 'ok points-here'],
    ],
    [
      'a public suffix of two labels',
      'example.co.uk',
      { txt: PROOF, a: found('192.0.2.1') },
      ['ok txt-right', 'warning public-suffix', 'ok points-here'],
    ],
    [
      'name servers that do not answer',
      'example.com',
      { txt: { failed: 'ETIMEOUT' }, a: { failed: 'ETIMEOUT' }, aaaa: { failed: 'ETIMEOUT' } },
      ['error lookup-failed', 'error lookup-failed'],
    ],
  ])('finds %s', (_, host, seen, expected) => expect(codes(host, seen)).toEqual(expected));

  it('bounds and cleans what others wrote', () => {
    const hostile = [`a${'\0'}b\n`, '\ud800', 'x'.repeat(5_000), ...Array.from({ length: 50 }, (_, i) => `v${i}`)];
    const { records } = diagnose(expectation('example.com'), { ...NOTHING, txt: { found: hostile } });
    expect(records[0]!.found).toHaveLength(10);
    expect(records[0]!.found[0]).toBe('a?b?');
    expect(records[0]!.found[1]).toBe('\ufffd');
    expect(records[0]!.found[2]).toHaveLength(255);
  });

  it('looks for CAA upwards until it finds one', async () => {
    const asked: string[] = [];
    const dns = {
      txt: async () => found<string>(),
      cname: async () => found<string>(),
      a: async () => found<string>(),
      aaaa: async () => found<string>(),
      caa: async (name: string) => {
        asked.push(name);
        return name === 'example.com' ? found({ tag: 'issue', value: 'x' }) : found<CaaProperty>();
      },
    } as Dns;
    expect((await observe(dns, 'a.b.example.com')).caa).toEqual(found({ tag: 'issue', value: 'x' }));
    expect(asked).toEqual(['a.b.example.com', 'b.example.com', 'example.com']);
  });
});

describe('the status of a domain', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const fresh = { verifiedAt: null, wrongValue: false, brokenSince: null, failures: 0, vouched: false };
  const verified = { ...fresh, verifiedAt: new Date('2025-01-01T00:00:00Z') };
  const good = { proof: 'right', reachable: true } as const;
  const gone = { proof: 'missing', reachable: true } as const;

  it('is verified by proof and a place to arrive, and by nothing less', () => {
    expect(statusOf(afterCheck(fresh, good, now, false))).toBe('verified');
    expect(statusOf(afterCheck(fresh, { proof: 'right', reachable: false }, now, false))).toBe('waiting');
    expect(statusOf(afterCheck(fresh, gone, now, false))).toBe('waiting');
    expect(statusOf(afterCheck(fresh, { proof: 'wrong', reachable: true }, now, false))).toBe('wrong_value');
  });

  it('breaks after two failures of the worker in a row, keeps its proof, and mends with one good answer', () => {
    const once = { ...verified, ...afterCheck(verified, gone, now, true) };
    expect(statusOf(once)).toBe('verified');
    const mended = { ...once, ...afterCheck(once, good, now, true) };
    expect(statusOf({ ...mended, ...afterCheck(mended, gone, now, true) })).toBe('verified');
    const twice = { ...once, ...afterCheck(once, gone, now, true) };
    expect([statusOf(twice), twice.verifiedAt]).toEqual(['broken', verified.verifiedAt]);
    expect(statusOf(afterCheck(twice, good, now, false))).toBe('verified');
  });

  it('never breaks by checks by hand, and a host of the operator needs no proof', () => {
    let state = verified;
    for (let i = 0; i < 5; i++) state = { ...state, ...afterCheck(state, gone, now, false) } as typeof verified;
    expect(statusOf(state)).toBe('verified');
    expect(statusOf(afterCheck({ ...verified, vouched: true, failures: 1 }, gone, now, true))).toBe('verified');
    expect(
      statusOf(afterCheck({ ...verified, vouched: true, failures: 1 }, { ...gone, reachable: false }, now, true)),
    ).toBe('broken');
  });
});
