import { Injectable } from '@nestjs/common';
import {
  Always,
  type Context,
  Db,
  Handles,
  Live,
  NotFound,
  Task,
  UUID_PATTERN,
  log,
  publicId,
  systemContext,
} from '@app/kernel';
import { BudgetGiven, TopUpCredited, TopUpRequested } from '@app/billing';
import { CallChanges } from './call-changes.js';
import { SIDES, type Side, mediaSeen, mediaUnknown, roomGone } from './call-machine.js';
import { CallRooms, identityOf, roomOf } from './call-rooms.service.js';
import { CallTimers } from './call-timers.service.js';
import { Call } from './call.entity.js';
import { sideOfIdentity } from './media-events.service.js';
import { LeaseExtension } from './lease-extension.js';
import { readMeter } from './meter.js';
import { MediaUnavailable, type Participant, Rooms } from './rooms.js';

interface CallRef {
  readonly licensee_id: string;
  readonly id: string;
}

const BATCH = 200;
const AT_ONCE = 20;

/** What the worker does for calls. Every timer is a column: each run reads what is due, so a killed worker loses nothing [E12]. */
@Injectable()
export class CallsJobs {
  constructor(
    private readonly db: Db,
    private readonly rooms: Rooms,
    private readonly callRooms: CallRooms,
    private readonly changes: CallChanges,
    private readonly timers: CallTimers,
    private readonly leases: LeaseExtension,
    private readonly live: Live,
  ) {}

  /** Applies every due timer: ring time-out, connect deadline, funded second, grace, settlement, room to close [F6, E18]. */
  @Always(1_000, 'calling.due')
  async due(): Promise<void> {
    // The plain extensions together; the rest, and all of them should this fail, is due below, one by one.
    await this.leases
      .extendDue()
      .catch((error: unknown) => log.error({ err: error }, 'holds cannot be extended together'));
    const due = await this.db.resolve<CallRef>('select * from app.due_calls($1, $2)', [await this.db.now(), BATCH]);
    await forEach(due, (ref) => this.timers.pass(systemContext(ref.licensee_id, 'calling.due'), ref.id));
  }

  /** Asks the media server who is really there, tells both sides their meter, and makes rooms again that a restart has lost [E14]. */
  @Always(5_000, 'calling.media_sweep')
  async mediaSweep(): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const calls: CallRef[] = await this.db.resolve<CallRef>('select * from app.media_calls($1, $2)', [BATCH, after]);
      await forEach(calls, (ref) => this.sweepCall(ref));
      if (calls.length < BATCH) return;
      after = calls.at(-1)!.id;
    }
  }

  /** Closes rooms without a live call: left over from a crash between two steps. */
  @Always(60_000, 'calling.orphan_rooms')
  async orphanRooms(): Promise<void> {
    const names = await this.rooms.list('call_').catch((error: unknown) => {
      if (error instanceof MediaUnavailable) return [];
      throw error;
    });
    for (const name of names) {
      const id = name.slice('call_'.length);
      if (!UUID_PATTERN.test(id)) continue; // not one of ours
      // A database that does not answer must end this run: silence is not the news that a call is over.
      const [call] = await this.db.resolve<{ live: boolean }>('select live from app.call_of_room($1)', [id]);
      if (call?.live === true) continue;
      log.warn({ room: name }, 'closing a room without a live call');
      await this.rooms.close(name).catch(() => undefined);
    }
  }

  /** The advisor learns that the caller brings money in, so that a short silence is understood; never how much. */
  @Handles(TopUpRequested, 'calling.tell_top_up')
  async tellTopUp(ctx: Context, event: { data: { topUpId: string; personId: string } }): Promise<void> {
    await this.tellAdvisor(ctx, await this.callOf(ctx, event.data.personId), 'call.topping_up', event.data.topUpId);
  }

  /** A top-up during a call extends it [D13]. */
  @Handles(TopUpCredited, 'calling.extend_on_top_up')
  async extendOnTopUp(ctx: Context, event: { data: { topUpId: string; personId: string } }): Promise<void> {
    // The time comes first: a message that fails must not cost it.
    const call = await this.extend(ctx, event.data.personId);
    await this.tellAdvisor(ctx, call, 'call.topped_up', event.data.topUpId);
  }

  /** So does a budget of a licensee that keeps the money itself [N19]. */
  @Handles(BudgetGiven, 'calling.extend_on_budget')
  async extendOnBudget(ctx: Context, event: { data: { personId: string } }): Promise<void> {
    await this.extend(ctx, event.data.personId);
  }

  private async extend(ctx: Context, personId: string): Promise<Call | null> {
    const call = await this.callOf(ctx, personId);
    if (call?.status === 'in_progress')
      await this.changes.change(ctx, call.id, (loaded, tx) =>
        loaded.state.status === 'in_progress' ? this.changes.extendHold(tx, loaded) : undefined,
      );
    return call;
  }

  /** Tells the people in the room that the call is over, so that their clients leave: which is also their proof of presence. */
  @Task('calling.announce_end')
  async announceEnd(ctx: Context, payload: { callId: string }): Promise<void> {
    for (const side of SIDES) {
      await this.callRooms
        .tell(ctx, payload.callId, side, 'call.ending', { type: 'call.ending' })
        .catch((error: unknown) => {
          if (!(error instanceof MediaUnavailable)) throw error;
        });
    }
  }

  /** The call that a caller is in. */
  private callOf(ctx: Context, personId: string): Promise<Call | null> {
    return this.db.read(ctx, (tx) =>
      tx
        .createQueryBuilder(Call, 'c')
        .where(
          `c.licenseeId = :licenseeId and c.callerId = :personId and c.status in ('in_progress', 'reconnecting')`,
          { licenseeId: ctx.licenseeId, personId },
        )
        .getOne(),
    );
  }

  private async tellAdvisor(
    ctx: Context,
    call: Call | null,
    type: 'call.topping_up' | 'call.topped_up',
    topUpId: string,
  ): Promise<void> {
    if (!call) return;
    const news = { callId: publicId('call', call.id), topUpId: publicId('topUp', topUpId) };
    await this.db.transaction(ctx, (tx) => this.live.tell(tx, [call.advisorPersonId], type, news));
  }

  private async sweepCall(ref: CallRef): Promise<void> {
    const ctx = systemContext(ref.licensee_id, 'calling.media_sweep');
    const room = roomOf(ref.id);
    let people: Participant[] | undefined;
    try {
      people = await this.rooms.participants(room);
    } catch (error) {
      if (!(error instanceof MediaUnavailable)) throw error;
      await this.changes.change(ctx, ref.id, ({ state }, tx) => mediaUnknown(state, tx.now));
      return;
    }
    const { again, meters } = await this.changes.change(ctx, ref.id, ({ state }, tx) => {
      const remake =
        people === undefined ? roomGone(state, tx.now) : (mediaSeen(state, activeSides(ref.id, people), tx.now), false);
      return {
        again: remake,
        meters:
          state.startedAt === null
            ? null
            : { caller: readMeter(state, 'caller', tx.now), advisor: readMeter(state, 'advisor', tx.now) },
      };
    });
    if (again) await this.rooms.open(room).catch(() => undefined); // the next sweep tries again
    if (meters)
      for (const side of SIDES)
        await this.rooms.tell(room, identityOf(ref.id, side), 'call.meter', meters[side]).catch(() => undefined);
  }
}

function activeSides(callId: string, people: readonly Participant[]): Record<Side, string | null> {
  const active: Record<Side, string | null> = { caller: null, advisor: null };
  for (const person of people) {
    const side = sideOfIdentity(callId, person.identity);
    if (side !== undefined && person.active) active[side] = person.sid;
  }
  return active;
}

/** Runs over items with bounded concurrency; one failing item does not stop the others. */
async function forEach<T extends CallRef>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const callId = item.id;
      await work(item).catch((error: unknown) => {
        if (!(error instanceof NotFound))
          log.error({ err: error, callId }, 'a call could not be looked after; it is tried again');
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, run));
}
