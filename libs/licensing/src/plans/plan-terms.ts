import { type Limits, NO_LIMITS } from '@app/licensees';

/**
 * What a plan asks for and allows [A5]. All of it is optional. Amounts are minor units of the plan's currency, without tax, as JSON-safe integers: they are
 * stored as they are, in the plan and as a copy in the licence [A6].
 */
export interface PlanTerms extends Limits {
  /** Once, when the licence begins to be charged. */
  readonly setupFeeMinor: number | null;
  /** For each calendar month, in arrears; by the day where only a part of it is charged. */
  readonly monthlyFeeMinor: number | null;
  /** What a month costs at the least: monthly fee and minutes together. */
  readonly minimumMonthlyMinor: number | null;
  /** Share in the net price of each call, taken at its settlement; null leaves the share as it is. */
  readonly operatorShareBp: number | null;
  /** For each minute that was billed to an end user, on the invoice. */
  readonly operatorRatePerMinuteMinor: number | null;
  /** Days that cost nothing at the start. */
  readonly trialDays: number;
}

export const FREE_TERMS: PlanTerms = {
  ...NO_LIMITS,
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
};

export const limitsIn = (terms: PlanTerms): Limits => ({
  maxAdvisors: terms.maxAdvisors,
  maxUsers: terms.maxUsers,
  maxConcurrentCalls: terms.maxConcurrentCalls,
  maxApiPerMinute: terms.maxApiPerMinute,
  maxStorageMb: terms.maxStorageMb,
});

/** Whether anything is ever invoiced under these terms. */
export const costsAnything = (terms: PlanTerms): boolean =>
  [terms.setupFeeMinor, terms.monthlyFeeMinor, terms.minimumMonthlyMinor, terms.operatorRatePerMinuteMinor].some(
    (amount) => amount !== null && amount > 0,
  );
