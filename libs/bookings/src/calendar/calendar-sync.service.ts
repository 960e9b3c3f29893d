import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, addSeconds, lockOne, log, rowsOf } from '@app/kernel';
import { areOut } from '../bookings.queries.js';
import { CalendarLink } from './calendar-link.entity.js';
import { type CalendarChanges, ConsentLost, CursorExpired, TryLater } from './calendar-port.js';
import { type Consent, CalendarTokensService } from './calendar-tokens.service.js';
import { digest } from './digest.js';

const DAY_SECONDS = 86_400;
/** Bookings lie up to 90 days ahead. A window serves until less than that is left of it. */
const WINDOW_DAYS = 120;
const LEAST_DAYS = 92;
const EVERY_SECONDS = 300;
/** Nobody else looks meanwhile; when this process dies, somebody does afterwards. */
const LEASE_SECONDS = 600;
const MOST_PAUSE_SECONDS = 6 * 3_600;

interface Look extends Consent {
  readonly since: string | { readonly from: Date; readonly to: Date };
  /** A cursor that the provider forgets is followed by this. */
  readonly window: { readonly from: Date; readonly to: Date };
}

/** Reads when advisors are busy elsewhere. Of each event its times are kept, and nothing that says what it is. */
@Injectable()
export class CalendarSync {
  constructor(
    private readonly db: Db,
    private readonly tokens: CalendarTokensService,
  ) {}

  /** One look at one calendar. Never throws for what the provider does: the row says when the next one is. */
  async sync(ctx: Context, linkId: string): Promise<void> {
    const look = await this.begin(ctx, linkId);
    if (!look) return;
    try {
      const { changes, isFull } = await this.read(ctx, look);
      await this.keep(ctx, look, changes, isFull);
    } catch (error) {
      if (error instanceof ConsentLost) return;
      if (!(error instanceof TryLater)) log.error({ err: error, linkId }, 'a calendar cannot be read; tried again');
      await this.postpone(ctx, look, error instanceof TryLater ? error.afterSeconds : null);
    }
  }

  private begin(ctx: Context, linkId: string): Promise<Look | undefined> {
    return this.db.transaction(ctx, async (tx) => {
      const [known] = await rowsOf(tx, 'select 1 from app.calendar_link where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        linkId,
      ]);
      if (!known) return undefined; // disconnected meanwhile
      const link = await lockOne(tx, CalendarLink, linkId);
      if (link.status !== 'connected' || link.nextSyncAt === null || link.nextSyncAt > tx.now) return undefined;
      await tx.update(
        CalendarLink,
        { licenseeId: ctx.licenseeId, id: linkId },
        { nextSyncAt: addSeconds(tx.now, LEASE_SECONDS) },
      );
      // Nothing is read of somebody who is closed out. The lease brings us back, in case they are let in again.
      if (await areOut(tx, link.advisorId, [link.personId])) return undefined;
      const window = { from: addSeconds(tx.now, -DAY_SECONDS), to: addSeconds(tx.now, WINDOW_DAYS * DAY_SECONDS) };
      const isFresh =
        link.cursor !== null &&
        link.windowUntil !== null &&
        link.windowUntil > addSeconds(tx.now, LEAST_DAYS * DAY_SECONDS);
      return { linkId, revision: link.revision, window, since: isFresh ? link.cursor! : window };
    });
  }

  private async read(ctx: Context, look: Look): Promise<{ changes: CalendarChanges; isFull: boolean }> {
    return this.tokens.use(ctx, look, async (port, token) => {
      try {
        return { changes: await port.changes(token, look.since), isFull: typeof look.since !== 'string' };
      } catch (error) {
        if (!(error instanceof CursorExpired) || typeof look.since !== 'string') throw error;
        return { changes: await port.changes(token, look.window), isFull: true };
      }
    });
  }

  private async keep(ctx: Context, look: Look, read: CalendarChanges, isFull: boolean): Promise<void> {
    // Pages may name an event twice: the last word counts.
    const changes = [...new Map(read.changes.map((change) => [change.id, change])).values()];
    await this.db.transaction(ctx, async (tx) => {
      const link = await this.stillThere(tx, look);
      if (!link) return;
      const own = await this.ownOf(
        tx,
        link.id,
        changes.flatMap(({ bookingId }) => bookingId ?? []),
      );
      const busy = changes.flatMap(({ id, bookingId, busy: time }) =>
        time === null || own.bookings.has(bookingId ?? '') || own.events.has(id) ? [] : [{ key: digest(id), ...time }],
      );
      // The list of a first look is whole; that of a later one names what has changed.
      await rowsOf(
        tx,
        `delete from app.calendar_busy where licensee_id = $1 and link_id = $2 and ($3 or event_key = any ($4) or ends_at < $5)`,
        [ctx.licenseeId, link.id, isFull, changes.map(({ id }) => digest(id)), addSeconds(tx.now, -DAY_SECONDS)],
      );
      await rowsOf(
        tx,
        `insert into app.calendar_busy (licensee_id, link_id, event_key, advisor_id, starts_at, ends_at)
         select $1, $2, key, $3, starts_at, ends_at from unnest($4::bytea[], $5::timestamptz[], $6::timestamptz[]) as t(key, starts_at, ends_at)
         on conflict (licensee_id, link_id, event_key) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at`,
        [
          ctx.licenseeId,
          link.id,
          link.advisorId,
          busy.map(({ key }) => key),
          busy.map(({ start }) => start),
          busy.map(({ end }) => end),
        ],
      );
      await tx.update(
        CalendarLink,
        { licenseeId: ctx.licenseeId, id: link.id },
        {
          cursor: read.cursor,
          ...(isFull ? { windowUntil: look.window.to } : {}),
          syncedAt: tx.now,
          nextSyncAt: addSeconds(tx.now, EVERY_SECONDS),
          failures: 0,
        },
      );
    });
  }

  /** Events that we wrote ourselves take no time twice. What another licensee's booking takes in the same calendar counts. */
  private async ownOf(
    tx: Tx,
    linkId: string,
    claimed: readonly string[],
  ): Promise<{ bookings: ReadonlySet<string>; events: ReadonlySet<string> }> {
    const rows = await rowsOf<{ booking_id: string; remote_id: string | null }>(
      tx,
      `select booking_id, remote_id from app.calendar_entry where licensee_id = $1 and link_id = $2 and (remote_id is not null or booking_id = any ($3))`,
      [tx.ctx.licenseeId, linkId, claimed],
    );
    return {
      bookings: new Set(rows.map(({ booking_id: id }) => id)),
      events: new Set(rows.flatMap(({ remote_id: id }) => id ?? [])),
    };
  }

  private async postpone(ctx: Context, look: Look, afterSeconds: number | null): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const link = await this.stillThere(tx, look);
      if (!link) return;
      const failures = link.failures + 1;
      const pause = Math.min(60 * 2 ** Math.min(failures, 12), MOST_PAUSE_SECONDS);
      await tx.update(
        CalendarLink,
        { licenseeId: ctx.licenseeId, id: link.id },
        { failures, nextSyncAt: addSeconds(tx.now, Math.max(pause, afterSeconds ?? 0)) },
      );
    });
  }

  /** The link as it was when the look began; undefined = it was taken away, or connected anew. */
  private async stillThere(tx: Tx, { linkId, revision }: Consent): Promise<CalendarLink | undefined> {
    const known = await tx.findOneBy(CalendarLink, { licenseeId: tx.ctx.licenseeId, id: linkId });
    if (!known) return undefined;
    const link = await lockOne(tx, CalendarLink, linkId);
    return link.status === 'connected' && link.revision === revision ? link : undefined;
  }
}
