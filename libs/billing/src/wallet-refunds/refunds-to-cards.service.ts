import { Injectable } from '@nestjs/common';
import { Jobs, Outbox, type Tx, newId, publicId, recordAudit, rowsOf, toJsonMinor } from '@app/kernel';
import { switchOffAutoTopUp } from '../auto-top-ups/switch-off.js';
import { Ledger } from '../ledger/ledger.js';
import { Referrals } from '../referrals/referrals.service.js';
import { WalletsService } from '../wallets.service.js';
import { allot } from './refund-lots.js';
import { type PaidBy, type PaidLot, lotsOf, paidFrom } from './refund-lots.queries.js';
import type { WalletRefundCause, WalletRefundView } from './wallet-refunds.dto.js';
import { WalletRefundRequested } from './wallet-refunds.events.js';
import { NothingToRefund } from './wallet-refunds.problems.js';
import { type WalletRefundRow, refundByKey, refundParts, walletRefundView } from './wallet-refunds.queries.js';

/** Somebody wants the money of the wallet back: it is not to be filled again by itself. */
const EMPTYING: readonly WalletRefundCause[] = ['person', 'staff', 'withdrawal'];

/** Money that is to go back to the cards. */
export interface RefundOrder {
  readonly personId: string;
  /** Undefined = all that can be paid back. */
  readonly amount: bigint | undefined;
  readonly key: string;
  readonly cause: WalletRefundCause;
  readonly reason: string;
  readonly requestedBy: string | null;
  /** Only to this payment; undefined = newest first. */
  readonly topUpId?: string;
  /** The payments that paid this call come first. */
  readonly paidBy?: PaidBy;
  /** Only to these payments, so much to each. */
  readonly parts?: ReadonlyMap<string, bigint>;
}

/** What a refund of a call put into the wallet and is to go on to the cards. */
interface CallMoney extends PaidBy {
  readonly refundId: string;
  readonly personId: string;
  readonly currency: string;
  /** Minor units of paid money. */
  readonly amount: bigint;
  readonly reason: string;
  readonly requestedBy: string | null;
}

/** Minor units: what is free and what is held in a wallet, and its payments, newest first. */
export interface WalletContents {
  readonly free: bigint;
  readonly held: bigint;
  readonly lots: readonly PaidLot[];
}

interface WithdrawnMoney extends Pick<RefundOrder, 'personId' | 'key' | 'reason' | 'requestedBy'> {
  readonly currency: string;
  readonly parts?: ReadonlyMap<string, bigint>;
  readonly amount?: bigint;
}

/**
 * What lies in a wallet and how it leaves for the cards that it came from, in the transaction of who asks [D19]. A top-up is a lot: credit is spent oldest first, so what
 * is left lies in the newest payments, and goes back to them in that order. The money leaves the wallet in that transaction; Stripe is asked afterwards, part by part.
 */
@Injectable()
export class RefundsToCards {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly referrals: Referrals,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
  ) {}

  /** What lies in a wallet, and the payments that it came from. */
  async contentsOf(
    tx: Tx,
    personId: string,
    currency: string,
    cause: WalletRefundCause = 'withdrawal',
  ): Promise<WalletContents> {
    const [wallet] = await rowsOf<{ free: bigint; held: bigint }>(
      tx,
      `select balance - held as free, held from app.ledger_account where licensee_id = $1 and kind = 'wallet' and owner_id = $2 and currency = $3`,
      [tx.ctx.licenseeId, personId, currency],
    );
    const lots = await lotsOf(tx, personId, currency, cause);
    return { free: wallet?.free ?? 0n, held: wallet?.held ?? 0n, lots };
  }

  /** The same behind the lock of the wallet: until the end of `tx` no call and no other refund takes anything of it. */
  async lockContentsOf(tx: Tx, personId: string, currency: string): Promise<WalletContents> {
    await this.lock(tx, personId, currency);
    return this.contentsOf(tx, personId, currency);
  }

  /** Until the end of `tx` no call and no other refund takes anything of the wallet. */
  async lock(tx: Tx, personId: string, currency: string): Promise<void> {
    await this.referrals.lock(tx, personId);
    await this.ledger.lockAccounts(tx, [await this.wallets.open(tx, personId, currency)]);
  }

  /** What could go back now, in minor units. */
  async refundableOf(tx: Tx, personId: string, currency: string, cause: WalletRefundCause = 'person'): Promise<bigint> {
    const { free, lots } = await this.contentsOf(tx, personId, currency, cause);
    const inLots = lots.reduce((sum, lot) => sum + lot.refundable, 0n);
    return free < inLots ? free : inLots;
  }

  /** What of a payment is still in the wallet and free: credit is spent oldest first. The wallet must be locked. */
  async unspentOf(tx: Tx, topUp: { id: string; personId: string; currency: string }, free: bigint): Promise<bigint> {
    let left = free;
    for (const lot of await lotsOf(tx, topUp.personId, topUp.currency)) {
      const part = lot.refundable < left ? lot.refundable : left;
      if (lot.id === topUp.id) return part;
      left -= part;
    }
    return 0n;
  }

  /** What of an amount that comes into the wallet now could go on to the cards, in minor units; nothing is moved. */
  async couldSendOn(tx: Tx, personId: string, currency: string, amount: bigint): Promise<bigint> {
    const inLots = (await lotsOf(tx, personId, currency, 'call_refund')).reduce((sum, lot) => sum + lot.refundable, 0n);
    return inLots < amount ? inLots : amount;
  }

  /** Takes out what an order says, once per key. @throws NothingToRefund */
  async once(tx: Tx, order: RefundOrder, currency: string): Promise<WalletRefundRow> {
    return (await refundByKey(tx, order.personId, order.key)) ?? (await this.take(tx, order, currency));
  }

  /** Gives a payment back to its card because it may be stolen, once per warning. @returns id of the refund */
  async refundSuspect(
    tx: Tx,
    topUp: { id: string; personId: string; currency: string },
    warningId: string,
    amount: bigint,
  ): Promise<string> {
    const order: RefundOrder = {
      personId: topUp.personId,
      amount,
      key: `warning:${warningId}`,
      cause: 'fraud_warning',
      reason: 'The card network warned that the payment may be fraud',
      requestedBy: null,
      topUpId: topUp.id,
    };
    return (await this.once(tx, order, topUp.currency)).id;
  }

  /**
   * Sends on to the cards what a refund of a call has put into the wallet in the same transaction [K4]: to the payments that paid the call, then to the newest. What no payment can take
   * stays in the wallet. The referral of the person must be locked before the wallet is.
   * @returns id of the refund and its amount in minor units; undefined where no payment can take anything
   */
  async sendOn(tx: Tx, money: CallMoney): Promise<{ id: string; amount: bigint } | undefined> {
    const { personId, currency } = money;
    const wallet = await this.wallets.open(tx, personId, currency);
    // Only behind the lock of the wallet is what its payments can take what it is.
    await this.ledger.lockAccounts(tx, [wallet]);
    const refundable = await this.refundableOf(tx, personId, currency, 'call_refund');
    const amount = refundable < money.amount ? refundable : money.amount;
    if (amount <= 0n) return undefined;
    return this.take(
      tx,
      {
        personId,
        amount,
        key: `call-refund:${money.refundId}`,
        cause: 'call_refund',
        reason: money.reason,
        requestedBy: money.requestedBy,
        paidBy: money,
      },
      currency,
    );
  }

  /**
   * Gives back what somebody withdraws from, once per key: so much of each payment, or an amount to the newest ones.
   * @throws NothingToRefund
   */
  async withdraw(tx: Tx, order: WithdrawnMoney): Promise<{ id: string; amount: bigint }> {
    const { parts } = order;
    const all: RefundOrder = {
      ...order,
      amount: order.amount ?? (parts && [...parts.values()].reduce((sum, part) => sum + part, 0n)),
      cause: 'withdrawal',
    };
    return this.once(tx, all, order.currency);
  }

  /** Refunds by their ids, with what became of each part. */
  async ofIds(tx: Tx, ids: readonly string[]): Promise<Map<string, WalletRefundView>> {
    if (ids.length === 0) return new Map();
    const rows = await rowsOf<WalletRefundRow>(
      tx,
      'select * from app.wallet_refund where licensee_id = $1 and id = any ($2)',
      [tx.ctx.licenseeId, ids],
    );
    const parts = await refundParts(tx, ids);
    return new Map(rows.map((row) => [row.id, walletRefundView(row, parts)]));
  }

  /** Takes the money out of the wallet, one posting and one part per payment [P6 of docs/money.md]. The key must be new. @throws NothingToRefund */
  async take(tx: Tx, order: RefundOrder, currency: string): Promise<WalletRefundRow> {
    const { licenseeId } = tx.ctx;
    if (EMPTYING.includes(order.cause)) await switchOffAutoTopUp(tx, order.personId);
    await this.referrals.lock(tx, order.personId);
    const wallet = await this.wallets.open(tx, order.personId, currency);
    // The lock makes one refund of a wallet wait for the other; what is left of the payments is read after it.
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const lots = (await lotsOf(tx, order.personId, currency, order.cause)).filter(
      ({ id }) => (order.topUpId === undefined || id === order.topUpId) && (order.parts?.has(id) ?? true),
    );
    const inLots = lots.reduce((sum, lot) => sum + lot.refundable, 0n);
    const refundable = free < inLots ? free : inLots;
    const amount = order.amount ?? refundable;
    if (amount <= 0n || amount > refundable) throw new NothingToRefund(refundable);
    const id = newId();
    const [row] = await rowsOf<WalletRefundRow>(
      tx,
      `insert into app.wallet_refund (licensee_id, id, person_id, idempotency_key, amount, currency, cause, reason, requested_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *`,
      [
        licenseeId,
        id,
        order.personId,
        order.key,
        amount,
        currency,
        order.cause,
        order.reason,
        order.requestedBy,
        tx.now,
      ],
    );
    const house = await this.ledger.house(tx, currency, 'refund_clearing');
    const first = order.parts ?? (order.paidBy && (await paidFrom(tx, wallet, order.paidBy)));
    for (const lot of allot(amount, lots, first)) {
      const part = lot.refundable;
      const partId = newId();
      const transactionId = await this.ledger.post(tx, {
        kind: 'wallet_refund',
        currency,
        key: `wallet-refund:${partId}`,
        legs: [
          { accountId: wallet, amount: -part },
          { accountId: house.refund_clearing, amount: part },
        ],
        refId: id,
      });
      await rowsOf(
        tx,
        `insert into app.wallet_refund_part (licensee_id, id, wallet_refund_id, top_up_id, amount, status, transaction_id, created_at)
         values ($1, $2, $3, $4, $5, 'requested', $6, $7)`,
        [licenseeId, partId, id, lot.id, part, transactionId, tx.now],
      );
      await this.jobs.add(tx, 'billing.send_wallet_refund', { id: partId }, { queue: `wallet-refund:${partId}` });
      await this.referrals.paymentLost(tx, order.personId, lot.id, 'refunded');
    }
    await this.outbox.add(tx, WalletRefundRequested, {
      walletRefundId: id,
      personId: order.personId,
      amountMinor: toJsonMinor(amount),
      currency,
      cause: order.cause,
    });
    if (order.cause === 'staff')
      await recordAudit(tx, {
        action: 'wallet.refunded',
        subject: { kind: 'person', id: publicId('person', order.personId) },
        after: { amountMinor: toJsonMinor(amount), currency },
        reason: order.reason,
      });
    await this.wallets.changed(tx, order.personId);
    return row!;
  }
}
