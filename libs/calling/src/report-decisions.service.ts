import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Forbidden,
  InvalidRequest,
  Live,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import { RatingsService } from './ratings.service.js';
import type { CloseReport, Decision, StaffReportView, WarningView } from './reports.dto.js';
import { ReportedSuspended, ReportedWarned } from './reports.events.js';
import { type ReportRow, auditSubjectOf, findReport, partOf, staffView } from './reports.queries.js';

/** Who may do, by a report, what needs these roles elsewhere too. */
const MAY_REMOVE: readonly string[] = ['owner', 'admin', 'support'];
const MAY_SUSPEND: readonly string[] = ['owner', 'admin'];
/** What the person whom it concerns is told of. */
const TELLING: readonly Decision[] = ['removed', 'warned', 'suspended'];

/** What staff make of reports, and what becomes of people by it [K2, K7]. */
@Injectable()
export class ReportDecisions {
  constructor(
    private readonly db: Db,
    private readonly ratings: RatingsService,
    private readonly persons: PersonsService,
    private readonly live: Live,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Closes a report, once: the row of the first decision comes before its effects, so that a second one has none.
   * @throws NotFound, ReportClosed, RatingGone, InvalidRequest, Forbidden
   */
  async close(ctx: Context, id: string, input: CloseReport): Promise<StaffReportView> {
    return this.db.transaction(ctx, async (tx) => {
      const report = await findReport(tx, id);
      assertPossible(report, input);
      assertMay(ctx, input.decision);
      const { decision, resolution, removalReason, notice } = input;
      await rowsOf(
        tx,
        `insert into app.call_report_closing (licensee_id, report_id, closed_by, resolution, created_at, decision, removal_reason, notice, concerned_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ctx.licenseeId,
          id,
          personOf(ctx).personId,
          resolution,
          tx.now,
          decision,
          removalReason ?? null,
          notice ?? null,
          decision === 'warned' || decision === 'suspended' ? report.concerned_id : null,
        ],
      );
      await this.carryOut(tx, report, input);
      const reportId = publicId('report', id);
      await recordAudit(tx, {
        action: 'report.closed',
        subject: auditSubjectOf(report),
        before: { reportId, state: 'open' },
        after: { reportId, state: 'closed', decision },
        reason: resolution,
      });
      return staffView(await findReport(tx, id));
    });
  }

  /** What staff have said to the signed-in person, newest first. */
  async warnings(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<WarningView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<{ report_id: string; notice: string; created_at: Date }>(
        tx,
        `select report_id, notice, created_at from app.call_report_closing
          where licensee_id = $1 and concerned_id = $2 and decision = 'warned' and ($3::uuid is null or report_id < $3) order by report_id desc limit $4`,
        [ctx.licenseeId, personOf(ctx).personId, before ?? null, limit + 1],
      );
      return page(
        rows,
        limit,
        (row) => [row.report_id],
        (row) => ({ notice: row.notice, createdAt: row.created_at.toISOString() }),
      );
    });
  }

  private async carryOut(
    tx: Tx,
    report: ReportRow,
    { decision, resolution, removalReason }: CloseReport,
  ): Promise<void> {
    if (decision === 'removed')
      await this.ratings.removeIn(tx, report.rating_id!, {
        reason: removalReason!,
        note: resolution,
        part: partOf(report),
      });
    const told = { reportId: report.id, personId: report.concerned_id };
    if (decision === 'suspended') {
      await this.persons.freezeIn(tx, report.concerned_id, resolution);
      await this.outbox.add(tx, ReportedSuspended, told);
    }
    if (decision === 'warned') {
      await recordAudit(tx, {
        action: 'person.warned',
        subject: { kind: 'person', id: publicId('person', report.concerned_id) },
        after: { reportId: publicId('report', report.id) },
        reason: resolution,
      });
      await this.outbox.add(tx, ReportedWarned, told);
      await this.live.tell(tx, [report.concerned_id], 'account.warned', {});
    }
  }
}

/** @throws InvalidRequest */
function assertPossible(report: ReportRow, { decision, removalReason, notice }: CloseReport): void {
  const wrong = (pointer: string, detail: string): InvalidRequest => new InvalidRequest([{ pointer, detail }]);
  if (decision === 'removed' && report.rating_id === null) throw wrong('/decision', 'removes a rating or a reply only');
  if ((decision === 'removed') !== (removalReason !== undefined))
    throw wrong('/removalReason', 'is needed to remove a rating or a reply, and for nothing else');
  if (decision === 'warned' && notice === undefined) throw wrong('/notice', 'is needed to warn somebody');
  if (notice !== undefined && !TELLING.includes(decision))
    throw wrong('/notice', 'is for a warning, a removal or a suspension: nobody else is told');
}

/** @throws Forbidden */
function assertMay(ctx: Context, decision: Decision): void {
  const { role } = personOf(ctx);
  if (decision === 'removed' && !MAY_REMOVE.includes(role)) throw new Forbidden('Your role does not remove ratings.');
  if (decision === 'suspended' && !MAY_SUSPEND.includes(role))
    throw new Forbidden('Your role does not suspend people.');
}
