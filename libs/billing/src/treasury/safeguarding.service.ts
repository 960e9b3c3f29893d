import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  type Tx,
  addSeconds,
  idempotencyKeyOf,
  log,
  newId,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  systemContext,
  toJsonMinor,
  updateRow,
} from '@app/kernel';
import { CashMirrorService } from '../cash/cash-mirror.service.js';
import { Ledger } from '../ledger/ledger.js';
import { Connect, type MoveFacts } from '../stripe/connect.js';
import { finishEvent } from '../stripe/inbox.js';
import { StripeBooks } from '../stripe/stripe-books.js';
import { OPERATOR_CONTEXT } from '../stripe/stripe-context.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { PaymentsRejected, PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { SafeguardLimits } from './safeguard-limits.service.js';
import { SAFEGUARDING } from './safeguarding.cash.js';
import { AboveSafeguardable, NoSafeguardAccount } from './treasury.problems.js';

const RETRY_SECONDS = 60;
const BANK_SECONDS = 6 * 3600;

/** A bank account beside Stripe that holds money of callers, named at Stripe as an external account of ours. */
export interface SafeguardAccount {
  readonly currency: string;
  readonly name: string;
  /** Stripe's id of it. */
  readonly destination: string;
}

export interface SafeguardMove {
  readonly id: string;
  readonly direction: 'out' | 'back';
  readonly amount: bigint;
  readonly currency: string;
  readonly account_name: string;
  readonly destination: string;
  readonly status: 'requested' | 'under_way' | 'done' | 'failed';
  readonly stripe_id: string | null;
  readonly failure_code: string | null;
  readonly created_at: Date;
  readonly closed_at: Date | null;
}

/**
 * Money of callers that has lain for long goes to a safeguarded bank account beside Stripe, and comes back when it is needed [J16, P14s]. It stays owed to callers, and the
 * account covers it; Stripe's clock of ninety days does not run for it any more.
 */
@Injectable()
export class SafeguardingService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly connect: Connect,
    private readonly books: StripeBooks,
    private readonly mirror: CashMirrorService,
    private readonly limits: SafeguardLimits,
  ) {}

  async accounts(ctx: Context): Promise<SafeguardAccount[]> {
    return this.db.read(ctx, (tx) =>
      rowsOf<SafeguardAccount>(
        tx,
        'select currency, name, destination from app.safeguard_account where licensee_id = $1 order by currency',
        [ctx.licenseeId],
      ),
    );
  }

  /** Names the account of a currency; moves that were asked for before keep theirs. */
  async setAccount(ctx: Context, { currency, name, destination }: SafeguardAccount): Promise<SafeguardAccount> {
    return this.db.transaction(ctx, async (tx) => {
      await rowsOf(
        tx,
        `insert into app.safeguard_account (licensee_id, currency, name, destination, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (licensee_id, currency) do update set name = excluded.name, destination = excluded.destination, set_by = excluded.set_by, set_at = excluded.set_at`,
        [tx.ctx.licenseeId, currency, name, destination, personOf(ctx).personId, tx.now],
      );
      await recordAudit(tx, { action: 'safeguard_account.set', after: { currency, name, destination } });
      return { currency, name, destination };
    });
  }

  async list(ctx: Context): Promise<SafeguardMove[]> {
    return this.db.read(ctx, (tx) =>
      rowsOf<SafeguardMove>(tx, 'select * from app.safeguard_move where licensee_id = $1 order by id desc limit 100', [
        ctx.licenseeId,
      ]),
    );
  }

  /** @throws AboveSafeguardable, NoSafeguardAccount, PaymentsUnavailable */
  async move(
    ctx: Context,
    direction: SafeguardMove['direction'],
    amountMinor: bigint,
    currency: string,
    reason: string,
  ): Promise<SafeguardMove> {
    const there = (await this.books.balance(OPERATOR_CONTEXT)).find((one) => one.currency === currency);
    const id = await this.db.transaction(ctx, (tx) =>
      this.claim(tx, direction, amountMinor, currency, there?.availableMinor ?? 0n, reason),
    );
    await this.advance(ctx, id);
    return this.db.read(ctx, (tx) => this.byId(tx, id));
  }

  /** Behind the lock of the operator's payouts: both take from the same balance. Out goes unspent money of callers only, back comes what is there. */
  private async claim(
    tx: Tx,
    direction: SafeguardMove['direction'],
    amount: bigint,
    currency: string,
    availableMinor: bigint,
    reason: string,
  ): Promise<string> {
    const key = idempotencyKeyOf(tx.ctx);
    const { licenseeId } = tx.ctx;
    const { personId } = personOf(tx.ctx);
    await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('operator payout', 0))`);
    const [before] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.safeguard_move where licensee_id = $1 and requested_by = $2 and idempotency_key = $3',
      [licenseeId, personId, key],
    );
    if (before) return before.id;
    const [account] = await rowsOf<SafeguardAccount>(
      tx,
      'select currency, name, destination from app.safeguard_account where licensee_id = $1 and currency = $2',
      [licenseeId, currency],
    );
    if (!account) throw new NoSafeguardAccount(currency);
    const most =
      direction === 'out' ? await this.limits.out(currency, availableMinor) : await this.limits.back(tx, currency);
    if (amount > most) throw new AboveSafeguardable(most > 0n ? most : 0n, currency, direction);
    const id = newId();
    await rowsOf(
      tx,
      `insert into app.safeguard_move (licensee_id, id, idempotency_key, direction, amount, currency, account_name, destination, status, requested_by, next_try_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'requested', $9, $10, $10)`,
      [licenseeId, id, key, direction, amount, currency, account.name, account.destination, personId, tx.now],
    );
    if (direction === 'out') await this.post(tx, id, 'asked', currency, amount);
    await recordAudit(tx, {
      action: direction === 'out' ? 'safeguarding.moved_out' : 'safeguarding.brought_back',
      subject: { kind: 'safeguard_move', id: publicId('safeguardMove', id) },
      after: { amountMinor: toJsonMinor(amount), currency, account: account.name },
      reason,
    });
    return id;
  }

  private async post(tx: Tx, id: string, step: 'asked' | 'refused', currency: string, amount: bigint): Promise<void> {
    const house = await this.ledger.house(tx, currency, 'bank_safeguarded', 'transfer_clearing');
    await this.ledger.post(tx, {
      kind: 'safeguarding',
      currency,
      key: `safeguarding:${id}:${step}`,
      legs: [
        { accountId: house.bank_safeguarded, amount: -amount },
        { accountId: house.transfer_clearing, amount },
      ],
      refId: id,
    });
  }

  @OnStripe(
    [
      'payout.created',
      'payout.updated',
      'payout.paid',
      'payout.failed',
      'payout.canceled',
      'topup.created',
      'topup.succeeded',
      'topup.failed',
      'topup.canceled',
      'topup.reversed',
    ],
    SAFEGUARDING,
    'operator',
  )
  async onMove(ctx: Context, event: StripeEvent): Promise<void> {
    await this.mirror.pullSource(OPERATOR_CONTEXT, event.objectId);
    const [row] = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(tx, 'select id from app.safeguard_move where licensee_id = $1 and stripe_id = $2', [
        ctx.licenseeId,
        event.objectId,
      ]),
    );
    if (row) await this.advance(ctx, row.id);
    await this.db.transaction(ctx, (tx) =>
      finishEvent(tx, event.id, row ? 'done' : 'ignored', row ? null : 'no move of ours, or not written down yet'),
    );
  }

  /** Lost answers and lost events. */
  @Every('* * * * *', 'billing.resume_safeguarding')
  async resume(): Promise<void> {
    const [operator] = await this.db.resolve<{ id: string }>('select app.operator_licensee() as id');
    if (!operator?.id) return;
    const ctx = systemContext(operator.id, 'billing.resume_safeguarding');
    const due = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(
        tx,
        `select id from app.safeguard_move where licensee_id = $1 and status in ('requested', 'under_way') and next_try_at <= $2`,
        [ctx.licenseeId, tx.now],
      ),
    );
    for (const { id } of due)
      await this.advance(ctx, id).catch((error: unknown) => {
        if (!(error instanceof PaymentsUnavailable)) log.error({ err: error, id }, 'a move to safeguarding waits');
      });
  }

  private async advance(ctx: Context, id: string): Promise<void> {
    const row = await this.db.transaction(ctx, async (tx) => {
      const found = await this.byId(tx, id, 'for no key update');
      const seconds = found.status === 'requested' ? RETRY_SECONDS : BANK_SECONDS;
      await updateRow(tx, 'safeguard_move', { id }, { next_try_at: addSeconds(tx.now, seconds) });
      return found;
    });
    if (row.status === 'requested') {
      try {
        const facts = await this.connect.startMove({
          licenseeId: ctx.licenseeId,
          id,
          direction: row.direction,
          amountMinor: row.amount,
          currency: row.currency,
          destination: row.destination,
          kind: SAFEGUARDING,
        });
        await this.apply(ctx, id, facts);
        await this.mirror.pullSource(OPERATOR_CONTEXT, facts.stripeId);
      } catch (error) {
        if (!(error instanceof PaymentsRejected)) throw error;
        await this.db.transaction(ctx, async (tx) => {
          if ((await this.byId(tx, id, 'for no key update')).status !== 'requested') return;
          if (row.direction === 'out') await this.post(tx, id, 'refused', row.currency, -row.amount);
          await updateRow(
            tx,
            'safeguard_move',
            { id },
            { status: 'failed', failure_code: error.providerCode, closed_at: tx.now },
          );
        });
      }
    } else if (row.status !== 'failed') {
      // A bank may send back what had arrived, so also a move that is done is looked at when Stripe says something of it.
      await this.mirror.pullSource(OPERATOR_CONTEXT, row.stripe_id!);
      await this.apply(ctx, id, await this.connect.moveState(row.direction, row.stripe_id!));
    }
  }

  private async apply(ctx: Context, id: string, facts: MoveFacts): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.byId(tx, id, 'for no key update');
      // A bank may send a payout back after it arrived.
      if (row.status === 'failed' || (row.status === 'done' && facts.status !== 'failed')) return;
      await updateRow(
        tx,
        'safeguard_move',
        { id },
        {
          stripe_id: facts.stripeId,
          status: facts.status,
          failure_code: facts.status === 'failed' ? (facts.failureCode ?? 'failed') : null,
          closed_at: facts.status === 'under_way' ? null : tx.now,
        },
      );
    });
  }

  private async byId(tx: Tx, id: string, lock = ''): Promise<SafeguardMove> {
    const [row] = await rowsOf<SafeguardMove>(
      tx,
      `select * from app.safeguard_move where licensee_id = $1 and id = $2 ${lock}`,
      [tx.ctx.licenseeId, id],
    );
    return row!;
  }
}
