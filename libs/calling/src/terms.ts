import type { FreeOffer, PricesInForce } from '@app/advisors';
import { type LicenseeTerms, MIN_HOLD_MINUTES } from '@app/licensees';
import type { Session, Taxed, Terms } from './pricing.js';

/** What a call has of its own, beside the licensee's rules. */
export interface OwnTerms {
  readonly currency: string;
  readonly advisorShareBp: number;
  readonly prices: Omit<PricesInForce, 'sessions'>;
  readonly session?: Session;
  /** What this caller gets free in a call per minute; a session has its price and no free time. */
  readonly free?: FreeOffer;
  readonly tax: Taxed & { readonly rateBp: number };
  /** Public id of the link that sets the price. */
  readonly linkId?: string;
}

/** The terms of a call that is requested now: the licensee's rules with this advisor's prices and share. */
export const termsFrom = (
  rules: LicenseeTerms,
  { currency, advisorShareBp, prices, session, free, linkId, tax: { rateBp, ...taxed } }: OwnTerms,
): Terms => ({
  currency,
  advisorShareBp,
  ratePerMinuteMinor: prices.ratePerMinuteMinor,
  connectionFeeMinor: rules.connectionFeeMinor,
  incrementSeconds: rules.incrementSeconds,
  minimumSeconds: rules.minimumSeconds,
  freeSeconds: session ? 0 : (free?.seconds ?? 0),
  freeBelowSeconds: rules.freeBelowSeconds,
  rounding: rules.rounding,
  taxRateBp: rateBp,
  operatorShareBp: rules.operatorShareBp,
  advisorHangupFreeSeconds: rules.advisorHangupFreeSeconds,
  platformFaultRefundMinutes: rules.platformFaultRefundMinutes,
  // A rule of before the minimum may still stand.
  holdMinutes: Math.max(rules.holdMinutes, MIN_HOLD_MINUTES),
  ringSeconds: rules.ringSeconds,
  connectSeconds: rules.connectSeconds,
  graceSeconds: rules.graceSeconds,
  ...(prices.tiers.length > 0 && { tiers: prices.tiers }),
  ...(session && { session }),
  ...(free && !session && { free: { per: free.per, sponsor: free.sponsor } }),
  ...(prices.adjustBp !== 0 && { rateAdjustBp: prices.adjustBp }),
  ...(rules.taxDisplay === 'exclusive' && { taxOnTop: true as const }),
  taxed,
  ...(linkId !== undefined && { linkId }),
});
