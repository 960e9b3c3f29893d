import { type Tx, rowsOf } from '@app/kernel';

/** Rows of other tables that tell of a call, each in its own order. */
export interface MediaRow {
  event_id: string;
  type: string;
  sid: string | null;
  identity: string | null;
  reason: string | null;
  created_at: Date;
}
export interface EventRow {
  kind: 'extended' | 'warned';
  at: Date;
  data: Record<string, unknown>;
}
export interface RingLine {
  step: 'push' | 'alert' | 'mail' | 'text' | 'missed';
  channel: 'live' | 'fcm' | 'web_push' | 'apns_voip' | 'mail' | 'sms' | 'whatsapp';
  device_id: string | null;
  platform: string | null;
  model: string | null;
  outcome: string | null;
  created_at: Date;
  heard_at: Date | null;
}
export interface RefundLine {
  id: string;
  amount: bigint;
  advisor_amount: bigint;
  licensee_amount: bigint;
  operator_amount: bigint;
  tax_amount: bigint;
  rule: string;
  reason: string;
  transaction_id: string;
  created_at: Date;
}
export interface ReportLine {
  id: string;
  side: string;
  kind: string;
  created_at: Date;
}
export interface ComplaintLine {
  id: string;
  kind: string;
  side: string;
  amount: bigint | null;
  created_at: Date;
}
export interface AuditLine {
  action: string;
  at: Date;
  actor_kind: string;
  actor_role: string | null;
  actor_task: string | null;
  actor_name: string | null;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  request_id: string;
}
export interface HoldLine {
  id: string;
  status: string;
  paid_amount: bigint;
  promo_amount: bigint;
  settled_amount: bigint | null;
}

const ofCall = <Row extends object>(tx: Tx, callId: string, sql: string): Promise<Row[]> =>
  rowsOf<Row>(tx, sql, [tx.ctx.licenseeId, callId]);

export const mediaEvents = (tx: Tx, callId: string): Promise<MediaRow[]> =>
  ofCall(
    tx,
    callId,
    `select event_id, type, sid, identity, payload ->> '_reason' as reason, created_at from app.livekit_event
      where licensee_id = $1 and call_id = $2 and type in ('participant_joined', 'participant_left') order by created_at, id`,
  );

export const callEvents = (tx: Tx, callId: string): Promise<EventRow[]> =>
  ofCall(
    tx,
    callId,
    'select kind, at, data from app.call_event where licensee_id = $1 and call_id = $2 order by at, id',
  );

export const ringLines = (tx: Tx, callId: string): Promise<RingLine[]> =>
  ofCall(
    tx,
    callId,
    `select r.step, r.channel, r.device_id, d.platform, d.model, r.outcome, r.created_at, r.heard_at from app.ring_attempt r
       left join app.device d on d.licensee_id = r.licensee_id and d.id = r.device_id where r.licensee_id = $1 and r.call_id = $2 order by r.id`,
  );

export const refundLines = (tx: Tx, callId: string): Promise<RefundLine[]> =>
  ofCall(tx, callId, 'select * from app.refund where licensee_id = $1 and call_id = $2 order by id');

export const reportLines = (tx: Tx, callId: string): Promise<ReportLine[]> =>
  ofCall(
    tx,
    callId,
    'select id, side, kind, created_at from app.call_report where licensee_id = $1 and call_id = $2 order by id',
  );

export const complaintLines = (tx: Tx, callId: string): Promise<ComplaintLine[]> =>
  ofCall(
    tx,
    callId,
    `select k.id, s.kind, s.side, s.amount, s.created_at from app.complaint k
       join app.complaint_step s on s.licensee_id = k.licensee_id and s.complaint_id = k.id where k.licensee_id = $1 and k.call_id = $2 order by s.n`,
  );

export const auditLines = (tx: Tx, publicCallId: string): Promise<AuditLine[]> =>
  ofCall(
    tx,
    publicCallId,
    `select e.action, e.at, e.actor_kind, e.actor_role, e.actor_task, p.display_name as actor_name, e.reason, e.before, e.after, e.request_id
       from app.audit_entry e left join app.person p on p.licensee_id = e.licensee_id and p.id = e.actor_id
      where e.licensee_id = $1 and e.subject_kind = 'call' and e.subject_id = $2 order by e.id`,
  );

export async function holdLine(tx: Tx, callId: string): Promise<HoldLine> {
  const [row] = await ofCall<HoldLine>(
    tx,
    callId,
    `select h.id, h.status, h.paid_amount, h.promo_amount, h.settled_amount from app.call c
       join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id where c.licensee_id = $1 and c.id = $2`,
  );
  return row!;
}
