import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Live,
  NotFound,
  Outbox,
  type Tx,
  idempotencyKeyOf,
  lockOne,
  newId,
  personOf,
  publicId,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { Ledger, SpendingLimits, WalletFrozen, WalletsService } from '@app/billing';
import { Call } from './call.entity.js';
import { CallTipped, partiesOf } from './calls.events.js';
import { sideOf } from './calls.queries.js';
import { TIPS_PER_CALL, isTippable } from './tip-rules.js';
import type { GiveTip, TipView } from './tips.dto.js';
import { NotTippable, TooManyTips } from './tips.problems.js';

interface TipRow {
  id: string;
  call_id: string;
  idempotency_key: string;
  amount: bigint;
  currency: string;
  transaction_id: string;
  created_at: Date;
}

/** A tip after a paid call: from the paid balance, whole to the advisor, and no part of what the call cost [D25]. */
@Injectable()
export class TipsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly outbox: Outbox,
    private readonly live: Live,
    private readonly spendingLimits: SpendingLimits,
  ) {}

  /**
   * Gives a tip. The call's row is locked first, so that tips of one call are counted one after the other.
   * @throws NotFound, NotTippable, TooManyTips, InsufficientFunds, WalletFrozen, CoolingOff, SpendingLimitReached
   */
  async give(ctx: Context, callId: string, { amountMinor }: GiveTip): Promise<TipView> {
    return this.db.transaction(ctx, async (tx) => {
      const call = await lockOne(tx, Call, callId);
      if (sideOf(call, personOf(ctx).personId) !== 'caller') throw new NotFound();
      const key = idempotencyKeyOf(ctx);
      const tips = await rowsOf<TipRow>(tx, 'select * from app.tip where licensee_id = $1 and call_id = $2', [
        ctx.licenseeId,
        callId,
      ]);
      const before = tips.find(({ idempotency_key: known }) => known === key);
      if (before) return view(before);
      if (!isTippable(call, tx.now)) throw new NotTippable();
      if (tips.length >= TIPS_PER_CALL) throw new TooManyTips(TIPS_PER_CALL);
      await this.spendingLimits.lock(tx, call.callerId);
      await this.spendingLimits.assertRoom(tx, call.callerId, BigInt(amountMinor));
      const tip = await this.post(tx, call, key, BigInt(amountMinor));
      await this.tell(tx, call, tip);
      return view(tip);
    });
  }

  private async post(tx: Tx, call: Call, key: string, amount: bigint): Promise<TipRow> {
    const id = newId();
    const { currency } = call;
    const wallet = await this.ledger.openAccount(tx, 'wallet', call.callerId, currency);
    const advisor = await this.ledger.openAccount(tx, 'advisor_payable', call.advisorId, currency);
    // A freeze that comes at the same time waits for this lock, or is seen behind it.
    await this.ledger.lockAccounts(tx, [wallet, advisor]);
    const { frozenReason } = await this.wallets.balances(tx, call.callerId, currency);
    if (frozenReason !== null) throw new WalletFrozen(`The wallet is frozen: ${frozenReason}.`);
    const transactionId = await this.ledger.post(tx, {
      kind: 'tip',
      currency,
      key: `tip:${id}`,
      legs: [
        { accountId: wallet, amount: -amount },
        { accountId: advisor, amount },
      ],
      refId: call.id,
    });
    const [row] = await rowsOf<TipRow>(
      tx,
      `insert into app.tip (licensee_id, id, call_id, caller_id, advisor_id, idempotency_key, amount, currency, transaction_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *`,
      [tx.ctx.licenseeId, id, call.id, call.callerId, call.advisorId, key, amount, currency, transactionId, tx.now],
    );
    return row!;
  }

  private async tell(tx: Tx, call: Call, tip: TipRow): Promise<void> {
    const amountMinor = toJsonMinor(tip.amount);
    const { currency } = tip;
    await this.wallets.changed(tx, call.callerId);
    await this.live.tell(tx, [call.advisorPersonId], 'call.tipped', {
      id: publicId('tip', tip.id),
      callId: publicId('call', call.id),
      amountMinor,
      currency,
    });
    await this.outbox.add(tx, CallTipped, {
      ...partiesOf(call),
      tipId: tip.id,
      amountMinor,
      currency,
    });
  }
}

const view = (row: TipRow): TipView => ({
  id: publicId('tip', row.id),
  callId: publicId('call', row.call_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  transactionId: publicId('transaction', row.transaction_id),
  createdAt: row.created_at.toISOString(),
});
