import { Injectable } from '@nestjs/common';
import { type Context, Db, addSeconds, log, rowsOf } from '@app/kernel';
import { CallChanges } from './call-changes.js';
import { isJoinable, tick } from './call-machine.js';
import { CallRooms } from './call-rooms.service.js';
import { Call } from './call.entity.js';
import { MediaUnavailable } from './rooms.js';

const CLOSE_RETRY_SECONDS = [1, 2, 5, 10] as const;

/** When the next timer of a call runs out, as `app.due_calls` reads them. */
const NEXT = `least(
    case when c.status = 'ringing' then c.ring_expires_at end,
    case when c.status in ('accepted', 'connecting') then c.connect_deadline end,
    case when c.status in ('in_progress', 'reconnecting') then least(c.deadline_at, c.next_check_at) end,
    case when c.status = 'reconnecting' then c.grace_until end,
    case when c.status = 'ending' then c.settle_after end,
    case when c.room_open then c.room_close_after end)`;

/** The timers of calls: ring time-out, connect deadline, funded second, grace, settlement, room to close [F6, E18]. */
@Injectable()
export class CallTimers {
  constructor(
    private readonly db: Db,
    private readonly changes: CallChanges,
    private readonly rooms: CallRooms,
  ) {}

  /** Applies what is due of one call. */
  async pass(ctx: Context, callId: string): Promise<void> {
    const close = await this.changes.change(ctx, callId, async (call, tx) => {
      if (tick(call.state, tx.now)) await this.changes.extendHold(tx, call);
      return call;
    });
    if (close.row.roomOpen && !isJoinable(close.state)) await this.closeRoom(ctx, close.row);
  }

  /** The call of the tenant whose timer runs out first; undefined when none runs. */
  async next(ctx: Context): Promise<{ callId: string; at: Date } | undefined> {
    return this.db.read(ctx, async (tx) => {
      const [first] = await rowsOf<{ callId: string; at: Date }>(
        tx,
        `select c.id as "callId", ${NEXT} as at from app.call c
          where c.licensee_id = $1 and (c.status <> 'ended' or c.room_open) and ${NEXT} is not null order by 2, 1 limit 1`,
        [ctx.licenseeId],
      );
      return first;
    });
  }

  /** Closes a room; a failure is a later try, and never a reason to bill. */
  private async closeRoom(ctx: Context, row: Call): Promise<void> {
    if (row.roomCloseAfter !== null && row.roomCloseAfter > (await this.db.now(ctx))) return;
    let closed = true;
    try {
      await this.rooms.close(ctx, row.id);
    } catch (error) {
      if (!(error instanceof MediaUnavailable)) throw error;
      closed = false;
    }
    await this.db.transaction(ctx, async (tx) => {
      const attempts = row.roomCloseAttempts + 1;
      if (!closed && attempts >= 6) log.error({ callId: row.id, attempts }, 'a room cannot be closed');
      await tx.update(
        Call,
        { licenseeId: row.licenseeId, id: row.id },
        closed
          ? { roomOpen: false }
          : {
              roomCloseAttempts: attempts,
              roomCloseAfter: addSeconds(
                tx.now,
                CLOSE_RETRY_SECONDS[Math.min(attempts, CLOSE_RETRY_SECONDS.length) - 1]!,
              ),
            },
      );
    });
  }
}
