import { NotFound, type Tx, UUID_PATTERN, cursorPosition, lockOne, rowsOf } from '@app/kernel';
import type { Interval } from '@app/advisors';
import { type BookingState, dueAt } from './booking-machine.js';
import { Booking } from './booking.entity.js';
import type { BookingsQuery } from './bookings.dto.js';

/** A booking's row together with the state that the machine works on. */
export interface LoadedBooking {
  readonly row: Booking;
  readonly state: BookingState;
  /** Who started its call just now. */
  startedBy?: 'user' | 'advisor';
}

/** The state of a row as the machine knows it. */
export const loadBooking = (row: Booking): LoadedBooking => ({
  row,
  state: {
    status: row.status,
    startsAt: row.startsAt,
    waitMinutes: row.rules.waitMinutes,
    acceptBy: row.acceptBy,
    userArrivedAt: row.userArrivedAt,
    advisorArrivedAt: row.advisorArrivedAt,
    remindedDayAt: row.remindedDayAt,
    remindedSoonAt: row.remindedSoonAt,
    blockedBy: row.blockedBy,
    cancelledBy: row.cancelledBy,
    noShowBy: row.noShowBy,
    endedAt: row.endedAt,
  },
});

/** Loads a booking and locks its row: the first lock of every change, before those of its call and its hold. @throws NotFound */
export const lockBooking = async (tx: Tx, id: string): Promise<LoadedBooking> =>
  loadBooking(await lockOne(tx, Booking, id));

/** @throws NotFound */
export async function readBooking(tx: Tx, id: string): Promise<LoadedBooking> {
  const row = await tx.findOneBy(Booking, { licenseeId: tx.ctx.licenseeId, id });
  if (!row) throw new NotFound();
  return loadBooking(row);
}

/** Writes back what the machine decided, and keeps `row` equal to the database. */
export async function saveBooking(tx: Tx, { row, state }: LoadedBooking, extra: Partial<Booking>): Promise<void> {
  const change: Partial<Booking> = {
    status: state.status,
    userArrivedAt: state.userArrivedAt,
    advisorArrivedAt: state.advisorArrivedAt,
    remindedDayAt: state.remindedDayAt,
    remindedSoonAt: state.remindedSoonAt,
    blockedBy: state.blockedBy,
    cancelledBy: state.cancelledBy,
    noShowBy: state.noShowBy,
    endedAt: state.endedAt,
    dueAt: dueAt(state),
    ...extra,
  };
  Object.assign(row, change);
  await tx.update(Booking, { licenseeId: row.licenseeId, id: row.id }, change);
}

/** Times of an advisor that bookings have taken, with their pauses. */
export async function takenOf(tx: Tx, advisorId: string, from: Date, to: Date): Promise<Interval[]> {
  return rowsOf<Interval>(
    tx,
    `select starts_at as start, free_at as "end" from app.booking
      where licensee_id = $1 and advisor_id = $2 and status in ('requested', 'accepted', 'started')
        and tstzrange(starts_at, free_at) && tstzrange($3, $4) order by starts_at`,
    [tx.ctx.licenseeId, advisorId, from, to],
  );
}

/** Whether the user has a live booking within this time. */
export async function isBusy(tx: Tx, userId: string, from: Date, to: Date): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `select 1 from app.booking where licensee_id = $1 and user_id = $2 and status in ('requested', 'accepted', 'started')
        and tstzrange(starts_at, ends_at) && tstzrange($3, $4) limit 1`,
    [tx.ctx.licenseeId, userId, from, to],
  );
  return rows.length > 0;
}

/** The start of the advisor's next booking after one of theirs; null = there is none. */
export async function nextStart(tx: Tx, { advisorId, endsAt }: Booking): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | null }>(
    tx,
    `select min(starts_at) as at from app.booking where licensee_id = $1 and advisor_id = $2 and status in ('requested', 'accepted') and starts_at >= $3`,
    [tx.ctx.licenseeId, advisorId, endsAt],
  );
  return row!.at;
}

interface Viewers {
  readonly userId?: string;
  readonly advisorPersonId?: string;
}

/** One more than a page: coming ones by their time, those that are over the last first. */
export async function bookingsOf(tx: Tx, who: Viewers, query: BookingsQuery): Promise<Booking[]> {
  const after = cursorPosition(query.cursor, [/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, UUID_PATTERN]);
  const select = tx
    .createQueryBuilder(Booking, 'b')
    .where('b.licenseeId = :licenseeId', { licenseeId: tx.ctx.licenseeId });
  if (who.userId !== undefined) select.andWhere('b.userId = :userId', { userId: who.userId });
  if (who.advisorPersonId !== undefined)
    select.andWhere('b.advisorPersonId = :person', { person: who.advisorPersonId });
  if (query.advisorId !== undefined) select.andWhere('b.advisorId = :advisorId', { advisorId: query.advisorId });
  if (query.userId !== undefined) select.andWhere('b.userId = :ofUser', { ofUser: query.userId });
  if (query.externalId !== undefined) select.andWhere('b.externalId = :externalId', { externalId: query.externalId });
  if (query.status !== undefined) select.andWhere('b.status = :status', { status: query.status });
  const isComing = query.when === 'coming';
  if (query.when !== undefined)
    select.andWhere(`b.status ${isComing ? '' : 'not '}in ('requested', 'accepted', 'started')`);
  if (after) select.andWhere(`(b.startsAt, b.id) ${isComing ? '>' : '<'} (:at, :id)`, { at: after[0], id: after[1] });
  const order = isComing ? 'ASC' : 'DESC';
  return select
    .orderBy('b.startsAt', order)
    .addOrderBy('b.id', order)
    .take(query.limit + 1)
    .getMany();
}

export interface BookingPeople {
  readonly id: string;
  readonly advisor_name: string;
  readonly user_name: string;
  readonly user_alias: string;
}

/** What is told of the people of bookings: the advisor knows the user by the alias of their calls. */
export async function peopleOf(tx: Tx, ids: readonly string[]): Promise<Map<string, BookingPeople>> {
  const rows = await rowsOf<BookingPeople>(
    tx,
    `select b.id, a.display_name as advisor_name, p.display_name as user_name, app.alias_of(t.alias_key, b.advisor_id, b.user_id) as user_alias
       from app.booking b
       join app.licensee_terms t on t.licensee_id = b.licensee_id
       join app.advisor a on a.licensee_id = b.licensee_id and a.id = b.advisor_id
       join app.person p on p.licensee_id = b.licensee_id and p.id = b.user_id
      where b.licensee_id = $1 and b.id = any ($2)`,
    [tx.ctx.licenseeId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Bookings that are not over: of an advisor, of a user, of a person on either side, or all of the licensee. */
export async function liveOf(
  tx: Tx,
  { advisorId, userId, personId }: { advisorId?: string; userId?: string; personId?: string },
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select id from app.booking where licensee_id = $1 and status in ('requested', 'accepted', 'started')
        and ($2::uuid is null or advisor_id = $2) and ($3::uuid is null or user_id = $3) and ($4::uuid is null or user_id = $4 or advisor_person_id = $4)
      order by starts_at, id`,
    [tx.ctx.licenseeId, advisorId ?? null, userId ?? null, personId ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Whether a side was closed out, or the licence has ended: the call of this booking will not be. */
export const isOff = (tx: Tx, { userId, advisorId, advisorPersonId }: Booking): Promise<boolean> =>
  areOut(tx, advisorId, [userId, advisorPersonId]);

/** Whether the user has closed the account: it is their own doing, told by an event that may come later than a timer. */
export async function hasLeft(tx: Tx, { userId }: Booking): Promise<boolean> {
  const sql = `select 1 from app.person where licensee_id = $1 and id = $2 and status = 'closed'`;
  return (await rowsOf(tx, sql, [tx.ctx.licenseeId, userId])).length > 0;
}

/** Whether this advisor or one of these people was closed out, or the licence has ended. An advisor who waits for approval is not out. */
export async function areOut(tx: Tx, advisorId: string, personIds: readonly string[]): Promise<boolean> {
  const [row] = await rowsOf<{ off: boolean }>(
    tx,
    `select exists (select 1 from app.advisor where licensee_id = $1 and id = $2 and status = 'suspended')
         or exists (select 1 from app.person where licensee_id = $1 and id = any ($3) and status <> 'active')
         or exists (select 1 from app.licence where licensee_id = $1 and status = 'terminated') as off`,
    [tx.ctx.licenseeId, advisorId, personIds],
  );
  return row!.off;
}

/** The booking that a call was made of. */
export async function bookingOfCall(tx: Tx, callId: string): Promise<string | undefined> {
  const [row] = await rowsOf<{ id: string }>(tx, 'select id from app.booking where licensee_id = $1 and call_id = $2', [
    tx.ctx.licenseeId,
    callId,
  ]);
  return row?.id;
}
