import { divide } from '@app/kernel';
import type { PlanTerms } from '../plans/plan-terms.js';

/** Terms of a licence from a day on. */
export interface TermsFrom {
  readonly day: string;
  readonly planName: string;
  readonly terms: PlanTerms;
}

/** Days of one month under the same terms: from the first, until (not with) the last. Days are UTC, YYYY-MM-DD. */
export interface Stretch {
  readonly from: string;
  readonly until: string;
  readonly days: number;
  readonly planName: string;
  readonly terms: PlanTerms;
}

export interface Charge {
  readonly kind: 'setup' | 'monthly' | 'minutes' | 'minimum' | 'share';
  readonly planName: string;
  /** First and last day, both charged; null for what has none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Part of the month, where it is not all of it. */
  readonly days: number | null;
  readonly monthDays: number | null;
  readonly billedSeconds: bigint | null;
  readonly ratePerMinuteMinor: bigint | null;
  readonly amountMinor: bigint;
}

const DAY_MS = 86_400_000;
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const addDays = (day: string, days: number): string =>
  new Date(at(day) + days * DAY_MS).toISOString().slice(0, 10);
const daysBetween = (from: string, until: string): number => Math.round((at(until) - at(from)) / DAY_MS);

/** The first of the month after this one. */
export function nextMonth(first: string): string {
  const date = new Date(at(first));
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}

/**
 * The charged days of a month, cut where the terms changed. A day belongs to the terms that were in force at its end.
 * @param history in the order of the days
 * @param endDay first day that is not charged any more
 */
export function stretchesOf(
  month: string,
  chargedFrom: string,
  endDay: string | null,
  history: readonly TermsFrom[],
): Stretch[] {
  const monthEnd = nextMonth(month);
  const first = chargedFrom > month ? chargedFrom : month;
  const end = endDay !== null && endDay < monthEnd ? endDay : monthEnd;
  const found: Stretch[] = [];
  let day = first;
  while (day < end) {
    const here = day;
    const current = history.filter((one) => one.day <= here).at(-1) ?? history[0];
    if (!current) return [];
    const next = history.find((one) => one.day > here && one.day < end)?.day ?? end;
    found.push({
      from: day,
      until: next,
      days: daysBetween(day, next),
      planName: current.planName,
      terms: current.terms,
    });
    day = next;
  }
  return found;
}

/** What a month costs. A fee of a part of the month is the fee by the day, rounded once for each stretch. */
export function chargesOf(month: string, stretches: readonly Stretch[], billedSeconds: readonly bigint[]): Charge[] {
  const monthDays = daysBetween(month, nextMonth(month));
  const charges: Charge[] = [];
  const byDay = (amount: number, days: number): bigint =>
    divide(BigInt(amount) * BigInt(days), BigInt(monthDays), 'half_up');
  let minimum = 0n;
  stretches.forEach((stretch, index) => {
    const { terms, planName, days } = stretch;
    const common = {
      planName,
      from: stretch.from,
      to: addDays(stretch.until, -1),
      days: days === monthDays ? null : days,
      monthDays: days === monthDays ? null : monthDays,
    };
    if (terms.monthlyFeeMinor !== null)
      charges.push({
        ...common,
        kind: 'monthly',
        billedSeconds: null,
        ratePerMinuteMinor: null,
        amountMinor: byDay(terms.monthlyFeeMinor, days),
      });
    const seconds = billedSeconds[index] ?? 0n;
    if (terms.operatorRatePerMinuteMinor !== null && seconds > 0n) {
      const rate = BigInt(terms.operatorRatePerMinuteMinor);
      charges.push({
        ...common,
        days: null,
        monthDays: null,
        kind: 'minutes',
        billedSeconds: seconds,
        ratePerMinuteMinor: rate,
        amountMinor: divide(rate * seconds, 60n, 'half_up'),
      });
    }
    minimum += terms.minimumMonthlyMinor === null ? 0n : byDay(terms.minimumMonthlyMinor, days);
  });
  const sum = charges.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const last = stretches.at(-1);
  if (last && sum < minimum)
    charges.push({
      kind: 'minimum',
      planName: last.planName,
      from: stretches[0]!.from,
      to: addDays(last.until, -1),
      days: null,
      monthDays: null,
      billedSeconds: null,
      ratePerMinuteMinor: null,
      amountMinor: minimum - sum,
    });
  return charges.filter(({ amountMinor }) => amountMinor > 0n);
}

/** The operator's share of calls whose money lies at the licensee's own account; nothing when refunds have taken more back than there was. */
export const shareCharge = (stretches: readonly Stretch[], amountMinor: bigint): Charge[] => {
  const last = stretches.at(-1);
  return last ? share(last.planName, stretches[0]!.from, addDays(last.until, -1), amountMinor) : [];
};

/** The same of what came after the last month that is charged, or without one. */
export const closingCharge = (planName: string, amountMinor: bigint): Charge[] =>
  share(planName, null, null, amountMinor);

function share(planName: string, from: string | null, to: string | null, amountMinor: bigint): Charge[] {
  if (amountMinor <= 0n) return [];
  return [
    {
      kind: 'share',
      planName,
      from,
      to,
      days: null,
      monthDays: null,
      billedSeconds: null,
      ratePerMinuteMinor: null,
      amountMinor,
    },
  ];
}

/** The fee that is asked once. */
export const setupCharge = (terms: PlanTerms, planName: string): Charge[] =>
  terms.setupFeeMinor === null || terms.setupFeeMinor === 0
    ? []
    : [
        {
          kind: 'setup',
          planName,
          from: null,
          to: null,
          days: null,
          monthDays: null,
          billedSeconds: null,
          ratePerMinuteMinor: null,
          amountMinor: BigInt(terms.setupFeeMinor),
        },
      ];
