import { Injectable } from '@nestjs/common';
import { Db, addSeconds, gauges, log, publicId, rowsOf, systemContext, toJsonMinor } from '@app/kernel';
import {
  AccountHealths,
  type Coverage,
  PayoutScheduleService,
  type StripeComparison,
  StripeComparisonService,
  StripeContexts,
  TreasuryService,
  isGrave,
  unexplainedMinor,
} from '@app/billing';
import { type Found, check, grade } from './health-check.js';
import { CHECK_STATES, type CheckView } from './operator-health.dto.js';
import { OperatorTenant } from './operator-tenant.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
/** A night was missed. */
const STALE_HOURS = 36;
/** How far back the clearing accounts are looked through. */
const CLEARING_DAYS = 180;
/** A payout that nobody asked for is worth a look for so long. */
const SWEPT_DAYS = 7;
const ADVANCE_DAYS = { warning: 60, failing: 80 } as const;
/** Each account is looked at every quarter of an hour. */
const STALE_LOOK_SECONDS = 2 * HOUR_SECONDS;
const MEASURED_MS = 60_000;

/** Whether the money at Stripe is what our books say, is all there, and leaves only when it is asked to [J10, J16; invariants 3 to 5 of docs/money.md]. */
@Injectable()
export class MoneyHealth {
  private measuredAt = 0;

  constructor(
    private readonly db: Db,
    private readonly operator: OperatorTenant,
    private readonly comparisons: StripeComparisonService,
    private readonly contexts: StripeContexts,
    private readonly treasury: TreasuryService,
    private readonly schedules: PayoutScheduleService,
    private readonly accounts: AccountHealths,
  ) {}

  async checks(): Promise<CheckView[]> {
    const compared = this.compared();
    const coverage = this.treasury.coverage();
    // Each check that needs them says so itself.
    for (const shared of [compared, coverage]) shared.catch(() => undefined);
    return Promise.all([
      check('stripe_difference', async () => {
        const found = (await compared).map((one) => ({ ...one, minor: unexplainedMinor(one) }));
        return wrong(found, 'Our books and those of Stripe agree.', 'Our books and those of Stripe differ');
      }),
      check('stripe_suspense', async () => {
        const found = (await compared).map((one) => ({ ...one, minor: one.suspenseMinor }));
        return wrong(found, 'The cause of every line at Stripe is known.', 'Nobody knows the cause of lines at Stripe');
      }),
      check('stripe_comparison', async () => this.freshness(await compared, await coverage)),
      check('coverage', async () => {
        const found = (await coverage).map(({ currency, surplusMinor: surplus }) => ({
          currency,
          minor: surplus < 0n ? -surplus : 0n,
        }));
        return wrong(found, 'All that is owed to others is there.', 'Money at Stripe does not cover what is owed');
      }),
      check('aged_money', async () => aged(await coverage)),
      check('clearing', () => this.clearing()),
      check('automatic_payouts', () => this.automaticPayouts()),
      check('stripe_accounts', () => this.stripeAccounts()),
    ]);
  }

  /** For the scraper, at most once a minute: the sums go over all books. */
  async measure(): Promise<void> {
    if (Date.now() - this.measuredAt < MEASURED_MS) return;
    this.measuredAt = Date.now();
    try {
      for (const { id, state, value } of await this.checks()) {
        gauges.moneyCheckState.set({ check: id }, CHECK_STATES.indexOf(state));
        if (value !== null) gauges.moneyCheckValue.set({ check: id }, value);
      }
    } catch (error) {
      log.warn({ err: error }, 'the checks of money cannot be measured');
    }
  }

  /** The newest comparison of every account that is used today. */
  private async compared(): Promise<StripeComparison[]> {
    const used = new Set((await this.contexts.all()).map(({ name }) => name));
    const ctx = systemContext(await this.operator.id(), 'operator.health');
    const rows = await this.db.read(ctx, (tx) => this.comparisons.latest(tx));
    return rows.filter(({ context }) => used.has(context));
  }

  private async freshness(compared: readonly StripeComparison[], coverage: readonly Coverage[]): Promise<Found> {
    if (compared.length === 0) {
      const isEmpty = coverage.every(({ atStripeMinor }) => atStripeMinor === 0n);
      return { value: 0, state: isEmpty ? 'ok' : 'warning', text: 'Our books and Stripe were not compared yet.' };
    }
    const now = await this.db.now();
    // A currency that is not used any more has no newer row: an account is as fresh as the newest of its rows.
    const newest = new Map<string, number>();
    for (const { context, comparedAt } of compared)
      newest.set(context, Math.max(newest.get(context) ?? 0, comparedAt.getTime()));
    const oldest = [...newest.values()].reduce((first, at) => Math.min(first, at), now.getTime());
    const value = Math.floor((now.getTime() - oldest) / (HOUR_SECONDS * 1000));
    return {
      value,
      state: value >= STALE_HOURS ? 'failing' : 'ok',
      text: `The last comparison of every account at Stripe is at most ${value} h old.`,
    };
  }

  private async clearing(): Promise<Found> {
    const now = await this.db.now();
    const rows = await this.db.resolve<{ currency: string; kind: string; amount: bigint; items: bigint }>(
      'select * from app.stuck_clearing($1, $2) order by currency, kind',
      [addSeconds(now, -CLEARING_DAYS * DAY_SECONDS), addSeconds(now, -DAY_SECONDS)],
    );
    const value = toJsonMinor(rows.reduce((sum, { items }) => sum + items, 0n));
    return {
      value,
      state: grade(value, 1, 1),
      text:
        value === 0
          ? 'Nothing lies on a clearing account for more than a day.'
          : `On clearing accounts for more than a day: ${rows.map(({ kind, currency, amount }) => `${kind} ${currency} ${amount}`).join(', ')} minor units.`,
    };
  }

  private async automaticPayouts(): Promise<Found> {
    const said = await this.schedules.latest();
    const now = await this.db.now();
    const ctx = systemContext(await this.operator.id(), 'operator.health');
    const [swept] = await this.db.read(ctx, (tx) =>
      rowsOf<{ n: bigint }>(
        tx,
        'select count(*) as n from app.operator_payout where licensee_id = $1 and requested_by is null and created_at > $2',
        [ctx.licenseeId, addSeconds(now, -SWEPT_DAYS * DAY_SECONDS)],
      ),
    );
    const value = toJsonMinor(swept!.n);
    if (value > 0)
      return { value, state: 'failing', text: `${value} payouts in ${SWEPT_DAYS} days that nobody asked for.` };
    if (!said) return { value, state: 'warning', text: 'Stripe was not asked yet whether it pays out by itself.' };
    if (said.schedule !== 'manual')
      return {
        value,
        state: 'failing',
        text: `Stripe pays out by itself: ${said.schedule ?? 'it does not say when'}.`,
      };
    return said.saidAt < addSeconds(now, -DAY_SECONDS)
      ? { value, state: 'warning', text: 'Stripe has not said for a day whether it pays out by itself.' }
      : { value, state: 'ok', text: 'Money leaves Stripe only when it is asked for here.' };
  }

  /** The operator's account and those of licensees: keys, endpoints of webhooks, what Stripe holds back [M11]. */
  private async stripeAccounts(): Promise<Found> {
    const looked = await this.accounts.all();
    const unwell = looked.filter(({ faults }) => faults.length > 0);
    const value = unwell.length;
    if (value > 0) {
      const where = unwell.map(({ context: { licenseeId }, faults }) => {
        const whose = licenseeId === null ? 'the operator' : publicId('licensee', licenseeId);
        return `${whose}: ${faults.join(', ')}`;
      });
      const isFailing = unwell.some(({ faults }) => faults.some(isGrave));
      return {
        value,
        state: isFailing ? 'failing' : 'warning',
        text: `Something is wrong with accounts at Stripe. ${where.join('; ')}.`,
      };
    }
    const used = (await this.contexts.all()).length;
    const stale = addSeconds(await this.db.now(), -STALE_LOOK_SECONDS);
    const unseen = used - looked.filter(({ lookedAt }) => lookedAt > stale).length;
    return unseen > 0
      ? { value: 0, state: 'warning', text: `${unseen} accounts at Stripe have not been looked at for two hours.` }
      : { value: 0, state: 'ok', text: 'Every account at Stripe takes payments and sends its events.' };
  }
}

/** What is not zero is wrong. */
function wrong(
  found: readonly { readonly context?: string; readonly currency: string; readonly minor: bigint }[],
  well: string,
  ill: string,
): Found {
  const broken = found.filter(({ minor }) => minor !== 0n);
  if (broken.length === 0) return { value: 0, state: 'ok', text: well };
  const where = broken.map(({ context, currency, minor }) =>
    context === undefined || context === 'default' ? `${currency} ${minor}` : `${currency} ${minor} at ${context}`,
  );
  return { value: toJsonMinor(broken[0]!.minor), state: 'failing', text: `${ill}: ${where.join(', ')} minor units.` };
}

function aged(coverage: readonly Coverage[]): Found {
  for (const [state, days] of [
    ['failing', ADVANCE_DAYS.failing],
    ['warning', ADVANCE_DAYS.warning],
  ] as const) {
    const old = coverage.flatMap(({ currency, aged: ages }) =>
      ages
        .filter((one) => one.days === days && one.amountMinor > 0n)
        .map(({ amountMinor }) => ({ currency, amountMinor })),
    );
    if (old.length > 0)
      return {
        value: toJsonMinor(old[0]!.amountMinor),
        state,
        text: `Money of callers is older than ${days} days; Stripe allows 90: ${old.map(({ currency, amountMinor }) => `${currency} ${amountMinor}`).join(', ')} minor units.`,
      };
  }
  return { value: 0, state: 'ok', text: `No money of callers is older than ${ADVANCE_DAYS.warning} days.` };
}
