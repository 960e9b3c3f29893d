import { toJsonMinor } from '@app/kernel';
import type { LicenseeTerms } from '../licensee-terms.entity.js';

/** Caps of stored value [D22], per user: one top-up, the balance, a day, twelve months. */
export const STORED_VALUE_CAPS = ['single', 'balance', 'day', 'year'] as const;
export type StoredValueCap = (typeof STORED_VALUE_CAPS)[number];

type Rule = 'topUpMaxMinor' | 'maxBalanceMinor' | 'topUpDayMaxMinor' | 'topUpYearMaxMinor';
/** What the operator lets a licensee set at most, by the rule; null = no maximum. */
export type Ceilings = Readonly<Record<Rule, bigint | null>>;

type CappedTerms = Pick<
  LicenseeTerms,
  Rule | 'ceilingTopUpMinor' | 'ceilingBalanceMinor' | 'ceilingDayMinor' | 'ceilingYearMinor'
>;

export const ceilingsOf = (terms: CappedTerms): Ceilings => ({
  topUpMaxMinor: terms.ceilingTopUpMinor,
  maxBalanceMinor: terms.ceilingBalanceMinor,
  topUpDayMaxMinor: terms.ceilingDayMinor,
  topUpYearMaxMinor: terms.ceilingYearMinor,
});

/** The same as they travel in JSON. */
export function ceilingValues(terms: CappedTerms): Record<Rule, number | null> {
  const toJson = (minor: bigint | null): number | null => (minor === null ? null : toJsonMinor(minor));
  return {
    topUpMaxMinor: toJson(terms.ceilingTopUpMinor),
    maxBalanceMinor: toJson(terms.ceilingBalanceMinor),
    topUpDayMaxMinor: toJson(terms.ceilingDayMinor),
    topUpYearMaxMinor: toJson(terms.ceilingYearMinor),
  };
}

/** The caps in force, in minor units: what the licensee set, or the operator's maximum where that is lower. */
export function storedValueCaps(terms: CappedTerms): Record<StoredValueCap, bigint> {
  const ceilings = ceilingsOf(terms);
  const lower = (name: Rule): bigint => {
    const ceiling = ceilings[name];
    return ceiling !== null && ceiling < terms[name] ? ceiling : terms[name];
  };
  return {
    single: lower('topUpMaxMinor'),
    balance: lower('maxBalanceMinor'),
    day: lower('topUpDayMaxMinor'),
    year: lower('topUpYearMaxMinor'),
  };
}

/** No cap lets more pass at a time, for somebody who has topped up nothing yet. */
export const greatestTopUp = (terms: CappedTerms): bigint =>
  Object.values(storedValueCaps(terms)).reduce((least, cap) => (cap < least ? cap : least));
