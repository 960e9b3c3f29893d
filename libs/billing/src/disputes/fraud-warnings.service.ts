import { Injectable } from '@nestjs/common';
import { type Context, Db, Outbox, type Tx, newId, personOf, rowsOf, toJsonMinor, updateRow } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { Referrals } from '../referrals/referrals.service.js';
import { finishEvent } from '../stripe/inbox.js';
import { RefundsToCards } from '../wallet-refunds/refunds-to-cards.service.js';
import { WalletsService } from '../wallets.service.js';
import { FraudWarned } from './disputes.events.js';
import { FraudWarningClosed } from './disputes.problems.js';
import type { FraudWarningFacts } from './fraud-warnings.js';

export type FraudWarningStatus = 'frozen' | 'refunded' | 'noted' | 'disputed' | 'lifted';

export interface FraudWarningRow {
  id: string;
  top_up_id: string;
  person_id: string;
  fraud_type: string;
  is_actionable: boolean;
  status: FraudWarningStatus;
  frozen_amount: bigint;
  refunded_amount: bigint;
  currency: string;
  created_at: Date;
  lifted_at: Date | null;
  lift_reason: string | null;
}

interface PaidTopUp {
  readonly id: string;
  readonly personId: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** Most of a payment is left when no more than a fifth is spent. */
const isMostlyLeft = (unspent: bigint, amount: bigint): boolean => unspent * 5n >= amount * 4n;
/** In whole units of the currency. */
const DEFAULT_REFUND_BELOW = 50n;

/** Where the licensee has said nothing: payments below 50.00 of its currency. */
export function refundBelow(chosen: bigint | null, currency: string): bigint {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return chosen ?? DEFAULT_REFUND_BELOW * 10n ** BigInt(maximumFractionDigits ?? 2);
}

/**
 * Payments that may be fraud. Most of such warnings become disputes, each with a fee, so what is left of the money is given back to the card when it is nearly
 * all and little, and frozen otherwise. A dispute that follows takes over what is frozen; nothing is taken out of reach twice.
 */
@Injectable()
export class FraudWarnings {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly rules: MoneyRulesService,
    private readonly refunds: RefundsToCards,
    private readonly referrals: Referrals,
    private readonly outbox: Outbox,
  ) {}

  /** What Stripe says now. @returns false for a payment that is not ours, or not credited */
  async apply(ctx: Context, facts: FraudWarningFacts, eventId?: string): Promise<boolean> {
    return this.db.transaction(ctx, async (tx) => {
      // The payment's row is locked first by warnings and disputes alike: one sees what the other has done.
      const [topUp] = await rowsOf<PaidTopUp>(
        tx,
        `select id, person_id as "personId", amount, currency from app.top_up
          where licensee_id = $1 and payment_intent_id = $2 and status = 'credited' for no key update`,
        [ctx.licenseeId, facts.paymentIntentId ?? ''],
      );
      if (topUp) await this.note(tx, topUp, facts);
      if (eventId !== undefined)
        await finishEvent(tx, eventId, topUp ? 'done' : 'ignored', topUp ? null : 'no payment of ours');
      return topUp !== undefined;
    });
  }

  async isKnown(ctx: Context, stripeWarningId: string): Promise<boolean> {
    const rows = await this.db.read(ctx, (tx) =>
      rowsOf(tx, 'select 1 from app.fraud_warning where licensee_id = $1 and stripe_warning_id = $2', [
        ctx.licenseeId,
        stripeWarningId,
      ]),
    );
    return rows.length > 0;
  }

  /**
   * What a warning froze of this payment belongs to the dispute from now on. The payment's row must be locked.
   * @param most what the dispute can want of it
   * @returns minor units that are frozen for the dispute already
   */
  async handOver(tx: Tx, topUpId: string, most: bigint): Promise<bigint> {
    const rows = await rowsOf<FraudWarningRow>(
      tx,
      `select * from app.fraud_warning where licensee_id = $1 and top_up_id = $2 and status = 'frozen' order by id for no key update`,
      [tx.ctx.licenseeId, topUpId],
    );
    let given = 0n;
    for (const row of rows) {
      const part = row.frozen_amount < most - given ? row.frozen_amount : most - given;
      if (part <= 0n) break;
      given += part;
      const rest = row.frozen_amount - part;
      await this.write(tx, row.id, { frozen_amount: rest, status: rest === 0n ? 'disputed' : 'frozen' });
    }
    return given;
  }

  /** The money that was to go back is in the wallet again: it is frozen, for the dispute where there is one by now. */
  async refundFailed(tx: Tx, walletRefundId: string, returned: bigint): Promise<void> {
    const [row] = await rowsOf<FraudWarningRow>(
      tx,
      `select * from app.fraud_warning where licensee_id = $1 and wallet_refund_id = $2 and status = 'refunded' for no key update`,
      [tx.ctx.licenseeId, walletRefundId],
    );
    if (!row) return;
    const wallet = await this.wallets.open(tx, row.person_id, row.currency);
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const amount = free < returned ? free : returned;
    await this.write(tx, row.id, { refunded_amount: 0n, status: 'noted' });
    if (amount <= 0n) return;
    await this.freeze(tx, row, wallet, amount, 'refreeze');
    const taken = await rowsOf(
      tx,
      `update app.dispute set frozen_amount = frozen_amount + $3 where licensee_id = $1 and top_up_id = $2 and outcome is null and frozen_amount + $3 <= amount returning id`,
      [tx.ctx.licenseeId, row.top_up_id, amount],
    );
    await this.write(
      tx,
      row.id,
      taken.length > 0 ? { status: 'disputed' } : { status: 'frozen', frozen_amount: amount },
    );
  }

  /** A warning stands or a dispute is open: no card of this person is charged without them. */
  async isSuspect(tx: Tx, personId: string): Promise<boolean> {
    const found = await rowsOf(
      tx,
      `select 1 from app.fraud_warning where licensee_id = $1 and person_id = $2 and lifted_at is null
       union all select 1 from app.dispute where licensee_id = $1 and person_id = $2 and outcome is null limit 1`,
      [tx.ctx.licenseeId, personId],
    );
    return found.length > 0;
  }

  /** Frees what is frozen for a warning and lets cards be charged again. @throws FraudWarningClosed while a dispute has it, or when it was lifted before */
  async lift(tx: Tx, row: FraudWarningRow, reason: string): Promise<void> {
    if (row.status === 'lifted' || (row.status === 'disputed' && (await this.isDisputed(tx, row.top_up_id))))
      throw new FraudWarningClosed(row.status);
    if (row.frozen_amount > 0n) {
      const wallet = await this.wallets.open(tx, row.person_id, row.currency);
      await this.ledger.post(tx, {
        kind: 'unfreeze',
        currency: row.currency,
        key: `warning:${row.id}:unfreeze`,
        legs: [
          { accountId: await this.frozenOf(tx, row), amount: -row.frozen_amount },
          { accountId: wallet, amount: row.frozen_amount },
        ],
        refId: row.id,
      });
    }
    await this.write(tx, row.id, {
      status: 'lifted',
      frozen_amount: 0n,
      lifted_at: tx.now,
      lifted_by: personOf(tx.ctx).personId,
      lift_reason: reason,
    });
    await this.wallets.changed(tx, row.person_id);
  }

  private async note(tx: Tx, topUp: PaidTopUp, facts: FraudWarningFacts): Promise<void> {
    const [made] = await rowsOf<FraudWarningRow>(
      tx,
      `insert into app.fraud_warning (licensee_id, id, stripe_warning_id, top_up_id, person_id, fraud_type, is_actionable, status, currency, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'noted', $8, $9) on conflict (licensee_id, stripe_warning_id) do nothing returning *`,
      [
        tx.ctx.licenseeId,
        newId(),
        facts.warningId,
        topUp.id,
        topUp.personId,
        facts.fraudType,
        facts.isActionable,
        topUp.currency,
        tx.now,
      ],
    );
    if (!made) {
      await updateRow(
        tx,
        'fraud_warning',
        { stripe_warning_id: facts.warningId },
        { is_actionable: facts.isActionable },
      );
      return;
    }
    const isOpen = facts.isActionable && !(await this.isDisputed(tx, topUp.id));
    const status = isOpen ? await this.secure(tx, topUp, made) : 'noted';
    await this.outbox.add(tx, FraudWarned, {
      warningId: made.id,
      personId: made.person_id,
      amountMinor: toJsonMinor(topUp.amount),
      currency: topUp.currency,
      status,
    });
  }

  /** Gives back or freezes what is left. */
  private async secure(tx: Tx, topUp: PaidTopUp, row: FraudWarningRow): Promise<FraudWarningStatus> {
    await this.referrals.lock(tx, topUp.personId);
    const wallet = await this.wallets.open(tx, topUp.personId, topUp.currency);
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const unspent = await this.refunds.unspentOf(tx, topUp, free);
    if (unspent <= 0n) return 'noted';
    const { fraudRefundBelowMinor } = await this.rules.of(tx);
    if (topUp.amount < refundBelow(fraudRefundBelowMinor, topUp.currency) && isMostlyLeft(unspent, topUp.amount)) {
      const refundId = await this.refunds.refundSuspect(tx, topUp, row.id, unspent);
      await this.write(tx, row.id, { status: 'refunded', refunded_amount: unspent, wallet_refund_id: refundId });
      return 'refunded';
    }
    await this.freeze(tx, row, wallet, unspent, 'freeze');
    await this.write(tx, row.id, { status: 'frozen', frozen_amount: unspent });
    await this.wallets.changed(tx, topUp.personId);
    return 'frozen';
  }

  private async freeze(
    tx: Tx,
    row: FraudWarningRow,
    wallet: string,
    amount: bigint,
    step: 'freeze' | 'refreeze',
  ): Promise<void> {
    await this.ledger.post(tx, {
      kind: 'freeze',
      currency: row.currency,
      key: `warning:${row.id}:${step}`,
      legs: [
        { accountId: wallet, amount: -amount },
        { accountId: await this.frozenOf(tx, row), amount },
      ],
      refId: row.id,
    });
  }

  private async isDisputed(tx: Tx, topUpId: string): Promise<boolean> {
    const found = await rowsOf(
      tx,
      'select 1 from app.dispute where licensee_id = $1 and top_up_id = $2 and outcome is null limit 1',
      [tx.ctx.licenseeId, topUpId],
    );
    return found.length > 0;
  }

  private frozenOf(tx: Tx, row: FraudWarningRow): Promise<string> {
    return this.ledger.openAccount(tx, 'wallet_frozen', row.person_id, row.currency);
  }

  private async write(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'fraud_warning', { id }, columns);
  }
}
