import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '@app/kernel';

/** What somebody can agree to in the list of consents. The first three are legal pages, agreed to in a version. */
export const SAID_KINDS = ['terms', 'privacy', 'withdrawal', 'age', 'marketing', 'price'] as const;
/** And what is agreed to where it is used: texts, with the number that they go to. */
export const CONSENT_KINDS = [...SAID_KINDS, 'texts'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** One word of one person, never changed: to withdraw is a row of its own. */
@Entity({ name: 'consent' })
export class Consent {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('text')
  kind: ConsentKind;

  /** Of the legal page in this language, or of the words that were shown; null for what has none. */
  @Column('int', { nullable: true })
  version: number | null;

  /** The language in which it was asked. */
  @Column('text')
  locale: string;

  @Column('boolean')
  granted: boolean;

  @Column('timestamptz')
  at: Date;

  /** Evidence, with the browser. */
  @Column('inet', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  /** Order of writing, given by the database. */
  @Column('bigint', { transformer: bigintColumn })
  seq: bigint;
}
