import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, Jobs, type Tx, addSeconds, log, publicUrl, rowsOf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { BookingStatus } from '../booking-machine.js';
import { type CalendarEvent, ConsentLost, TryLater } from './calendar-port.js';
import { type Consent, CalendarTokensService } from './calendar-tokens.service.js';
import { bookingWords } from './calendar-words.js';

export const WRITE_TASK = 'calendars.write';
export type WriteJob = { readonly linkId: string; readonly bookingId: string; readonly attempt: number };

const FIRST_PAUSE_SECONDS = 30;
const MOST_PAUSE_SECONDS = 3 * 3_600;

/** What of a booking belongs into a calendar now. */
type Plan = Consent &
  ({ readonly act: 'put'; readonly event: CalendarEvent } | { readonly act: 'remove'; readonly remoteId: string });

interface PlanRow {
  readonly revision: number;
  readonly status: BookingStatus;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly alias: string;
  readonly locale: string;
  readonly entry: 'wanted' | 'written' | 'removed' | null;
  readonly remote_id: string | null;
}

/** States of a booking in which it has its place in the calendar. One that is over stays there, as what was. */
const AGREED: readonly BookingStatus[] = ['accepted', 'started', 'completed', 'no_show'];

/** Writes an advisor's bookings into their calendar, after the fact: what has to be there is read from the booking, not from who told of it. */
@Injectable()
export class CalendarWrites {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly tokens: CalendarTokensService,
    private readonly licensees: LicenseesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A job for each calendar of the booking's advisor. */
  async ask(tx: Tx, bookingId: string): Promise<void> {
    const links = await rowsOf<{ id: string }>(
      tx,
      `select l.id from app.calendar_link l join app.booking b on b.licensee_id = l.licensee_id and b.advisor_id = l.advisor_id
        where b.licensee_id = $1 and b.id = $2 and l.status = 'connected'`,
      [tx.ctx.licenseeId, bookingId],
    );
    for (const { id } of links) await this.add(tx, { linkId: id, bookingId, attempt: 0 });
  }

  /** A calendar that has just been connected gets what is agreed already, whatever was in it before. */
  async askAll(tx: Tx, linkId: string): Promise<void> {
    await rowsOf(
      tx,
      `update app.calendar_entry set status = 'wanted', changed_at = $3 where licensee_id = $1 and link_id = $2 and status = 'written'`,
      [tx.ctx.licenseeId, linkId, tx.now],
    );
    const bookings = await rowsOf<{ id: string }>(
      tx,
      `select b.id from app.booking b join app.calendar_link l on l.licensee_id = b.licensee_id and l.advisor_id = b.advisor_id
        where l.licensee_id = $1 and l.id = $2 and b.ends_at > $3
          and (b.status in ('accepted', 'started') or exists (select 1 from app.calendar_entry e where e.licensee_id = b.licensee_id and e.link_id = l.id and e.booking_id = b.id))
        order by b.starts_at`,
      [tx.ctx.licenseeId, linkId, tx.now],
    );
    for (const { id } of bookings) await this.add(tx, { linkId, bookingId: id, attempt: 0 });
  }

  /** Brings one calendar to what the booking says. */
  async write(ctx: Context, job: WriteJob): Promise<void> {
    const plan = await this.plan(ctx, job);
    if (!plan) return;
    try {
      const remoteId = await this.tokens.use(ctx, plan, async (port, token) => {
        if (plan.act === 'put') return port.put(token, plan.event);
        await port.remove(token, plan.remoteId);
        return null;
      });
      await this.db.transaction(ctx, (tx) => this.settle(tx, job, plan.revision, remoteId));
    } catch (error) {
      // Connected anew, everything is asked for again.
      if (error instanceof ConsentLost) return;
      if (!(error instanceof TryLater)) throw error;
      log.warn({ linkId: job.linkId, bookingId: job.bookingId, why: error.message }, 'a calendar takes no booking now');
      await this.db.transaction(ctx, (tx) => this.again(tx, job, error.afterSeconds));
    }
  }

  /** The entry is there before the event is: whoever reads the calendar knows whose it is. */
  private plan(ctx: Context, { linkId, bookingId }: WriteJob): Promise<Plan | undefined> {
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<PlanRow>(
        tx,
        `select l.revision, b.status, b.starts_at, b.ends_at, p.locale, app.alias_of(t.alias_key, b.advisor_id, b.user_id) as alias, e.status as entry, e.remote_id
           from app.calendar_link l
           join app.booking b on b.licensee_id = l.licensee_id and b.advisor_id = l.advisor_id and b.id = $3
           join app.licensee_terms t on t.licensee_id = l.licensee_id
           join app.person p on p.licensee_id = l.licensee_id and p.id = l.person_id
           left join app.calendar_entry e on e.licensee_id = l.licensee_id and e.link_id = l.id and e.booking_id = b.id
          where l.licensee_id = $1 and l.id = $2 and l.status = 'connected'`,
        [ctx.licenseeId, linkId, bookingId],
      );
      if (!row) return undefined;
      const { revision, entry, remote_id: remoteId } = row;
      if (!AGREED.includes(row.status)) {
        if (entry === null || entry === 'removed') return undefined;
        // An answer may have been lost, and the event be there all the same: it is put once more to learn its id, and then taken away.
        return remoteId === null
          ? { linkId, revision, act: 'put', event: await this.eventOf(tx, bookingId, row) }
          : { linkId, revision, act: 'remove', remoteId };
      }
      if (entry === 'written') return undefined;
      await rowsOf(
        tx,
        `insert into app.calendar_entry (licensee_id, link_id, booking_id, status, changed_at) values ($1, $2, $3, 'wanted', $4)
         on conflict (licensee_id, link_id, booking_id) do nothing`,
        [ctx.licenseeId, linkId, bookingId, tx.now],
      );
      return { linkId, revision, act: 'put', event: await this.eventOf(tx, bookingId, row) };
    });
  }

  private async eventOf(tx: Tx, bookingId: string, row: PlanRow): Promise<CalendarEvent> {
    const words = bookingWords(row.locale);
    const site = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
    return {
      bookingId,
      remoteId: row.remote_id,
      summary: `${words.callWith(row.alias)} (${await this.licensees.nameOf(tx)})`,
      url: `${site}/pro/bookings`,
      start: row.starts_at,
      end: row.ends_at,
    };
  }

  /** What was done with an older consent was done elsewhere: whoever connected anew has asked for everything, and the entry stays wanted for them. */
  private async settle(tx: Tx, job: WriteJob, revision: number, remoteId: string | null): Promise<void> {
    const [link] = await rowsOf<{ revision: number }>(
      tx,
      'select revision from app.calendar_link where licensee_id = $1 and id = $2 for no key update',
      [tx.ctx.licenseeId, job.linkId],
    );
    if (link?.revision !== revision) return;
    const [row] = await rowsOf<{ status: BookingStatus }>(
      tx,
      `update app.calendar_entry e set status = case when $4::text is null then 'removed' else 'written' end, remote_id = coalesce($4, e.remote_id), changed_at = $5
         from app.booking b where e.licensee_id = $1 and e.link_id = $2 and e.booking_id = $3 and b.licensee_id = e.licensee_id and b.id = e.booking_id
       returning b.status`,
      [tx.ctx.licenseeId, job.linkId, job.bookingId, remoteId, tx.now],
    );
    // Called off while it was being written: it is taken away again.
    if (row && remoteId !== null && !AGREED.includes(row.status)) await this.add(tx, { ...job, attempt: 0 });
  }

  /** Until the time of the booking is over: afterwards it helps nobody. */
  private async again(tx: Tx, job: WriteJob, afterSeconds: number | null): Promise<void> {
    const [row] = await rowsOf<{ ends_at: Date }>(
      tx,
      'select ends_at from app.booking where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, job.bookingId],
    );
    if (!row || row.ends_at < tx.now) return;
    const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(job.attempt, 12), MOST_PAUSE_SECONDS);
    await this.add(tx, { ...job, attempt: job.attempt + 1 }, addSeconds(tx.now, Math.max(pause, afterSeconds ?? 0)));
  }

  /** One after the other for each calendar, so that none is taken away before it is written. */
  private async add(tx: Tx, job: WriteJob, runAt?: Date): Promise<void> {
    await this.jobs.add(tx, WRITE_TASK, job, {
      queue: `calendar:${job.linkId}`,
      ...(runAt === undefined ? {} : { runAt }),
    });
  }
}
