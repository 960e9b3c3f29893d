import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, datesUpTo, localDate, personOf, rowsOf, toJsonMinor } from '@app/kernel';
import { AdvisorsService, starsOf } from '@app/advisors';
import { LicenseesService } from '@app/licensees';
import { daysOf } from '../period.js';
import type { StatisticsQuery, StatisticsView } from './earnings.dto.js';

interface Offers {
  offered: number;
  accepted: number;
  declined: number;
  missed: number;
  cancelled: number;
  acceptance_bp: number | null;
}

interface Day {
  date: string;
  calls: number;
  billed: number;
  earned: bigint;
}

/** How an advisor does [I12]. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly licensees: LicenseesService,
  ) {}

  async show(ctx: Context, query: StatisticsQuery): Promise<StatisticsView> {
    return this.db.read(ctx, async (tx) => {
      const { timeZone, currency } = await this.licensees.licenseeOf(tx);
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const dates = datesUpTo(localDate(tx.now, timeZone), daysOf(query.days));
      const values = [ctx.licenseeId, advisorId, `${dates[0]} 00:00:00`, timeZone];
      const offers = await this.offers(tx, values);
      const days = new Map((await rowsOf<Day>(tx, DAYS, values)).map((day) => [day.date, day]));
      const [rating] = await rowsOf<{ rating_tenths: number | null; rating_count: number }>(
        tx,
        'select rating_tenths, rating_count from app.advisor where licensee_id = $1 and id = $2',
        [ctx.licenseeId, advisorId],
      );
      const series = dates.map((date) => ({
        date,
        calls: days.get(date)?.calls ?? 0,
        billedSeconds: days.get(date)?.billed ?? 0,
        earningMinor: toJsonMinor(days.get(date)?.earned ?? 0n),
      }));
      const calls = series.reduce((sum, day) => sum + day.calls, 0);
      return {
        days: dates.length,
        timeZone,
        currency,
        offered: offers.offered,
        accepted: offers.accepted,
        declined: offers.declined,
        missed: offers.missed,
        cancelled: offers.cancelled,
        acceptanceRateBp: offers.acceptance_bp,
        averageBilledSeconds:
          calls === 0 ? null : Math.round(series.reduce((sum, day) => sum + day.billedSeconds, 0) / calls),
        series,
        ratingAverage: starsOf(rating!.rating_tenths),
        ratingCount: rating!.rating_count,
      };
    });
  }

  private async offers(tx: Tx, values: unknown[]): Promise<Offers> {
    const [row] = await rowsOf<Offers>(
      tx,
      `select offered, accepted, declined, missed, cancelled,
              case when accepted + declined + missed > 0 then round(accepted * 10000.0 / (accepted + declined + missed))::int end as acceptance_bp
         from (select count(*)::int as offered, (count(*) filter (where accepted_at is not null))::int as accepted,
                      (count(*) filter (where accepted_at is null and end_reason = 'declined'))::int as declined,
                      (count(*) filter (where accepted_at is null and end_reason = 'no_answer'))::int as missed,
                      (count(*) filter (where accepted_at is null and end_reason = 'cancelled'))::int as cancelled
                 from app.call where licensee_id = $1 and advisor_id = $2 and requested_at >= $3::timestamp at time zone $4) o`,
      values,
    );
    return row!;
  }
}

/** $1 licensee, $2 advisor, $3 first day, $4 time zone. What was earned and what was given back, each on its own day: the movement of the ledger's payable. */
const DAYS = `
  select (f.at at time zone $4)::date::text as date, sum(f.calls)::int as calls, sum(f.billed)::int as billed, sum(f.earned)::bigint as earned
    from (
      select c.settled_at as at, 1 as calls, c.billed_seconds as billed, c.advisor_minor - c.promo_cost_minor as earned
        from app.call c where c.licensee_id = $1 and c.advisor_id = $2 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and c.settled_at >= $3::timestamp at time zone $4
      union all
      select r.created_at, 0, 0, -r.advisor_amount
        from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
       where r.licensee_id = $1 and c.advisor_id = $2 and r.created_at >= $3::timestamp at time zone $4
      union all
      select b.ended_at, 0, 0, e.amount
        from app.booking b
        join app.ledger_entry e on e.licensee_id = b.licensee_id and e.transaction_id = b.fee_transaction_id
        join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'advisor_payable'
       where b.licensee_id = $1 and b.advisor_id = $2 and b.ended_at >= $3::timestamp at time zone $4) f
   group by 1`;
