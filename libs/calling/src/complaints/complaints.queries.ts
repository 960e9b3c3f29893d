import { type Tx, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import type { ComplaintState } from './complaint-machine.js';
import type {
  ComplaintKind,
  ComplaintStepView,
  ComplaintView,
  StaffComplaintStepView,
  StaffComplaintView,
  StepKind,
  StepSide,
} from './complaints.dto.js';

export interface ComplaintRow {
  id: string;
  call_id: string;
  caller_id: string;
  caller_name: string;
  caller_alias: string;
  advisor_id: string;
  advisor_name: string;
  kind: ComplaintKind;
  state: ComplaintState['state'];
  outcome: ComplaintState['outcome'];
  due_at: Date | null;
  created_at: Date;
  resolved_at: Date | null;
  ended_at: Date;
  currency: string;
  price_minor: bigint;
  refunded: bigint;
}

interface StepRow {
  complaint_id: string;
  kind: StepKind;
  side: StepSide;
  person_name: string | null;
  text: string | null;
  note: string | null;
  amount: bigint | null;
  created_at: Date;
}

/** Complaints with their call and its people. $1 is the licensee; `k` the complaint, `c` the call. */
export const COMPLAINTS = `
  select k.id, k.call_id, k.caller_id, p.display_name as caller_name, app.alias_of(t.alias_key, k.advisor_id, k.caller_id) as caller_alias, k.advisor_id,
         a.display_name as advisor_name, k.kind, k.state, k.outcome, k.due_at, k.created_at, k.resolved_at, c.ended_at, c.currency, c.price_minor,
         coalesce((select sum(r.amount) from app.refund r where r.licensee_id = k.licensee_id and r.call_id = k.call_id), 0)::bigint as refunded
    from app.complaint k
    join app.call c on c.licensee_id = k.licensee_id and c.id = k.call_id
    join app.licensee_terms t on t.licensee_id = k.licensee_id
    join app.advisor a on a.licensee_id = k.licensee_id and a.id = k.advisor_id
    join app.person p on p.licensee_id = k.licensee_id and p.id = k.caller_id
   where k.licensee_id = $1`;

/** As the two sides see them: the same steps; only the advisor needs a name for the caller, and gets the alias. */
export async function viewsFor(
  tx: Tx,
  rows: readonly ComplaintRow[],
  side: 'caller' | 'advisor',
): Promise<ComplaintView[]> {
  const steps = await stepsOf(tx, rows);
  return rows.map((row) => ({
    ...fields(tx, row),
    callerAlias: side === 'advisor' ? row.caller_alias : null,
    steps: (steps.get(row.id) ?? []).map(stepView),
  }));
}

export async function staffViews(tx: Tx, rows: readonly ComplaintRow[]): Promise<StaffComplaintView[]> {
  const steps = await stepsOf(tx, rows);
  return rows.map((row) => ({
    ...fields(tx, row),
    callerAlias: row.caller_alias,
    callerId: publicId('person', row.caller_id),
    callerName: row.caller_name,
    steps: (steps.get(row.id) ?? []).map(staffStepView),
  }));
}

async function stepsOf(tx: Tx, rows: readonly ComplaintRow[]): Promise<Map<string, StepRow[]>> {
  const steps = await rowsOf<StepRow>(
    tx,
    `select s.complaint_id, s.kind, s.side, p.display_name as person_name, s.text, s.note, s.amount, s.created_at from app.complaint_step s
       left join app.person p on p.licensee_id = s.licensee_id and p.id = s.person_id
      where s.licensee_id = $1 and s.complaint_id = any ($2) order by s.complaint_id, s.n`,
    [tx.ctx.licenseeId, rows.map(({ id }) => id)],
  );
  return Map.groupBy(steps, ({ complaint_id: id }) => id);
}

const fields = (tx: Tx, row: ComplaintRow) => ({
  id: publicId('complaint', row.id),
  callId: publicId('call', row.call_id),
  kind: row.kind,
  state: row.state,
  outcome: row.outcome,
  dueAt: row.due_at?.toISOString() ?? null,
  overdue: row.due_at !== null && row.due_at <= tx.now,
  advisorId: publicId('advisor', row.advisor_id),
  advisorName: row.advisor_name,
  currency: row.currency,
  priceMinor: toJsonMinor(row.price_minor),
  refundedMinor: toJsonMinor(row.refunded),
  endedAt: row.ended_at.toISOString(),
  createdAt: row.created_at.toISOString(),
  resolvedAt: row.resolved_at?.toISOString() ?? null,
});

const stepView = (row: StepRow): ComplaintStepView => ({
  at: row.created_at.toISOString(),
  kind: row.kind,
  side: row.side,
  text: row.text,
  amountMinor: row.amount === null ? null : toJsonMinor(row.amount),
});

const staffStepView = (row: StepRow): StaffComplaintStepView => ({
  ...stepView(row),
  note: row.note,
  personName: row.person_name,
});
