import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventDefinition,
  type EventEnvelope,
  Every,
  Handles,
  log,
  systemContext,
} from '@app/kernel';
import { AdvisorMoved, ContactBlocked } from '@app/advisors';
import { BookedCalls, CallEnded } from '@app/calling';
import { PersonFrozen, UserClosed } from '@app/identity';
import { LicenceChanged } from '@app/licensing';
import { BookingChanges } from './booking-changes.js';
import { BookingTimers } from './booking-timers.service.js';
import { attempted, block, cancel } from './booking-machine.js';
import { bookingOfCall, hasLeft, isOff, liveOf } from './bookings.queries.js';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

const BATCH = 200;
/** Ends of calls that say that their caller was there: the advisor let it ring, or would not. Who hangs up while it rings proves nothing. */
const CALLER_WAITED: readonly (string | null)[] = ['no_answer', 'declined'];

/** What the worker does for bookings. Every timer is one column: each run reads what is due, so a killed worker loses nothing. */
@Injectable()
export class BookingsJobs {
  constructor(
    private readonly db: Db,
    private readonly changes: BookingChanges,
    private readonly timers: BookingTimers,
    private readonly calls: BookedCalls,
  ) {}

  /** Requests that nobody answered, reminders, and who did not come [H3, H5, H7]. */
  @Every('* * * * *', 'bookings.due')
  async due(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>('select * from app.due_bookings($1, $2)', [
      await this.db.now(),
      BATCH,
    ]);
    for (const { licensee_id: licenseeId, id } of due)
      await this.timers
        .pass(systemContext(licenseeId, 'bookings.due'), id)
        .catch((error: unknown) => log.error({ err: error, bookingId: id }, 'a booking cannot go on; tried again'));
  }

  /** The call of a booking is over: it is done, or may be tried again. */
  @Handles(CallEnded, 'bookings.call_ended')
  async callEnded(ctx: Context, { data }: Told<typeof CallEnded>): Promise<void> {
    const id = await this.db.read(ctx, (tx) => bookingOfCall(tx, data.callId));
    if (id === undefined) return;
    await this.changes.change(ctx, id, async ({ row, state }, tx) => {
      if (row.callId !== data.callId) return; // told twice, and a later try is there
      const facts = await this.calls.factsOf(tx, data.callId);
      attempted(state, {
        isConnected: facts.isConnected,
        endedAt: facts.endedAt ?? tx.now,
        userThere: facts.seen.caller || CALLER_WAITED.includes(facts.endReason),
        advisorThere: facts.seen.advisor,
      });
      if (await hasLeft(tx, row)) block(state, 'user', tx.now);
      else if (await isOff(tx, row)) cancel(state, 'platform', tx.now);
    });
  }

  /** What the two had agreed ends at the cost of who blocks [K7, F24]. */
  @Handles(ContactBlocked, 'bookings.contact_blocked')
  async contactBlocked(ctx: Context, { data }: Told<typeof ContactBlocked>): Promise<void> {
    const ids = await this.db.read(ctx, (tx) => liveOf(tx, { advisorId: data.advisorId, userId: data.personId }));
    for (const id of ids) await this.changes.change(ctx, id, ({ state }, tx) => block(state, data.by, tx.now));
  }

  @Handles(AdvisorMoved, 'bookings.advisor_moved')
  async advisorMoved(ctx: Context, { data }: Told<typeof AdvisorMoved>): Promise<void> {
    if (data.move === 'suspended') await this.callOff(ctx, { advisorId: data.advisorId });
  }

  @Handles(PersonFrozen, 'bookings.person_frozen')
  async personFrozen(ctx: Context, { data }: Told<typeof PersonFrozen>): Promise<void> {
    await this.callOff(ctx, { personId: data.personId });
  }

  /** Who leaves for good calls off, at the cost that their own cancelling has, or not coming. */
  @Handles(UserClosed, 'bookings.user_closed')
  async userClosed(ctx: Context, { data }: Told<typeof UserClosed>): Promise<void> {
    for (const id of await this.db.read(ctx, (tx) => liveOf(tx, { personId: data.personId })))
      await this.changes.change(ctx, id, ({ state }, tx) => block(state, 'user', tx.now));
  }

  @Handles(LicenceChanged, 'bookings.licence_changed')
  async licenceChanged(ctx: Context, { data }: Told<typeof LicenceChanged>): Promise<void> {
    if (data.kind === 'state' && data.toStatus === 'terminated') await this.callOff(ctx, {});
  }

  /** Neither side's doing: everything goes back. A call that is made already goes on; when nobody meets in it, that is the end. */
  private async callOff(ctx: Context, whose: Parameters<typeof liveOf>[1]): Promise<void> {
    for (const id of await this.db.read(ctx, (tx) => liveOf(tx, whose)))
      await this.changes.change(ctx, id, async ({ row, state }, tx) => {
        // Told late, it may be in order again.
        if (await isOff(tx, row)) cancel(state, 'platform', tx.now);
      });
  }
}
