import { type Tx, csvOf, divide, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import type { Dac7Quarter } from './dac7.dto.js';
import { type DpiOperator, type DpiSeller, dpiXml } from './dpi-xml.js';
import type { DeclareTaxIdentity } from './payee-tax.dto.js';
import { ReportingEntityUnknown } from './payee-tax.problems.js';

const QUARTERS = [1, 2, 3, 4] as const;
const COLUMNS = [
  'advisorId',
  'advisorName',
  'declared',
  'kind',
  'name',
  'residence',
  'tins',
  'vatNumber',
  'birthDateOrRegistration',
  'address',
  'currency',
  'quarter',
  'considerationMinor',
  'activities',
  'feesMinor',
  'taxesMinor',
] as const;

/** What one advisor was credited in a quarter, in one currency. */
export interface Dac7Sums {
  readonly advisor_id: string;
  readonly currency: string;
  readonly quarter: number;
  readonly consideration: bigint;
  readonly fees: bigint;
  readonly taxes: bigint;
  readonly activities: number;
}

/** Identities by advisor. */
export type Identities = ReadonlyMap<string, DeclareTaxIdentity>;

/** The rows of each advisor and currency. */
export function bySeller<R extends Dac7Sums>(rows: readonly R[]): R[][] {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const key = `${row.advisor_id}:${row.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** All four, of one seller. */
export const quartersOf = (rows: readonly Dac7Sums[]): Dac7Quarter[] =>
  QUARTERS.map((quarter) => {
    const row = rows.find((one) => one.quarter === quarter);
    return {
      quarter,
      considerationMinor: toJsonMinor(row?.consideration ?? 0n),
      activities: row?.activities ?? 0,
      feesMinor: toJsonMinor(row?.fees ?? 0n),
      taxesMinor: toJsonMinor(row?.taxes ?? 0n),
    };
  });

/**
 * One line for each quarter with anything.
 * @param nameOfSeller as callers know them
 * @param more a column before the others, with its value for a row
 */
export function dac7Csv<R extends Dac7Sums>(
  rows: readonly R[],
  known: Identities,
  nameOfSeller: (row: R) => string | null,
  more?: { readonly column: string; readonly of: (row: R) => string },
): string {
  return csvOf(
    [...(more ? [more.column] : []), ...COLUMNS],
    rows.map((row) => {
      const identity = known.get(row.advisor_id);
      const address = identity?.address;
      return [
        ...(more ? [more.of(row)] : []),
        publicId('advisor', row.advisor_id),
        nameOfSeller(row),
        identity ? 'yes' : 'no',
        identity?.kind ?? null,
        identity ? nameOf(identity) : null,
        identity?.residence ?? null,
        identity?.tins.map(({ number, issuedBy }) => `${issuedBy} ${number}`).join('; ') ?? null,
        identity?.vatNumber ?? null,
        identity?.birthDate ?? identity?.registrationNumber ?? null,
        address ? `${address.street}, ${address.postalCode} ${address.city}, ${address.country}` : null,
        row.currency,
        row.quarter,
        toJsonMinor(row.consideration),
        row.activities,
        toJsonMinor(row.fees),
        toJsonMinor(row.taxes),
      ];
    }),
  );
}

/** Who has not declared cannot be named, and is left out; the table and the CSV show them. */
export const dac7Xml = (
  year: string,
  operator: DpiOperator,
  rows: readonly Dac7Sums[],
  known: Identities,
  at: Date,
): string => dpiXml(year, operator, dpiSellers(rows, known), at);

/** The name under which somebody is known to the tax office. */
export const nameOf = (identity: DeclareTaxIdentity): string =>
  identity.kind === 'company' ? identity.companyName! : `${identity.firstName} ${identity.lastName}`;

const dpiSellers = (rows: readonly Dac7Sums[], known: Identities): DpiSeller[] =>
  bySeller(rows).flatMap((of) => {
    const { advisor_id: id, currency } = of[0]!;
    const identity = known.get(id);
    if (!identity) return [];
    const each = (pick: (row: Dac7Sums) => bigint): bigint[] =>
      QUARTERS.map((quarter) => {
        const row = of.find((one) => one.quarter === quarter);
        return row ? wholeUnits(pick(row), currency) : 0n;
      });
    return [
      {
        reference: `${publicId('advisor', id)}-${currency}`,
        identity,
        currency,
        consideration: each((row) => row.consideration),
        activities: QUARTERS.map((quarter) => of.find((one) => one.quarter === quarter)?.activities ?? 0),
        fees: each((row) => row.fees),
        taxes: each((row) => row.taxes),
      },
    ];
  });

/** Minor units as whole ones, a half away from zero. */
function wholeUnits(minor: bigint, currency: string): bigint {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!;
  const unit = 10n ** BigInt(digits);
  return minor < 0n ? -divide(-minor, unit, 'half_up') : divide(minor, unit, 'half_up');
}

/**
 * The company of the tenant, which is the operator's own for the operator. The profile is the licensing module's; it is read here because the report names the same
 * company. @throws ReportingEntityUnknown
 */
export async function reportingCompany(tx: Tx): Promise<DpiOperator> {
  const [row] = await rowsOf<DpiOperator & { taxNumber: string | null }>(
    tx,
    `select b.company, l.name as "businessName", b.country, b.tax_number as "taxNumber", concat_ws(', ', b.line1, b.line2) as street, b.postal_code as "postalCode", b.city
       from app.billing_profile b join app.licensee l on l.id = b.licensee_id where b.licensee_id = $1`,
    [tx.ctx.licenseeId],
  );
  if (!row || row.taxNumber === null) throw new ReportingEntityUnknown();
  return row;
}
