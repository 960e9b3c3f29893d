import type { DnsAnswer } from '@app/licensees';
import type { RecordState } from './mail-sender.entity.js';

export interface SenderRecord {
  readonly kind: 'spf' | 'dkim' | 'dmarc';
  readonly name: string;
  readonly value: string;
}

interface Domain {
  readonly domain: string;
  readonly selector: string;
  readonly publicKey: string;
}

/** The records that a licensee sets for its sender domain. The key of DKIM is its own, so nobody else's records prove it. */
export const recordsOf = ({ domain, selector, publicKey }: Domain, spfInclude: string): SenderRecord[] => [
  { kind: 'spf', name: domain, value: `v=spf1 include:${spfInclude} ~all` },
  { kind: 'dkim', name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${publicKey}` },
  { kind: 'dmarc', name: `_dmarc.${domain}`, value: 'v=DMARC1; p=none' },
];

const tags = (record: string): Map<string, string> =>
  new Map(
    record.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').replace(/\s+/g, '')];
    }),
  );

/** One SPF record may stand at a name (RFC 7208), and ours must be among what it includes. */
export function spfState(found: readonly string[], spfInclude: string): RecordState {
  const records = found.filter((text) => /^v=spf1(\s|$)/i.test(text));
  if (records.length === 0) return 'missing';
  const wanted = new RegExp(`^[+?~]?include:${spfInclude.replaceAll('.', '\\.')}$`, 'i');
  return records.length === 1 && records[0]!.split(/\s+/).some((term) => wanted.test(term)) ? 'right' : 'wrong';
}

export function dkimState(found: readonly string[], publicKey: string): RecordState {
  if (found.length === 0) return 'missing';
  return found.some((text) => tags(text).get('p') === publicKey) ? 'right' : 'wrong';
}

export function dmarcState(found: readonly string[]): RecordState {
  const records = found.filter((text) => /^v=DMARC1\b/i.test(text));
  if (records.length === 0) return 'missing';
  return records.length === 1 && /^(none|quarantine|reject)$/i.test(tags(records[0]!).get('p') ?? '')
    ? 'right'
    : 'wrong';
}

/** Undefined: nobody could say. */
export const foundIn = (answer: DnsAnswer<string>): readonly string[] | undefined =>
  'found' in answer ? answer.found : undefined;
