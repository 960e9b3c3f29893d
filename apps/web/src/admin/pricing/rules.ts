import type { Schemas } from '~/shared/api/index.ts';

export type Pricing = Schemas['PricingView'];
export type Changes = Schemas['PricingFields'];
/** Rules that are lists have fields of their own. */
export type RuleName = Exclude<keyof Changes, 'topUpPresetsMinor' | 'topUpBonuses' | 'rateHours'>;

/** How a rule is written. `...OrNone`: an empty field means that there is no limit. */
export type RuleKind =
  | 'percent'
  | 'money'
  | 'moneyOrNone'
  | 'seconds'
  | 'minutes'
  | 'minutesOrNone'
  | 'daysOrNone'
  | 'timesOrNone'
  | 'increment'
  | 'rounding'
  | 'sponsor'
  | 'taxPlace'
  | 'taxDisplay';

export interface Rule {
  readonly name: RuleName;
  readonly kind: RuleKind;
}

export const INCREMENTS = ['1', '6', '30', '60'] as const;
export const SPONSORS = ['licensee', 'advisor'] as const;
export const TAX_PLACES = ['seller', 'customer'] as const;
export const TAX_DISPLAYS = ['inclusive', 'exclusive'] as const;
export const ROUNDINGS = ['up', 'down', 'half_up'] as const;

/** In the order in which they act on a price. */
export const RULE_GROUPS = [
  {
    name: 'shares',
    rules: [
      { name: 'advisorShareBp', kind: 'percent' },
      { name: 'taxRateBp', kind: 'percent' },
      { name: 'taxPlace', kind: 'taxPlace' },
      { name: 'taxDisplay', kind: 'taxDisplay' },
    ],
  },
  {
    name: 'time',
    rules: [
      { name: 'incrementSeconds', kind: 'increment' },
      { name: 'minimumSeconds', kind: 'seconds' },
      { name: 'freeBelowSeconds', kind: 'seconds' },
    ],
  },
  {
    name: 'free',
    rules: [
      { name: 'freeSeconds', kind: 'seconds' },
      { name: 'freeUserSeconds', kind: 'seconds' },
      { name: 'freePairSeconds', kind: 'seconds' },
      { name: 'freeSponsor', kind: 'sponsor' },
    ],
  },
  {
    name: 'price',
    rules: [
      { name: 'connectionFeeMinor', kind: 'money' },
      { name: 'rounding', kind: 'rounding' },
      { name: 'rateMinMinor', kind: 'moneyOrNone' },
      { name: 'rateMaxMinor', kind: 'moneyOrNone' },
    ],
  },
  {
    name: 'call',
    rules: [
      { name: 'holdMinutes', kind: 'minutes' },
      { name: 'ringSeconds', kind: 'seconds' },
      { name: 'connectSeconds', kind: 'seconds' },
      { name: 'graceSeconds', kind: 'seconds' },
      { name: 'maxCallMinutes', kind: 'minutes' },
    ],
  },
  {
    name: 'goodwill',
    rules: [
      { name: 'advisorHangupFreeSeconds', kind: 'seconds' },
      { name: 'platformFaultRefundMinutes', kind: 'minutesOrNone' },
    ],
  },
  {
    name: 'topUp',
    rules: [
      { name: 'topUpMinMinor', kind: 'money' },
      { name: 'topUpMaxMinor', kind: 'money' },
      { name: 'maxBalanceMinor', kind: 'money' },
      { name: 'topUpDayMaxMinor', kind: 'money' },
      { name: 'topUpYearMaxMinor', kind: 'money' },
    ],
  },
  {
    name: 'bonus',
    rules: [
      { name: 'topUpBonusDays', kind: 'daysOrNone' },
      { name: 'topUpBonusMaxTimes', kind: 'timesOrNone' },
      { name: 'topUpBonusMaxPerDay', kind: 'timesOrNone' },
    ],
  },
] as const satisfies readonly { name: string; rules: readonly Rule[] }[];

export const RULES: readonly Rule[] = RULE_GROUPS.flatMap((group): readonly Rule[] => group.rules);
