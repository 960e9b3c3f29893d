import { Injectable, type PipeTransform } from '@nestjs/common';
import { ListEnvelope, NotFound, Shown, Text } from '@app/kernel';
import { normalHost } from '../host.js';
import type { LicenseeDomain } from '../licensee-domain.entity.js';
import {
  type DomainFinding,
  type DomainKind,
  type DomainRecord,
  type Expectation,
  kindOfHost,
  recordsOf,
} from './domain-doctor.js';
import { DOMAIN_STATUSES, type DomainStatus, statusOf } from './domain-status.js';

// Labels of letters, digits and inner hyphens; the last one begins with a letter, or an IP address would pass for a host.
const HOST = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;

export class AddDomainRequest {
  @Text({
    description: 'Host name in ASCII, without scheme, port and path (`xn--...` for other letters)',
    min: 4,
    max: 253,
    pattern: HOST,
    example: 'advice.example.com',
  })
  host: string;
}

export class RemoveDomainQuery {
  @Text({ description: 'The host again', max: 253, example: 'advice.example.com' })
  confirm: string;
}

export class DomainRecordView {
  @Shown('Type of the record', { type: String, enum: ['TXT', 'CNAME', 'A'] })
  type: DomainRecord['type'];

  @Shown('Name of the record', { example: '_platform-verify.advice.example.com' })
  name: string;

  @Shown('Value to set', { example: 'platform-verify=5b0c7c5e1f0a4f0f9a3e' })
  expected: string;

  @Shown('Values found by the last check', { type: [String] })
  found: string[];

  @Shown('The expected value is among those found')
  ok: boolean;
}

export class DomainFindingView {
  @Shown(
    'Stable name of the finding: txt-right, txt-missing, txt-wrong, points-here, points-elsewhere, proxied, no-address, mixed-addresses, address-not-cname, ipv6-elsewhere, caa-forbids, public-suffix, lookup-failed, platform-host',
    { example: 'txt-missing' },
  )
  code: string;

  @Shown('How much it matters', { type: String, enum: ['ok', 'warning', 'error'] })
  severity: DomainFinding['severity'];

  @Shown('What was found and what to do, in English')
  text: string;
}

export class DomainView {
  @Shown('Host name', { example: 'advice.example.com' })
  host: string;

  @Shown('Links lead to this one')
  isPrimary: boolean;

  @Shown('apex: two labels; subdomain: more; platform: given by the operator', {
    type: String,
    enum: ['apex', 'subdomain', 'platform'],
  })
  kind: DomainKind;

  @Shown(
    'waiting: no proof yet; wrong_value: another proof than ours; verified; broken: verified, but its checks fail (it still answers)',
    {
      type: String,
      enum: [...DOMAIN_STATUSES],
    },
  )
  status: DomainStatus;

  @Shown('Records to set, with what was found', { type: () => [DomainRecordView] })
  records: DomainRecordView[];

  @Shown('What the last check found', { type: () => [DomainFindingView] })
  findings: DomainFindingView[];

  @Shown('When it was checked last', { type: String, format: 'date-time', nullable: true })
  checkedAt: string | null;

  @Shown('When it was verified', { type: String, format: 'date-time', nullable: true })
  verifiedAt: string | null;
}

export class DomainPage extends ListEnvelope {
  @Shown('By name', { type: () => [DomainView] })
  data: DomainView[];
}

const PLATFORM_FINDING: DomainFindingView = {
  code: 'platform-host',
  severity: 'ok',
  text: 'The operator gave this host; there is nothing to set.',
};

export function domainView(domain: LicenseeDomain, expected: Expectation): DomainView {
  const kind = kindOfHost(domain.host, expected.targetHost);
  const views = (records: readonly DomainRecord[]) =>
    records.map((record) => ({ ...record, found: [...record.found] }));
  return {
    host: domain.host,
    isPrimary: domain.isPrimary,
    kind,
    status: statusOf(domain),
    records: views(domain.records ?? recordsOf(expected)),
    findings: kind === 'platform' ? [PLATFORM_FINDING] : [...(domain.findings ?? [])],
    checkedAt: domain.checkedAt?.toISOString() ?? null,
    verifiedAt: domain.verifiedAt?.toISOString() ?? null,
  };
}

/** A host in a path: in its normal form, and what cannot be one gets the answer of one that is not there. */
@Injectable()
export class HostPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    const host = normalHost(value);
    if (host === undefined) throw new NotFound();
    return host;
  }
}
