import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, Task, addSeconds, log, systemContext } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { ACCOUNT_GONE, Connect, type TransferOrder } from '../stripe/connect.js';
import { StripeBooks } from '../stripe/stripe-books.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';
import { ConnectAccountsService } from './connect-accounts.service.js';
import { PayoutOutcomes } from './payout-outcomes.service.js';
import { type Payout, type PayoutStatus, lockPayout, payoutOf, writePayout } from './payout-rows.js';

const BATCH = 200;
/** A lost answer is asked for again after this; each step moves the time on. */
const RETRY_SECONDS = 60;
/** Money that is not available at Stripe today is there tomorrow. */
const FUNDS_SECONDS = 3600;
/** The bank says when it is done; this is only for a lost event. */
const BANK_SECONDS = 6 * 3600;
/** A payout that is paid is asked after once a day. */
export const RECHECK_SECONDS = 24 * 3600;

/**
 * The way of a payout: claimed -> transferred (to the payee's balance at Stripe) -> in payout (to the bank) -> paid. What Stripe or the bank refuses goes the way
 * back, and its earnings are available again [I5, I7, J12]. Each step is a state of the row; `advance` does the one that is due, as often as it is called.
 */
@Injectable()
export class PayoutSteps {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly accounts: ConnectAccountsService,
    private readonly contexts: StripeContexts,
    private readonly connect: Connect,
    private readonly books: StripeBooks,
    private readonly mirror: CashMirrorService,
    private readonly outcomes: PayoutOutcomes,
  ) {}

  /** Does the steps that are due, until one waits for Stripe, the bank or money. */
  @Task('billing.advance_payout')
  async advance(ctx: Context, payload: { id: string }): Promise<void> {
    for (let steps = 0; steps < 5; steps++) {
      const payout = await this.touch(ctx, payload.id);
      const before = payout.status;
      if (before === 'paid' || before === 'failed') return;
      await this.step(ctx, payout);
      const after = await this.db.read(ctx, (tx) => payoutOf(tx, payload.id));
      if (after.status === before) return;
    }
  }

  /** Payouts whose next step is due. */
  @Every('* * * * *', 'billing.resume_payouts')
  async resume(): Promise<void> {
    for (const row of await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.unfinished_payouts($1, $2)',
      [await this.db.now(), BATCH],
    ))
      await this.advance(systemContext(row.licensee_id, 'billing.resume_payouts'), { id: row.id }).catch(
        (error: unknown) => log.warn({ err: error, payoutId: row.id }, 'a payout waits'),
      );
  }

  private async step(ctx: Context, payout: Payout): Promise<void> {
    switch (payout.status) {
      case 'claimed':
        return this.transfer(ctx, payout);
      case 'transferred':
        return this.payOut(ctx, payout);
      case 'in_payout':
        return this.followBank(ctx, payout);
      case 'returning':
        return this.takeBack(ctx, payout);
      default:
    }
  }

  private async transfer(ctx: Context, payout: Payout): Promise<void> {
    const context = await this.contexts.of(ctx);
    try {
      // A payee in debt at Stripe would swallow the money, fail the payout and start again (reference/money.md 8.6).
      const negative = (await this.books.balance(context, payout.account_id)).find(
        (one) => one.currency === payout.currency && one.availableMinor + one.pendingMinor < 0n,
      );
      if (negative) return await this.giveBack(ctx, payout, 'payee_balance_negative');
      const { transferId } = await this.connect.transfer(context, orderOf(ctx, payout, payout.transfer_attempt));
      await this.to(ctx, payout, 'transferred', { transfer_id: transferId });
      await this.mirror.pullSource(context, transferId);
    } catch (error) {
      const code = refusalOf(error);
      if (code === undefined) throw error;
      if (code === 'balance_insufficient') return this.wait(ctx, payout, 'Money at Stripe is not available yet.');
      await this.giveBack(ctx, payout, code);
    }
  }

  private async payOut(ctx: Context, payout: Payout): Promise<void> {
    const descriptor = await this.db.read(ctx, (tx) => this.licensees.statementNameOf(tx));
    try {
      const facts = await this.connect.payOut(await this.contexts.of(ctx), { ...orderOf(ctx, payout, 1), descriptor });
      await this.to(ctx, payout, 'in_payout', {
        stripe_payout_id: facts.stripePayoutId,
        arrives_on: facts.arrivesOn,
        next_try_at: addSeconds(await this.db.now(), BANK_SECONDS),
      });
    } catch (error) {
      const code = refusalOf(error);
      if (code === undefined) throw error;
      await this.to(ctx, payout, 'returning', { failure_code: code });
    }
  }

  private async followBank(ctx: Context, payout: Payout): Promise<void> {
    const facts = await this.connect
      .bankPayout(await this.contexts.of(ctx), payout.account_id, payout.stripe_payout_id!)
      .catch((error: unknown) => this.leave(ctx, payout, error));
    if (!facts) return;
    if (facts.status === 'failed') {
      const code = facts.failureCode ?? 'failed';
      return this.to(ctx, payout, 'returning', { failure_code: code });
    }
    if (facts.status !== 'paid') return;
    await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, payout.id);
      if (row.status === 'in_payout') await this.outcomes.paid(tx, row, { arrives_on: facts.arrivesOn });
    });
  }

  /** The transfer comes back; its line at Stripe returns the earnings ({@link PayoutCash}). */
  private async takeBack(ctx: Context, payout: Payout): Promise<void> {
    const context = await this.contexts.of(ctx);
    const reversal = await this.connect
      .reverse(context, {
        ...orderOf(ctx, payout, 1),
        amountMinor: payout.amount - payout.returned_amount,
        returnedMinor: payout.returned_amount,
        transferId: payout.transfer_id!,
      })
      .catch((error: unknown) => this.leave(ctx, payout, error));
    if (!reversal) return;
    const { reversalId } = reversal;
    await this.db.transaction(ctx, async (tx) => {
      await lockPayout(tx, payout.id);
      await writePayout(tx, payout.id, { reversal_id: reversalId });
    });
    await this.mirror.pullSource(context, reversalId);
  }

  /**
   * The account left the platform with what was transferred to it: the money is at the payee's own account, and nobody can be asked any more what became of it there. The payout
   * is over, so that the next one can go to the account that the payee opens instead. Only behind our own knowledge that the account is closed: a key that may not ask says the same.
   */
  private async leave(ctx: Context, payout: Payout, error: unknown): Promise<void> {
    const code = refusalOf(error);
    const isGone = payout.status === 'returning' ? code !== undefined : code === ACCOUNT_GONE;
    const isOver = await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, payout.id);
      const account = await this.accounts.stateOf(tx, row.connect_account_id);
      if (!isGone || account !== 'closed' || row.status !== payout.status) return false;
      await this.outcomes.paid(tx, row, {
        failure_code: null,
        note: 'The account left the platform: what was transferred to it is at the payee’s own account.',
      });
      return true;
    });
    if (!isOver) throw error;
  }

  /** Nothing left our balance: the claim is undone. */
  private async giveBack(ctx: Context, payout: Payout, failureCode: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, payout.id);
      if (row.status === 'claimed') await this.outcomes.notSent(tx, row, failureCode);
    });
  }

  /** Puts the next try off, so that a crash in the step is noticed and two workers do not do it at once for long. */
  private touch(ctx: Context, id: string): Promise<Payout> {
    return this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, id);
      const seconds = { in_payout: BANK_SECONDS, paid: RECHECK_SECONDS }[row.status as string] ?? RETRY_SECONDS;
      await writePayout(tx, id, { next_try_at: addSeconds(tx.now, seconds) });
      return row;
    });
  }

  private async wait(ctx: Context, payout: Payout, note: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, payout.id);
      // A refusal is kept under its key: the next try needs a new one.
      await writePayout(tx, row.id, {
        transfer_attempt: row.transfer_attempt + 1,
        next_try_at: addSeconds(tx.now, FUNDS_SECONDS),
        note,
      });
    });
    log.warn({ payoutId: payout.id }, 'a payout waits for money at Stripe');
  }

  private async to(
    ctx: Context,
    payout: Payout,
    status: PayoutStatus,
    columns: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await lockPayout(tx, payout.id);
      if (row.status === payout.status) await writePayout(tx, row.id, { ...columns, status, note: null });
    });
  }
}

const orderOf = (ctx: Context, payout: Payout, attempt: number): TransferOrder => ({
  licenseeId: ctx.licenseeId,
  payoutId: payout.id,
  attempt,
  accountId: payout.account_id,
  amountMinor: payout.amount,
  currency: payout.currency,
});

/** Stripe's code of a refusal; undefined when the outcome is not known. */
const refusalOf = (error: unknown): string | undefined =>
  error instanceof PaymentsRejected ? error.providerCode : undefined;
