import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { CallRefunds } from '../refunds/call-refunds.service.js';
import { after } from './complaint-machine.js';
import { ComplaintRecords, type LockedComplaint } from './complaint-records.js';
import type { DecideComplaint, StaffComplaintView, StaffComplaintsQuery } from './complaints.dto.js';
import { COMPLAINTS, type ComplaintRow, staffViews } from './complaints.queries.js';

const SOON_SECONDS = 24 * 3600;
const MOMENT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The queue of staff and their decisions. */
@Injectable()
export class ComplaintDesk {
  constructor(
    private readonly db: Db,
    private readonly records: ComplaintRecords,
    private readonly refunds: CallRefunds,
  ) {}

  /** Those that wait by their deadline, so that the most urgent one comes first; resolved ones newest first. */
  async list(
    ctx: Context,
    { state, due, callId, cursor, limit }: StaffComplaintsQuery,
  ): Promise<Page<StaffComplaintView>> {
    const [at, id] = cursorPosition(cursor, [MOMENT_PATTERN, UUID_PATTERN]) ?? [];
    const isDone = state === 'resolved';
    const states = state === 'waiting' ? ['open', 'in_review'] : [state];
    return this.db.read(ctx, async (tx) => {
      const dueBefore = due === undefined ? null : due === 'overdue' ? tx.now : addSeconds(tx.now, SOON_SECONDS);
      const rows = await rowsOf<ComplaintRow>(
        tx,
        `${COMPLAINTS} and k.state = any ($2) and ($3::timestamptz is null or k.due_at <= $3) and ($4::uuid is null or k.call_id = $4)
           and ($5::timestamptz is null or ${isDone ? '(k.resolved_at, k.id) < ($5, $6::uuid)' : '(k.due_at, k.id) > ($5, $6::uuid)'})
         order by ${isDone ? 'k.resolved_at desc, k.id desc' : 'k.due_at, k.id'} limit $7`,
        [ctx.licenseeId, states, dueBefore, callId ?? null, at ?? null, id ?? null, limit + 1],
      );
      const views = await staffViews(tx, rows);
      const viewById = new Map(rows.map((row, n) => [row.id, views[n]!]));
      return page(
        rows,
        limit,
        (row) => [(row.due_at ?? row.resolved_at)!.toISOString(), row.id],
        (row) => viewById.get(row.id)!,
      );
    });
  }

  /** @throws NotFound */
  async show(ctx: Context, id: string): Promise<StaffComplaintView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, id));
  }

  /** The staff's decision, once: money back, all that is left or a part, or none. @throws NotFound, IllegalComplaintMove, RefundAboveRemainder */
  async decide(ctx: Context, id: string, input: DecideComplaint): Promise<StaffComplaintView> {
    if (input.decision === 'reject' && input.amountMinor !== undefined)
      throw new InvalidRequest([
        { pointer: '/amountMinor', detail: 'must be left out when the complaint is rejected' },
      ]);
    return this.db.transaction(ctx, async (tx) => {
      const complaint = await this.records.lock(tx, id);
      const refundedMinor = input.decision === 'refund' ? await this.giveBack(tx, complaint, input) : null;
      if (input.decision === 'reject') await this.reject(tx, complaint, input);
      await recordAudit(tx, {
        action: 'complaint.decided',
        subject: { kind: 'call', id: publicId('call', complaint.call.row.id) },
        before: { complaintId: publicId('complaint', id), state: complaint.now.state },
        after: { decision: input.decision, refundedMinor, currency: complaint.call.row.currency },
        reason: input.reason,
      });
      return this.viewOf(tx, id);
    });
  }

  private async giveBack(
    tx: Tx,
    complaint: LockedComplaint,
    { amountMinor, reason, note }: DecideComplaint,
  ): Promise<number> {
    // Before any money: a complaint that waits for its advisor, or is over, is not decided.
    after(complaint.now, { kind: 'refunded', by: 'staff', isDecision: true, isEverything: false }, tx.now);
    const amount = await this.refunds.giveBack(tx, complaint.call, {
      amount: amountMinor === undefined ? undefined : BigInt(amountMinor),
      key: `complaint:${complaint.id}`,
      rule: 'complaint',
      reason,
      requestedBy: personOf(tx.ctx).personId,
      ...(note === undefined ? {} : { note }),
    });
    return toJsonMinor(amount);
  }

  private async reject(tx: Tx, complaint: LockedComplaint, { reason, note }: DecideComplaint): Promise<void> {
    await this.records.move(
      tx,
      complaint,
      { kind: 'rejected' },
      {
        side: 'staff',
        personId: personOf(tx.ctx).personId,
        text: reason,
        ...(note === undefined ? {} : { note }),
      },
    );
  }

  private async viewOf(tx: Tx, id: string): Promise<StaffComplaintView> {
    const [row] = await rowsOf<ComplaintRow>(tx, `${COMPLAINTS} and k.id = $2`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return (await staffViews(tx, [row]))[0]!;
  }
}
