import { Injectable } from '@nestjs/common';
import { type Context, Db, type Page, recordAudit, wholeList } from '@app/kernel';
import { LicenseesService, TaxRatesService } from '@app/licensees';
import { ecSalesCsv, ecSalesLines, ossCsv, ossLines } from './returns.js';
import type { EcSalesList, OssReturn } from './returns.dto.js';
import type { TaxReportQuery } from './tax.dto.js';
import { type TaxRow, taxRows } from './tax.queries.js';

/** Returns of a quarter that the licensee makes as the seller of its calls [E24, money.md 7.2]. What the operator sold at its time is in the operator's, and has no line here. */
@Injectable()
export class TaxReturns {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rates: TaxRatesService,
  ) {}

  /** The one-stop shop. */
  async oss(ctx: Context, query: TaxReportQuery): Promise<OssReturn | string> {
    const standardRateOf = await this.rates.standardRates();
    return this.report(ctx, 'oss', query, (rows, home) => {
      const lines = ossLines(rows, { quarter: query.quarter, home, standardRateOf });
      return { lines, csv: () => ossCsv(lines) };
    });
  }

  /** The EC sales list. */
  ecSales(ctx: Context, query: TaxReportQuery): Promise<EcSalesList | string> {
    return this.report(ctx, 'ec-sales', query, (rows, home) => {
      const lines = ecSalesLines(rows, { quarter: query.quarter, home });
      return { lines, csv: () => ecSalesCsv(lines) };
    });
  }

  private report<Line>(
    ctx: Context,
    name: string,
    { quarter, format }: TaxReportQuery,
    make: (rows: readonly TaxRow[], home: string) => { lines: Line[]; csv: () => string },
  ): Promise<Page<Line> | string> {
    return this.db.transaction(ctx, async (tx) => {
      const { timeZone, country } = await this.licensees.licenseeOf(tx);
      const { lines, csv } = make(await taxRows(tx, quarter, timeZone, country, 'licensee'), country);
      if (format === 'json') return wholeList(lines);
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: name },
        after: { rows: lines.length, format, quarter },
      });
      return csv();
    });
  }
}
