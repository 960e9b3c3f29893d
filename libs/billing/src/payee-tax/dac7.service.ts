import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Tx,
  csvOf,
  divide,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
  wholeList,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { Dac7Query, Dac7Report, Dac7Seller } from './dac7.dto.js';
import { type Dac7Row, dac7Rows } from './dac7.queries.js';
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

/** The yearly report of what advisors were credited [I8], from the postings of the ledger. The licensee is the one who reports. */
@Injectable()
export class Dac7Service {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /** @throws ReportingEntityUnknown for XML while the billing profile lacks what it names */
  report(ctx: Context, { year, format }: Dac7Query): Promise<Dac7Report | string> {
    return this.db.transaction(ctx, async (tx) => {
      const { timeZone } = await this.licensees.licenseeOf(tx);
      const rows = await dac7Rows(tx, year, timeZone);
      const known = await identitiesOf(tx);
      const sellers = sellersOf(rows, known);
      if (format === 'json') return wholeList(sellers);
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: 'dac7' },
        after: { rows: sellers.length, format, year },
      });
      return format === 'csv' ? csv(rows, known) : dpiXml(year, await operatorOf(tx), dpiSellers(rows, known), tx.now);
    });
  }
}

type Identities = ReadonlyMap<string, DeclareTaxIdentity>;

async function identitiesOf(tx: Tx): Promise<Identities> {
  const rows = await rowsOf<{ advisor_id: string; identity: DeclareTaxIdentity }>(
    tx,
    'select advisor_id, identity from app.payee_tax where licensee_id = $1 and identity is not null',
    [tx.ctx.licenseeId],
  );
  return new Map(rows.map((row) => [row.advisor_id, row.identity]));
}

/** The rows of each advisor and currency. */
function grouped(rows: readonly Dac7Row[]): Dac7Row[][] {
  const groups = new Map<string, Dac7Row[]>();
  for (const row of rows) {
    const key = `${row.advisor_id}:${row.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

const sellersOf = (rows: readonly Dac7Row[], known: Identities): Dac7Seller[] =>
  grouped(rows).map((of) => {
    const { advisor_id: id, advisor_name: name, currency } = of[0]!;
    return {
      advisorId: publicId('advisor', id),
      advisorName: name,
      declared: known.has(id),
      currency,
      quarters: QUARTERS.map((quarter) => {
        const row = of.find((one) => one.quarter === quarter);
        return {
          quarter,
          considerationMinor: toJsonMinor(row?.consideration ?? 0n),
          activities: row?.activities ?? 0,
          feesMinor: toJsonMinor(row?.fees ?? 0n),
          taxesMinor: toJsonMinor(row?.taxes ?? 0n),
        };
      }),
    };
  });

function csv(rows: readonly Dac7Row[], known: Identities): string {
  return csvOf(
    COLUMNS,
    rows.map((row) => {
      const identity = known.get(row.advisor_id);
      const address = identity?.address;
      return [
        publicId('advisor', row.advisor_id),
        row.advisor_name,
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

/** The name under which somebody is known to the tax office. */
export const nameOf = (identity: DeclareTaxIdentity): string =>
  identity.kind === 'company' ? identity.companyName! : `${identity.firstName} ${identity.lastName}`;

/** Who has not declared cannot be named, and is left out; the table and the CSV show them. */
const dpiSellers = (rows: readonly Dac7Row[], known: Identities): DpiSeller[] =>
  grouped(rows).flatMap((of) => {
    const { advisor_id: id, currency } = of[0]!;
    const identity = known.get(id);
    if (!identity) return [];
    const each = (pick: (row: Dac7Row) => bigint): bigint[] =>
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

/** The licensee as its licence names it. The profile is the licensing module's; it is read here because the report names the same company. */
async function operatorOf(tx: Tx): Promise<DpiOperator> {
  const [row] = await rowsOf<DpiOperator & { taxNumber: string | null }>(
    tx,
    `select b.company, l.name as "businessName", b.country, b.tax_number as "taxNumber", concat_ws(', ', b.line1, b.line2) as street, b.postal_code as "postalCode", b.city
       from app.billing_profile b join app.licensee l on l.id = b.licensee_id where b.licensee_id = $1`,
    [tx.ctx.licenseeId],
  );
  if (!row || row.taxNumber === null) throw new ReportingEntityUnknown();
  return row;
}
