import { Injectable } from '@nestjs/common';
import { Always, Db, log, toJsonMinor } from '@app/kernel';
import { OPERATOR_CONTEXT } from '../stripe/stripe-context.js';
import { PaymentsRejected, PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { type PayoutSchedule, PayoutSchedules } from './payout-schedule.adapter.js';
import { TreasuryService } from './treasury.service.js';

const QUARTER_HOUR_MS = 15 * 60_000;

/** What Stripe said when it was asked last. */
export interface SaidSchedule extends PayoutSchedule {
  readonly saidAt: Date;
}

/**
 * Keeps Stripe from paying out by itself from the operator's account, where the money of callers and payees lies: the schedule is `manual`, and the floor of each
 * currency is told as a second lock (reference/money.md 0.6, 3.6, 6.3). Somebody can switch it back in the dashboard, so it is asked again and again.
 */
@Injectable()
export class PayoutScheduleService {
  constructor(
    private readonly db: Db,
    private readonly schedules: PayoutSchedules,
    private readonly treasury: TreasuryService,
  ) {}

  /** At the start of a worker, and every quarter of an hour: that is well within a day, the shortest time between two payouts of Stripe's own. */
  @Always(QUARTER_HOUR_MS, 'billing.assert_manual_payouts')
  async assert(): Promise<void> {
    try {
      await this.keep(await this.floored(await this.stopped(await this.schedules.read())));
    } catch (error) {
      if (!(error instanceof PaymentsUnavailable)) throw error;
      log.warn({ err: error }, 'Stripe does not say whether it pays out by itself');
    }
  }

  /** Undefined: it was never asked. */
  async latest(): Promise<SaidSchedule | undefined> {
    const [row] = await this.db.resolve<{ schedule: string | null; floors: Record<string, number>; said_at: Date }>(
      'select schedule, floors, said_at from app.stripe_payout_schedule where context = $1',
      [OPERATOR_CONTEXT.name],
    );
    if (!row) return undefined;
    const floors = Object.entries(row.floors).map(([currency, minor]) => [currency, BigInt(minor)] as const);
    return { schedule: row.schedule, floors: Object.fromEntries(floors), saidAt: row.said_at };
  }

  private async stopped(found: PayoutSchedule): Promise<PayoutSchedule> {
    if (found.schedule === 'manual') return found;
    // An account that is new here has Stripe's own schedule; later somebody has switched it back.
    const say = (await this.latest()) === undefined ? log.warn : log.fatal;
    say.call(log, { schedule: found.schedule }, 'Stripe pays out by itself; the schedule is set to manual');
    return this.orAsItWas(found, () => this.schedules.stop());
  }

  private async floored(found: PayoutSchedule): Promise<PayoutSchedule> {
    const owed = (await this.treasury.coverage()).filter(({ floorMinor }) => floorMinor > 0n);
    const floors = Object.fromEntries(owed.map(({ currency, floorMinor }) => [currency, floorMinor]));
    const currencies = new Set([...Object.keys(floors), ...Object.keys(found.floors)]);
    if ([...currencies].every((currency) => floors[currency] === found.floors[currency])) return found;
    return this.orAsItWas(found, () => this.schedules.keep(found, floors));
  }

  /** What Stripe does not change stays as it said before, and is shown so. */
  private async orAsItWas(found: PayoutSchedule, change: () => Promise<PayoutSchedule>): Promise<PayoutSchedule> {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof PaymentsRejected || error instanceof PaymentsUnavailable)) throw error;
      log.error({ err: error }, 'Stripe did not change the payouts of the account');
      return found;
    }
  }

  private async keep({ schedule, floors }: PayoutSchedule): Promise<void> {
    const said = Object.entries(floors).map(([currency, minor]) => [currency, toJsonMinor(minor)] as const);
    await this.db.resolve(
      `insert into app.stripe_payout_schedule (context, schedule, floors, said_at) values ($1, $2, $3, $4)
       on conflict (context) do update set schedule = excluded.schedule, floors = excluded.floors, said_at = excluded.said_at`,
      [OPERATOR_CONTEXT.name, schedule, JSON.stringify(Object.fromEntries(said)), await this.db.now()],
    );
  }
}
