import type { Schemas } from '~/shared/api/index.ts';

export type Revenue = Schemas['RevenueView'];

export interface Totals {
  readonly grossMinor: number;
  readonly refundedMinor: number;
  readonly operatorFeesMinor: number;
}

/** The sum of rows of one currency. */
export const totalOf = (rows: readonly Revenue[]): Totals =>
  rows.reduce<Totals>(
    (sum, row) => ({
      grossMinor: sum.grossMinor + row.grossMinor,
      refundedMinor: sum.refundedMinor + row.refundedMinor,
      operatorFeesMinor: sum.operatorFeesMinor + row.operatorFeesMinor,
    }),
    { grossMinor: 0, refundedMinor: 0, operatorFeesMinor: 0 },
  );

/** One line per month, oldest first, of rows of one currency. */
export const byMonth = (rows: readonly Revenue[]): (Totals & { readonly month: string })[] =>
  [...new Set(rows.map(({ month }) => month))]
    .sort()
    .map((month) => ({ month, ...totalOf(rows.filter((row) => row.month === month)) }));

export const currenciesOf = (rows: readonly Revenue[]): string[] =>
  [...new Set(rows.map(({ currency }) => currency))].sort();
