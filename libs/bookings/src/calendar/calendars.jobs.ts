import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventDefinition,
  type EventEnvelope,
  Every,
  Handles,
  Jobs,
  Task,
  systemContext,
} from '@app/kernel';
import { BookingAccepted, BookingCancelled } from '../bookings.events.js';
import { CalendarSync } from './calendar-sync.service.js';
import { CalendarWrites, WRITE_TASK, type WriteJob } from './calendar-writes.service.js';
import { SYNC_TASK } from './calendars.service.js';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;

const BATCH = 500;

/** What the worker does for calendars. */
@Injectable()
export class CalendarsJobs {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly reading: CalendarSync,
    private readonly writing: CalendarWrites,
  ) {}

  /** Each calendar is read in a job of its own, so that one that does not answer holds up no other. */
  @Every('* * * * *', 'calendars.due')
  async due(): Promise<void> {
    const due = await this.db.resolve<{ licensee_id: string; id: string }>(
      'select * from app.due_calendar_links($1, $2)',
      [await this.db.now(), BATCH],
    );
    for (const { licensee_id: licenseeId, id } of due)
      await this.db.transaction(systemContext(licenseeId, 'calendars.due'), (tx) =>
        this.jobs.add(tx, SYNC_TASK, { linkId: id }, { key: `calendar-sync:${id}` }),
      );
  }

  @Task(SYNC_TASK)
  sync(ctx: Context, { linkId }: { linkId: string }): Promise<void> {
    return this.reading.sync(ctx, linkId);
  }

  @Task(WRITE_TASK)
  write(ctx: Context, job: WriteJob): Promise<void> {
    return this.writing.write(ctx, job);
  }

  @Handles(BookingAccepted, 'calendars.accepted')
  accepted(ctx: Context, { data }: Told<typeof BookingAccepted>): Promise<void> {
    return this.db.transaction(ctx, (tx) => this.writing.ask(tx, data.bookingId));
  }

  @Handles(BookingCancelled, 'calendars.cancelled')
  cancelled(ctx: Context, { data }: Told<typeof BookingCancelled>): Promise<void> {
    return this.db.transaction(ctx, (tx) => this.writing.ask(tx, data.bookingId));
  }
}
