/** What the addresses of the console may say; everything else is dropped. */

const DATE = /^20\d\d-\d\d-\d\d$/;
const dateOf = (value: unknown): string | undefined =>
  typeof value === 'string' && DATE.test(value) ? value : undefined;

const oneOf = <const T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value);

type Search = Record<string, unknown>;

export interface SignInSearch {
  /** Where to go after the sign-in: a path of this console. */
  readonly next?: string;
}
export const signInSearch = ({ next }: Search): SignInSearch =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};

export interface EarningsSearch {
  readonly from?: string;
  readonly to?: string;
}
export const earningsSearch = ({ from, to }: Search): EarningsSearch => ({ from: dateOf(from), to: dateOf(to) });

export interface PayoutsSearch {
  /** How somebody comes back from Stripe's page. */
  readonly onboarding?: 'done' | 'again';
}
export const payoutsSearch = ({ onboarding }: Search): PayoutsSearch => ({
  onboarding: oneOf(['done', 'again'], onboarding),
});

export interface CallsSearch {
  readonly state?: 'live' | 'ended';
}
export const callsSearch = ({ state }: Search): CallsSearch => ({ state: oneOf(['live', 'ended'], state) });

export interface ComplaintsSearch {
  /** Left out = those that wait. */
  readonly state?: 'all';
}
export const complaintsSearch = ({ state }: Search): ComplaintsSearch => ({ state: oneOf(['all'], state) });

export const PERIODS = ['7', '30', '90'] as const;
export interface StatisticsSearch {
  readonly days?: (typeof PERIODS)[number];
}
export const statisticsSearch = ({ days }: Search): StatisticsSearch => ({ days: oneOf(PERIODS, String(days)) });
