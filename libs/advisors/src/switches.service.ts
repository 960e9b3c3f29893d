import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, type Tx, lockOne, log, rowsOf, systemContext } from '@app/kernel';
import { Advisor, type OfflineReason } from './advisor.entity.js';
import { Hours } from './hours.service.js';
import { LiveStatusSignals } from './live-status.js';
import { openAt } from './schedule.js';

const BATCH = 200;

/** Switches advisors at the end of being away, and at the bounds of the hours of those who follow them [H1]. */
@Injectable()
export class SwitchesService {
  constructor(
    private readonly db: Db,
    private readonly hours: Hours,
    private readonly signals: LiveStatusSignals,
  ) {}

  /** Each run reads what is due, so a killed worker loses nothing; it is late then. */
  @Every('* * * * *', 'advisors.due_switches')
  async due(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>('select * from app.due_switches($1, $2)', [
      await this.db.now(),
      BATCH,
    ]);
    for (const { licensee_id: licenseeId, id } of due)
      await this.pass(systemContext(licenseeId, 'advisors.due_switches'), id).catch((error: unknown) =>
        log.error({ err: error, advisorId: id }, 'an advisor cannot be switched by their hours; tried again'),
      );
  }

  private pass(ctx: Context, id: string): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const advisor = await lockOne(tx, Advisor, id);
      if (advisor.switchAt === null || advisor.switchAt > tx.now) return; // somebody was quicker
      const { followsSchedule, awayUntil } = advisor;
      const wanted =
        advisor.status === 'active' &&
        (followsSchedule ? openAt(await this.hours.scheduleOf(tx, id), tx.now).isOpen : awayUntil !== null);
      const reason = await this.reasonAgainst(tx, advisor, wanted);
      const available = reason === null;
      await tx.update(
        Advisor,
        { licenseeId: ctx.licenseeId, id },
        {
          available,
          awayUntil: null,
          offlineReason: reason,
          switchAt: await this.hours.nextSwitch(tx, { id, followsSchedule, awayUntil: null }),
          ...(available === advisor.available ? {} : { availableChangedAt: tx.now }),
          ...(available ? { missedRings: 0 } : {}),
        },
      );
      await (available === advisor.available ? this.signals.changed(tx, id) : this.signals.availabilityChanged(tx, id));
    });
  }

  /** Nobody is switched on whom a ring would not reach, or whom staff have closed. */
  private async reasonAgainst(tx: Tx, advisor: Advisor, wanted: boolean): Promise<OfflineReason | null> {
    if (advisor.status !== 'active') return advisor.offlineReason === 'away' ? 'self' : advisor.offlineReason;
    if (!wanted) return advisor.followsSchedule ? 'schedule' : 'self';
    const [row] = await rowsOf<{ unreachable: boolean }>(
      tx,
      'select app.advisor_unreachable($1, $2, $3, $4) as unreachable',
      [tx.ctx.licenseeId, advisor.id, advisor.personId, tx.now],
    );
    return row!.unreachable ? 'unreachable' : null;
  }
}
