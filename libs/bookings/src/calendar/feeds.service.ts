import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Tx,
  addSeconds,
  personOf,
  publicId,
  publicUrl,
  rowsOf,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { BookingStatus } from '../booking-machine.js';
import { bookingWords } from './calendar-words.js';
import { digest } from './digest.js';
import type { CalendarFeedView, NewCalendarFeedView } from './feeds.dto.js';
import { type ICalEvent, calendarFile } from './ical.js';

const PAST_SECONDS = 30 * 86_400;
/** Far above what a person books in a quarter. */
const MOST_EVENTS = 1_000;
const TOKEN = /^([A-Za-z0-9_-]{43})\.ics$/;

export interface Feed {
  readonly body: string;
  /** Of the body: a reader that has it is told so. */
  readonly etag: string;
}

interface FeedRow {
  readonly id: string;
  readonly status: BookingStatus;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly requested_at: Date;
  readonly changed_at: Date;
  readonly is_advisor: boolean;
  readonly other: string;
}

/** A person's own bookings as a calendar feed, behind an address that only they know [H4]. */
@Injectable()
export class CalendarFeeds {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  show(ctx: Context): Promise<CalendarFeedView> {
    return this.db.read(ctx, async (tx) => {
      const [row] = await rowsOf<{ created_at: Date }>(
        tx,
        'select created_at from app.calendar_feed where licensee_id = $1 and person_id = $2',
        [ctx.licenseeId, personOf(ctx).personId],
      );
      return { isOn: row !== undefined, createdAt: row?.created_at.toISOString() ?? null };
    });
  }

  /** A new address; the one before it is worth nothing from now on. */
  renew(ctx: Context): Promise<NewCalendarFeedView> {
    return this.db.transaction(ctx, async (tx) => {
      const token = randomBytes(32).toString('base64url');
      await rowsOf(
        tx,
        `insert into app.calendar_feed (licensee_id, person_id, hash, created_at) values ($1, $2, $3, $4)
         on conflict (licensee_id, person_id) do update set hash = excluded.hash, created_at = excluded.created_at`,
        [ctx.licenseeId, personOf(ctx).personId, digest(token), tx.now],
      );
      const host = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
      return { url: `${host}/v1/calendars/${token}.ics`, createdAt: tx.now.toISOString() };
    });
  }

  async revoke(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, (tx) =>
      rowsOf(tx, 'delete from app.calendar_feed where licensee_id = $1 and person_id = $2', [
        ctx.licenseeId,
        personOf(ctx).personId,
      ]),
    );
  }

  /** The feed behind an address. @throws NotFound */
  read(ctx: Context, file: string): Promise<Feed> {
    const token = TOKEN.exec(file)?.[1];
    if (token === undefined) throw new NotFound();
    return this.db.read(ctx, async (tx) => {
      const [owner] = await rowsOf<{ id: string; locale: string }>(
        tx,
        `select p.id, p.locale from app.calendar_feed f join app.person p on p.licensee_id = f.licensee_id and p.id = f.person_id
          where f.licensee_id = $1 and f.hash = $2 and p.status = 'active'`,
        [ctx.licenseeId, digest(token)],
      );
      if (!owner) throw new NotFound();
      const words = bookingWords(owner.locale);
      const host = await this.licensees.primaryHostOf(tx);
      const site = publicUrl(this.config, host);
      const events = (await this.bookingsOf(tx, owner.id)).map((row): ICalEvent => ({
        uid: `${publicId('booking', row.id)}@${host}`,
        sequence: SEQUENCE[row.status],
        status: STATUS[row.status],
        summary: words.callWith(row.other),
        url: `${site}${row.is_advisor ? '/pro' : ''}/bookings`,
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        createdAt: row.requested_at,
        changedAt: row.changed_at,
      }));
      const body = calendarFile(words.feedOf(await this.licensees.nameOf(tx)), events);
      return { body, etag: `"${digest(body).toString('base64url').slice(0, 22)}"` };
    });
  }

  /** Live ones and those of the last days. The advisor knows the user by the alias of their calls. */
  private bookingsOf(tx: Tx, personId: string): Promise<FeedRow[]> {
    return rowsOf<FeedRow>(
      tx,
      `select b.id, b.status, b.starts_at, b.ends_at, b.requested_at, coalesce(b.ended_at, b.requested_at) as changed_at,
              b.advisor_person_id = $2 as is_advisor,
              case when b.advisor_person_id = $2 then app.alias_of(t.alias_key, b.advisor_id, b.user_id) else a.display_name end as other
         from app.booking b
         join app.licensee_terms t on t.licensee_id = b.licensee_id
         join app.advisor a on a.licensee_id = b.licensee_id and a.id = b.advisor_id
        where b.licensee_id = $1 and (b.user_id = $2 or b.advisor_person_id = $2) and b.ends_at > $3
        order by b.starts_at, b.id limit ${MOST_EVENTS}`,
      [tx.ctx.licenseeId, personId, addSeconds(tx.now, -PAST_SECONDS)],
    );
  }
}

const STATUS: Readonly<Record<BookingStatus, ICalEvent['status']>> = {
  requested: 'TENTATIVE',
  accepted: 'CONFIRMED',
  started: 'CONFIRMED',
  completed: 'CONFIRMED',
  no_show: 'CONFIRMED',
  declined: 'CANCELLED',
  lapsed: 'CANCELLED',
  cancelled: 'CANCELLED',
};
/** Never falls: a call in which nobody met leads from started back to accepted. */
const SEQUENCE: Readonly<Record<BookingStatus, number>> = {
  requested: 0,
  accepted: 1,
  started: 1,
  completed: 2,
  no_show: 2,
  declined: 2,
  lapsed: 2,
  cancelled: 2,
};
