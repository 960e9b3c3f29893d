import { Injectable } from '@nestjs/common';
import { type Context, Db, datesUpTo, localDate, publicId, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { daysOf } from '../period.js';
import type { DashboardFiguresView, DashboardQuery, DashboardView } from './dashboard.dto.js';
import {
  type DayFigures,
  activeUsers,
  endReasons,
  figuresByDay,
  now,
  periodOf,
  topAdvisors,
} from './dashboard.queries.js';

/** How the licensee does, day by day, beside the period before [L1, L10]. */
@Injectable()
export class DashboardService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  async show(ctx: Context, query: DashboardQuery): Promise<DashboardView> {
    return this.db.read(ctx, async (tx) => {
      const { timeZone, currency } = await this.licensees.licenseeOf(tx);
      const dates = datesUpTo(localDate(tx.now, timeZone), daysOf(query.days));
      const period = await periodOf(tx, dates.at(-1)!, dates.length, timeZone);
      const figures = await figuresByDay(tx, period, timeZone);
      const users = await activeUsers(tx, period);
      const { online, live, reports } = await now(tx);
      const days = new Map(figures.filter(({ current }) => current).map((day) => [day.date, day]));
      return {
        timeZone,
        currency,
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        previousFrom: period.previousFrom.toISOString(),
        previousTo: period.previousTo.toISOString(),
        totals: {
          ...totalsOf([...days.values()], users.current),
          advisorsOnline: online,
          liveCalls: live,
          openReports: reports,
        },
        previous: totalsOf(
          figures.filter(({ current }) => !current),
          users.previous,
        ),
        series: dates.map((date) => {
          const day = days.get(date);
          return {
            date,
            calls: day?.calls ?? 0,
            billedSeconds: toJsonMinor(day?.billed ?? 0n),
            grossMinor: toJsonMinor(day?.gross ?? 0n),
            netMinor: toJsonMinor(day?.licensee ?? 0n),
            topUpsMinor: toJsonMinor(day?.top_ups ?? 0n),
            newUsers: day?.users ?? 0,
          };
        }),
        topAdvisors: (await topAdvisors(tx, period)).map(({ id, name, calls, gross }) => ({
          advisorId: publicId('advisor', id),
          name,
          calls,
          grossMinor: toJsonMinor(gross),
        })),
        endReasons: await endReasons(tx, period),
      };
    });
  }
}

function totalsOf(days: readonly DayFigures[], users: number): DashboardFiguresView {
  const count = (pick: (day: DayFigures) => number): number => days.reduce((sum, day) => sum + pick(day), 0);
  const money = (pick: (day: DayFigures) => bigint): number =>
    toJsonMinor(days.reduce((sum, day) => sum + pick(day), 0n));
  return {
    calls: count((day) => day.calls),
    connectedCalls: count((day) => day.connected),
    billedSeconds: money((day) => day.billed),
    grossMinor: money((day) => day.gross),
    netMinor: money((day) => day.licensee),
    operatorMinor: money((day) => day.operator),
    advisorMinor: money((day) => day.advisor),
    taxMinor: money((day) => day.tax),
    refundsMinor: money((day) => day.refunds),
    topUpsMinor: money((day) => day.top_ups),
    newUsers: count((day) => day.users),
    activeUsers: users,
  };
}
