import { takesBookings } from './booked.js';
import type { Actor, TestApp } from './test-app.js';

type Advisor = Actor & { advisorId: string };
type Provider = 'google' | 'microsoft';
type StandIn = NonNullable<TestApp['sandbox']>['calendars'][Provider];

const HALF_HOUR_MS = 1_800_000;

/** In the answer of a list the whole of it is one row. */
interface CalendarRow {
  readonly provider: string;
  readonly status: string;
  readonly syncedAt: string | null;
}

/** A calendar of an advisor at the stand-in of a provider: what its owner does there, and what of it is known here. */
export class AdvisorCalendar {
  /** Its owner's name at the provider. */
  account: string;

  constructor(
    private readonly t: TestApp,
    private readonly provider: Provider,
    /** As they are signed in now. */
    public owner: Advisor,
  ) {
    this.account = owner.email;
  }

  /** The calendar of a new advisor who takes bookings, on the clock of today. */
  static async given(t: TestApp, provider: Provider): Promise<AdvisorCalendar> {
    t.clock.reset();
    const owner = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, owner);
    return new AdvisorCalendar(t, provider, owner);
  }

  vendor(): StandIn {
    return this.t.sandbox!.calendars[this.provider];
  }

  control(change: Parameters<StandIn['control']>[0]): ReturnType<StandIn['control']> {
    return this.vendor().control({ account: this.account, ...change });
  }

  /** An appointment of half an hour, of a private nature. */
  appointment(startsAt: string, more: object = {}): { id: string } {
    const end = new Date(Date.parse(startsAt) + HALF_HOUR_MS).toISOString();
    const made = this.control({ event: { start: startsAt, end, title: 'Dr Secret, cardiology', ...more } });
    return (made as { event: { id: string } }).event;
  }

  /** Our events in it. */
  written(): ReturnType<StandIn['calendarOf']>['events'] {
    const { events } = this.vendor().calendarOf(this.account);
    return events.filter(({ clientId, deleted }) => clientId !== null && !deleted);
  }

  /** Lets us in, as the person does on the page of the provider. @returns what the browser brings back */
  async consent(): Promise<{ state: string; code: string }> {
    const { body } = await this.t.as(this.owner).post(`/v1/advisors/me/calendars/${this.provider}/consent`).expect(200);
    const page = new URL((body as { url: string }).url);
    const answer = await fetch(`${page.origin}${page.pathname}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams([...page.searchParams, ['account', this.account], ['decision', 'allow']]),
    });
    const back = await fetch(answer.headers.get('location')!, { redirect: 'manual' });
    const url = back.headers.get('location') ?? '';
    if (back.status !== 303 || !url.startsWith('http://aurora.localhost/pro/calendars#'))
      throw new Error(`The browser is sent back by ${back.status} to ${url}`);
    const fragment = new URLSearchParams(new URL(url).hash.slice(1));
    return { state: fragment.get('state')!, code: fragment.get('code')! };
  }

  async letIn(): Promise<void> {
    await this.t
      .as(this.owner)
      .post('/v1/advisors/me/calendars/connect', await this.consent())
      .expect(200);
  }

  /** Lets us in, and everything that follows from it is done. */
  async connect(): Promise<void> {
    await this.letIn();
    await this.t.drain();
  }

  /** The worker's minute has come. */
  async look(): Promise<void> {
    await this.t.db.query(
      `update app.calendar_link set next_sync_at = now() - interval '1 minute' where next_sync_at is not null and advisor_id = $1`,
      [this.owner.advisorId],
    );
    await this.t.run('calendars.due');
    await this.t.drain();
  }

  /** As its advisor sees it. */
  async mine(): Promise<CalendarRow> {
    const { body } = await this.t.as(this.owner).get('/v1/advisors/me/calendars').expect(200);
    return (body as { data: CalendarRow[] }).data.find((one) => one.provider === this.provider)!;
  }

  async linkOf(): Promise<{ id: string; revision: number }> {
    const [link] = await this.t.db.query<{ id: string; revision: number }>(
      'select * from app.calendar_link where advisor_id = $1',
      [this.owner.advisorId],
    );
    return link!;
  }

  /** Times that are known to be taken. */
  busy(): Promise<{ starts_at: Date; ends_at: Date }[]> {
    return this.t.db.query(
      'select starts_at, ends_at from app.calendar_busy where advisor_id = $1 order by starts_at',
      [this.owner.advisorId],
    );
  }

  /** Whether somebody could book half an hour then. */
  async isFree(startsAt: string): Promise<boolean> {
    const { host, advisorId } = this.owner;
    const { body } = await this.t
      .http(host)
      .get(`/v1/advisors/${this.t.publicId('advisor', advisorId)}/slots?minutes=30&from=${startsAt}&days=1`)
      .expect(200);
    return (body as { data: { startsAt: string }[] }).data.some((slot) => slot.startsAt === startsAt);
  }
}
