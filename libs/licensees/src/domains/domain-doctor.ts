import { isIPv4, isIPv6 } from 'node:net';
import type { CaaProperty, Dns, DnsAnswer } from './dns.js';

/**
 * apex: two labels (`example.com`), which can have no CNAME. subdomain: three and more. platform: `*.localhost`, and what lies below the
 * platform's own name; only the operator's tools give these away. Public suffixes of two labels (`example.co.uk`) count as a
 * subdomain, with a warning.
 */
export type DomainKind = 'apex' | 'subdomain' | 'platform';

export interface DomainRecord {
  readonly type: 'TXT' | 'CNAME' | 'A';
  readonly name: string;
  readonly expected: string;
  readonly found: readonly string[];
  readonly ok: boolean;
}

export interface DomainFinding {
  readonly code: string;
  readonly severity: 'ok' | 'warning' | 'error';
  readonly text: string;
}

/** What the platform wants of DNS for one host. */
export interface Expectation {
  readonly host: string;
  readonly token: string;
  readonly targetHost: string;
  readonly targetAddresses: readonly string[];
  readonly issuer: string;
}

/** What DNS says. */
export interface Observation {
  readonly txt: DnsAnswer<string>;
  readonly cname: DnsAnswer<string>;
  readonly a: DnsAnswer<string>;
  readonly aaaa: DnsAnswer<string>;
  readonly caa: DnsAnswer<CaaProperty>;
}

export interface Diagnosis {
  readonly records: DomainRecord[];
  readonly findings: DomainFinding[];
  /** The TXT record: ours, somebody else's or an old one, or none that we know of. */
  readonly proof: 'right' | 'wrong' | 'missing';
  /** The name leads somewhere: to us, or to what may be a proxy in front of us. */
  readonly reachable: boolean;
}

const SECOND_LEVEL = /^(co|com|org|net|gov|ac|edu|or|ne|go|gob|nom)$/;

export function kindOfHost(host: string, targetHost: string): DomainKind {
  if (/(^|\.)localhost$/.test(host) || host === targetHost || host.endsWith(`.${targetHost}`)) return 'platform';
  return host.split('.').length === 2 ? 'apex' : 'subdomain';
}

const proofName = (host: string): string => `_platform-verify.${host}`;
const proofValue = (token: string): string => `platform-verify=${token}`;

/** Asks everything there is to know of a host, all at once. CAA is looked for upwards, as issuers do (RFC 8659 section 3). */
export async function observe(dns: Dns, host: string): Promise<Observation> {
  const [txt, cname, a, aaaa, caa] = await Promise.all([
    dns.txt(proofName(host)),
    dns.cname(host),
    dns.a(host),
    dns.aaaa(host),
    caaOf(dns, host),
  ]);
  return { txt, cname, a, aaaa, caa };
}

async function caaOf(dns: Dns, host: string): Promise<DnsAnswer<CaaProperty>> {
  const labels = host.split('.');
  for (let from = 0; from < labels.length - 1; from++) {
    const answer = await dns.caa(labels.slice(from).join('.'));
    if ('failed' in answer || answer.found.length > 0) return answer;
  }
  return { found: [] };
}

const MAX_SHOWN = 10;
const MAX_SHOWN_LENGTH = 255;
/** Others write these: bounded, and without what a database or a screen may stumble over. */
const shown = (answer: DnsAnswer<string> | undefined): string[] =>
  answer && 'found' in answer
    ? answer.found.slice(0, MAX_SHOWN).map((value) =>
        value
          .slice(0, MAX_SHOWN_LENGTH)
          .replace(/[\u0000-\u001f\u007f]/g, '?')
          .toWellFormed(),
      )
    : [];

/** The records to set, beside what was found. */
export function recordsOf(expected: Expectation, seen?: Observation): DomainRecord[] {
  const { host, token, targetHost, targetAddresses } = expected;
  const kind = kindOfHost(host, targetHost);
  if (kind === 'platform') return [];
  const record = (
    type: DomainRecord['type'],
    name: string,
    value: string,
    answer?: DnsAnswer<string>,
  ): DomainRecord => ({
    type,
    name,
    expected: value,
    found: shown(answer),
    ok: answer !== undefined && 'found' in answer && answer.found.includes(value),
  });
  return [
    record('TXT', proofName(host), proofValue(token), seen?.txt),
    ...(kind === 'apex'
      ? targetAddresses.filter(isIPv4).map((address) => record('A', host, address, seen?.a))
      : [record('CNAME', host, targetHost, seen?.cname)]),
  ];
}

/** Compares what DNS says with what it should say. Pure: the look-up is {@link observe}. */
export function diagnose(expected: Expectation, seen: Observation): Diagnosis {
  const proof = proofOf(expected, seen.txt);
  const way = wayOf(expected, seen);
  return {
    records: recordsOf(expected, seen),
    findings: [
      proofFinding(expected, proof, seen.txt),
      ...wayFindings(expected, seen, way, proof),
      ...certificateFindings(expected, seen.caa),
    ],
    proof,
    reachable: way !== 'nowhere' && way !== 'unknown',
  };
}

function proofOf({ token }: Expectation, txt: DnsAnswer<string>): Diagnosis['proof'] {
  if ('failed' in txt || txt.found.length === 0) return 'missing';
  return txt.found.includes(proofValue(token)) ? 'right' : 'wrong';
}

function proofFinding({ host }: Expectation, proof: Diagnosis['proof'], txt: DnsAnswer<string>): DomainFinding {
  const name = proofName(host);
  if ('failed' in txt) return error('lookup-failed', `The name servers did not answer for ${name} (${txt.failed}).`);
  if (proof === 'right') return ok('txt-right', 'The TXT record proves that the domain is yours.');
  return proof === 'wrong'
    ? error('txt-wrong', `The TXT record at ${name} holds another value than the one asked for.`)
    : error('txt-missing', `There is no TXT record at ${name} yet. A new record can take up to an hour to be seen.`);
}

/** Where visitors of the host arrive. */
type Way = 'cname' | 'addresses' | 'mixed' | 'elsewhere' | 'nowhere' | 'unknown';

function wayOf({ targetHost, targetAddresses }: Expectation, { cname, a, aaaa }: Observation): Way {
  if ('found' in cname && cname.found.includes(targetHost)) return 'cname';
  const addresses = [a, aaaa].flatMap((answer) => ('found' in answer ? answer.found : []));
  const ours = addresses.filter((address) => targetAddresses.includes(address));
  const v4 = 'found' in a ? a.found : [];
  if (addresses.length === 0) {
    if ('found' in cname && cname.found.length > 0) return 'elsewhere';
    return 'failed' in a ? 'unknown' : 'nowhere';
  }
  if (ours.length === 0) return 'elsewhere';
  return v4.every((address) => targetAddresses.includes(address)) ? 'addresses' : 'mixed';
}

function wayFindings(expected: Expectation, seen: Observation, way: Way, proof: Diagnosis['proof']): DomainFinding[] {
  const { host, targetHost, targetAddresses } = expected;
  const kind = kindOfHost(host, targetHost);
  const found: DomainFinding[] = [];
  const suffix = publicSuffix(host);
  if (suffix !== undefined) {
    const text = `${suffix} looks like a public suffix. If ${host} is the top of your zone, a CNAME is not possible there: set A records to ${targetAddresses.join(', ')}.`;
    found.push(warning('public-suffix', text));
  }
  switch (way) {
    case 'cname':
      found.push(ok('points-here', `${host} leads to the platform.`));
      break;
    case 'addresses':
      found.push(ok('points-here', `${host} leads to the platform.`));
      if (kind === 'subdomain' && suffix === undefined)
        found.push(
          warning(
            'address-not-cname',
            `Use a CNAME record to ${targetHost}: the addresses of the platform can change.`,
          ),
        );
      break;
    case 'mixed':
      found.push(
        error(
          'mixed-addresses',
          'Some A records lead to the platform and some elsewhere: part of your visitors get lost.',
        ),
      );
      break;
    case 'elsewhere':
      found.push(
        proof === 'right'
          ? warning(
              'proxied',
              `${host} leads to other addresses than ours. With a proxy (CDN) in front, let it pass the host name on to ${targetHost}; otherwise correct the record.`,
            )
          : error('points-elsewhere', `${host} leads somewhere else.`),
      );
      break;
    case 'nowhere':
      found.push(error('no-address', `${host} has no address yet.`));
      break;
    case 'unknown':
      found.push(error('lookup-failed', `The name servers did not answer for ${host}.`));
  }
  // Behind a CNAME to us the addresses are ours to set.
  const v6 = 'found' in seen.aaaa ? seen.aaaa.found : [];
  if ((way === 'addresses' || way === 'mixed') && v6.some((address) => !targetAddresses.some(sameV6(address)))) {
    const text = `${host} has an AAAA record that is not ours: visitors with IPv6 do not arrive. Remove it.`;
    found.push(warning('ipv6-elsewhere', text));
  }
  return found;
}

/** An IPv6 address has many spellings. */
const sameV6 =
  (one: string) =>
  (other: string): boolean =>
    isIPv6(one) && isIPv6(other) && new URL(`http://[${one}]`).hostname === new URL(`http://[${other}]`).hostname;

function certificateFindings({ issuer }: Expectation, caa: DnsAnswer<CaaProperty>): DomainFinding[] {
  if ('failed' in caa) return [];
  const issue = caa.found.filter(({ tag }) => tag.toLowerCase() === 'issue');
  const named = issue.map(({ value }) => value.split(';')[0]!.trim().toLowerCase());
  if (issue.length === 0 || named.includes(issuer)) return [];
  const text = `A CAA record forbids ${issuer} to issue the certificate of this domain. Add: 0 issue "${issuer}".`;
  return [warning('caa-forbids', text)];
}

/** `co.uk` of `example.co.uk`. A guess by form: the full list of suffixes changes every week. */
function publicSuffix(host: string): string | undefined {
  const labels = host.split('.');
  const [, second, top] = labels;
  return labels.length === 3 && top!.length === 2 && SECOND_LEVEL.test(second!) ? `${second}.${top}` : undefined;
}

const ok = (code: string, text: string): DomainFinding => ({ code, severity: 'ok', text });
const warning = (code: string, text: string): DomainFinding => ({ code, severity: 'warning', text });
const error = (code: string, text: string): DomainFinding => ({ code, severity: 'error', text });
