import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  type Context,
  Db,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  inTenant,
  log,
  newId,
  rowsOf,
  systemContext,
  instancesOf,
} from '@app/kernel';
import { type Leg, Ledger, reversed } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { finishEvent } from '../stripe/inbox.js';
import { type BalanceTransactionFacts, StripeBooks } from '../stripe/stripe-books.js';
import { OwnPlatformCash } from '../platforms/own-platform.cash.js';
import { OPERATOR_CONTEXT, type StripeContext } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { CashSource } from './cash-source.js';

const OVERLAP_SECONDS = 3 * 24 * 3600;
/** How long the cause of a line may take to come into our books before a person looks at it. */
const WAIT_SECONDS = 3600;

interface MirrorRow {
  id: string;
  status: 'waiting' | 'posted' | 'suspense';
  transaction_id: string | null;
  fee_transaction_id: string | null;
  seen_at: Date;
}

/** A line without a posting of its own, and in whose books it is written down. */
interface Parked {
  licensee_id: string;
  by_operator: boolean;
  balance_transaction_id: string;
  source_id: string | null;
}

/**
 * Mirrors the balance of each account at Stripe line by line, each with the one posting that says the same. Stripe tells cash: no other code moves `stripe_balance`, but for
 * credits on a confirmed payment, which the payer waits for. A line nobody knows goes to suspense and raises an alarm [J10].
 */
@Injectable()
export class CashMirrorService {
  private sources?: readonly CashSource[];

  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly books: StripeBooks,
    private readonly discovery: DiscoveryService,
    private readonly contexts: StripeContexts,
    private readonly ownPlatform: OwnPlatformCash,
  ) {}

  /** Reads everything since the last time, with three days of overlap for lines that became visible late. @returns how many were new or are now posted. */
  async pull(context: StripeContext): Promise<number> {
    const name = `${context.name}:balance`;
    const now = await this.db.now();
    const [cursor] = await this.db.resolve<{ created_at: Date }>(
      'select created_at from app.stripe_cursor where context = $1',
      [name],
    );
    const since = cursor ? addSeconds(cursor.created_at, -OVERLAP_SECONDS) : new Date(0);
    const applied = await this.apply(context, await this.books.balanceTransactions(context, { since }));
    await this.db.resolve(
      'insert into app.stripe_cursor (context, created_at) values ($1, $2) on conflict (context) do update set created_at = excluded.created_at',
      [name, now],
    );
    return applied;
  }

  /** Reads what one object caused: at once, so that nobody waits for the next pull. */
  async pullSource(context: StripeContext, sourceId: string): Promise<number> {
    return this.apply(context, await this.books.balanceTransactions(context, { sourceId }));
  }

  /** Looks again at every line that waits or lies in suspense, however old: its cause may be known by now. @returns how many are posted now */
  async pullParked(context: StripeContext): Promise<number> {
    let applied = 0;
    for (const sourceId of new Set((await this.parked(context, null)).map((row) => row.source_id)))
      if (sourceId !== null)
        applied += await this.pullSource(context, sourceId).catch((error: unknown) => {
          // One that Stripe cannot look up keeps neither the others nor the comparison.
          log.warn({ err: error, sourceId }, 'the cause of a line at Stripe cannot be asked for');
          return 0;
        });
    return applied;
  }

  /** The balance transaction of a charge appears a moment after the payment; this event says so. */
  @OnStripe(['charge.updated'])
  async onCharge(ctx: Context, event: StripeEvent): Promise<void> {
    await this.pullSource(await this.contexts.of(ctx), event.objectId);
    await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'done'));
  }

  private async apply(context: StripeContext, lines: readonly BalanceTransactionFacts[]): Promise<number> {
    const known = new Set(
      (
        await this.db.resolve<{ balance_transaction_id: string }>(
          'select * from app.known_balance_transactions($1, $2)',
          [context.name, lines.map(({ id }) => id)],
        )
      ).map((row) => row.balance_transaction_id),
    );
    const fresh = lines.filter(({ id }) => !known.has(id));
    if (fresh.length === 0) return 0;
    const ids = fresh.map(({ id }) => id);
    const parked = new Map((await this.parked(context, ids)).map((row) => [row.balance_transaction_id, row]));
    let applied = 0;
    for (const line of fresh) {
      const at = parked.get(line.id);
      try {
        if (await this.applyOne(context, line, at)) applied++;
      } catch (error) {
        log.error({ err: error, balanceTransactionId: line.id }, 'a line at Stripe could not be posted');
        if (await this.setAside(context, line, at)) applied++;
      }
    }
    return applied;
  }

  private parked(context: StripeContext, ids: readonly string[] | null): Promise<Parked[]> {
    return this.db.resolve<Parked>('select * from app.parked_lines($1, $2)', [context.name, ids]);
  }

  /**
   * A line whose posting fails, by a defect of ours or by what nobody foresaw, keeps no other line and no comparison from being looked at: it is in the mirror, waits, and
   * goes to suspense like one that nobody knows. Only when not even that can be written down does the reading fail.
   */
  private setAside(context: StripeContext, line: BalanceTransactionFacts, at: Parked | undefined): Promise<boolean> {
    return this.applyOne(context, line, at, { wait: 'it could not be posted; the log of the worker says why' });
  }

  private async applyOne(
    context: StripeContext,
    line: BalanceTransactionFacts,
    at: Parked | undefined,
    aside?: { readonly wait: string },
  ): Promise<boolean> {
    const tenant = await this.tenantOf(context, line, at);
    return this.db.transaction(systemContext(tenant, 'stripe.mirror'), async (tx) => {
      // Out of the one books and into the others at once: a line in neither would be read again for three days only.
      if (at !== undefined && at.licensee_id !== tenant)
        await inTenant(tx, at.licensee_id, (before) => this.leave(before, context, line));
      return this.mirror(tx, context, line, aside);
    });
  }

  /** Whose a line is. The operator's is what nobody else knows; what is with a licensee stays there. */
  private async tenantOf(
    context: StripeContext,
    line: BalanceTransactionFacts,
    at: Parked | undefined,
  ): Promise<string> {
    // The account of a test mode is of one tenant.
    if (context.isTest === true) return context.licenseeId!;
    if (at !== undefined && !at.by_operator) return at.licensee_id;
    const named = line.licenseeId !== undefined && UUID_PATTERN.test(line.licenseeId) ? line.licenseeId : null;
    return (await this.contexts.tenantOf(context, named, line.relatedIds))!;
  }

  /** Takes a line out of the books of the operator, who is not whose it is after all: what it had posted there is undone. */
  private async leave(tx: Tx, context: StripeContext, line: BalanceTransactionFacts): Promise<void> {
    const row = await this.lock(tx, context, line);
    if (row === undefined || row.status === 'posted') return;
    await rowsOf(tx, 'delete from app.stripe_balance_transaction where licensee_id = $1 and id = $2', [
      tx.ctx.licenseeId,
      row.id,
    ]);
    if (row.status === 'suspense') await this.takeFromSuspense(tx, line, row);
  }

  /** One line, in the transaction that posts it. @returns false when it was posted before, or has to wait. */
  private async mirror(
    tx: Tx,
    context: StripeContext,
    line: BalanceTransactionFacts,
    aside?: { readonly wait: string },
  ): Promise<boolean> {
    await rowsOf(
      tx,
      `insert into app.stripe_balance_transaction (licensee_id, id, context, balance_transaction_id, type, source_id, currency, amount, fee, net, status,
         created_at, available_at, seen_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13) on conflict do nothing`,
      [
        tx.ctx.licenseeId,
        newId(),
        context.name,
        line.id,
        line.type,
        line.sourceId,
        line.currency,
        line.amountMinor,
        line.feeMinor,
        line.netMinor,
        line.createdAt,
        line.availableAt,
        tx.now,
      ],
    );
    const row = await this.lock(tx, context, line);
    // Who read it at the same time knew more, or less, and has it in other books: a line is in one mirror only. Where that is the wrong one, it leaves it the next time.
    if (row === undefined || row.status === 'posted') return false;
    const found = aside ?? (await this.find(tx, context, line));
    if (found !== undefined && 'posted' in found) {
      await this.assertSame(tx, found.posted, line);
      const wasUnknown = row.status === 'suspense';
      if (wasUnknown) await this.takeFromSuspense(tx, line, row);
      const feePosting = await this.postFee(tx, line, wasUnknown ? 'known:fee' : 'fee', found.feeLegs);
      await this.close(tx, row.id, 'posted', found.posted, feePosting, null);
      return true;
    }
    if (row.status === 'suspense') return false;
    const isLate = row.seen_at < addSeconds(tx.now, -WAIT_SECONDS);
    if (found !== undefined && !isLate) {
      await rowsOf(tx, 'update app.stripe_balance_transaction set note = $3 where licensee_id = $1 and id = $2', [
        tx.ctx.licenseeId,
        row.id,
        found.wait,
      ]);
      return false;
    }
    const note = found?.wait ?? `nobody knows a line of type ${line.type}`;
    log.error({ balanceTransactionId: line.id, type: line.type, note }, 'a line at Stripe went to suspense');
    const posting = await this.ledger.post(tx, {
      kind: 'suspense',
      currency: line.currency,
      key: `bt:${line.id}:suspense`,
      legs: await this.suspenseLegs(tx, line),
    });
    await this.close(tx, row.id, 'suspense', posting, await this.postFee(tx, line, 'fee'), note);
    return true;
  }

  private async lock(tx: Tx, context: StripeContext, line: BalanceTransactionFacts): Promise<MirrorRow | undefined> {
    const [row] = await rowsOf<MirrorRow>(
      tx,
      `select id, status, transaction_id, fee_transaction_id, seen_at from app.stripe_balance_transaction
        where licensee_id = $1 and context = $2 and balance_transaction_id = $3 for no key update`,
      [tx.ctx.licenseeId, context.name, line.id],
    );
    return row;
  }

  /** The cause has come after all, and posts the line itself; whoever knows it also says who bears the fee. */
  private async takeFromSuspense(tx: Tx, line: BalanceTransactionFacts, row: MirrorRow): Promise<void> {
    for (const [key, posting] of [
      ['known', row.transaction_id],
      ['known:nofee', row.fee_transaction_id],
    ] as const) {
      if (posting === null) continue;
      await this.ledger.post(tx, {
        kind: 'reversal',
        currency: line.currency,
        key: `bt:${line.id}:${key}`,
        legs: reversed(await this.ledger.legsOf(tx, posting)),
        reversesId: posting,
      });
    }
  }

  private async suspenseLegs(tx: Tx, line: BalanceTransactionFacts): Promise<Leg[]> {
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'suspense');
    return [
      { accountId: house.suspense, amount: line.amountMinor },
      { accountId: house.stripe_balance, amount: -line.amountMinor },
    ];
  }

  private async find(tx: Tx, context: StripeContext, line: BalanceTransactionFacts): ReturnType<CashSource['post']> {
    const before = context === OPERATOR_CONTEXT ? undefined : await this.ownPlatform.before(tx, line);
    if (before) return before;
    let waiting: Awaited<ReturnType<CashSource['post']>>;
    for (const source of (this.sources ??= instancesOf(this.discovery, CashSource))) {
      if (!source.types.includes(line.type)) continue;
      const found = await source.post(tx, line);
      // Whoever waits may wait for what another one knows.
      if (found && 'posted' in found) return found;
      waiting ??= found;
    }
    return waiting;
  }

  /** What Stripe keeps of a line, paid by whom the licence names [P2 of docs/money.md]. */
  private async postFee(
    tx: Tx,
    line: BalanceTransactionFacts,
    key: 'fee' | 'known:fee',
    bearers?: readonly Leg[],
  ): Promise<string | null> {
    if (line.feeMinor === 0n) return null;
    const { stripeFeeBearer } = await this.rules.of(tx);
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'stripe_fee', 'licensee_payable');
    const bearer = stripeFeeBearer === 'licensee' ? house.licensee_payable : house.stripe_fee;
    return this.ledger.post(tx, {
      kind: 'stripe_fee',
      currency: line.currency,
      key: `bt:${line.id}:${key}`,
      legs: [
        ...(bearers ?? [{ accountId: bearer, amount: -line.feeMinor }]),
        { accountId: house.stripe_balance, amount: line.feeMinor },
      ],
    });
  }

  /** A posting that says another amount than Stripe is a defect of ours: nothing of it may commit. */
  private async assertSame(tx: Tx, transactionId: string, line: BalanceTransactionFacts): Promise<void> {
    const { stripe_balance: account } = await this.ledger.house(tx, line.currency, 'stripe_balance');
    const [row] = await rowsOf<{ amount: bigint }>(
      tx,
      'select coalesce(sum(amount), 0)::bigint as amount from app.ledger_entry where licensee_id = $1 and transaction_id = $2 and account_id = $3',
      [tx.ctx.licenseeId, transactionId, account],
    );
    if (-row!.amount !== line.amountMinor)
      throw new Error(`Balance transaction ${line.id} is ${line.amountMinor}, its posting ${-row!.amount}`);
  }

  private async close(
    tx: Tx,
    id: string,
    status: 'posted' | 'suspense',
    transactionId: string,
    feeTransactionId: string | null,
    note: string | null,
  ): Promise<void> {
    await rowsOf(
      tx,
      `update app.stripe_balance_transaction set status = $3, transaction_id = $4, fee_transaction_id = $5, note = $6 where licensee_id = $1 and id = $2`,
      [tx.ctx.licenseeId, id, status, transactionId, feeTransactionId, note],
    );
  }
}
