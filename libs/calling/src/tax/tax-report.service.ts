import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, csvOf, recordAudit, toJsonMinor, wholeList } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type TaxRow, taxRows } from './tax.queries.js';
import type { TaxReport, TaxReportQuery, TaxReportRow } from './tax.dto.js';

const COLUMNS = [
  'kind',
  'supplyQuarter',
  'country',
  'rateBp',
  'currency',
  'count',
  'grossMinor',
  'netMinor',
  'taxMinor',
  'contradictions',
  'vatNumber',
] as const satisfies readonly (keyof TaxReportRow)[];

/** Tax of a quarter by country and rate, as a return under the one-stop shop asks for it [E24]: what was supplied, and what of any quarter was given back. */
@Injectable()
export class TaxReportService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  async report(ctx: Context, { quarter, format }: TaxReportQuery): Promise<TaxReport | string> {
    return this.db.transaction(ctx, async (tx) => {
      const data = (await this.rows(tx, quarter)).map(view);
      if (format === 'json') return wholeList(data);
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: 'tax' },
        after: { rows: data.length, format, quarter },
      });
      return csvOf(
        COLUMNS,
        data.map((row) => COLUMNS.map((column) => row[column])),
      );
    });
  }

  private async rows(tx: Tx, quarter: string): Promise<TaxRow[]> {
    const { timeZone, country } = await this.licensees.licenseeOf(tx);
    return taxRows(tx, quarter, timeZone, country);
  }
}

const view = (row: TaxRow): TaxReportRow => ({
  kind: row.kind,
  supplyQuarter: row.supply_quarter,
  country: row.country,
  rateBp: row.rate_bp,
  currency: row.currency,
  count: row.count,
  grossMinor: toJsonMinor(row.gross),
  netMinor: toJsonMinor(row.gross - row.tax),
  taxMinor: toJsonMinor(row.tax),
  contradictions: row.contradictions,
  vatNumber: row.vat_number,
});
