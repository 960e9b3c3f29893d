import { Flag, MinorUnits, Moment, Part, Shown, Whole } from '@app/kernel';
import { Items } from '@app/licensees';
import { SplitView, SponsoredPartView } from './calls.dto.js';
import { TaxView } from './tax/tax.dto.js';

export class CalculatedTier {
  @Whole({ description: 'From this minute of the call on', min: 1, max: 1440, example: 10 }) afterMinutes: number;
  @MinorUnits({ description: 'A minute costs', min: 1, max: 100_000, example: 149 }) ratePerMinuteMinor: number;
}

export class CalculatedSession {
  @Whole({ description: 'Minutes of the flat price', min: 1, max: 1440, example: 30 }) minutes: number;
  @MinorUnits({ description: 'The flat price', min: 1, example: 4900 }) priceMinor: number;
}

export class CalculatePrice {
  @MinorUnits({
    description: 'Price per minute, with the tax or without it, as the licensee shows prices',
    min: 1,
    max: 100_000,
    example: 199,
  })
  ratePerMinuteMinor: number;
  @Whole({ description: 'Seconds both are connected', min: 0, max: 86_400, example: 754 }) seconds: number;
  @Whole({
    description: "The advisor's commission in basis points; left out = the licensee's default",
    min: 0,
    max: 10_000,
    optional: true,
    example: 6000,
  })
  advisorShareBp?: number;
  @Items('Other prices of a minute later in the call', () => CalculatedTier, 8, [], { optional: true })
  tiers?: CalculatedTier[];
  @Part(() => CalculatedSession, { description: 'A session instead of a call per minute', optional: true })
  session?: CalculatedSession;
  @Flag({ description: 'As the first call of a new user: with the free minutes that are given once', optional: true })
  firstCall?: boolean;
  @Moment({ description: 'As if requested then, with the price of that hour; left out = now', optional: true })
  at?: string;
}

export class CalculationView {
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price per minute, with the surcharge or discount of the hour', { type: 'integer' })
  ratePerMinuteMinor: number;
  @Shown('Surcharge, or with a minus discount, of the hour in basis points', { type: 'integer' }) rateAdjustBp: number;
  @Shown('Seconds both are connected', { type: 'integer' }) seconds: number;
  @Shown('Seconds that are charged', { type: 'integer' }) chargedSeconds: number;
  @Shown('What the caller pays', { type: 'integer' }) priceMinor: number;
  @Shown("The price's way to the four parties; the shares sum to it", { type: SplitView }) split: SplitView;
  @Shown('Free seconds that somebody else than the caller bears', { type: SponsoredPartView, nullable: true })
  sponsored: SponsoredPartView | null;
  @Shown("The advisor's commission in basis points", { type: 'integer' }) advisorShareBp: number;
  @Shown("The operator's share in basis points", { type: 'integer' }) operatorShareBp: number;
  @Shown('Rate of tax of a caller who is not known, in 1/10,000', { type: 'integer' }) taxRateBp: number;
  @Shown('Whose rate it is, and whether prices contain it', { type: TaxView }) tax: TaxView;
  @Shown('How the price is rounded: up, down or half_up') rounding: string;
  @Shown('The rules behind the figures, in words, one sentence each', { type: [String] }) rules: string[];
}
