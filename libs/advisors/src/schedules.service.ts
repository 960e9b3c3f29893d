import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, NotFound, type Page, type Tx, page, personOf } from '@app/kernel';
import { Advisor } from './advisor.entity.js';
import { AdvisorSchedule } from './advisor-schedule.entity.js';
import { TooManyExceptions } from './advisors.problems.js';
import { callable } from './advisors.queries.js';
import { AdvisorsService } from './advisors.service.js';
import { Hours } from './hours.service.js';
import { type Schedule, closes, localDate, openAt } from './schedule.js';
import {
  type IntervalResponse,
  MAX_EXCEPTIONS,
  type ScheduleDto,
  keptSchedule,
  scheduleFaults,
} from './schedules.dto.js';

const DAYS_SHOWN = 7;

/** When advisors mean to be there (experience.md A7). It informs visitors, opens bookings, and switches those who follow it. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly hours: Hours,
  ) {}

  /** The caller's schedule; an empty one in the licensee's time zone before there is any. @throws NotFound */
  showMine(ctx: Context): Promise<ScheduleDto> {
    return this.db.read(ctx, async (tx) =>
      view(await this.hours.scheduleOf(tx, await this.advisors.idOf(tx, personOf(ctx).personId))),
    );
  }

  /** Replaces the caller's schedule. @throws NotFound, InvalidRequest */
  replaceMine(ctx: Context, input: ScheduleDto): Promise<ScheduleDto> {
    const faults = scheduleFaults(input);
    if (faults.length > 0) throw new InvalidRequest(faults);
    return this.db.transaction(ctx, async (tx) => {
      const { id } = await this.advisors.lockOf(tx, personOf(ctx).personId);
      return view(await this.keep(tx, id, keptSchedule(input)));
    });
  }

  /** Closes the rest of today, in the schedule's time zone; dates that are over are forgotten. @throws NotFound, TooManyExceptions */
  takeTodayOff(ctx: Context): Promise<ScheduleDto> {
    return this.db.transaction(ctx, async (tx) => {
      const { id } = await this.advisors.lockOf(tx, personOf(ctx).personId);
      const schedule = await this.hours.scheduleOf(tx, id);
      const today = localDate(schedule.timeZone, tx.now);
      const later = schedule.exceptions.filter((one) => one.date > today || ('until' in one && one.until! > today));
      const isOff = later.some((one) => closes(one, today));
      if (!isOff && later.length >= MAX_EXCEPTIONS) throw new TooManyExceptions();
      const exceptions = isOff ? later : [{ date: today, closed: true } as const, ...later];
      return view(await this.keep(tx, id, { ...schedule, exceptions }));
    });
  }

  /** When a listed advisor means to be there within the next seven days. @throws NotFound */
  show(ctx: Context, id: string): Promise<Page<IntervalResponse>> {
    return this.db.read(ctx, async (tx) => {
      if ((await callable(tx).andWhere('advisor.id = :id', { id }).getCount()) === 0) throw new NotFound();
      const intervals = await this.hours.openFrom(tx, id, tx.now, DAYS_SHOWN);
      return page(
        intervals,
        intervals.length,
        () => [],
        ({ start, end }) => ({ start: start.toISOString(), end: end.toISOString() }),
      );
    });
  }

  private async keep(tx: Tx, advisorId: string, { timeZone, weekly, exceptions }: Schedule): Promise<Schedule> {
    const before = await this.hours.scheduleOf(tx, advisorId);
    const row = { licenseeId: tx.ctx.licenseeId, advisorId, timeZone, weekly, exceptions, changedAt: tx.now };
    await tx.upsert(AdvisorSchedule, row, ['licenseeId', 'advisorId']);
    const advisor = await tx.findOneByOrFail(Advisor, { licenseeId: tx.ctx.licenseeId, id: advisorId });
    if (advisor.followsSchedule) {
      // Hours that open or close this very moment are a bound of their own: without it, "off today" would first count tomorrow.
      const isBound = advisor.awayUntil === null && openAt(before, tx.now).isOpen !== openAt(row, tx.now).isOpen;
      const switchAt = isBound ? tx.now : await this.hours.nextSwitch(tx, advisor);
      await tx.update(Advisor, { licenseeId: tx.ctx.licenseeId, id: advisorId }, { switchAt });
    }
    return row;
  }
}

const view = ({ timeZone, weekly, exceptions }: Schedule): ScheduleDto => ({
  timeZone,
  weekly: [...weekly],
  exceptions: [...exceptions],
});
