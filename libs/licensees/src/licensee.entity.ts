import { Column, Entity, PrimaryColumn } from 'typeorm';

export type LicenseeStatus = 'active' | 'suspended' | 'terminated';
/** `operator` is the house itself: exactly one row, with its own host and staff. */
export type LicenseeKind = 'licensee' | 'operator';

/** A tenant: one brand with its own host, currency, people and books. */
@Entity({ name: 'licensee' })
export class Licensee {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: LicenseeKind;

  @Column('text')
  slug: string;

  @Column('text')
  name: string;

  /** 2 to 16 characters: home-screen icon, card statement. */
  @Column('text', { name: 'short_name' })
  shortName: string;

  @Column('text')
  status: LicenseeStatus;

  @Column('char', { length: 2 })
  country: string;

  /** ISO 4217. One currency per licensee; all `...Minor` amounts of the tenant are in it. */
  @Column('char', { length: 3 })
  currency: string;

  @Column('text')
  locale: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
