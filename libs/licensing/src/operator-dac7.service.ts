import { Injectable } from '@nestjs/common';
import { type AuditEntry, type Context, Db, inTenant, publicId, recordAudit, wholeList } from '@app/kernel';
import {
  type Dac7Sums,
  type Identities,
  TaxIdentities,
  bySeller,
  dac7Csv,
  dac7Xml,
  quartersOf,
  reportingCompany,
} from '@app/billing';
import type { OperatorDac7Query, OperatorDac7Report } from './operator-dac7.dto.js';
import { OperatorReads } from './operator-reads.js';

interface Row extends Dac7Sums {
  readonly licensee_id: string;
  readonly licensee_name: string;
  readonly identity_sealed: string | null;
}

/**
 * The yearly report over all licensees whose calls the operator sells [I8]. The operator's role reads ids, sums and sealed identities; they are opened here for a
 * file alone, and each licensee reads in its own log that its advisors were in one.
 */
@Injectable()
export class OperatorDac7Service {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly identities: TaxIdentities,
  ) {}

  /** @throws ReportingEntityUnknown for XML while the issuer of the invoices lacks what it names */
  async report(ctx: Context, { year, format, seller }: OperatorDac7Query): Promise<OperatorDac7Report | string> {
    // A declaration of before they were sealed would be missing.
    await this.identities.sealPlain();
    const rows = await this.reads.query<Row>('select * from app.operator_dac7($1, $2)', [year, seller === 'any']);
    if (format === 'json') return wholeList(bySeller(rows).map(viewOf));
    return this.db.transaction(ctx, async (tx) => {
      const company = format === 'xml' ? await reportingCompany(tx) : undefined;
      const entry = (of: readonly Row[]): AuditEntry => ({
        action: 'export.made',
        subject: { kind: 'export', id: 'dac7' },
        after: { rows: bySeller(of).length, format, year, seller },
      });
      await recordAudit(tx, entry(rows));
      for (const id of [...new Set(rows.map((row) => row.licensee_id))].sort())
        await inTenant(tx, id, (theirs) => recordAudit(theirs, entry(rows.filter((row) => row.licensee_id === id))));
      const known = this.opened(rows);
      return company
        ? dac7Xml(year, company, rows, known, tx.now)
        : dac7Csv(rows, known, () => null, { column: 'licensee', of: (row) => row.licensee_name });
    });
  }

  private opened(rows: readonly Row[]): Identities {
    return new Map(
      rows.flatMap(({ licensee_id: licenseeId, advisor_id: advisorId, identity_sealed: sealed }) => {
        const identity = this.identities.open(licenseeId, advisorId, { identity: null, identity_sealed: sealed });
        return identity ? [[advisorId, identity] as const] : [];
      }),
    );
  }
}

function viewOf(rows: readonly Row[]): OperatorDac7Report['data'][number] {
  const [first] = rows as [Row];
  return {
    licenseeId: publicId('licensee', first.licensee_id),
    licenseeName: first.licensee_name,
    advisorId: publicId('advisor', first.advisor_id),
    declared: first.identity_sealed !== null,
    currency: first.currency,
    quarters: quartersOf(rows),
  };
}
