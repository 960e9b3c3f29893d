import { Shown } from '@app/kernel';
import { SiteAssets, SiteBrand } from './brand/brand.dto.js';
import { LOCALES } from './brand/brand.js';
import { TopUpBonusRule } from './pricing/pricing.dto.js';
import { SwitchesResponse } from './suspension.dto.js';

export class TopUpBonusesView {
  @Shown('Promo credit that comes with a top-up, in order of the amounts; the last whose amount is reached counts', {
    type: () => [TopUpBonusRule],
  })
  tiers: TopUpBonusRule[];

  @Shown('Days until it expires; null = never', { type: 'integer', nullable: true, example: 90 })
  days: number | null;

  @Shown('How often a user gets one; null = no limit', { type: 'integer', nullable: true })
  maxTimes: number | null;

  @Shown('How often a user gets one within a day; null = no limit', { type: 'integer', nullable: true })
  maxPerDay: number | null;
}

export class TopUpRange {
  @Shown('Amounts offered as buttons, in minor units', { type: 'integer', isArray: true, example: [1000, 2500, 5000] })
  presetsMinor: number[];

  @Shown('Least amount of one top-up, in minor units', { type: 'integer', example: 500 })
  minMinor: number;

  @Shown('Greatest amount of one top-up, in minor units', { type: 'integer', example: 50000 })
  maxMinor: number;

  @Shown('What comes on top', { type: () => TopUpBonusesView })
  bonuses: TopUpBonusesView;
}

/** How the time of a call is counted, the same for every advisor; the price of a minute is the advisor's. */
export class SitePricing {
  @Shown('Time is rounded up to this many seconds', { type: 'integer', example: 1 })
  incrementSeconds: number;

  @Shown('Seconds charged at least', { type: 'integer', example: 0 })
  minimumSeconds: number;

  @Shown('Seconds at the start that cost nothing', { type: 'integer', example: 30 })
  freeSeconds: number;

  @Shown('Seconds that cost nothing in one call per user, ever', { type: 'integer', example: 180 })
  freeUserSeconds: number;

  @Shown('Seconds that cost nothing in the first call of a user with an advisor', { type: 'integer', example: 0 })
  freePairSeconds: number;

  @Shown('Calls shorter than this cost nothing', { type: 'integer', example: 10 })
  freeBelowSeconds: number;

  @Shown('Once per charged call, in minor units', { type: 'integer', example: 0 })
  connectionFeeMinor: number;
}

export class SiteResponse {
  @Shown('Name of the brand', { example: 'Aurora' })
  name: string;

  @Shown('Name of at most 16 characters', { example: 'Aurora' })
  shortName: string;

  @Shown('Primary host', { example: 'aurora.localhost' })
  host: string;

  @Shown('Language of the brand', { example: 'en' })
  locale: string;

  @Shown('ISO 4217; all amounts of this site', { example: 'EUR' })
  currency: string;

  @Shown('IANA time zone', { example: 'Europe/Berlin' })
  timeZone: string;

  @Shown('False while new calls and top-ups are paused')
  open: boolean;

  @Shown('Whether the licence has ended: it does not open again')
  ended: boolean;

  @Shown('Limits of a top-up', { type: () => TopUpRange })
  topUp: TopUpRange;

  @Shown('How the time of a call is counted', { type: () => SitePricing })
  pricing: SitePricing;

  @Shown('What can be started now; all on unless the operator switched it off', { type: () => SwitchesResponse })
  switches: SwitchesResponse;

  @Shown('Languages of the site', { type: String, isArray: true, enum: LOCALES })
  locales: string[];

  @Shown('How the site looks', { type: () => SiteBrand })
  brand: SiteBrand;

  @Shown('Pictures of the brand', { type: () => SiteAssets })
  assets: SiteAssets;
}
