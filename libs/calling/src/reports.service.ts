import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { Person } from '@app/identity';
import { readCall, sideOf } from './calls.queries.js';
import { findRating, isReplyShown } from './ratings.queries.js';
import type {
  AssignReport,
  ReportCall,
  ReportContent,
  ReportKind,
  ReportRating,
  ReportView,
  ReportsQuery,
  StaffReportView,
} from './reports.dto.js';
import { AlreadyReported, ReportClosed, ReportTaken } from './reports.problems.js';
import {
  REPORT,
  type ReportRow,
  auditSubjectOf,
  findReport,
  hasOpenReport,
  staffView,
  subjectOf,
} from './reports.queries.js';

interface NewReport {
  readonly kind: ReportKind;
  readonly text: string;
  readonly side: 'caller' | 'advisor';
  readonly callId?: string;
  readonly ratingId?: string;
  readonly ofReply?: boolean;
  readonly advisorId?: string;
}

/** What people report, in one queue: calls of theirs, ratings and advisors [K2, K7]. A report is never changed; who looks after it is a row beside it. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
  ) {}

  /** A call of theirs; each kind of fault once, while the report of it is open. @throws NotFound, AlreadyReported */
  async report(ctx: Context, callId: string, { kind, text }: ReportCall): Promise<ReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const { row } = await readCall(tx, callId);
      const side = sideOf(row, personOf(ctx).personId);
      if (side === undefined) throw new NotFound();
      return this.add(tx, { kind, text, side, callId });
    });
  }

  /** Any signed-in user reports what they can read: a rating, or the reply to it. @throws NotFound, AlreadyReported */
  async reportRating(ctx: Context, ratingId: string, { kind, text, part }: ReportRating): Promise<ReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const rating = await findRating(tx, 'id', ratingId);
      const ofReply = part === 'reply';
      if (!rating?.counts || (ofReply && !isReplyShown(rating))) throw new NotFound();
      return this.add(tx, { kind, text, side: sideOfRole(ctx), ratingId, ofReply });
    });
  }

  /** An advisor, by somebody who saw the profile; once, while the report is open. @throws NotFound, AlreadyReported */
  async reportAdvisor(ctx: Context, advisorId: string, { kind, text }: ReportContent): Promise<ReportView> {
    return this.db.transaction(ctx, async (tx) => {
      if ((await this.advisors.ratesOf(tx, advisorId)).status !== 'active') throw new NotFound();
      return this.add(tx, { kind, text, side: sideOfRole(ctx), advisorId });
    });
  }

  /** Newest first. */
  async list(ctx: Context, { state, subject, assignee, cursor, limit }: ReportsQuery): Promise<Page<StaffReportView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<ReportRow>(
        tx,
        `${REPORT} where r.licensee_id = $1 and ($2::uuid is null or r.id < $2) and ($3::text is null or ($3 = 'closed') = (x.report_id is not null))
            and ($4::text is null or $4 = case when r.call_id is not null then 'call' when r.rating_id is not null then 'rating' else 'person' end)
            and ($5::text is null or ($5 = 'me' and n.person_id = $6) or ($5 = 'nobody' and n.person_id is null))
          order by r.id desc limit $7`,
        [
          ctx.licenseeId,
          before ?? null,
          state ?? null,
          subject ?? null,
          assignee ?? null,
          personOf(ctx).personId,
          limit + 1,
        ],
      );
      return page(rows, limit, (row) => [row.id], staffView);
    });
  }

  /** Takes a report that nobody has, or takes it over from who has it. @throws NotFound, ReportClosed, ReportTaken */
  async assign(ctx: Context, id: string, { takeOver = false }: AssignReport): Promise<StaffReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const own = personOf(ctx).personId;
      const before = await this.openReport(tx, id);
      const rows = await rowsOf(
        tx,
        `insert into app.report_assignment as n (licensee_id, report_id, person_id, created_at) values ($1, $2, $3, $4)
         on conflict (licensee_id, report_id) do update set person_id = excluded.person_id, created_at = excluded.created_at
          where $5 or n.person_id = excluded.person_id returning 1`,
        [ctx.licenseeId, id, own, tx.now, takeOver],
      );
      if (rows.length === 0) throw new ReportTaken();
      return this.assigned(tx, before, own);
    });
  }

  /** Puts a report back for everybody. @throws NotFound, ReportClosed */
  async release(ctx: Context, id: string): Promise<StaffReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.openReport(tx, id);
      await rowsOf(tx, 'delete from app.report_assignment where licensee_id = $1 and report_id = $2', [
        ctx.licenseeId,
        id,
      ]);
      return this.assigned(tx, before, null);
    });
  }

  private async openReport(tx: Tx, id: string): Promise<ReportRow> {
    const report = await findReport(tx, id);
    if (report.closed_at !== null) throw new ReportClosed();
    return report;
  }

  private async assigned(tx: Tx, before: ReportRow, to: string | null): Promise<StaffReportView> {
    if (before.assignee_id !== to)
      await recordAudit(tx, {
        action: 'report.assigned',
        subject: auditSubjectOf(before),
        before: { assigneeId: before.assignee_id === null ? null : publicId('person', before.assignee_id) },
        after: { reportId: publicId('report', before.id), assigneeId: to === null ? null : publicId('person', to) },
      });
    return staffView(await findReport(tx, before.id));
  }

  private async add(
    tx: Tx,
    { kind, text, side, callId, ratingId, ofReply = false, advisorId }: NewReport,
  ): Promise<ReportView> {
    const { personId } = personOf(tx.ctx);
    await lockOne(tx, Person, personId); // of two at once the second finds the first
    if (await hasOpenReport(tx, { personId, kind, callId, advisorId })) throw new AlreadyReported();
    const id = newId();
    await rowsOf(
      tx,
      `insert into app.call_report (licensee_id, id, call_id, rating_id, advisor_id, person_id, side, kind, text, created_at, of_reply)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        tx.ctx.licenseeId,
        id,
        callId ?? null,
        ratingId ?? null,
        advisorId ?? null,
        personId,
        side,
        kind,
        text,
        tx.now,
        ofReply,
      ],
    );
    return {
      id: publicId('report', id),
      subject: subjectOf({ call_id: callId ?? null, rating_id: ratingId ?? null }),
      callId: callId === undefined ? null : publicId('call', callId),
      kind,
      text,
      state: 'open',
      createdAt: tx.now.toISOString(),
    };
  }
}

const sideOfRole = (ctx: Context): 'caller' | 'advisor' => (personOf(ctx).role === 'advisor' ? 'advisor' : 'caller');
