import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Context, Db, asCsv, publicId, recordAudit, wholeList } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { Dac7Query, Dac7Report } from './dac7.dto.js';
import { dac7Rows } from './dac7.queries.js';
import { bySeller, dac7Csv, dac7Xml, quartersOf, reportingCompany } from './dac7-report.js';
import { TaxIdentities } from './tax-identities.js';

/** The yearly report of what advisors were credited [I8], from the postings of the ledger. The licensee is the one who reports. */
@Injectable()
export class Dac7Service {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly identities: TaxIdentities,
  ) {}

  /** @throws ReportingEntityUnknown for XML while the billing profile lacks what it names */
  report(ctx: Context, { year, format }: Dac7Query): Promise<Dac7Report | string> {
    return this.db.transaction(ctx, async (tx) => {
      const { timeZone } = await this.licensees.licenseeOf(tx);
      const rows = await dac7Rows(tx, year, timeZone);
      const known = await this.identities.all(tx);
      const sellers = bySeller(rows).map((of) => ({
        advisorId: publicId('advisor', of[0]!.advisor_id),
        advisorName: of[0]!.advisor_name,
        declared: known.has(of[0]!.advisor_id),
        currency: of[0]!.currency,
        quarters: quartersOf(of),
      }));
      if (format === 'json') return wholeList(sellers);
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: 'dac7' },
        after: { rows: sellers.length, format, year },
      });
      return format === 'csv'
        ? dac7Csv(rows, known, (row) => row.advisor_name)
        : dac7Xml(year, await reportingCompany(tx), rows, known, tx.now);
    });
  }
}

/** The report as JSON, or a file to keep. */
export function asDac7File<Report>(
  reply: FastifyReply,
  { year, format }: Pick<Dac7Query, 'year' | 'format'>,
  report: Report,
): Report {
  if (format !== 'xml') return asCsv(reply, `dac7-${year}`, report);
  void reply
    .type('application/xml; charset=utf-8')
    .header('content-disposition', `attachment; filename="dac7-${year}.xml"`);
  return report;
}
