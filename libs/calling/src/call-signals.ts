import { Injectable } from '@nestjs/common';
import { Live, Outbox, type Tx, publicId, toJsonMinor } from '@app/kernel';
import { type CallStatus, SIDES, type Side } from './call-machine.js';
import {
  CallEnded,
  CallEnding,
  CallFundsLow,
  CallRequested,
  CallRingStopped,
  CallStarted,
  partiesOf,
} from './calls.events.js';
import type { LoadedCall } from './calls.queries.js';
import { viewCall } from './calls.view.js';

/** Tells people and other modules what changed, in the transaction that changed it. */
@Injectable()
export class CallSignals {
  constructor(
    private readonly live: Live,
    private readonly outbox: Outbox,
  ) {}

  /** It rings from now on. */
  async requested(tx: Tx, call: LoadedCall): Promise<void> {
    const { row, state } = call;
    await this.outbox.add(tx, CallRequested, { ...partiesOf(row), expiresAt: state.ringExpiresAt.toISOString() });
    for (const side of SIDES) await this.tellSide(tx, call, side);
  }

  /** After a change from an earlier status. */
  async changed(tx: Tx, call: LoadedCall, before: CallStatus | null): Promise<void> {
    const { row, state } = call;
    const parties = partiesOf(row);
    if (state.warning !== undefined && state.warning !== null) {
      await this.outbox.add(tx, CallFundsLow, { ...parties, secondsLeft: state.warning });
      await this.live.tell(tx, [row.callerId, row.advisorPersonId], 'call.funds_low', {
        callId: publicId('call', row.id),
        secondsLeft: state.warning,
      });
    }
    if (before === state.status) return;
    for (const side of SIDES) await this.tellSide(tx, call, side);
    if (before === 'ringing') {
      const why =
        state.status === 'accepted'
          ? 'accepted'
          : state.endReason === 'declined' || state.endReason === 'cancelled' || state.endReason === 'no_answer'
            ? state.endReason
            : 'ended';
      await this.outbox.add(tx, CallRingStopped, { ...parties, why });
    }
    if (state.status === 'in_progress' && state.segments.length === 1 && state.startedAt) {
      await this.outbox.add(tx, CallStarted, { ...parties, startedAt: state.startedAt.toISOString() });
    }
    if (state.status === 'ending') await this.outbox.add(tx, CallEnding, parties);
    if (state.status === 'ended' && state.endReason) {
      await this.outbox.add(tx, CallEnded, {
        ...parties,
        reason: state.endReason,
        billedSeconds: row.billedSeconds ?? 0,
        priceMinor: toJsonMinor(row.priceMinor ?? 0n),
        currency: row.currency,
      });
    }
  }

  /** The call as one side sees it, to that side's open screens. */
  async tellSide(tx: Tx, call: LoadedCall, side: Side): Promise<void> {
    const personId = side === 'caller' ? call.row.callerId : call.row.advisorPersonId;
    await this.live.tell(tx, [personId], `call.${call.state.status}`, { ...(await viewCall(tx, call, side)) });
  }
}
