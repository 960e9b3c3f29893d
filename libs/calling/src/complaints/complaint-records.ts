import { Injectable } from '@nestjs/common';
import { Live, NotFound, Outbox, type Tx, newId, publicId, rowsOf } from '@app/kernel';
import { EarningHolds } from '@app/billing';
import { Call } from '../call.entity.js';
import { type LoadedCall, lockCall } from '../calls.queries.js';
import { type ComplaintMove, type ComplaintState, after, opened } from './complaint-machine.js';
import type { ComplainAboutCall, StepKind, StepSide } from './complaints.dto.js';
import { ComplaintInReview, ComplaintOpened, ComplaintOverdue, ComplaintResolved } from './complaints.events.js';

/** A complaint whose call is locked: nobody else moves it meanwhile. */
export interface LockedComplaint {
  readonly id: string;
  readonly createdAt: Date;
  readonly call: LoadedCall;
  readonly now: ComplaintState;
}

interface Step {
  readonly kind: StepKind;
  readonly side: StepSide;
  readonly personId: string | null;
  readonly text?: string;
  readonly note?: string;
  readonly amount?: bigint;
}

interface StateRow {
  id: string;
  state: ComplaintState['state'];
  outcome: ComplaintState['outcome'];
  due_at: Date | null;
  overdue_at: Date | null;
  created_at: Date;
}

/** Money that went back and that a complaint may be about. */
export interface GivenBack {
  readonly by: 'advisor' | 'staff';
  readonly personId: string;
  readonly amount: bigint;
  readonly reason: string;
  readonly isEverything: boolean;
  readonly isDecision: boolean;
  readonly note?: string;
}

/** Rows of complaints: their state, their steps, who is told, and the earning that waits meanwhile. The lock of the call is the lock of its complaint. */
@Injectable()
export class ComplaintRecords {
  constructor(
    private readonly holds: EarningHolds,
    private readonly live: Live,
    private readonly outbox: Outbox,
  ) {}

  /** @throws AlreadyComplained */
  async open(tx: Tx, { row: call }: LoadedCall, { kind, text }: ComplainAboutCall): Promise<string> {
    const id = newId();
    const now = opened(tx.now);
    await rowsOf(
      tx,
      `insert into app.complaint (licensee_id, id, call_id, caller_id, advisor_id, kind, text, state, due_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [tx.ctx.licenseeId, id, call.id, call.callerId, call.advisorId, kind, text, now.state, now.dueAt, tx.now],
    );
    await this.addStep(tx, id, { kind: 'opened', side: 'caller', personId: call.callerId, text });
    await this.holds.place(tx, call.settlementId!, call.advisorId, call.currency);
    await this.tell(tx, id, call, now);
    await this.outbox.add(tx, ComplaintOpened, { ...parties(id, call), dueAt: now.dueAt!.toISOString() });
    return id;
  }

  /** Locks the call of a complaint and reads the complaint behind it. @throws NotFound */
  async lock(tx: Tx, id: string): Promise<LockedComplaint> {
    const [found] = await rowsOf<{ call_id: string }>(
      tx,
      'select call_id from app.complaint where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, id],
    );
    if (!found) throw new NotFound();
    const call = await lockCall(tx, found.call_id);
    return (await this.ofCall(tx, call))!;
  }

  /** The complaint about a locked call. */
  async ofCall(tx: Tx, call: LoadedCall): Promise<LockedComplaint | undefined> {
    const [row] = await rowsOf<StateRow>(
      tx,
      'select id, state, outcome, due_at, overdue_at, created_at from app.complaint where licensee_id = $1 and call_id = $2',
      [tx.ctx.licenseeId, call.row.id],
    );
    return (
      row && {
        id: row.id,
        createdAt: row.created_at,
        call,
        now: { state: row.state, outcome: row.outcome, dueAt: row.due_at, overdueAt: row.overdue_at },
      }
    );
  }

  /** Moves a complaint on, writes the step down and tells everybody. @throws IllegalComplaintMove */
  async move(tx: Tx, complaint: LockedComplaint, move: ComplaintMove, step: Omit<Step, 'kind'>): Promise<void> {
    const { id, now: before } = complaint;
    const call = complaint.call.row;
    const now = after(before, move, tx.now);
    await rowsOf(
      tx,
      `update app.complaint set state = $3, outcome = $4, due_at = $5, overdue_at = $6, resolved_at = $7 where licensee_id = $1 and id = $2`,
      [tx.ctx.licenseeId, id, now.state, now.outcome, now.dueAt, now.overdueAt, now.outcome === null ? null : tx.now],
    );
    await this.addStep(tx, id, { ...step, kind: move.kind });
    await this.tell(tx, id, call, now);
    if (move.kind === 'overdue') await this.outbox.add(tx, ComplaintOverdue, parties(id, call));
    if (now.state === before.state) return;
    if (now.outcome === null)
      await this.outbox.add(tx, ComplaintInReview, { ...parties(id, call), dueAt: now.dueAt!.toISOString() });
    else {
      await this.holds.release(tx, call.settlementId!);
      await this.outbox.add(tx, ComplaintResolved, { ...parties(id, call), outcome: now.outcome });
    }
  }

  /** Every refund of a call passes here: where a complaint waits, it is a step of it. @throws IllegalComplaintMove */
  async refunded(tx: Tx, call: LoadedCall, given: GivenBack): Promise<void> {
    const complaint = await this.ofCall(tx, call);
    if (!complaint || complaint.now.state === 'resolved') return;
    const { by, isDecision, isEverything } = given;
    await this.move(
      tx,
      complaint,
      { kind: 'refunded', by, isDecision, isEverything },
      {
        side: by,
        personId: given.personId,
        text: given.reason,
        amount: given.amount,
        ...(given.note === undefined ? {} : { note: given.note }),
      },
    );
  }

  private async addStep(tx: Tx, complaintId: string, step: Step): Promise<void> {
    await rowsOf(
      tx,
      `insert into app.complaint_step (licensee_id, complaint_id, n, kind, side, person_id, text, note, amount, created_at)
       select $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from app.complaint_step where licensee_id = $1 and complaint_id = $2`,
      [
        tx.ctx.licenseeId,
        complaintId,
        step.kind,
        step.side,
        step.personId,
        step.text ?? null,
        step.note ?? null,
        step.amount ?? null,
        tx.now,
      ],
    );
  }

  /** Both sides hear the same. */
  private async tell(tx: Tx, id: string, call: Call, now: ComplaintState): Promise<void> {
    await this.live.tell(tx, [call.callerId, call.advisorPersonId], 'complaint.changed', {
      id: publicId('complaint', id),
      callId: publicId('call', call.id),
      state: now.state,
      outcome: now.outcome,
      dueAt: now.dueAt?.toISOString() ?? null,
    });
  }
}

const parties = (complaintId: string, call: Call) => ({
  complaintId,
  callId: call.id,
  callerId: call.callerId,
  advisorId: call.advisorId,
  advisorPersonId: call.advisorPersonId,
});
