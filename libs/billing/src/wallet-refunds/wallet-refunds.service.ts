import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  Jobs,
  Outbox,
  UUID_PATTERN,
  actingOf,
  cursorPosition,
  holderOf,
  idempotencyKeyOf,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { switchOffAutoTopUp } from '../auto-top-ups/switch-off.js';
import { Referrals } from '../referrals/referrals.service.js';
import { WalletsService } from '../wallets.service.js';
import type {
  RefundWallet,
  RefundableView,
  RequestWalletRefund,
  WalletRefundCause,
  WalletRefundView,
} from './wallet-refunds.dto.js';
import { WalletRefundRequested } from './wallet-refunds.events.js';
import { NothingToRefund } from './wallet-refunds.problems.js';
import { allot } from './refund-lots.js';
import { type PaidBy, type PaidLot, lotsOf, paidFrom } from './refund-lots.queries.js';

/** Somebody wants the money of the wallet back: it is not to be filled again by itself. */
const EMPTYING: readonly WalletRefundCause[] = ['person', 'staff', 'withdrawal'];

interface Row {
  id: string;
  person_id: string;
  amount: bigint;
  currency: string;
  cause: WalletRefundCause;
  reason: string;
  created_at: Date;
}

interface PartRow {
  wallet_refund_id: string;
  top_up_id: string;
  amount: bigint;
  status: WalletRefundView['parts'][number]['status'];
  failure_code: string | null;
}

interface Order {
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

interface WithdrawnMoney extends Pick<Order, 'personId' | 'key' | 'reason' | 'requestedBy'> {
  readonly currency: string;
  readonly parts?: ReadonlyMap<string, bigint>;
  readonly amount?: bigint;
}

/**
 * Gives unspent paid money back to the cards that it came from [D19]. A top-up is a lot: credit is spent oldest first, so what is left lies in the newest
 * payments, and goes back to them in that order. The money leaves the wallet in the transaction that asks; Stripe is asked afterwards, part by part.
 */
@Injectable()
export class WalletRefundsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly referrals: Referrals,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
  ) {}

  /** What the caller could have back now. */
  async refundable(ctx: Context): Promise<RefundableView> {
    return this.db.read(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      return { currency, refundableMinor: toJsonMinor(await this.refundableOf(tx, personOf(ctx).personId, currency)) };
    });
  }

  /** The person asks for their own money. @throws NothingToRefund */
  async request(ctx: Context, input: RequestWalletRefund): Promise<WalletRefundView> {
    const { personId } = personOf(ctx);
    return this.create(ctx, {
      personId,
      amount: input.amountMinor === undefined ? undefined : BigInt(input.amountMinor),
      key: `person:${idempotencyKeyOf(ctx)}`,
      cause: 'person',
      reason: 'Asked in the wallet',
      requestedBy: personId,
    });
  }

  /** Staff, or a program of theirs, give money back. @throws NotFound, NothingToRefund */
  async refund(ctx: Context, personId: string, input: RefundWallet): Promise<WalletRefundView> {
    return this.create(ctx, {
      personId,
      amount: input.amountMinor === undefined ? undefined : BigInt(input.amountMinor),
      key: `${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`,
      cause: 'staff',
      reason: input.reason,
      requestedBy: actingOf(ctx).personId,
    });
  }

  /**
   * Everything that a person can have back now: when a licence has ended, once per number of tries before [A22], and of a closed account whenever there is something [D19].
   * @param again `tries` = how often it was tried before because of the end; `record` is told the amount in the same transaction
   * @returns the amount in minor units, 0 when there is nothing.
   */
  async refundAll(
    ctx: Context,
    personId: string,
    cause: 'account_closed' | 'licence_ended',
    reason: string,
    again: { readonly tries?: number; readonly record?: (tx: Tx, amount: bigint) => Promise<void> } = {},
  ): Promise<bigint> {
    return this.db.transaction(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const { tries = 0, record } = again;
      const key = cause === 'account_closed' ? `${cause}:${newId()}` : tries === 0 ? cause : `${cause}:${tries + 1}`;
      const order = { personId, amount: undefined, key, cause, reason, requestedBy: null };
      if (await this.byKey(tx, order)) return 0n;
      // Two at a time stand in line: the second finds nothing.
      await this.referrals.lock(tx, personId);
      await this.ledger.lockAccounts(tx, [await this.wallets.open(tx, personId, currency)]);
      if ((await this.refundableOf(tx, personId, currency, cause)) === 0n) return 0n;
      const { amount } = await this.take(tx, order, currency);
      await record?.(tx, amount);
      return amount;
    });
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

  /** Gives a payment back to its card because it may be stolen, once per warning. @returns id of the refund */
  async refundSuspect(
    tx: Tx,
    topUp: { id: string; personId: string; currency: string },
    warningId: string,
    amount: bigint,
  ): Promise<string> {
    const order: Order = {
      personId: topUp.personId,
      amount,
      key: `warning:${warningId}`,
      cause: 'fraud_warning',
      reason: 'The card network warned that the payment may be fraud',
      requestedBy: null,
      topUpId: topUp.id,
    };
    return ((await this.byKey(tx, order)) ?? (await this.take(tx, order, topUp.currency))).id;
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

  /** What of an amount that comes into the wallet now could go on to the cards, in minor units; nothing is moved. */
  async couldSendOn(tx: Tx, personId: string, currency: string, amount: bigint): Promise<bigint> {
    const inLots = (await lotsOf(tx, personId, currency, 'call_refund')).reduce((sum, lot) => sum + lot.refundable, 0n);
    return inLots < amount ? inLots : amount;
  }

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
    await this.referrals.lock(tx, personId);
    await this.ledger.lockAccounts(tx, [await this.wallets.open(tx, personId, currency)]);
    return this.contentsOf(tx, personId, currency);
  }

  /**
   * Gives back what somebody withdraws from, once per key: so much of each payment, or an amount to the newest ones.
   * @throws NothingToRefund
   */
  async withdraw(tx: Tx, order: WithdrawnMoney): Promise<{ id: string; amount: bigint }> {
    const { parts } = order;
    const all: Order = {
      ...order,
      amount: order.amount ?? (parts && [...parts.values()].reduce((sum, part) => sum + part, 0n)),
      cause: 'withdrawal',
    };
    return (await this.byKey(tx, all)) ?? (await this.take(tx, all, order.currency));
  }

  /** Refunds by their ids, with what became of each part. */
  async ofIds(tx: Tx, ids: readonly string[]): Promise<Map<string, WalletRefundView>> {
    if (ids.length === 0) return new Map();
    const rows = await rowsOf<Row>(tx, 'select * from app.wallet_refund where licensee_id = $1 and id = any ($2)', [
      tx.ctx.licenseeId,
      ids,
    ]);
    const parts = await this.partsOf(tx, ids);
    return new Map(rows.map((row) => [row.id, view(row, parts)]));
  }

  /** Own refunds, newest first. */
  async listOwn(ctx: Context, query: PageQuery): Promise<Page<WalletRefundView>> {
    return this.list(ctx, personOf(ctx).personId, query);
  }

  /** @throws NotFound for somebody who is no end user here */
  async list(ctx: Context, personId: string, query: PageQuery): Promise<Page<WalletRefundView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      await this.assertEndUser(tx, personId);
      const rows = await rowsOf<Row>(
        tx,
        'select * from app.wallet_refund where licensee_id = $1 and person_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4',
        [ctx.licenseeId, personId, before, query.limit + 1],
      );
      const parts = await this.partsOf(
        tx,
        rows.map(({ id }) => id),
      );
      return page(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => view(row, parts),
      );
    });
  }

  private async create(ctx: Context, order: Order): Promise<WalletRefundView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.assertEndUser(tx, order.personId);
      const currency = await this.licensees.currencyOf(tx);
      const row = (await this.byKey(tx, order)) ?? (await this.take(tx, order, currency));
      return view(row, await this.partsOf(tx, [row.id]));
    });
  }

  /** Takes the money out of the wallet, one posting and one part per payment [P6 of docs/money.md]. */
  private async take(tx: Tx, order: Order, currency: string): Promise<Row> {
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
    const [row] = await rowsOf<Row>(
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

  private async assertEndUser(tx: Tx, personId: string): Promise<void> {
    const [person] = await rowsOf(
      tx,
      `select 1 from app.person where licensee_id = $1 and id = $2 and role = 'end_user'`,
      [tx.ctx.licenseeId, personId],
    );
    if (!person) throw new NotFound();
  }

  private async refundableOf(
    tx: Tx,
    personId: string,
    currency: string,
    cause: WalletRefundCause = 'person',
  ): Promise<bigint> {
    const { free, lots } = await this.contentsOf(tx, personId, currency, cause);
    const inLots = lots.reduce((sum, lot) => sum + lot.refundable, 0n);
    return free < inLots ? free : inLots;
  }

  private async byKey(tx: Tx, { personId, key }: Order): Promise<Row | undefined> {
    const [row] = await rowsOf<Row>(
      tx,
      'select * from app.wallet_refund where licensee_id = $1 and person_id = $2 and idempotency_key = $3',
      [tx.ctx.licenseeId, personId, key],
    );
    return row;
  }

  private partsOf(tx: Tx, ids: readonly string[]): Promise<PartRow[]> {
    return rowsOf<PartRow>(
      tx,
      `select wallet_refund_id, top_up_id, amount, status, failure_code from app.wallet_refund_part
        where licensee_id = $1 and wallet_refund_id = any ($2) order by top_up_id desc`,
      [tx.ctx.licenseeId, ids],
    );
  }
}

const view = (row: Row, parts: readonly PartRow[]): WalletRefundView => ({
  id: publicId('walletRefund', row.id),
  personId: publicId('person', row.person_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  cause: row.cause,
  reason: row.reason,
  parts: parts
    .filter((part) => part.wallet_refund_id === row.id)
    .map((part) => ({
      topUpId: publicId('topUp', part.top_up_id),
      amountMinor: toJsonMinor(part.amount),
      status: part.status,
      failureCode: part.failure_code,
    })),
  createdAt: row.created_at.toISOString(),
});
