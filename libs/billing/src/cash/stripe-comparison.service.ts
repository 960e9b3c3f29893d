import { Injectable } from '@nestjs/common';
import { Db, Every, type Tx, log, newId, rowsOf, systemContext, toJsonMinor } from '@app/kernel';
import type { StripeContext } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { StripeBooks } from '../stripe/stripe-books.js';
import { CashMirrorService } from './cash-mirror.service.js';

const MAX_TRIES = 5;
const UNREADABLE = 'an account at Stripe cannot be looked at';

/** Control totals of one moment; minor units, positive = money at Stripe. */
export interface StripeComparison {
  readonly id: string;
  /** The account at Stripe: `default`, or the id of the licensee whose own it is. */
  readonly context: string;
  readonly currency: string;
  readonly comparedAt: Date;
  /** What our ledger says lies at Stripe. */
  readonly ledgerMinor: bigint;
  /** Credited on Stripe's word in the last week; the balance transaction is not seen yet. */
  readonly inFlightMinor: bigint;
  /** Sum of the mirrored balance transactions that have their posting. */
  readonly postedMinor: bigint;
  /** Sum of all mirrored balance transactions. */
  readonly mirrorMinor: bigint;
  /** Stripe's balance, pending and available. */
  readonly stripeMinor: bigint;
  readonly suspenseMinor: bigint;
  /** Mirrored lines that wait for their posting. */
  readonly waiting: number;
}

interface TotalsRow {
  currency: string;
  ledger_minor: bigint;
  in_flight_minor: bigint;
  posted_minor: bigint;
  mirror_minor: bigint;
  suspense_minor: bigint;
  waiting: bigint;
}

/** What no line explains: must be zero. */
export const unexplainedMinor = (one: StripeComparison): bigint => {
  const books = one.ledgerMinor - one.inFlightMinor - one.postedMinor;
  const mirror = one.mirrorMinor - one.stripeMinor;
  return (books < 0n ? -books : books) + (mirror < 0n ? -mirror : mirror);
};

/** Are our books Stripe's, to the cent? Asked each night and on demand; the answers are kept by the operator [J10, M8]. */
@Injectable()
export class StripeComparisonService {
  constructor(
    private readonly db: Db,
    private readonly books: StripeBooks,
    private readonly mirror: CashMirrorService,
    private readonly contexts: StripeContexts,
  ) {}

  /** Lines that no event told of, and lines that waited for their cause. */
  @Every('*/5 * * * *', 'stripe.mirror')
  async pull(): Promise<void> {
    await this.contexts.each(UNREADABLE, (context) => this.mirror.pull(context));
  }

  @Every('33 3 * * *', 'stripe.compare')
  async nightly(): Promise<void> {
    // Account by account: one that does not answer must not silence what is wrong at the others.
    await this.contexts.each(UNREADABLE, async (context) => {
      for (const one of await this.compareAt(context))
        if (unexplainedMinor(one) !== 0n || one.suspenseMinor !== 0n)
          log.fatal(
            {
              context: one.context,
              currency: one.currency,
              unexplainedMinor: unexplainedMinor(one),
              suspenseMinor: one.suspenseMinor,
            },
            'our books and those of Stripe differ',
          );
    });
  }

  /**
   * Compares every account now, one row per account and currency.
   * @throws PaymentsUnavailable when the operator's own does not answer
   */
  async compare(): Promise<StripeComparison[]> {
    return (await this.contexts.each(UNREADABLE, (context) => this.compareAt(context))).flat();
  }

  /**
   * Compares one account now, one row per currency. The balance is read between two pulls; when money moved in between, once more, so that all figures are of one moment.
   * @throws PaymentsUnavailable
   */
  async compareAt(context: StripeContext): Promise<StripeComparison[]> {
    await this.mirror.pull(context);
    await this.mirror.pullParked(context);
    for (let tries = 1; ; tries++) {
      const before = await this.totals(context);
      const balance = await this.books.balance(context);
      await this.mirror.pull(context);
      const after = await this.totals(context);
      const isStill = after.every((row) =>
        before.some((one) => one.currency === row.currency && one.mirror_minor === row.mirror_minor),
      );
      if (!isStill && tries < MAX_TRIES) continue;
      return this.keep(context, after, balance);
    }
  }

  /** The newest comparison of each account and currency; for the operator's tenant only. */
  async latest(tx: Tx): Promise<StripeComparison[]> {
    return rowsOf<StripeComparison>(
      tx,
      `select distinct on (context, currency) id, context, currency, compared_at as "comparedAt", ledger_minor as "ledgerMinor", in_flight_minor as "inFlightMinor",
              posted_minor as "postedMinor", mirror_minor as "mirrorMinor", stripe_minor as "stripeMinor", suspense_minor as "suspenseMinor", waiting
         from app.stripe_comparison where licensee_id = $1 order by context desc, currency, id desc`,
      [tx.ctx.licenseeId],
    );
  }

  private async totals(context: StripeContext): Promise<TotalsRow[]> {
    return this.db.resolve<TotalsRow>('select * from app.stripe_totals($1, $2)', [context.name, await this.db.now()]);
  }

  private async keep(
    context: StripeContext,
    totals: readonly TotalsRow[],
    balance: Awaited<ReturnType<StripeBooks['balance']>>,
  ): Promise<StripeComparison[]> {
    const [operator] = await this.db.resolve<{ id: string }>('select app.operator_licensee() as id');
    const currencies = new Set([
      ...totals.map(({ currency }) => currency),
      ...balance.filter((one) => one.availableMinor + one.pendingMinor !== 0n).map(({ currency }) => currency),
    ]);
    return this.db.transaction(systemContext(operator!.id, 'stripe.compare'), async (tx) => {
      const kept: StripeComparison[] = [];
      for (const currency of [...currencies].sort()) {
        const row = totals.find((one) => one.currency === currency);
        const there = balance.find((one) => one.currency === currency);
        const one: StripeComparison = {
          id: newId(),
          context: context.name,
          currency,
          comparedAt: tx.now,
          ledgerMinor: row?.ledger_minor ?? 0n,
          inFlightMinor: row?.in_flight_minor ?? 0n,
          postedMinor: row?.posted_minor ?? 0n,
          mirrorMinor: row?.mirror_minor ?? 0n,
          stripeMinor: there ? there.availableMinor + there.pendingMinor : 0n,
          suspenseMinor: row?.suspense_minor ?? 0n,
          waiting: toJsonMinor(row?.waiting ?? 0n),
        };
        await rowsOf(
          tx,
          `insert into app.stripe_comparison (licensee_id, id, context, currency, compared_at, ledger_minor, in_flight_minor, posted_minor, mirror_minor,
             stripe_minor, suspense_minor, waiting) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [
            tx.ctx.licenseeId,
            one.id,
            one.context,
            currency,
            one.comparedAt,
            one.ledgerMinor,
            one.inFlightMinor,
            one.postedMinor,
            one.mirrorMinor,
            one.stripeMinor,
            one.suspenseMinor,
            one.waiting,
          ],
        );
        kept.push(one);
      }
      return kept;
    });
  }
}
