import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { Advisor } from './advisor.entity.js';
import { AdvisorSchedule } from './advisor-schedule.entity.js';
import { type Interval, type Schedule, openAt, openIntervals } from './schedule.js';

/** The hours of advisors, for whoever needs them: the switch, the site, bookings. */
@Injectable()
export class Hours {
  constructor(private readonly licensees: LicenseesService) {}

  /** An empty one in the licensee's time zone before there is any. */
  async scheduleOf(tx: Tx, advisorId: string): Promise<Schedule> {
    const kept = await tx.findOneBy(AdvisorSchedule, { licenseeId: tx.ctx.licenseeId, advisorId });
    return kept ?? { timeZone: (await this.licensees.licenseeOf(tx)).timeZone, weekly: [], exceptions: [] };
  }

  /** When an advisor means to be there in so many times 24 hours from a moment on, in order and without overlaps. */
  async openFrom(tx: Tx, advisorId: string, from: Date, days: number): Promise<Interval[]> {
    return openIntervals(await this.scheduleOf(tx, advisorId), from, days);
  }

  /** When the worker has to look at the advisor next; null = never. */
  async nextSwitch(
    tx: Tx,
    { id, awayUntil, followsSchedule }: Pick<Advisor, 'id' | 'awayUntil' | 'followsSchedule'>,
  ): Promise<Date | null> {
    if (awayUntil !== null) return awayUntil;
    return followsSchedule ? openAt(await this.scheduleOf(tx, id), tx.now).changesAt : null;
  }
}
