import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AssetKind } from './brand.js';

/** A picture of a brand, as we have encoded it. Never changed, so that every version keeps its own. */
@Entity({ name: 'brand_asset' })
export class BrandAsset {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** What it was first sent as. */
  @Column('text')
  kind: AssetKind;

  @Column('text')
  mime: string;

  @Column('bytea')
  bytes: Buffer;

  @Column('int')
  width: number;

  @Column('int')
  height: number;

  @Column('bytea')
  sha256: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
