import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  rowsOf,
  systemContext,
} from '@app/kernel';
import { lockCall, readCall, sideOf } from '../calls.queries.js';
import { CallRefunds } from '../refunds/call-refunds.service.js';
import { ComplaintRecords, type LockedComplaint } from './complaint-records.js';
import { ComplaintRules } from './complaint-rules.service.js';
import type {
  AnswerComplaint,
  CallComplaintView,
  ComplainAboutCall,
  ComplaintView,
  ComplaintsQuery,
} from './complaints.dto.js';
import { AlreadyComplained, CallNotPaid, NothingLeftToRefund } from './complaints.problems.js';
import { COMPLAINTS, type ComplaintRow, viewsFor } from './complaints.queries.js';

/** A caller complains about a paid call, its advisor answers; staff decide in the desk [K3]. */
@Injectable()
export class ComplaintsService {
  constructor(
    private readonly db: Db,
    private readonly records: ComplaintRecords,
    private readonly rules: ComplaintRules,
    private readonly refunds: CallRefunds,
  ) {}

  /** @throws NotFound, CallNotPaid, AlreadyComplained, ComplaintTooLate, NothingLeftToRefund */
  async complain(ctx: Context, callId: string, input: ComplainAboutCall): Promise<ComplaintView> {
    return this.db.transaction(ctx, async (tx) => {
      const call = await lockCall(tx, callId);
      if (sideOf(call.row, personOf(ctx).personId) !== 'caller') throw new NotFound();
      if (call.row.settlementId === null) throw new CallNotPaid();
      if (await this.records.ofCall(tx, call)) throw new AlreadyComplained();
      await this.rules.assertMayComplain(tx, call.row);
      if ((await this.refunds.leftOf(tx, call)) === 0n) throw new NothingLeftToRefund();
      return this.viewOf(tx, await this.records.open(tx, call, input), 'caller');
    });
  }

  /** The complaint about a call, and what its side may do about the call. @throws NotFound */
  async ofCall(ctx: Context, callId: string): Promise<CallComplaintView> {
    return this.db.read(ctx, async (tx) => {
      const call = await readCall(tx, callId);
      const side = sideOf(call.row, personOf(ctx).personId);
      if (side === undefined) throw new NotFound();
      const [row] = await rowsOf<ComplaintRow>(tx, `${COMPLAINTS} and k.call_id = $2`, [ctx.licenseeId, callId]);
      const hasMoney = call.row.settlementId !== null && (await this.refunds.leftOf(tx, call)) > 0n;
      const ahead = (until: Date | null): string | null =>
        until !== null && until > tx.now ? until.toISOString() : null;
      return {
        complaint: row ? (await viewsFor(tx, [row], side))[0]! : null,
        complainUntil:
          hasMoney && side === 'caller' && !row ? ahead(await this.rules.complainUntil(tx, call.row)) : null,
        refundUntil: hasMoney && side === 'advisor' ? ahead(await this.rules.refundUntil(tx, call.row)) : null,
      };
    });
  }

  /** Complaints of a caller, or those about an advisor's calls; newest first. */
  async list(ctx: Context, { state, cursor, limit }: ComplaintsQuery): Promise<Page<ComplaintView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    const { personId, role } = personOf(ctx);
    const side = role === 'advisor' ? 'advisor' : 'caller';
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<ComplaintRow>(
        tx,
        `${COMPLAINTS} and ${side === 'advisor' ? 'a.person_id' : 'k.caller_id'} = $2 and ($3::uuid is null or k.id < $3)
           and ($4::text is null or ($4 = 'resolved') = (k.state = 'resolved'))
         order by k.id desc limit $5`,
        [ctx.licenseeId, personId, before ?? null, state ?? null, limit + 1],
      );
      const views = await viewsFor(tx, rows, side);
      const viewById = new Map(rows.map(({ id }, n) => [id, views[n]!]));
      return page(
        rows,
        limit,
        ({ id }) => [id],
        ({ id }) => viewById.get(id)!,
      );
    });
  }

  /** The advisor's answer, once and in time: then staff decide. @throws NotFound, IllegalComplaintMove */
  async answer(ctx: Context, id: string, { text }: AnswerComplaint): Promise<ComplaintView> {
    return this.db.transaction(ctx, async (tx) => {
      const complaint = await this.own(tx, id, 'advisor');
      const { personId } = personOf(ctx);
      await this.records.move(tx, complaint, { kind: 'answered' }, { side: 'advisor', personId, text });
      return this.viewOf(tx, id, 'advisor');
    });
  }

  /** The caller is content, or gives up. What came back stays with them. @throws NotFound, IllegalComplaintMove */
  async withdraw(ctx: Context, id: string): Promise<ComplaintView> {
    return this.db.transaction(ctx, async (tx) => {
      const complaint = await this.own(tx, id, 'caller');
      const [row] = await rowsOf<{ is: boolean }>(
        tx,
        `select exists (select 1 from app.complaint_step where licensee_id = $1 and complaint_id = $2 and kind = 'refunded') as is`,
        [ctx.licenseeId, id],
      );
      const { personId } = personOf(ctx);
      await this.records.move(
        tx,
        complaint,
        { kind: 'withdrawn', refundedSince: row!.is },
        { side: 'caller', personId },
      );
      return this.viewOf(tx, id, 'caller');
    });
  }

  /** A time has passed: the advisor's hands the complaint to staff, the staff's makes it overdue. Nothing is decided about money. */
  async pass(licenseeId: string, id: string): Promise<void> {
    await this.db.transaction(systemContext(licenseeId, 'calling.due_complaints'), async (tx) => {
      const complaint = await this.records.lock(tx, id);
      const { state, dueAt, overdueAt } = complaint.now;
      // Somebody was faster than this job.
      if (dueAt === null || dueAt > tx.now || overdueAt !== null) return;
      await this.records.move(
        tx,
        complaint,
        { kind: state === 'open' ? 'lapsed' : 'overdue' },
        { side: 'platform', personId: null },
      );
    });
  }

  /** A complaint of one's own side, locked; of anybody else's call there is nothing here. */
  private async own(tx: Tx, id: string, side: 'caller' | 'advisor'): Promise<LockedComplaint> {
    const complaint = await this.records.lock(tx, id);
    if (sideOf(complaint.call.row, personOf(tx.ctx).personId) !== side) throw new NotFound();
    return complaint;
  }

  private async viewOf(tx: Tx, id: string, side: 'caller' | 'advisor'): Promise<ComplaintView> {
    const [row] = await rowsOf<ComplaintRow>(tx, `${COMPLAINTS} and k.id = $2`, [tx.ctx.licenseeId, id]);
    return (await viewsFor(tx, [row!], side))[0]!;
  }
}
