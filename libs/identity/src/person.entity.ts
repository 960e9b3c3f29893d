import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Metadata, Role } from '@app/kernel';
import type { Business } from './business.js';

/** frozen: kept out for now, data and money untouched. closed: gone for good, waits for erasure. */
export const PERSON_STATUSES = ['active', 'frozen', 'closed'] as const;
export type PersonStatus = (typeof PERSON_STATUSES)[number];

/** Somebody with a sign-in at one licensee. The same e-mail at two licensees is two people with no link (features.md B11). */
@Entity({ name: 'person' })
export class Person {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  role: Role;

  /** Lower case; unique within the licensee. */
  @Column('text')
  email: string;

  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  @Column('text')
  locale: string;

  @Column('text')
  status: PersonStatus;

  /** When the person said that they are 18 or older (features.md C13). */
  @Column('timestamptz', { name: 'adult_attested_at', nullable: true })
  adultAttestedAt: Date | null;

  /** Where they say they live (ISO 3166-1); null = not said. Decides the tax of their calls where the licensee goes by it. */
  @Column('char', { name: 'billing_country', nullable: true })
  billingCountry: string | null;

  /** The company for which they call; null = they call for themselves. */
  @Column('jsonb', { nullable: true })
  business: Business | null;

  /** What the licensee's own systems call them. */
  @Column('text', { name: 'external_id', nullable: true })
  externalId: string | null;

  @Column('jsonb')
  metadata: Metadata;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** When the person opened a link that was sent to the address; null: nobody knows whose it is. */
  @Column('timestamptz', { name: 'email_verified_at', nullable: true })
  emailVerifiedAt: Date | null;

  /** Set on the stand-in under which the operator works here: never listed, signs in by code only (features.md B9). */
  @Column('uuid', { name: 'operator_access_id', nullable: true })
  operatorAccessId: string | null;
}
