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

  /** When it went live; null: nothing can start yet. */
  @Column('timestamptz', { name: 'opened_at', nullable: true })
  openedAt: Date | null;

  /** The licence stops what would cost money. Apart from `status`: neither lifts the other. */
  @Column('boolean', { name: 'licence_hold' })
  licenceHold: boolean;

  /** An invoice of the licence is behind: no new money of end users, and no new advisors. */
  @Column('boolean', { name: 'licence_past_due' })
  licencePastDue: boolean;

  /** It does not open again. */
  @Column('boolean', { name: 'licence_ended' })
  licenceEnded: boolean;

  /** Whose test mode this tenant is; null: the real business. */
  @Column('uuid', { name: 'test_of', nullable: true })
  testOf: string | null;

  /** Whether new calls, top-ups and accounts can start, as far as no switch is off. */
  get isOpen(): boolean {
    return this.status === 'active' && this.openedAt !== null && !this.licenceHold;
  }
}
