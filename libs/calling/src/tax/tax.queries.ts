import { type Tx, rowsOf } from '@app/kernel';

/** Supplies of a quarter, or what was given back in it of calls of any, by country, rate and, under the reverse charge, the number of the company. */
export interface TaxRow {
  readonly kind: 'supply' | 'correction';
  /** Quarter of the calls. */
  readonly supply_quarter: string;
  readonly country: string;
  readonly rate_bp: number;
  /** Of who owes the tax; null where it is in the price. */
  readonly vat_number: string | null;
  readonly currency: string;
  readonly count: number;
  readonly gross: bigint;
  readonly tax: bigint;
  readonly contradictions: number;
}

/** First day of the quarter, and of the next one. */
export function daysOf(quarter: string): [from: string, until: string] {
  const year = Number.parseInt(quarter.slice(0, 4), 10);
  const first = (Number.parseInt(quarter.slice(6), 10) - 1) * 3;
  const day = (month: number): string => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  return [day(first), day(first + 3)];
}

/**
 * Of the tenant (`app.tax_rows`).
 * @param home the licensee's country: calls of before places were kept were taxed there
 * @param seller only what this one sold, when it was supplied; null = whoever it was
 */
export const taxRows = (
  tx: Tx,
  quarter: string,
  timeZone: string,
  home: string,
  seller: 'licensee' | 'operator' | null = null,
): Promise<TaxRow[]> =>
  rowsOf<TaxRow>(
    tx,
    `select * from app.tax_rows($1, $2, $3, $4, $5, $6)
      order by kind desc, supply_quarter desc, country, rate_bp, currency, vat_number nulls first`,
    [tx.ctx.licenseeId, ...daysOf(quarter), timeZone, home, seller],
  );
