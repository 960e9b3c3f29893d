import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  type Context,
  Db,
  Jobs,
  NotFound,
  Outbox,
  Task,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  instancesOf,
  log,
  rowsOf,
  toJsonMinor,
  updateRow,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { ACCOUNT_GONE, Connect, type TransferOrder } from '../stripe/connect.js';
import { StripeBooks } from '../stripe/stripe-books.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { PaymentsRejected } from '../stripe/stripe.problems.js';
import { PayoutDocuments } from '../payout-documents/payout-documents.service.js';
import type { Party } from './connect-accounts.dto.js';
import { ConnectAccountsService, type Payee } from './connect-accounts.service.js';
import { type NoPayout, type PayoutCause, PayoutClaims } from './payout-claims.js';
import { nextStepOf } from './payout-failures.js';
import { PayoutReturns } from './payout-returns.js';
import { PayoutFailed, PayoutPaid, PayoutStarted } from './payouts.events.js';
import { ShareDebts } from './share-debts.js';

/** A lost answer is asked for again after this; each step moves the time on. */
const RETRY_SECONDS = 60;
/** Money that is not available at Stripe today is there tomorrow. */
const FUNDS_SECONDS = 3600;
/** The bank says when it is done; this is only for a lost event. */
const BANK_SECONDS = 6 * 3600;
/** A payout that is paid is asked after once a day. */
export const RECHECK_SECONDS = 24 * 3600;

export type PayoutStatus = 'claimed' | 'transferred' | 'in_payout' | 'paid' | 'returning' | 'failed';

export interface Payout {
  id: string;
  party: Party;
  party_id: string;
  connect_account_id: string;
  account_id: string;
  currency: string;
  amount: bigint;
  tax_amount: bigint;
  /** What the licensee gave away, which came off its share before. */
  gift_amount: bigint;
  /** What of the transfer came back in parts, each an earning of its own. */
  returned_amount: bigint;
  cause: PayoutCause;
  status: PayoutStatus;
  transfer_attempt: number;
  transfer_id: string | null;
  stripe_payout_id: string | null;
  reversal_id: string | null;
  failure_code: string | null;
}

/**
 * Pays payees out: claimed -> transferred (to the payee's balance at Stripe) -> in payout (to the bank) -> paid. What Stripe or the bank refuses goes the way
 * back, and its earnings are available again [I5, I7, J12]. Each step is a state of the row; `advance` does the one that is due, as often as it is called.
 */
@Injectable()
export class PayoutsService {
  private debts?: readonly ShareDebts[];

  constructor(
    private readonly db: Db,
    private readonly returns: PayoutReturns,
    private readonly claims: PayoutClaims,
    private readonly accounts: ConnectAccountsService,
    private readonly licensees: LicenseesService,
    private readonly connect: Connect,
    private readonly contexts: StripeContexts,
    private readonly books: StripeBooks,
    private readonly mirror: CashMirrorService,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly documents: PayoutDocuments,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Claims what a payee may be paid, and pays it; a licensee is paid what is left after what it agreed to settle first. @returns why there is no payout, or its id */
  async start(
    ctx: Context,
    payee: Payee,
    cause: PayoutCause,
    requestedBy: string | null = null,
  ): Promise<{ payoutId: string } | { none: NoPayout; minimumMinor?: bigint }> {
    if (payee.party === 'licensee')
      for (const debts of (this.debts ??= instancesOf(this.discovery, ShareDebts))) await debts.settle(ctx);
    return this.db.transaction(ctx, async (tx) => {
      const claim = await this.claims.claim(tx, payee, cause, requestedBy);
      if ('none' in claim) return claim;
      const payout = await this.lock(tx, claim.payoutId);
      await this.outbox.add(tx, PayoutStarted, factOf(payout));
      await this.jobs.add(tx, 'billing.advance_payout', { id: payout.id }, { queue: `payout:${payout.id}` });
      return claim;
    });
  }

  /** Does the steps that are due, until one waits for Stripe, the bank or money. */
  @Task('billing.advance_payout')
  async advance(ctx: Context, payload: { id: string }): Promise<void> {
    for (let steps = 0; steps < 5; steps++) {
      const payout = await this.touch(ctx, payload.id);
      const before = payout.status;
      if (before === 'paid' || before === 'failed') return;
      await this.step(ctx, payout);
      const after = await this.db.read(ctx, (tx) => this.byId(tx, payload.id));
      if (after.status === before) return;
    }
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

  /**
   * The account left the platform with what was transferred to it: the money is at the payee's own account, and nobody can be asked any more what became of it there. The payout
   * is over, so that the next one can go to the account that the payee opens instead. Only behind our own knowledge that the account is closed: a key that may not ask says the same.
   */
  private async leave(ctx: Context, payout: Payout, error: unknown): Promise<void> {
    const code = refusalOf(error);
    const isGone = payout.status === 'returning' ? code !== undefined : code === ACCOUNT_GONE;
    const isOver = await this.db.transaction(ctx, async (tx) => {
      const row = await this.lock(tx, payout.id);
      const account = await this.accounts.stateOf(tx, row.connect_account_id);
      if (!isGone || account !== 'closed' || row.status !== payout.status) return false;
      await this.write(tx, row.id, {
        status: 'paid',
        closed_at: tx.now,
        failure_code: null,
        note: 'The account left the platform: what was transferred to it is at the payee’s own account.',
      });
      await this.documents.issue(tx, row);
      await this.outbox.add(tx, PayoutPaid, factOf(row));
      return true;
    });
    if (!isOver) throw error;
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
      const row = await this.lock(tx, payout.id);
      if (row.status !== 'in_payout') return;
      await this.write(tx, row.id, { status: 'paid', closed_at: tx.now, arrives_on: facts.arrivesOn });
      await this.documents.issue(tx, row);
      await this.outbox.add(tx, PayoutPaid, factOf(row));
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
      await this.lock(tx, payout.id);
      await this.write(tx, payout.id, { reversal_id: reversalId });
    });
    await this.mirror.pullSource(context, reversalId);
  }

  /** Nothing left our balance: the claim is undone. */
  private async giveBack(ctx: Context, payout: Payout, failureCode: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.lock(tx, payout.id);
      if (row.status === 'claimed') await this.returned(tx, row, 'transfer_failed', failureCode);
    });
  }

  /** So much of a transfer came back, in the transaction that posts its line. @returns the posting */
  async cameBack(tx: Tx, payout: Payout, key: string, amount: bigint): Promise<string> {
    const isWhole = payout.returned_amount + amount === payout.amount;
    // What is at the bank and was taken back bit by bit stays paid.
    if (!isWhole || (payout.returned_amount > 0n && payout.status === 'paid'))
      return this.returns.part(tx, payout, key, amount);
    const code = payout.failure_code ?? 'reversed';
    return this.returned(tx, payout, 'transfer_reversed', code, key, amount, await this.returns.isClaimed(tx, payout));
  }

  /**
   * The earnings of a payout are available again, in the transaction that posts them back.
   * @param amount what comes back now: all of it, or what had not come back before
   * @param inParts a part that came back before is in a later payout already: each part stays an entry of its own
   */
  private async returned(
    tx: Tx,
    payout: Payout,
    kind: 'transfer_failed' | 'transfer_reversed',
    failureCode: string,
    key = `payout:${payout.id}:returned`,
    amount = payout.amount,
    inParts = false,
  ): Promise<string> {
    const transactionId = await this.returns.post(tx, payout, kind, key, amount);
    if (!inParts) await this.returns.release(tx, payout);
    await this.write(tx, payout.id, {
      status: 'failed',
      failure_code: failureCode,
      returned_transaction_id: transactionId,
      returned_amount: inParts ? payout.amount : 0n,
      closed_at: tx.now,
    });
    if (!inParts) await this.documents.credit(tx, payout, failureCode);
    if (nextStepOf(failureCode) === 'change_bank_details')
      await this.accounts.block(tx, payout.connect_account_id, failureCode);
    await this.outbox.add(tx, PayoutFailed, { ...factOf(payout), failureCode });
    return transactionId;
  }

  /** What Stripe did and could not tell us in its answer. */
  async found(tx: Tx, payout: Payout, at: { transferId?: string | null; stripePayoutId?: string }): Promise<void> {
    if (payout.status === 'claimed' && at.transferId) {
      await this.write(tx, payout.id, { status: 'transferred', transfer_id: at.transferId, next_try_at: tx.now });
    } else if (payout.status === 'transferred' && at.stripePayoutId !== undefined) {
      await this.write(tx, payout.id, {
        status: 'in_payout',
        stripe_payout_id: at.stripePayoutId,
        next_try_at: tx.now,
      });
    }
  }

  /** A payout by its id, locked. @throws NotFound */
  async lock(tx: Tx, id: string): Promise<Payout> {
    return this.byId(tx, id, 'for no key update of p');
  }

  /** A payout by its id. @throws NotFound */
  async show(tx: Tx, id: string): Promise<Payout> {
    return this.byId(tx, id);
  }

  private async byId(tx: Tx, id: string, lock = ''): Promise<Payout> {
    if (!UUID_PATTERN.test(id)) throw new NotFound();
    const [row] = await rowsOf<Payout>(
      tx,
      `select p.*, c.account_id from app.payout p join app.connect_account c on c.licensee_id = p.licensee_id and c.id = p.connect_account_id
        where p.licensee_id = $1 and p.id = $2 ${lock}`,
      [tx.ctx.licenseeId, id],
    );
    if (!row) throw new NotFound();
    return row;
  }

  /** Puts the next try off, so that a crash in the step is noticed and two workers do not do it at once for long. */
  private touch(ctx: Context, id: string): Promise<Payout> {
    return this.db.transaction(ctx, async (tx) => {
      const row = await this.lock(tx, id);
      const seconds = { in_payout: BANK_SECONDS, paid: RECHECK_SECONDS }[row.status as string] ?? RETRY_SECONDS;
      await this.write(tx, id, { next_try_at: addSeconds(tx.now, seconds) });
      return row;
    });
  }

  private async wait(ctx: Context, payout: Payout, note: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.lock(tx, payout.id);
      // A refusal is kept under its key: the next try needs a new one.
      await this.write(tx, row.id, {
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
      const row = await this.lock(tx, payout.id);
      if (row.status === payout.status) await this.write(tx, row.id, { ...columns, status, note: null });
    });
  }

  private async write(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'payout', { id }, columns);
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

const factOf = (payout: Payout) => ({
  payoutId: payout.id,
  party: payout.party,
  partyId: payout.party_id,
  amountMinor: toJsonMinor(payout.amount),
  currency: payout.currency,
});

/** Stripe's code of a refusal; undefined when the outcome is not known. */
const refusalOf = (error: unknown): string | undefined =>
  error instanceof PaymentsRejected ? error.providerCode : undefined;
