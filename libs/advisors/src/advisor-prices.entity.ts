import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RateHours } from '@app/licensees';

export const MEDIA = ['voice', 'video'] as const;
export type Medium = (typeof MEDIA)[number];

/** A flat price for so many minutes. Minor units, tax included. */
export interface SessionOffer {
  readonly medium: Medium;
  readonly minutes: number;
  readonly priceMinor: number;
}

/** Another price of a minute from this minute of a call on. */
export interface RateTier {
  readonly medium: Medium;
  readonly afterMinutes: number;
  readonly ratePerMinuteMinor: number;
}

/** call = every call; pair = the first call of a user with this advisor. */
export const FREE_PER = ['call', 'pair'] as const;
export type FreePer = (typeof FREE_PER)[number];

/** What an advisor sets besides the rates of a minute; an advisor without a row has set nothing. */
@Entity({ name: 'advisor_prices' })
export class AdvisorPrices {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid', { name: 'advisor_id' })
  advisorId: string;

  @Column('jsonb')
  sessions: SessionOffer[];

  @Column('jsonb')
  tiers: RateTier[];

  /** In the time zone of the advisor's schedule, or else the licensee's. Where they match they count instead of the licensee's hours. */
  @Column('jsonb')
  hours: RateHours[];

  /** Free seconds that the advisor gives and bears. */
  @Column('int', { name: 'free_seconds' })
  freeSeconds: number;

  @Column('text', { name: 'free_per' })
  freePer: FreePer;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

export type Prices = Pick<AdvisorPrices, 'sessions' | 'tiers' | 'hours' | 'freeSeconds' | 'freePer'>;
export const NO_PRICES: Prices = { sessions: [], tiers: [], hours: [], freeSeconds: 0, freePer: 'pair' };
