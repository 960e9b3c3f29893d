import { Injectable } from '@nestjs/common';
import { type Context, Db, Jobs, type Tx } from '@app/kernel';
import { Ledger } from '@app/billing';
import { CallSignals } from './call-signals.js';
import { allowedSeconds, funded, readyToSettle } from './call-machine.js';
import type { Call } from './call.entity.js';
import { type LoadedCall, lockCall, saveCall } from './calls.queries.js';
import { priceOf } from './pricing.js';
import { Settlements } from './settlements.js';

/**
 * The one way to change a call: lock its row, let the machine decide, and in the same transaction settle what is ready, write it back, and tell the others.
 */
@Injectable()
export class CallChanges {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly settlements: Settlements,
    private readonly signals: CallSignals,
    private readonly jobs: Jobs,
  ) {}

  /** Runs `decide` on the locked call. @throws NotFound */
  async change<T>(ctx: Context, callId: string, decide: (call: LoadedCall, tx: Tx) => T | Promise<T>): Promise<T> {
    return this.db.transaction(ctx, async (tx) => {
      const call = await lockCall(tx, callId);
      const before = call.state.status;
      const result = await decide(call, tx);
      await this.finish(tx, call, before);
      return result;
    });
  }

  /** Reserves the next slice of minutes, or what the wallet can give, and moves the deadline [D9]. */
  async extendHold(tx: Tx, { row, state }: LoadedCall): Promise<void> {
    const reached = allowedSeconds(state);
    const wanted = Math.min(state.capSeconds, reached + state.terms.holdMinutes * 60);
    const missing = priceOf(state.terms, wanted) - state.heldMinor;
    if (missing > 0n) state.heldMinor += await this.ledger.extendHold(tx, row.holdId, missing, tx.now);
    funded(state, tx.now);
  }

  private async finish(tx: Tx, call: LoadedCall, before: LoadedCall['state']['status']): Promise<void> {
    const { row, state } = call;
    const extra: Partial<Call> = {};
    if (before !== 'ending' && state.status === 'ending') {
      // A hang-up keeps the room until the other side has proved its presence, or the media server has told of its loss; every other end closes it now.
      extra.roomCloseAfter =
        row.roomOpen && state.endReason?.startsWith('hangup_') === true ? state.settleAfter : tx.now;
      if (row.roomOpen && state.startedAt) await this.jobs.add(tx, 'calling.announce_end', { callId: row.id });
    }
    if (readyToSettle(state, tx.now))
      Object.assign(extra, await this.settlements.settle(tx, call), { roomCloseAfter: tx.now });
    await saveCall(tx, call, extra);
    if (extra.settledAt) await this.settlements.settled(tx, call);
    await this.signals.changed(tx, call, before);
  }
}
