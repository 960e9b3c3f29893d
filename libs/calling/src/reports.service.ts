import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { readCall, sideOf } from './calls.queries.js';
import type { CloseReport, ReportCall, ReportKind, ReportView, ReportsQuery, StaffReportView } from './reports.dto.js';
import './reports.problems.js';

interface ReportRow {
  id: string;
  call_id: string;
  kind: ReportKind;
  text: string;
  side: 'caller' | 'advisor';
  person_id: string;
  reporter_name: string;
  advisor_id: string;
  advisor_name: string;
  created_at: Date;
  resolution: string | null;
  closed_by_name: string | null;
  closed_at: Date | null;
}

/** Problems that the two sides of a call report, and what staff made of them. Neither is ever changed. */
@Injectable()
export class ReportsService {
  constructor(private readonly db: Db) {}

  /** @throws NotFound */
  async report(ctx: Context, callId: string, { kind, text }: ReportCall): Promise<ReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const { row } = await readCall(tx, callId);
      const { personId } = personOf(ctx);
      const side = sideOf(row, personId);
      if (side === undefined) throw new NotFound();
      const id = newId();
      await rowsOf(
        tx,
        `insert into app.call_report (licensee_id, id, call_id, person_id, side, kind, text, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [ctx.licenseeId, id, callId, personId, side, kind, text, tx.now],
      );
      return {
        id: publicId('report', id),
        callId: publicId('call', callId),
        kind,
        text,
        state: 'open',
        createdAt: tx.now.toISOString(),
      };
    });
  }

  /** Newest first. */
  async list(ctx: Context, { state, cursor, limit }: ReportsQuery): Promise<Page<StaffReportView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<ReportRow>(
        tx,
        `${REPORT} where r.licensee_id = $1 and ($2::uuid is null or r.id < $2) and ($3::text is null or ($3 = 'closed') = (x.report_id is not null))
          order by r.id desc limit $4`,
        [ctx.licenseeId, before ?? null, state ?? null, limit + 1],
      );
      return page(rows, limit, (row) => [row.id], view);
    });
  }

  /** Once: the first resolution stands. @throws NotFound, ReportClosed */
  async close(ctx: Context, id: string, { resolution }: CloseReport): Promise<StaffReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const report = await this.find(tx, id);
      await rowsOf(
        tx,
        'insert into app.call_report_closing (licensee_id, report_id, closed_by, resolution, created_at) values ($1, $2, $3, $4, $5)',
        [ctx.licenseeId, id, personOf(ctx).personId, resolution, tx.now],
      );
      await recordAudit(tx, {
        action: 'report.closed',
        subject: { kind: 'call', id: publicId('call', report.call_id) },
        before: { reportId: publicId('report', id), state: 'open' },
        after: { reportId: publicId('report', id), state: 'closed' },
        reason: resolution,
      });
      return view(await this.find(tx, id));
    });
  }

  private async find(tx: Tx, id: string): Promise<ReportRow> {
    const [row] = await rowsOf<ReportRow>(tx, `${REPORT} where r.licensee_id = $1 and r.id = $2`, [
      tx.ctx.licenseeId,
      id,
    ]);
    if (!row) throw new NotFound();
    return row;
  }
}

const REPORT = `
  select r.id, r.call_id, r.kind, r.text, r.side, r.person_id, p.display_name as reporter_name, c.advisor_id, a.display_name as advisor_name, r.created_at,
         x.resolution, s.display_name as closed_by_name, x.created_at as closed_at
    from app.call_report r
    join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
    join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
    join app.person p on p.licensee_id = r.licensee_id and p.id = r.person_id
    left join app.call_report_closing x on x.licensee_id = r.licensee_id and x.report_id = r.id
    left join app.person s on s.licensee_id = x.licensee_id and s.id = x.closed_by`;

const view = (row: ReportRow): StaffReportView => ({
  id: publicId('report', row.id),
  callId: publicId('call', row.call_id),
  kind: row.kind,
  text: row.text,
  state: row.closed_at === null ? 'open' : 'closed',
  createdAt: row.created_at.toISOString(),
  side: row.side,
  reporterId: publicId('person', row.person_id),
  reporterName: row.reporter_name,
  advisorId: publicId('advisor', row.advisor_id),
  advisorName: row.advisor_name,
  resolution: row.resolution,
  closedByName: row.closed_by_name,
  closedAt: row.closed_at?.toISOString() ?? null,
});
