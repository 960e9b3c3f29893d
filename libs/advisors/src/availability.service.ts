import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { type Context, Db, InvalidRequest, type Tx, addSeconds, lockOne, personOf } from '@app/kernel';
import { Advisor } from './advisor.entity.js';
import type { AvailabilityRequest, MyAdvisorResponse } from './advisors.dto.js';
import { AdvisorNotActive } from './advisors.problems.js';
import { AdvisorsService } from './advisors.service.js';
import { Hours } from './hours.service.js';
import { LiveStatusSignals } from './live-status.js';

/** Unanswered rings in a row after which an advisor is taken offline: somebody who is away should not make callers wait. */
const MISSED_RINGS_LIMIT = 2;

/** Whether an advisor is open for calls: by their own word, or because they do not answer. The hours have theirs (`Hours`). */
@Injectable()
export class Availability {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly hours: Hours,
    private readonly signals: LiveStatusSignals,
  ) {}

  /**
   * Opens or closes the caller for calls, for a while where they are away, and says whether the hours do so from their next bound on. A running call goes on.
   * @throws NotFound, AdvisorNotActive, InvalidRequest
   */
  setMyAvailability(
    ctx: Context,
    { available, awayMinutes, followsSchedule }: AvailabilityRequest,
  ): Promise<MyAdvisorResponse> {
    if (available && awayMinutes !== undefined)
      throw new InvalidRequest([{ pointer: '/awayMinutes', detail: 'excludes being available' }]);
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.advisors.lockOf(tx, personOf(ctx).personId);
      const { id } = before;
      if (available && before.status !== 'active') throw new AdvisorNotActive();
      const isSwitched = available !== before.available || awayMinutes !== undefined || before.awayUntil !== null;
      const next = {
        id,
        followsSchedule: followsSchedule ?? before.followsSchedule,
        awayUntil: awayMinutes === undefined ? null : addSeconds(tx.now, awayMinutes * 60),
      };
      await tx.update(
        Advisor,
        { licenseeId: ctx.licenseeId, id },
        {
          followsSchedule: next.followsSchedule,
          switchAt: await this.hours.nextSwitch(tx, next),
          ...(isSwitched && {
            available,
            awayUntil: next.awayUntil,
            offlineReason: available ? null : awayMinutes === undefined ? 'self' : 'away',
            ...(available === before.available ? {} : { availableChangedAt: tx.now }),
            ...(available ? { missedRings: 0 } : {}),
          }),
        },
      );
      if (available !== before.available) await this.signals.availabilityChanged(tx, id);
      else if (isSwitched || next.followsSchedule !== before.followsSchedule) await this.signals.changed(tx, id);
      return this.advisors.myView(tx);
    });
  }

  /** For callers it is a switch when somebody who is open for calls may earn, and take them, or may no more. Who is not has nothing to tell. @throws NotFound */
  async earningChanged(tx: Tx, advisorId: string, mayEarn: boolean): Promise<void> {
    const { available } = await lockOne(tx, Advisor, advisorId);
    if (!available) return;
    // What the advisor wants is the same as before, so only an opening is news for programs.
    await (mayEarn ? this.signals.availabilityChanged(tx, advisorId) : this.signals.changed(tx, advisorId));
  }

  /** Counts a ring that nobody answered; the second in a row takes the advisor offline. Answers whether this one did. */
  async recordMissedRing(tx: Tx, advisorId: string): Promise<{ wentOffline: boolean }> {
    const advisor = await lockOne(tx, Advisor, advisorId);
    const missedRings = advisor.missedRings + 1;
    const wentOffline = advisor.available && missedRings >= MISSED_RINGS_LIMIT;
    await tx.update(
      Advisor,
      { licenseeId: tx.ctx.licenseeId, id: advisorId },
      {
        missedRings,
        ...(wentOffline ? { available: false, availableChangedAt: tx.now, offlineReason: 'missed_rings' } : {}),
      },
    );
    if (wentOffline) await this.signals.availabilityChanged(tx, advisorId);
    return { wentOffline };
  }

  /** An answered ring ends the row of missed ones. */
  async clearMissedRings(tx: Tx, advisorId: string): Promise<void> {
    await tx.update(
      Advisor,
      { licenseeId: tx.ctx.licenseeId, id: advisorId, missedRings: MoreThan(0) },
      { missedRings: 0 },
    );
  }
}
