import { Column, Entity, PrimaryColumn } from 'typeorm';

export const LEGAL_KINDS = ['terms', 'privacy', 'imprint', 'withdrawal', 'accessibility'] as const;
export type LegalKind = (typeof LEGAL_KINDS)[number];
export const LEGAL_LOCALES = ['en', 'de', 'ar'] as const;
export type LegalLocale = (typeof LEGAL_LOCALES)[number];

/** The text that staff work on. Publishing it makes a version and ends the draft. */
@Entity({ name: 'legal_draft' })
export class LegalDraft {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('text')
  kind: LegalKind;

  @PrimaryColumn('text')
  locale: LegalLocale;

  @Column('text')
  title: string;

  @Column('text')
  markdown: string;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

/** What was public. The application cannot change it: people agreed to these words. */
@Entity({ name: 'legal_version' })
export class LegalVersion {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('text')
  kind: LegalKind;

  @PrimaryColumn('text')
  locale: LegalLocale;

  /** 1, 2, 3 ... of this kind in this language. */
  @PrimaryColumn('int')
  version: number;

  @Column('text')
  title: string;

  @Column('text')
  markdown: string;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;
}
