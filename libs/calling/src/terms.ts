import { type LicenseeTerms, MIN_HOLD_MINUTES } from '@app/licensees';
import type { Terms } from './pricing.js';

/** The terms of a call that is requested now: the licensee's rules with this advisor's price and share. */
export const termsFrom = (
  rules: LicenseeTerms,
  own: Pick<Terms, 'currency' | 'ratePerMinuteMinor' | 'advisorShareBp'>,
): Terms => ({
  ...own,
  connectionFeeMinor: rules.connectionFeeMinor,
  incrementSeconds: rules.incrementSeconds,
  minimumSeconds: rules.minimumSeconds,
  freeSeconds: rules.freeSeconds,
  freeBelowSeconds: rules.freeBelowSeconds,
  rounding: rules.rounding,
  taxRateBp: rules.taxRateBp,
  operatorShareBp: rules.operatorShareBp,
  advisorHangupFreeSeconds: rules.advisorHangupFreeSeconds,
  platformFaultRefundMinutes: rules.platformFaultRefundMinutes,
  // A rule of before the minimum may still stand.
  holdMinutes: Math.max(rules.holdMinutes, MIN_HOLD_MINUTES),
  ringSeconds: rules.ringSeconds,
  connectSeconds: rules.connectSeconds,
  graceSeconds: rules.graceSeconds,
});
