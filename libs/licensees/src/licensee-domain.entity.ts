import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DomainFinding, DomainRecord } from './domains/domain-doctor.js';

/** A host name that answers for a licensee. A host belongs to one licensee of the whole platform. */
@Entity({ name: 'licensee_domain' })
export class LicenseeDomain {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('text')
  host: string;

  @Column('boolean', { name: 'is_primary' })
  isPrimary: boolean;

  /** An unverified host does not resolve: nobody can park another's name here. */
  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;

  /** What the TXT record must hold. */
  @Column('text', { name: 'verification_token' })
  verificationToken: string;

  /** Given by the operator's tools: needs no proof in DNS. */
  @Column('boolean')
  vouched: boolean;

  /** The last check found a proof, and it was not ours. */
  @Column('boolean', { name: 'wrong_value' })
  wrongValue: boolean;

  /** Since when a verified host fails its checks. It still resolves. */
  @Column('timestamptz', { name: 'broken_since', nullable: true })
  brokenSince: Date | null;

  /** Checks of the worker that failed in a row. */
  @Column('int')
  failures: number;

  /** Counts written checks: of two at a time, the second writes nothing. */
  @Column('int')
  checks: number;

  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt: Date | null;

  @Column('jsonb', { nullable: true })
  records: DomainRecord[] | null;

  @Column('jsonb', { nullable: true })
  findings: DomainFinding[] | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
