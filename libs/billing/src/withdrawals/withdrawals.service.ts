import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  idempotencyKeyOf,
  newId,
  page,
  personOf,
  publicId,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { switchOffAutoTopUp } from '../auto-top-ups/switch-off.js';
import { RefundsToCards } from '../wallet-refunds/refunds-to-cards.service.js';
import { WithdrawalCases } from './withdrawal-cases.service.js';
import { WITHDRAWAL_DAYS, isOpen, lastDayFor } from './withdrawal-period.js';
import type {
  ConfirmWithdrawal,
  DeclareWithdrawal,
  DeclaredView,
  WithdrawalOfferView,
  WithdrawalView,
} from './withdrawals.dto.js';
import { WithdrawalConfirmed, WithdrawalReceived } from './withdrawals.events.js';
import { NoOpenPayment, NothingToWithdraw } from './withdrawals.problems.js';
import { type LeftLot, type WithdrawalRow, leftOf, ownViews } from './withdrawals.queries.js';

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

/**
 * Withdrawal from contracts (Directive 2011/83/EU, art. 9 and 11a): a top-up is one, and what is unspent of it goes back to its card at once. What nobody can
 * decide by itself is a case for staff. What was said is kept as it was acknowledged.
 */
@Injectable()
export class WithdrawalsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly refunds: RefundsToCards,
    private readonly cases: WithdrawalCases,
    private readonly outbox: Outbox,
  ) {}

  /** What the caller can withdraw from now, and what comes back of it. */
  async offer(ctx: Context): Promise<WithdrawalOfferView> {
    const { personId } = personOf(ctx);
    return this.db.read(ctx, async (tx) => {
      const { currency, timeZone } = await this.licensees.licenseeOf(tx);
      const lots = leftOf(await this.refunds.contentsOf(tx, personId, currency)).filter(({ paid_at: paidAt }) =>
        isOpen(paidAt, tx.now, timeZone),
      );
      const started = await startsOf(tx, lots);
      return {
        currency,
        days: WITHDRAWAL_DAYS,
        payments: lots.map((lot) => ({
          topUpId: publicId('topUp', lot.id),
          paidAt: lot.paid_at.toISOString(),
          lastDay: lastDayFor(lot.paid_at, timeZone),
          amountMinor: toJsonMinor(lot.amount),
          unspentMinor: toJsonMinor(lot.unspent),
          heldMinor: toJsonMinor(lot.held),
          startedAt: started.get(lot.id)?.toISOString() ?? null,
        })),
      };
    });
  }

  /**
   * Withdraws from payments of the caller, from something said in words, or from both, once per key. What is unspent of the payments is on its way back when this
   * returns; a call that starts in the same moment has its money before or finds it gone.
   * @throws InvalidRequest, NotFound, NoOpenPayment, NothingToWithdraw
   */
  async confirm(ctx: Context, input: ConfirmWithdrawal): Promise<WithdrawalView> {
    const words = input.words?.trim() || null;
    if (input.payments.length === 0 && words === null)
      throw new InvalidRequest([
        { pointer: '/payments', detail: 'must name a payment where nothing is said in words' },
      ]);
    return this.db.transaction(ctx, async (tx) => {
      const row = (await this.byKey(tx)) ?? (await this.withdraw(tx, input, words));
      return (await ownViews(tx, [row]))[0]!;
    });
  }

  /** Own withdrawals, newest first. */
  async list(ctx: Context, query: PageQuery): Promise<Page<WithdrawalView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<WithdrawalRow>(
        tx,
        'select * from app.withdrawal where licensee_id = $1 and person_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4',
        [ctx.licenseeId, personOf(ctx).personId, before, query.limit + 1],
      );
      const views = await ownViews(tx, rows);
      return page(
        rows.map((row, index) => ({ id: row.id, view: views[index]! })),
        query.limit,
        ({ id }) => [id],
        ({ view }) => view,
      );
    });
  }

  /** Keeps what somebody says who is not signed in; staff look at it. Nothing is looked up, so the answer tells nothing of accounts. */
  async declare(ctx: Context, { name, email, words, locale }: DeclareWithdrawal): Promise<DeclaredView> {
    return this.db.transaction(ctx, async (tx) => {
      const id = newId();
      await rowsOf(
        tx,
        `insert into app.withdrawal (licensee_id, id, source, name, email, words, locale, ip, amount, lots, created_at)
         values ($1, $2, 'form', $3, $4, $5, $6, $7, 0, '[]', $8)`,
        [ctx.licenseeId, id, name, email, words, locale, ctx.ip, tx.now],
      );
      await this.cases.open(tx, { withdrawalId: id, why: 'form' });
      await this.outbox.add(tx, WithdrawalReceived, { withdrawalId: id });
      return { id: publicId('withdrawal', id), receivedAt: tx.now.toISOString() };
    });
  }

  private async withdraw(tx: Tx, input: ConfirmWithdrawal, words: string | null): Promise<WithdrawalRow> {
    const { personId } = personOf(tx.ctx);
    const { currency, timeZone } = await this.licensees.licenseeOf(tx);
    if (input.payments.length > 0) await switchOffAutoTopUp(tx, personId);
    // Behind the lock, so that what is said to go back does, and what a call has taken meanwhile is seen.
    const left = leftOf(await this.refunds.lockContentsOf(tx, personId, currency));
    const before = await this.byKey(tx);
    if (before) return before;
    const lots: LeftLot[] = [];
    for (const topUpId of new Set(input.payments.map((one) => one.topUpId))) {
      const lot = left.find(({ id, paid_at: paidAt }) => id === topUpId && isOpen(paidAt, tx.now, timeZone));
      if (!lot) throw (await isOwn(tx, topUpId)) ? new NoOpenPayment(topUpId) : new NotFound();
      lots.push(lot);
    }
    const amount = sum(lots.map(({ unspent }) => unspent));
    const held = sum(lots.map((lot) => lot.held));
    if (amount + held === 0n && words === null) throw new NothingToWithdraw();
    const id = newId();
    const parts = new Map(lots.filter(({ unspent }) => unspent > 0n).map((lot) => [lot.id, lot.unspent]));
    const refund =
      amount > 0n &&
      (await this.refunds.withdraw(tx, {
        personId,
        currency,
        parts,
        key: `withdrawal:${id}`,
        reason: 'Withdrew from the contract',
        requestedBy: personId,
      }));
    const [row] = await rowsOf<WithdrawalRow>(
      tx,
      `insert into app.withdrawal (licensee_id, id, source, person_id, idempotency_key, words, locale, ip, currency, amount, lots, wallet_refund_id, created_at)
       values ($1, $2, 'account', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *`,
      [
        tx.ctx.licenseeId,
        id,
        personId,
        idempotencyKeyOf(tx.ctx),
        words,
        input.locale,
        tx.ctx.ip,
        currency,
        amount,
        JSON.stringify(lots.map(said)),
        refund ? refund.id : null,
        tx.now,
      ],
    );
    if (held > 0n) await this.cases.open(tx, { withdrawalId: id, why: 'held', amount: held });
    if (words !== null) await this.cases.open(tx, { withdrawalId: id, why: 'other' });
    await this.outbox.add(tx, WithdrawalConfirmed, {
      withdrawalId: id,
      personId,
      amountMinor: toJsonMinor(amount),
      currency,
    });
    return row!;
  }

  private async byKey(tx: Tx): Promise<WithdrawalRow | undefined> {
    const [row] = await rowsOf<WithdrawalRow>(
      tx,
      'select * from app.withdrawal where licensee_id = $1 and person_id = $2 and idempotency_key = $3',
      [tx.ctx.licenseeId, personOf(tx.ctx).personId, idempotencyKeyOf(tx.ctx)],
    );
    return row;
  }
}

const isOwn = async (tx: Tx, topUpId: string): Promise<boolean> =>
  (
    await rowsOf(tx, 'select 1 from app.top_up where licensee_id = $1 and id = $2 and person_id = $3', [
      tx.ctx.licenseeId,
      topUpId,
      personOf(tx.ctx).personId,
    ])
  ).length > 0;

/** A payment as it is kept with the withdrawal, and acknowledged. */
const said = (lot: LeftLot): WithdrawalView['payments'][number] => ({
  topUpId: publicId('topUp', lot.id),
  paidAt: lot.paid_at.toISOString(),
  amountMinor: toJsonMinor(lot.amount),
  refundedMinor: toJsonMinor(lot.unspent),
  heldMinor: toJsonMinor(lot.held),
});

async function startsOf(tx: Tx, lots: readonly LeftLot[]): Promise<Map<string, Date>> {
  const rows = await rowsOf<{ ref_id: string; at: Date }>(
    tx,
    `select ref_id, at from app.start_consent where licensee_id = $1 and kind = 'top_up' and ref_id = any ($2)`,
    [tx.ctx.licenseeId, lots.map(({ id }) => id)],
  );
  return new Map(rows.map(({ ref_id: id, at }) => [id, at]));
}
