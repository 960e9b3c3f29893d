import { type Cell, csvOf, toJsonMinor } from '@app/kernel';
import { isInEu } from '@app/licensees';
import type { EcSalesLine, OssLine } from './returns.dto.js';
import type { TaxRow } from './tax.queries.js';

/** What a return of a quarter is made from. */
export interface ReturnParts {
  readonly quarter: string;
  /** Country of who sells, ISO 3166-1: its own tax is declared at home and in neither of the two. */
  readonly home: string;
  /** Lowest standard rate of a country within a quarter, in basis points; undefined where the platform knows none. */
  readonly standardRateOf: (country: string, quarter: string) => number | undefined;
}

interface Sums {
  net: bigint;
  tax: bigint;
  count: number;
}

/** Sums of rows by a key; groups in which everything was given back are left out. */
function summed<K extends object>(rows: readonly TaxRow[], keyOf: (row: TaxRow) => K): (K & Sums)[] {
  const groups = new Map<string, K & Sums>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = JSON.stringify(Object.values(key));
    const sums = groups.get(name) ?? { ...key, net: 0n, tax: 0n, count: 0 };
    groups.set(name, {
      ...sums,
      net: sums.net + row.gross - row.tax,
      tax: sums.tax + row.tax,
      count: sums.count + (row.kind === 'supply' ? row.count : 0),
    });
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group)
    .filter(({ net, tax }) => net !== 0n || tax !== 0n);
}

/** VAT offices write EL for Greece. */
const memberState = (country: string): string => (country === 'GR' ? 'EL' : country);
const needsConversion = (currency: string): boolean => currency !== 'EUR';
/** What was given back of calls of the same quarter never was a supply of it; of an earlier one it is a correction (Article 369g). */
const isOf =
  (quarter: string) =>
  (row: TaxRow): boolean =>
    row.supply_quarter === quarter;

/**
 * The lines of a return under the Union one-stop shop: tax of other member states than the seller's, by state, kind of rate and rate; then what of earlier quarters was given back, by
 * state and quarter. Companies that owe the tax themselves are not part of it.
 */
export function ossLines(rows: readonly TaxRow[], { quarter, home, standardRateOf }: ReturnParts): OssLine[] {
  const taxed = rows.filter(({ vat_number, country }) => vat_number === null && isInEu(country) && country !== home);
  const supplies = summed(taxed.filter(isOf(quarter)), ({ country, rate_bp: rateBp, currency }) => ({
    country,
    rateBp,
    currency,
  }));
  const corrections = summed(
    taxed.filter((row) => !isOf(quarter)(row)),
    ({ country, supply_quarter: supplyQuarter, currency }) => ({ country, supplyQuarter, currency }),
  );
  const amounts = ({ currency, net, tax }: Sums & { currency: string }) => ({
    currency,
    netMinor: toJsonMinor(net),
    taxMinor: toJsonMinor(tax),
    conversionNeeded: needsConversion(currency),
  });
  return [
    ...supplies.map((line) => ({
      part: 'supply' as const,
      memberState: memberState(line.country),
      supplyQuarter: quarter,
      rateType:
        line.rateBp < (standardRateOf(line.country, quarter) ?? 0) ? ('reduced' as const) : ('standard' as const),
      rateBp: line.rateBp,
      ...amounts(line),
    })),
    ...corrections.map((line) => ({
      part: 'correction' as const,
      memberState: memberState(line.country),
      supplyQuarter: line.supplyQuarter,
      rateType: null,
      rateBp: null,
      ...amounts(line),
    })),
  ];
}

/** The lines of an EC sales list (recapitulative statement, Article 262): what was supplied to each company that owes the tax itself. */
export function ecSalesLines(
  rows: readonly TaxRow[],
  { quarter, home }: Omit<ReturnParts, 'standardRateOf'>,
): EcSalesLine[] {
  const owed = rows.filter(({ vat_number, country }) => vat_number !== null && country !== home);
  const lines = summed(owed, (row) => ({
    isEarlier: !isOf(quarter)(row),
    country: row.country,
    vatNumber: row.vat_number!,
    supplyQuarter: row.supply_quarter,
    currency: row.currency,
  }));
  return lines.map(({ isEarlier, country, vatNumber, supplyQuarter, currency, net, count }) => ({
    part: isEarlier ? ('correction' as const) : ('supply' as const),
    memberState: memberState(country),
    vatNumber,
    supplyQuarter,
    count,
    currency,
    netMinor: toJsonMinor(net),
    conversionNeeded: needsConversion(currency),
  }));
}

const OSS_COLUMNS = [
  'part',
  'memberState',
  'supplyQuarter',
  'rateType',
  'rateBp',
  'currency',
  'netMinor',
  'taxMinor',
  'conversionNeeded',
] as const satisfies readonly (keyof OssLine)[];
const EC_SALES_COLUMNS = [
  'part',
  'memberState',
  'vatNumber',
  'supplyQuarter',
  'count',
  'currency',
  'netMinor',
  'conversionNeeded',
] as const satisfies readonly (keyof EcSalesLine)[];

function csv<Line>(columns: readonly (keyof Line & string)[], lines: readonly Line[]): string {
  const cell = (value: unknown): Cell => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : (value as Cell));
  return csvOf(
    columns,
    lines.map((line) => columns.map((column) => cell(line[column]))),
  );
}

export const ossCsv = (lines: readonly OssLine[]): string => csv(OSS_COLUMNS, lines);
export const ecSalesCsv = (lines: readonly EcSalesLine[]): string => csv(EC_SALES_COLUMNS, lines);
