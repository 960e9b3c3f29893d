import { Injectable } from '@nestjs/common';
import { type Context, Db, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import { pausesOf } from './call-machine.js';
import { type LoadedCall, readCall } from './calls.queries.js';
import { sideOfIdentity } from './media-events.service.js';
import type { TimelineEntryView, TimelineKind, TimelineView } from './timeline.dto.js';
import {
  type AuditLine,
  type ComplaintLine,
  type EventRow,
  type HoldLine,
  type MediaRow,
  type RefundLine,
  type ReportLine,
  type RingLine,
  auditLines,
  callEvents,
  complaintLines,
  holdLine,
  mediaEvents,
  refundLines,
  reportLines,
  ringLines,
} from './timeline.queries.js';

/** One call from the wish to the last cent given back, from what is stored [L7]. It reads only. */
@Injectable()
export class TimelineService {
  constructor(private readonly db: Db) {}

  /** @throws NotFound */
  async show(ctx: Context, callId: string): Promise<TimelineView> {
    return this.db.read(ctx, async (tx) => {
      const call = await readCall(tx, callId);
      const [receipt] = await rowsOf<{ id: string }>(
        tx,
        'select id from app.receipt where licensee_id = $1 and call_id = $2',
        [ctx.licenseeId, callId],
      );
      const entries = [
        ...ringing(call, await holdLine(tx, callId)),
        ...(await ringLines(tx, callId)).flatMap(ringEntries),
        ...(await mediaEvents(tx, callId)).map((row) => mediaEntry(callId, row)),
        ...media(call),
        ...(await callEvents(tx, callId)).map(eventEntry),
        ...ending(call, receipt?.id),
        ...(await refundLines(tx, callId)).map(refundEntry),
        ...(await reportLines(tx, callId)).map(reportEntry),
        ...(await complaintLines(tx, callId)).map(complaintEntry),
        ...(await auditLines(tx, publicId('call', callId))).map(auditEntry),
      ];
      return {
        callId: publicId('call', callId),
        currency: call.row.currency,
        // Stable: what happened at the same moment stays in the order of the story.
        entries: entries.sort((a, b) => a.at.localeCompare(b.at)),
      };
    });
  }
}

const entry = (at: Date, kind: TimelineKind, text: string, data: Record<string, unknown> = {}): TimelineEntryView => ({
  at: at.toISOString(),
  kind,
  text,
  data,
});

function ringing({ row, state }: LoadedCall, hold: HoldLine): TimelineEntryView[] {
  const entries = [
    entry(row.requestedAt, 'requested', 'The caller requested the call; money is held', {
      callerId: publicId('person', row.callerId),
      advisorId: publicId('advisor', row.advisorId),
      medium: row.medium,
      ratePerMinuteMinor: toJsonMinor(state.terms.ratePerMinuteMinor),
      hold: {
        status: hold.status,
        paidMinor: toJsonMinor(hold.paid_amount),
        promoMinor: toJsonMinor(hold.promo_amount),
        settledMinor: hold.settled_amount === null ? null : toJsonMinor(hold.settled_amount),
      },
    }),
    entry(row.requestedAt, 'ring', "The advisor's devices ring", { until: row.ringExpiresAt.toISOString() }),
  ];
  if (row.acceptedAt !== null)
    entries.push(
      entry(row.acceptedAt, 'accepted', 'The advisor took the call', {
        connectBefore: row.connectDeadline?.toISOString() ?? null,
      }),
    );
  return entries;
}

const RUNG: Readonly<Record<RingLine['channel'], string>> = {
  live: 'An open screen',
  fcm: 'A push by FCM',
  web_push: 'A push to a browser',
  apns_voip: 'A VoIP push to an iPhone',
  mail: 'A mail',
  sms: 'An SMS',
  whatsapp: 'A message by WhatsApp',
};

/** What was tried to make the advisor hear it, and what said that it rings [O4]. */
function ringEntries({ step, channel, device_id, platform, model, outcome, ...at }: RingLine): TimelineEntryView[] {
  const data = {
    step,
    channel,
    deviceId: device_id === null ? null : publicId('device', device_id),
    device: model ?? platform,
    outcome,
  };
  const verb = step === 'missed' ? 'says that it was missed' : 'rings';
  const again = step === 'alert' ? ' again, shown by the system, as nothing was heard' : '';
  return [
    // A screen is told by the live event, like every one that is open.
    ...(channel === 'live' ? [] : [entry(at.created_at, 'rung', `${RUNG[channel]} ${verb}${again}`, data)]),
    ...(at.heard_at === null ? [] : [entry(at.heard_at, 'heard', `${RUNG[channel]} has reached the advisor`, data)]),
  ];
}

function mediaEntry(callId: string, row: MediaRow): TimelineEntryView {
  const joined = row.type === 'participant_joined';
  const side = sideOfIdentity(callId, row.identity) ?? 'other';
  return entry(
    row.created_at,
    joined ? 'joined' : 'left',
    `${side === 'other' ? 'A helper' : `The ${side}`} ${joined ? 'joined' : 'left'} the room`,
    { side, participant: row.sid, mediaEvent: row.event_id, reason: row.reason },
  );
}

const LOST = {
  network_caller: 'the caller was lost',
  network_advisor: 'the advisor was lost',
  media_server: 'the media server was lost',
} as const;

function media({ state }: LoadedCall): TimelineEntryView[] {
  const starts = state.segments.map((segment, index) =>
    entry(
      segment.startedAt,
      index === 0 ? 'media_active' : 'resumed',
      index === 0 ? 'Both sides are connected; the meter runs' : 'Both sides are connected again; the meter goes on',
      { segment: index + 1, evidence: segment.openedBy },
    ),
  );
  const pauses = pausesOf(state).map(({ from, to, cause }) =>
    entry(from, 'paused', `The meter pauses: ${LOST[cause]}`, { cause, until: to.toISOString() }),
  );
  const last = state.segments.at(-1);
  // Reconnecting: the pause lasts.
  if (last?.endedAt && last.closedCause && last.closedCause !== 'end' && state.endedAt === null)
    pauses.push(
      entry(last.endedAt, 'paused', `The meter pauses: ${LOST[last.closedCause]}`, {
        cause: last.closedCause,
        until: null,
      }),
    );
  return [...starts, ...pauses];
}

const eventEntry = ({ kind, at, data }: EventRow): TimelineEntryView =>
  entry(at, kind, kind === 'extended' ? 'More minutes are paid for' : 'Both sides are told that the money ends', data);

function ending({ row, state }: LoadedCall, receiptId: string | undefined): TimelineEntryView[] {
  const entries: TimelineEntryView[] = [];
  if (state.endedAt !== null)
    entries.push(
      entry(state.endedAt, 'ended', `The call ended: ${state.endReason}`, {
        endReason: state.endReason,
        declineReason: row.declineReason,
      }),
    );
  if (row.settledAt !== null)
    entries.push(
      entry(
        row.settledAt,
        'settled',
        row.settlementId === null
          ? 'Nothing is charged; the held money is free'
          : 'The price is posted; the rest is free',
        {
          billedSeconds: row.billedSeconds,
          priceMinor: json(row.priceMinor),
          advisorMinor: json(row.advisorMinor),
          licenseeMinor: json(row.licenseeMinor),
          operatorMinor: json(row.operatorMinor),
          taxMinor: json(row.taxMinor),
          transactionId: row.settlementId === null ? null : publicId('transaction', row.settlementId),
          receiptId: receiptId === undefined ? null : publicId('receipt', receiptId),
        },
      ),
    );
  return entries;
}

const refundEntry = (refund: RefundLine): TimelineEntryView =>
  entry(refund.created_at, 'refunded', `Given back: ${refund.reason}`, {
    refundId: publicId('refund', refund.id),
    transactionId: publicId('transaction', refund.transaction_id),
    rule: refund.rule,
    amountMinor: toJsonMinor(refund.amount),
    advisorMinor: toJsonMinor(refund.advisor_amount),
    licenseeMinor: toJsonMinor(refund.licensee_amount),
    operatorMinor: toJsonMinor(refund.operator_amount),
    taxMinor: toJsonMinor(refund.tax_amount),
  });

const reportEntry = (report: ReportLine): TimelineEntryView =>
  entry(report.created_at, 'reported', `The ${report.side} reports a problem: ${report.kind}`, {
    reportId: publicId('report', report.id),
    side: report.side,
    kind: report.kind,
  });

const COMPLAINT_STEPS: Readonly<Record<string, string>> = {
  opened: 'The caller complains about the call',
  answered: 'The advisor answered the complaint',
  lapsed: "The advisor's time for an answer has passed",
  overdue: 'The time for a decision has passed',
  refunded: 'Money was given back on the complaint',
  rejected: 'The complaint was rejected',
  withdrawn: 'The caller withdrew the complaint',
};

const complaintEntry = (line: ComplaintLine): TimelineEntryView =>
  entry(line.created_at, 'complaint', COMPLAINT_STEPS[line.kind] ?? line.kind, {
    complaintId: publicId('complaint', line.id),
    step: line.kind,
    side: line.side,
    amountMinor: json(line.amount),
  });

const auditEntry = (line: AuditLine): TimelineEntryView =>
  entry(line.at, 'audit', `${line.action} by ${line.actor_name ?? line.actor_task ?? line.actor_kind}`, {
    action: line.action,
    actorRole: line.actor_role,
    reason: line.reason,
    before: line.before,
    after: line.after,
    requestId: line.request_id,
  });

const json = (amount: bigint | null): number | null => (amount === null ? null : toJsonMinor(amount));
