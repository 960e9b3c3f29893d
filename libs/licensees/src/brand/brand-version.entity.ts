import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BrandDocument } from './brand.js';

/** A brand that is, or was, live. Only its state ever changes. */
@Entity({ name: 'brand_version' })
export class BrandVersion {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  /** Counts from 1 within the licensee. */
  @PrimaryColumn('int')
  number: number;

  @Column('text')
  state: 'published' | 'archived';

  @Column('jsonb')
  document: BrandDocument;

  /** The version that this one is a copy of. */
  @Column('int', { name: 'restored_from', nullable: true })
  restoredFrom: number | null;

  /** Null: the system. */
  @Column('uuid', { name: 'author_id', nullable: true })
  authorId: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;
}
