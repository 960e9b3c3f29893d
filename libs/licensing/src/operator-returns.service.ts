import { Injectable } from '@nestjs/common';
import { type Context, Db, type Page, inTenant, recordAudit, wholeList } from '@app/kernel';
import {
  type EcSalesList,
  type OssReturn,
  type TaxReportQuery,
  type TaxRow,
  daysOf,
  ecSalesCsv,
  ecSalesLines,
  ossCsv,
  ossLines,
} from '@app/calling';
import { LicenseesService, TaxRatesService } from '@app/licensees';
import { OperatorReads } from './operator-reads.js';

type Row = TaxRow & { readonly licensee_id: string };

/**
 * Returns of a quarter that the operator makes as the seller of calls: one over all licensees whose calls it sold when they were made. Each of them reads in its own log that its sums were
 * in a file.
 */
@Injectable()
export class OperatorReturns {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly rates: TaxRatesService,
    private readonly licensees: LicenseesService,
  ) {}

  async oss(ctx: Context, query: TaxReportQuery): Promise<OssReturn | string> {
    const standardRateOf = await this.rates.standardRates();
    return this.report(ctx, 'oss', query, (rows, home) => {
      const lines = ossLines(rows, { quarter: query.quarter, home, standardRateOf });
      return { lines, csv: () => ossCsv(lines) };
    });
  }

  ecSales(ctx: Context, query: TaxReportQuery): Promise<EcSalesList | string> {
    return this.report(ctx, 'ec-sales', query, (rows, home) => {
      const lines = ecSalesLines(rows, { quarter: query.quarter, home });
      return { lines, csv: () => ecSalesCsv(lines) };
    });
  }

  private async report<Line>(
    ctx: Context,
    name: string,
    { quarter, format }: TaxReportQuery,
    make: (rows: readonly TaxRow[], home: string) => { lines: Line[]; csv: () => string },
  ): Promise<Page<Line> | string> {
    const rows = await this.reads.query<Row>('select * from app.operator_tax($1, $2)', daysOf(quarter));
    return this.db.transaction(ctx, async (tx) => {
      const { lines, csv } = make(rows, (await this.licensees.licenseeOf(tx)).country);
      if (format === 'json') return wholeList(lines);
      const entry = {
        action: 'export.made',
        subject: { kind: 'export', id: name },
        after: { rows: lines.length, format, quarter, seller: 'operator' },
      };
      await recordAudit(tx, entry);
      for (const id of [...new Set(rows.map((row) => row.licensee_id))].sort())
        await inTenant(tx, id, (theirs) => recordAudit(theirs, entry));
      return csv();
    });
  }
}
