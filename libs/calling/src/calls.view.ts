import { type Tx, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import { type Side, allowedSeconds, isLive, pausesOf } from './call-machine.js';
import type { CallSessionView, CallTierView, CallView } from './calls.dto.js';
import type { LoadedCall } from './calls.queries.js';
import { readMeter } from './meter.js';
import type { Terms } from './pricing.js';
import { taxView } from './tax/taxes.service.js';
import { TIPS_PER_CALL, isTippable } from './tip-rules.js';

export type Viewer = Side | 'staff';

/** What is told of a call's people, from other tables than the call's. */
interface About {
  readonly id: string;
  readonly advisor_name: string;
  readonly caller_name: string;
  readonly caller_alias: string;
  readonly note: string | null;
  readonly tipped: bigint;
  readonly tips: number;
}

/** A call as a viewer may see it, with the names of its people. */
export async function viewCall(tx: Tx, call: LoadedCall, viewer: Viewer): Promise<CallView> {
  const [view] = await viewCalls(tx, [call], () => viewer);
  return view!;
}

/** Several calls, with one look at their people. */
export async function viewCalls(
  tx: Tx,
  calls: readonly LoadedCall[],
  viewerOf: (call: LoadedCall) => Viewer,
): Promise<CallView[]> {
  if (calls.length === 0) return [];
  const rows = await rowsOf<About>(
    tx,
    `select c.id, a.display_name as advisor_name, p.display_name as caller_name, app.alias_of(t.alias_key, c.advisor_id, c.caller_id) as caller_alias, n.text as note,
            coalesce(x.amount, 0) as tipped, coalesce(x.tips, 0) as tips
       from app.call c
       join app.licensee_terms t on t.licensee_id = c.licensee_id
       join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
       join app.person p on p.licensee_id = c.licensee_id and p.id = c.caller_id
       left join app.call_note n on n.licensee_id = c.licensee_id and n.call_id = c.id
       left join (select call_id, sum(amount)::bigint as amount, count(*)::int as tips from app.tip where licensee_id = $1 and call_id = any ($2) group by 1) x on x.call_id = c.id
      where c.licensee_id = $1 and c.id = any ($2)`,
    [tx.ctx.licenseeId, calls.map(({ row }) => row.id)],
  );
  const about = new Map(rows.map((row) => [row.id, row]));
  return calls.map((call) => callView(call, viewerOf(call), tx.now, about.get(call.row.id)!));
}

/** Neither side sees the other's money or contact data; the advisor knows the caller by an alias. */
function callView({ row, state }: LoadedCall, side: Viewer, now: Date, about: About): CallView {
  const price = row.priceMinor;
  return {
    id: publicId('call', row.id),
    status: state.status,
    endReason: state.endReason,
    medium: row.medium,
    bookingId: row.bookingId === null ? null : publicId('booking', row.bookingId),
    linkId: row.linkId === null ? null : publicId('callLink', row.linkId),
    topic: row.topic,
    side,
    callerId: side === 'advisor' ? null : publicId('person', row.callerId),
    callerAlias: side === 'caller' ? null : about.caller_alias,
    callerName: side === 'staff' ? about.caller_name : null,
    externalId: side === 'staff' ? row.externalId : null,
    metadata: side === 'staff' ? row.metadata : {},
    advisorId: publicId('advisor', row.advisorId),
    advisorName: about.advisor_name,
    currency: row.currency,
    maxMinutes: Math.floor(allowedSeconds(state) / 60),
    limitSeconds: side === 'advisor' ? null : state.capSeconds,
    ratePerMinuteMinor: toJsonMinor(state.terms.ratePerMinuteMinor),
    tiers: tiersView(state.terms),
    session: sessionView(state.terms),
    freeSeconds: state.terms.freeSeconds,
    // Where the caller lives is nothing for the advisor.
    tax: side === 'advisor' ? null : taxView(state.terms),
    heldMinor: side === 'advisor' ? null : toJsonMinor(state.heldMinor),
    requestedAt: row.requestedAt.toISOString(),
    ringExpiresAt: row.ringExpiresAt.toISOString(),
    startedAt: state.startedAt?.toISOString() ?? null,
    endedAt: state.endedAt?.toISOString() ?? null,
    deadlineAt: state.deadlineAt?.toISOString() ?? null,
    graceUntil: state.graceUntil?.toISOString() ?? null,
    waitingFor: state.status === 'reconnecting' ? state.lostBy : null,
    meter: isLive(state) && state.startedAt ? readMeter(state, side === 'advisor' ? 'advisor' : 'caller', now) : null,
    pauses: pausesOf(state).map((pause) => ({
      from: pause.from.toISOString(),
      to: pause.to.toISOString(),
      cause: pause.cause,
    })),
    billedSeconds: row.billedSeconds,
    priceMinor: side === 'advisor' || price === null ? null : toJsonMinor(price),
    earningMinor: side === 'caller' || row.advisorMinor === null ? null : toJsonMinor(row.advisorMinor),
    tippedMinor: toJsonMinor(about.tipped),
    tippable: side === 'caller' && about.tips < TIPS_PER_CALL && isTippable(row, now),
    note: side === 'advisor' ? about.note || null : null,
  };
}

export const tiersView = ({ tiers = [] }: Terms): CallTierView[] =>
  tiers.map(({ afterMinutes, ratePerMinuteMinor }) => ({
    afterMinutes,
    ratePerMinuteMinor: toJsonMinor(ratePerMinuteMinor),
  }));

export const sessionView = ({ session }: Terms): CallSessionView | null =>
  session
    ? { minutes: session.minutes, priceMinor: toJsonMinor(session.priceMinor), thenPerMinute: session.thenPerMinute }
    : null;
