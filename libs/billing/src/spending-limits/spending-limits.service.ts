import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Tx, addSeconds, personOf, rowsOf, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { NO_LIMIT, type SpendingLimit, changed, inForce } from './spending-limit.js';
import type { SetSpendingLimits, SpendingLimitView, SpendingLimitsView } from './spending-limits.dto.js';
import { CoolingOff, SpendingLimitReached } from './spending-limits.problems.js';

const LONGEST_COOL_OFF_DAYS = 365;
const DAY_SECONDS = 86_400;

interface Stored {
  readonly daily: SpendingLimit;
  readonly monthly: SpendingLimit;
  readonly coolOffUntil: Date | null;
}

interface StoredRow {
  daily: bigint | null;
  daily_next: bigint | null;
  daily_next_at: Date | null;
  monthly: bigint | null;
  monthly_next: bigint | null;
  monthly_next_at: Date | null;
  cool_off_until: Date | null;
}

interface Spent {
  readonly today: bigint;
  readonly month: bigint;
  readonly nextDay: Date;
  readonly nextMonth: Date;
}

/** What may still be spent. */
export interface SpendingRoom {
  readonly period: 'day' | 'month';
  readonly remaining: bigint;
  readonly resetsAt: Date;
}

/** Limits that a person sets for themselves [D23]. They hold for calls and tips; a break (cool-off) also for top-ups. */
@Injectable()
export class SpendingLimits {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  show(ctx: Context): Promise<SpendingLimitsView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, personOf(ctx).personId));
  }

  /** @throws InvalidRequest for a break that is shorter than the one in force, or longer than a year */
  async set(ctx: Context, input: SetSpendingLimits): Promise<SpendingLimitsView> {
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      await rowsOf(
        tx,
        `insert into app.spending_limit (licensee_id, person_id, changed_at) values ($1, $2, $3) on conflict (licensee_id, person_id) do nothing`,
        [ctx.licenseeId, personId, tx.now],
      );
      await this.lock(tx, personId);
      const before = await this.stored(tx, personId);
      const wish = (minor: number | null): bigint | null => (minor === null ? null : BigInt(minor));
      const daily = changed(before.daily, wish(input.dailyMinor), tx.now);
      const monthly = changed(before.monthly, wish(input.monthlyMinor), tx.now);
      const coolOffUntil = this.coolOff(tx, before.coolOffUntil, input.coolOffUntil);
      await rowsOf(
        tx,
        `update app.spending_limit set daily = $3, daily_next = $4, daily_next_at = $5, monthly = $6, monthly_next = $7, monthly_next_at = $8,
           cool_off_until = $9, changed_at = $10 where licensee_id = $1 and person_id = $2`,
        [
          ctx.licenseeId,
          personId,
          daily.value,
          daily.next,
          daily.nextAt,
          monthly.value,
          monthly.next,
          monthly.nextAt,
          coolOffUntil,
          tx.now,
        ],
      );
      return this.viewOf(tx, personId);
    });
  }

  /** Spendings of one person are counted one after the other behind this lock. It comes before those of holds and accounts. */
  async lock(tx: Tx, personId: string): Promise<void> {
    await rowsOf(tx, 'select 1 from app.spending_limit where licensee_id = $1 and person_id = $2 for no key update', [
      tx.ctx.licenseeId,
      personId,
    ]);
  }

  /** @throws CoolingOff */
  async assertNoBreak(tx: Tx, personId: string): Promise<void> {
    const until = await this.breakUntil(tx, personId);
    if (until !== null) throw new CoolingOff(until);
  }

  /** The end of a break that is in force; null = there is none. */
  async breakUntil(tx: Tx, personId: string): Promise<Date | null> {
    const { coolOffUntil } = await this.stored(tx, personId);
    return coolOffUntil !== null && coolOffUntil > tx.now ? coolOffUntil : null;
  }

  /** What the stricter of the limits leaves; undefined where there is none. @throws CoolingOff */
  async room(tx: Tx, personId: string): Promise<SpendingRoom | undefined> {
    const { daily, monthly, coolOffUntil } = await this.stored(tx, personId);
    if (coolOffUntil !== null && coolOffUntil > tx.now) throw new CoolingOff(coolOffUntil);
    const [day, month] = [inForce(daily, tx.now).value, inForce(monthly, tx.now).value];
    if (day === null && month === null) return undefined;
    const spent = await this.spent(tx, personId);
    const left = (limit: bigint, used: bigint): bigint => (limit > used ? limit - used : 0n);
    const rooms: SpendingRoom[] = [];
    if (day !== null) rooms.push({ period: 'day', remaining: left(day, spent.today), resetsAt: spent.nextDay });
    if (month !== null) rooms.push({ period: 'month', remaining: left(month, spent.month), resetsAt: spent.nextMonth });
    return rooms.reduce((strictest, one) => (one.remaining < strictest.remaining ? one : strictest));
  }

  /** Whether this much may be spent. @throws CoolingOff, SpendingLimitReached */
  async assertRoom(tx: Tx, personId: string, amount: bigint): Promise<void> {
    const room = await this.room(tx, personId);
    if (room && amount > room.remaining) throw limitReached(room);
  }

  private coolOff(tx: Tx, before: Date | null, wish: string | undefined): Date | null {
    if (wish === undefined) return before;
    const until = new Date(wish);
    const isRunning = before !== null && before > tx.now;
    if (until <= tx.now || (isRunning && until < before))
      throw new InvalidRequest([{ pointer: '/coolOffUntil', detail: 'must not be in the past or shorten the break' }]);
    if (until > addSeconds(tx.now, LONGEST_COOL_OFF_DAYS * DAY_SECONDS))
      throw new InvalidRequest([{ pointer: '/coolOffUntil', detail: 'must be within a year' }]);
    return until;
  }

  private async viewOf(tx: Tx, personId: string): Promise<SpendingLimitsView> {
    const { daily, monthly, coolOffUntil } = await this.stored(tx, personId);
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const spent = await this.spent(tx, personId);
    return {
      currency: await this.licensees.currencyOf(tx),
      timeZone,
      daily: view(inForce(daily, tx.now), spent.today, spent.nextDay),
      monthly: view(inForce(monthly, tx.now), spent.month, spent.nextMonth),
      coolOffUntil: coolOffUntil !== null && coolOffUntil > tx.now ? coolOffUntil.toISOString() : null,
    };
  }

  private async stored(tx: Tx, personId: string): Promise<Stored> {
    const [row] = await rowsOf<StoredRow>(
      tx,
      'select * from app.spending_limit where licensee_id = $1 and person_id = $2',
      [tx.ctx.licenseeId, personId],
    );
    if (!row) return { daily: NO_LIMIT, monthly: NO_LIMIT, coolOffUntil: null };
    return {
      daily: { value: row.daily, next: row.daily_next, nextAt: row.daily_next_at },
      monthly: { value: row.monthly, next: row.monthly_next, nextAt: row.monthly_next_at },
      coolOffUntil: row.cool_off_until,
    };
  }

  /** Prices less what was given back of them, tips, what was kept of bookings, and what is held now, in the licensee's days. */
  private async spent(tx: Tx, personId: string): Promise<Spent> {
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const [row] = await rowsOf<Spent>(
      tx,
      `with clock as (
         select date_trunc('day', $3::timestamptz, $4) as day, date_trunc('month', $3::timestamptz, $4) as month,
                (date_trunc('day', $3::timestamptz at time zone $4) + interval '1 day') at time zone $4 as next_day,
                (date_trunc('month', $3::timestamptz at time zone $4) + interval '1 month') at time zone $4 as next_month),
       moves as (
         select c.settled_at as at, c.price_minor - coalesce((select sum(r.amount) from app.refund r where r.licensee_id = c.licensee_id and r.call_id = c.id), 0) as amount
           from clock join app.call c on c.licensee_id = $1 and c.caller_id = $2 and c.settlement_id is not null and c.settled_at >= clock.month
         union all
         select p.created_at, p.amount from clock join app.tip p on p.licensee_id = $1 and p.caller_id = $2 and p.created_at >= clock.month
         union all
         select b.ended_at, b.kept_minor from clock join app.booking b on b.licensee_id = $1 and b.user_id = $2 and b.kept_minor > 0 and b.ended_at >= clock.month),
       holds as (
         select coalesce(sum(a.held), 0) as held from app.ledger_account a
          where a.licensee_id = $1 and a.owner_id = $2 and a.kind in ('wallet', 'promo'))
       select (coalesce(sum(m.amount) filter (where m.at >= clock.day), 0) + holds.held)::bigint as today, (coalesce(sum(m.amount), 0) + holds.held)::bigint as month,
              clock.next_day as "nextDay", clock.next_month as "nextMonth"
         from clock cross join holds left join moves m on true group by clock.next_day, clock.next_month, clock.day, holds.held`,
      [tx.ctx.licenseeId, personId, tx.now, timeZone],
    );
    return row!;
  }
}

export const limitReached = ({ period, remaining, resetsAt }: SpendingRoom): SpendingLimitReached =>
  new SpendingLimitReached(period, toJsonMinor(remaining), resetsAt.toISOString());

const view = (limit: SpendingLimit, spent: bigint, resetsAt: Date): SpendingLimitView => ({
  limitMinor: limit.value === null ? null : toJsonMinor(limit.value),
  spentMinor: toJsonMinor(spent),
  resetsAt: resetsAt.toISOString(),
  changes: limit.nextAt !== null,
  nextMinor: limit.next === null ? null : toJsonMinor(limit.next),
  nextAt: limit.nextAt?.toISOString() ?? null,
});
