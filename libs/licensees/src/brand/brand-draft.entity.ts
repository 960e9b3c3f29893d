import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BrandDocument } from './brand.js';

/** What is being edited. At most one row per licensee; its lock also puts publications in a row. */
@Entity({ name: 'brand_draft' })
export class BrandDraft {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** One more with each change; 0 while nobody has changed anything. */
  @Column('int')
  revision: number;

  /** Null: as published. */
  @Column('jsonb', { nullable: true })
  document: BrandDocument | null;

  @Column('timestamptz', { name: 'changed_at', nullable: true })
  changedAt: Date | null;
}
