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
import { type BankPayoutFacts, Connect } from '../stripe/connect.js';
import { finishEvent } from '../stripe/inbox.js';
import { OPERATOR_CONTEXT, type StripeContext } from '../stripe/stripe-context.js';
import { StripeBooks } from '../stripe/stripe-books.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OnStripe, type StripeEvent } from '../stripe/stripe-handlers.js';
import { PaymentsRejected, PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { AboveSurplus } from './treasury.problems.js';

const DAY_SECONDS = 86_400;
const RETRY_SECONDS = 60;
const BANK_SECONDS = 6 * 3600;
/** Stripe lets money lie for 90 days outside the United States (docs.stripe.com/connect/manual-payouts): warned a month and ten days before [J16]. */
export const AGED_DAYS = [60, 80] as const;
/** And what should have gone back. */
const CLOCK_DAYS = [...AGED_DAYS, 90] as const;

/** What lies at Stripe in one currency, and whose it is; minor units. */
export interface Coverage {
  readonly currency: string;
  readonly atStripeMinor: bigint;
  /** What Stripe holds back besides: nobody can use it, so it covers nothing. */
  readonly reservedMinor: bigint;
  /** At the safeguarding account, or on its way there. It covers callers as what lies at Stripe does, and nobody else: what they spent of it has to come back. */
  readonly safeguardedMinor: bigint;
  readonly walletsMinor: bigint;
  readonly advisorsMinor: bigint;
  readonly licenseesMinor: bigint;
  readonly taxMinor: bigint;
  /** Refunds and transfers asked for and not gone yet, and what nobody knows. */
  readonly underWayMinor: bigint;
  /** What is owed to others: never leaves with the operator's money. */
  readonly floorMinor: bigint;
  /** What may leave; negative when the floor is not covered. */
  readonly surplusMinor: bigint;
  readonly aged: readonly Aged[];
}

/** Unspent money of callers that is older than so many days; minor units. */
export interface Aged {
  readonly days: number;
  readonly amountMinor: bigint;
  readonly wallets: number;
}

/** How long the unspent money of one licensee's callers has lain, in one currency. */
export interface AgeClock {
  readonly currency: string;
  readonly unspentMinor: bigint;
  /** When the oldest unspent money was paid in. */
  readonly oldestAt: Date;
  readonly aged: readonly Aged[];
}

export interface OperatorPayout {
  id: string;
  amount: bigint;
  currency: string;
  status: 'requested' | 'in_payout' | 'paid' | 'failed';
  stripe_payout_id: string | null;
  /** Null: nobody of ours, Stripe paid out by itself. */
  requested_by: string | null;
  failure_code: string | null;
  created_at: Date;
  closed_at: Date | null;
}

/**
 * The operator's own money. It leaves Stripe only above what is owed to others: the floor is counted from the ledger, and what Stripe has available bounds it
 * once more (the lesson of antiwork/gumroad#5432: a sweep that took what belonged to sellers).
 */
@Injectable()
export class TreasuryService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly connect: Connect,
    private readonly books: StripeBooks,
    private readonly mirror: CashMirrorService,
    private readonly contexts: StripeContexts,
  ) {}

  /** Of one account at Stripe; the operator's, unless another is named. */
  async coverage(context: StripeContext = OPERATOR_CONTEXT): Promise<Coverage[]> {
    const now = await this.db.now();
    const rows = await this.db.resolve<Record<string, bigint> & { currency: string }>(
      'select * from app.treasury($1)',
      [context.name],
    );
    const aged = await Promise.all(
      AGED_DAYS.map(async (days) => ({
        days,
        rows: await this.db.resolve<{ currency: string; amount: bigint; wallets: bigint }>(
          'select * from app.aged_wallet_money($1, $2)',
          [context.name, addSeconds(now, -days * DAY_SECONDS)],
        ),
      })),
    );
    return rows
      .map((row): Coverage => {
        const floorMinor = row['wallets']! + row['advisors']! + row['licensees']! + row['tax']! + row['under_way']!;
        return {
          currency: row.currency,
          atStripeMinor: row['at_stripe']!,
          reservedMinor: row['reserved']!,
          safeguardedMinor: row['safeguarded']!,
          walletsMinor: row['wallets']!,
          advisorsMinor: row['advisors']!,
          licenseesMinor: row['licensees']!,
          taxMinor: row['tax']!,
          underWayMinor: row['under_way']!,
          floorMinor,
          surplusMinor: row['at_stripe']! + least(row['safeguarded']!, row['wallets']!) - floorMinor,
          aged: aged.map((one) => {
            const found = one.rows.find(({ currency }) => currency === row.currency);
            // The oldest went to the safeguarding account first: it lies at Stripe no more.
            const old = (found?.amount ?? 0n) - row['safeguarded']!;
            return old > 0n
              ? { days: one.days, amountMinor: old, wallets: toJsonMinor(found!.wallets) }
              : { days: one.days, amountMinor: 0n, wallets: 0 };
          }),
        };
      })
      .sort((a, b) => a.currency.localeCompare(b.currency));
  }

  /** The age of the money that callers of this licensee have not spent; credit is spent oldest first, so what is left belongs to the newest payments. */
  async ages(tx: Tx): Promise<AgeClock[]> {
    const rows = await rowsOf<{
      currency: string;
      days: number;
      unspent: bigint;
      oldest: Date;
      old: bigint;
      wallets: number;
    }>(
      tx,
      `with lot as (
         select a.id, a.currency, t.closed_at, least(t.amount, a.balance - t.newer) as unspent
           from app.ledger_account a
           cross join lateral (select p.amount, p.closed_at, sum(p.amount) over (order by p.closed_at desc, p.id desc) - p.amount as newer from app.top_up p
                                where p.licensee_id = a.licensee_id and p.person_id = a.owner_id and p.currency = a.currency and p.status = 'credited') t
          where a.licensee_id = $1 and a.kind = 'wallet' and a.balance > t.newer)
       select l.currency, d.days, sum(l.unspent)::bigint as unspent, min(l.closed_at) as oldest,
              coalesce(sum(l.unspent) filter (where l.closed_at < d.until), 0)::bigint as old,
              (count(distinct l.id) filter (where l.closed_at < d.until))::int as wallets
         from lot l cross join unnest($2::int[], $3::timestamptz[]) as d (days, until)
        group by l.currency, d.days order by l.currency, d.days`,
      [tx.ctx.licenseeId, CLOCK_DAYS, CLOCK_DAYS.map((days) => addSeconds(tx.now, -days * DAY_SECONDS))],
    );
    const currencies = [...new Set(rows.map(({ currency }) => currency))];
    return currencies.map((currency) => {
      const of = rows.filter((row) => row.currency === currency);
      return {
        currency,
        unspentMinor: of[0]!.unspent,
        oldestAt: of[0]!.oldest,
        aged: of.map(({ days, old, wallets }) => ({ days, amountMinor: old, wallets })),
      };
    });
  }

  /** Old money of callers, and a floor that is not covered, are looked for each night. */
  @Every('41 4 * * *', 'billing.watch_treasury')
  async watch(): Promise<void> {
    for (const context of await this.contexts.all()) await this.watchAt(context);
  }

  private async watchAt(context: StripeContext): Promise<void> {
    for (const one of await this.coverage(context)) {
      if (one.surplusMinor < 0n)
        // From its own account a licensee takes what it wants: nobody here can stop it, and nothing of ours is missing.
        log[context === OPERATOR_CONTEXT ? 'fatal' : 'error'](
          { context: context.name, currency: one.currency, missingMinor: -one.surplusMinor },
          'money at Stripe does not cover what is owed',
        );
      for (const { days, amountMinor } of one.aged)
        if (amountMinor > 0n)
          log.error(
            { context: context.name, currency: one.currency, days, amountMinor },
            'money of callers has lain for long; Stripe allows 90 days',
          );
    }
  }

  /** Sends a surplus to the operator's bank. @throws AboveSurplus, PaymentsUnavailable */
  async payOut(ctx: Context, amountMinor: bigint, currency: string, reason: string): Promise<OperatorPayout> {
    const there = (await this.books.balance(OPERATOR_CONTEXT)).find((one) => one.currency === currency);
    const id = await this.db.transaction(ctx, (tx) =>
      this.claim(tx, amountMinor, currency, there?.availableMinor ?? 0n, reason),
    );
    await this.advance(ctx, id);
    return this.db.read(ctx, (tx) => this.byId(tx, id));
  }

  /**
   * Takes the money out of the surplus, one request after the other: the floor is counted again behind the lock, when what others took before is written down.
   */
  private async claim(
    tx: Tx,
    amountMinor: bigint,
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
      'select id from app.operator_payout where licensee_id = $1 and requested_by = $2 and idempotency_key = $3',
      [licenseeId, personId, key],
    );
    if (before) return before.id;
    const coverage = (await this.coverage()).find((one) => one.currency === currency);
    const surplus = least(coverage?.surplusMinor ?? 0n, availableMinor);
    if (amountMinor > surplus) throw new AboveSurplus(surplus > 0n ? surplus : 0n, currency);
    const id = newId();
    await rowsOf(
      tx,
      `insert into app.operator_payout (licensee_id, id, idempotency_key, amount, currency, status, requested_by, next_try_at, created_at)
       values ($1, $2, $3, $4, $5, 'requested', $6, $7, $7)`,
      [licenseeId, id, key, amountMinor, currency, personId, tx.now],
    );
    await this.postClaim(tx, id, 'operator_payout', currency, amountMinor);
    await recordAudit(tx, {
      action: 'operator_payout.requested',
      subject: { kind: 'operator_payout', id: publicId('operatorPayout', id) },
      after: { amountMinor: toJsonMinor(amountMinor), currency },
      reason,
    });
    return id;
  }

  private async postClaim(
    tx: Tx,
    id: string,
    kind: 'operator_payout' | 'operator_payout_failed',
    currency: string,
    amount: bigint,
  ): Promise<void> {
    const house = await this.ledger.house(tx, currency, 'bank_in_transit', 'transfer_clearing');
    await this.ledger.post(tx, {
      kind,
      currency,
      key: `operator-payout:${id}:${kind}`,
      legs: [
        { accountId: house.bank_in_transit, amount: -amount },
        { accountId: house.transfer_clearing, amount },
      ],
      refId: id,
    });
  }

  async list(ctx: Context): Promise<OperatorPayout[]> {
    return this.db.read(ctx, (tx) =>
      rowsOf<OperatorPayout>(
        tx,
        'select * from app.operator_payout where licensee_id = $1 order by id desc limit 100',
        [ctx.licenseeId],
      ),
    );
  }

  @OnStripe(
    ['payout.created', 'payout.updated', 'payout.paid', 'payout.failed', 'payout.canceled'],
    'operator_payout',
    'operator',
  )
  async onPayout(ctx: Context, event: StripeEvent): Promise<void> {
    await this.mirror.pullSource(OPERATOR_CONTEXT, event.objectId);
    const [row] = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(
        tx,
        'select id from app.operator_payout where licensee_id = $1 and stripe_payout_id = $2',
        [ctx.licenseeId, event.objectId],
      ),
    );
    if (row) await this.advance(ctx, row.id);
    await this.db.transaction(ctx, (tx) =>
      finishEvent(tx, event.id, row ? 'done' : 'ignored', row ? null : 'no payout of ours, or not written down yet'),
    );
  }

  /** Lost answers and lost events. */
  @Every('* * * * *', 'billing.resume_operator_payouts')
  async resume(): Promise<void> {
    const [operator] = await this.db.resolve<{ id: string }>('select app.operator_licensee() as id');
    if (!operator?.id) return;
    const ctx = systemContext(operator.id, 'billing.resume_operator_payouts');
    const due = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(
        tx,
        `select id from app.operator_payout where licensee_id = $1 and status in ('requested', 'in_payout') and next_try_at <= $2`,
        [ctx.licenseeId, tx.now],
      ),
    );
    for (const { id } of due)
      await this.advance(ctx, id).catch((error: unknown) => {
        if (!(error instanceof PaymentsUnavailable)) log.error({ err: error, id }, 'a payout of the operator waits');
      });
  }

  private async advance(ctx: Context, id: string): Promise<void> {
    const row = await this.db.transaction(ctx, async (tx) => {
      const found = await this.byId(tx, id, 'for no key update');
      const seconds = found.status === 'in_payout' ? BANK_SECONDS : RETRY_SECONDS;
      await this.write(tx, id, { next_try_at: addSeconds(tx.now, seconds) });
      return found;
    });
    if (row.status === 'requested') {
      try {
        const facts = await this.connect.payOutOperator({
          licenseeId: ctx.licenseeId,
          id,
          amountMinor: row.amount,
          currency: row.currency,
        });
        await this.apply(ctx, id, facts);
        await this.mirror.pullSource(OPERATOR_CONTEXT, facts.stripePayoutId);
      } catch (error) {
        if (!(error instanceof PaymentsRejected)) throw error;
        await this.db.transaction(ctx, async (tx) => {
          // Its line may have shown meanwhile that it was made.
          if ((await this.byId(tx, id, 'for no key update')).status !== 'requested') return;
          await this.postClaim(tx, id, 'operator_payout_failed', row.currency, -row.amount);
          await this.write(tx, id, {
            status: 'failed',
            failure_code: error.providerCode,
            closed_at: tx.now,
          });
        });
      }
    } else if (row.status === 'in_payout') {
      await this.mirror.pullSource(OPERATOR_CONTEXT, row.stripe_payout_id!);
      await this.apply(ctx, id, await this.connect.operatorPayout(row.stripe_payout_id!));
    }
  }

  private async apply(ctx: Context, id: string, facts: BankPayoutFacts): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.byId(tx, id, 'for no key update');
      if (row.status === 'paid' || row.status === 'failed') return;
      if (facts.status === 'paid') {
        const house = await this.ledger.house(tx, row.currency, 'bank', 'bank_in_transit');
        await this.ledger.post(tx, {
          kind: 'operator_payout',
          currency: row.currency,
          key: `operator-payout:${id}:paid`,
          legs: [
            { accountId: house.bank, amount: -row.amount },
            { accountId: house.bank_in_transit, amount: row.amount },
          ],
          refId: id,
        });
      }
      await this.write(tx, id, {
        stripe_payout_id: facts.stripePayoutId,
        status: facts.status === 'on_its_way' ? 'in_payout' : facts.status,
        failure_code: facts.status === 'failed' ? (facts.failureCode ?? 'failed') : null,
        closed_at: facts.status === 'on_its_way' ? null : tx.now,
      });
    });
  }

  private async byId(tx: Tx, id: string, lock = ''): Promise<OperatorPayout> {
    const [row] = await rowsOf<OperatorPayout>(
      tx,
      `select * from app.operator_payout where licensee_id = $1 and id = $2 ${lock}`,
      [tx.ctx.licenseeId, id],
    );
    return row!;
  }

  private async write(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'operator_payout', { id }, columns);
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
