import { type FieldError, toJsonMinor } from '@app/kernel';
import type { Ceilings } from './stored-value-caps.js';
import type { LicenseeTerms } from '../licensee-terms.entity.js';
import { keptRateHours, rateHoursFaults } from './rate-hours.js';

/**
 * A running call is looked at 130 s before its money ends, and warned from 120 s on: with less than that reserved it would end, or be warned, in spite of a full
 * wallet.
 */
export const MIN_HOLD_MINUTES = 3;

/** Amounts: bigint inside, integers in JSON. */
const AMOUNTS = [
  'connectionFeeMinor',
  'topUpMinMinor',
  'topUpMaxMinor',
  'maxBalanceMinor',
  'topUpDayMaxMinor',
  'topUpYearMaxMinor',
  'rateMinMinor',
  'rateMaxMinor',
] as const satisfies readonly (keyof LicenseeTerms)[];
const PLAIN = [
  'advisorShareBp',
  'taxRateBp',
  'taxPlace',
  'taxDisplay',
  'incrementSeconds',
  'minimumSeconds',
  'freeSeconds',
  'freeUserSeconds',
  'freePairSeconds',
  'freeSponsor',
  'freeBelowSeconds',
  'rounding',
  'holdMinutes',
  'ringSeconds',
  'connectSeconds',
  'graceSeconds',
  'maxCallMinutes',
  'advisorHangupFreeSeconds',
  'platformFaultRefundMinutes',
  'topUpBonusDays',
  'topUpBonusMaxTimes',
  'topUpBonusMaxPerDay',
] as const satisfies readonly (keyof LicenseeTerms)[];

/** Lists of objects. Their members are written in one order, so that equal lists are equal as JSON. */
const KEPT = {
  rateHours: keptRateHours,
  topUpBonuses: (tiers: LicenseeTerms['topUpBonuses']) =>
    tiers.map(({ fromMinor, bonusMinor }) => ({ fromMinor, bonusMinor })).sort((a, b) => a.fromMinor - b.fromMinor),
} as const;

type Amount = (typeof AMOUNTS)[number];
type List = keyof typeof KEPT;
type Plain = (typeof PLAIN)[number];

/** Rules as they travel in JSON. */
export type PricingValues = Pick<LicenseeTerms, Plain> & {
  [K in Amount]: null extends LicenseeTerms[K] ? number | null : number;
} & Pick<LicenseeTerms, List> & { topUpPresetsMinor: number[] };

/** What a licensee may change, in part. */
export type PricingChanges = Partial<PricingValues>;
export type PricingTerms = Pick<LicenseeTerms, Plain | Amount | List | 'topUpPresetsMinor'>;

/** The lists among these rules as they are kept. */
const lists = (rules: Partial<Pick<LicenseeTerms, List>>): Partial<Pick<LicenseeTerms, List>> => ({
  ...(rules.rateHours && { rateHours: KEPT.rateHours(rules.rateHours) }),
  ...(rules.topUpBonuses && { topUpBonuses: KEPT.topUpBonuses(rules.topUpBonuses) }),
});

const toJson = (minor: bigint | null): number | null => (minor === null ? null : toJsonMinor(minor));

export function pricingValues(terms: PricingTerms): PricingValues {
  return {
    ...Object.fromEntries(PLAIN.map((name) => [name, terms[name]])),
    ...Object.fromEntries(AMOUNTS.map((name) => [name, toJson(terms[name])])),
    topUpPresetsMinor: terms.topUpPresetsMinor.map(toJsonMinor),
    ...lists(terms),
  } as PricingValues;
}

/** The columns that a change sets. */
export function termsOfChanges(changes: PricingChanges): Partial<PricingTerms> {
  const amount = (value: number | null): bigint | null => (value === null ? null : BigInt(value));
  return {
    ...Object.fromEntries(PLAIN.filter((name) => changes[name] !== undefined).map((name) => [name, changes[name]])),
    ...Object.fromEntries(
      AMOUNTS.filter((name) => changes[name] !== undefined).map((name) => [name, amount(changes[name]!)]),
    ),
    ...lists(changes),
    ...(changes.topUpPresetsMinor === undefined
      ? {}
      : { topUpPresetsMinor: changes.topUpPresetsMinor.map((minor) => BigInt(minor)) }),
  };
}

/** Only what is really different: the audit log shows this. */
export function differences(before: PricingValues, changes: PricingChanges): PricingChanges {
  return Object.fromEntries(
    Object.entries({ ...changes, ...lists(changes) }).filter(
      ([name, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name as keyof PricingValues]),
    ),
  );
}

/**
 * What does not fit together in the rules as they would be. Each pointer leads to a member of the change where one is to blame.
 */
export function contradictions(
  rules: PricingValues & { readonly operatorShareBp: number; readonly ceilings: Ceilings },
  changes: PricingChanges,
): FieldError[] {
  const at = (...names: (keyof PricingChanges)[]): string =>
    `/${names.find((name) => changes[name] !== undefined) ?? names[0]!}`;
  const found: FieldError[] = [];
  const say = (wrong: boolean, pointer: string, detail: string): void => {
    if (wrong) found.push({ pointer, detail });
  };
  const { advisorShareBp, operatorShareBp, topUpMinMinor: min, topUpMaxMinor: max, rateMinMinor, rateMaxMinor } = rules;
  say(
    advisorShareBp + operatorShareBp > 10_000,
    '/advisorShareBp',
    `must not be greater than ${10_000 - operatorShareBp}: the operator has the other ${operatorShareBp}`,
  );
  say(max < min, at('topUpMaxMinor', 'topUpMinMinor'), `the greatest top-up (${max}) is below the least (${min})`);
  say(
    rules.maxBalanceMinor < min,
    at('maxBalanceMinor', 'topUpMinMinor'),
    `the greatest balance (${rules.maxBalanceMinor}) is below the least top-up (${min})`,
  );
  for (const name of ['topUpDayMaxMinor', 'topUpYearMaxMinor'] as const)
    say(rules[name] < min, at(name, 'topUpMinMinor'), `the cap (${rules[name]}) is below the least top-up (${min})`);
  // What stood before the operator set a maximum may stay: the lower of both counts.
  for (const [name, ceiling] of Object.entries(rules.ceilings) as [keyof Ceilings, bigint | null][])
    say(
      changes[name] !== undefined && ceiling !== null && changes[name] > ceiling,
      `/${name}`,
      `must not be greater than ${ceiling}: more is not agreed with the operator`,
    );
  say(
    rules.topUpPresetsMinor.some((preset) => preset < min || preset > max),
    at('topUpPresetsMinor', 'topUpMinMinor', 'topUpMaxMinor'),
    `each preset must be from ${min} to ${max}`,
  );
  say(
    rateMinMinor !== null && rateMaxMinor !== null && rateMaxMinor < rateMinMinor,
    at('rateMaxMinor', 'rateMinMinor'),
    `the greatest rate (${rateMaxMinor}) is below the least (${rateMinMinor})`,
  );
  if (changes.rateHours) found.push(...rateHoursFaults(changes.rateHours, '/rateHours'));
  found.push(...bonusFaults(rules, changes));
  return found;
}

/** A bonus is never more than what was paid for it, and never less for more. */
function bonusFaults(rules: PricingValues, changes: PricingChanges): FieldError[] {
  const pointer = (i: number, member: string): string =>
    changes.topUpBonuses ? `/topUpBonuses/${i}/${member}` : '/topUpMaxMinor';
  return rules.topUpBonuses.flatMap(({ fromMinor, bonusMinor }, i) => {
    const others = rules.topUpBonuses.filter((_, at) => at !== i);
    const found: FieldError[] = [];
    if (fromMinor > rules.topUpMaxMinor)
      found.push({
        pointer: pointer(i, 'fromMinor'),
        detail: `no top-up reaches it: the greatest is ${rules.topUpMaxMinor}`,
      });
    if (bonusMinor > fromMinor)
      found.push({ pointer: pointer(i, 'bonusMinor'), detail: `must not be greater than the top-up (${fromMinor})` });
    if (others.some((other, at) => other.fromMinor === fromMinor && at < i))
      found.push({ pointer: pointer(i, 'fromMinor'), detail: 'is there twice' });
    if (others.some((other) => other.fromMinor < fromMinor && other.bonusMinor > bonusMinor))
      found.push({ pointer: pointer(i, 'bonusMinor'), detail: 'must not be less than the bonus of a smaller top-up' });
    return found;
  });
}
