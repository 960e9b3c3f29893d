import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemContext } from '@app/kernel';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  race,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
  wish,
} from '@app/testing';
import { CalendarProviders } from './calendar-providers.js';
import { CalendarTokensService } from './calendar-tokens.service.js';
import { CalendarWrites } from './calendar-writes.service.js';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
const HALF_HOUR_MS = 1_800_000;

/** In the answer of a list the whole of it is one row. */
interface Calendar {
  readonly provider: string;
  readonly status: string;
  readonly syncedAt: string | null;
}

describe.each(['google', 'microsoft'] as const)('a calendar at %s', (provider) => {
  let t: TestApp;
  let ada: Advisor;
  let account: string;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    account = ada.email;
  });

  const vendor = () => t.sandbox!.calendars[provider];
  const calendar = () => vendor().calendarOf(account);
  const control = (change: Parameters<ReturnType<typeof vendor>['control']>[0]) =>
    vendor().control({ account, ...change });
  /** Lets us in, as the person does on the page of the provider; answers with what the browser brings back. */
  const consent = async (who: Actor): Promise<{ state: string; code: string }> => {
    const { body } = await t.as(who).post(`/v1/advisors/me/calendars/${provider}/consent`).expect(200);
    const page = new URL((body as { url: string }).url);
    const answer = await fetch(`${page.origin}${page.pathname}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams([...page.searchParams, ['account', account], ['decision', 'allow']]),
    });
    const back = await fetch(answer.headers.get('location')!, { redirect: 'manual' });
    expect(back.status).toBe(303);
    const url = new URL(back.headers.get('location')!);
    expect(url.href.startsWith('http://aurora.localhost/pro/calendars#')).toBe(true);
    const fragment = new URLSearchParams(url.hash.slice(1));
    return { state: fragment.get('state')!, code: fragment.get('code')! };
  };
  const letIn = async (): Promise<void> => {
    await t
      .as(ada)
      .post('/v1/advisors/me/calendars/connect', await consent(ada))
      .expect(200);
  };
  const connect = async (): Promise<void> => {
    await letIn();
    await t.drain();
  };
  const mine = async (): Promise<Calendar> => {
    const { body } = await t.as(ada).get('/v1/advisors/me/calendars').expect(200);
    return (body as { data: Calendar[] }).data.find((one) => one.provider === provider)!;
  };
  /** The worker's minute has come. */
  const look = async (): Promise<void> => {
    await t.db.query(
      `update app.calendar_link set next_sync_at = now() - interval '1 minute' where next_sync_at is not null and advisor_id = $1`,
      [ada.advisorId],
    );
    await t.run('calendars.due');
    await t.drain();
  };
  const busy = () =>
    t.db.query<{ starts_at: Date; ends_at: Date }>(
      'select starts_at, ends_at from app.calendar_busy where advisor_id = $1 order by starts_at',
      [ada.advisorId],
    );
  const appointment = (startsAt: string, more: object = {}): { id: string } => {
    const end = new Date(Date.parse(startsAt) + HALF_HOUR_MS).toISOString();
    return (
      control({ event: { start: startsAt, end, title: 'Dr Secret, cardiology', ...more } }) as { event: { id: string } }
    ).event;
  };
  const isFree = async (startsAt: string): Promise<boolean> => {
    const { body } = await t
      .http(ada.host)
      .get(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}/slots?minutes=30&from=${startsAt}&days=1`)
      .expect(200);
    return (body as { data: { startsAt: string }[] }).data.some((slot) => slot.startsAt === startsAt);
  };
  /** Our events in it. */
  const written = () => calendar().events.filter(({ clientId, deleted }) => clientId !== null && !deleted);
  const linkOf = async () =>
    (
      await t.db.query<{ id: string; revision: number }>('select * from app.calendar_link where advisor_id = $1', [
        ada.advisorId,
      ])
    )[0]!;

  it('takes its busy times out of the slots, refuses a booking there, and gives them back when they are free again', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const lea = await t.given.user({ balanceMinor: 20_000n });
    const { id } = appointment(startsAt);
    const input = await wish(t, lea, ada, startsAt);
    await connect();
    expect(await mine()).toMatchObject({ status: 'connected', syncedAt: /T/ });
    expect(await isFree(startsAt)).toBe(false);
    const refused = await t.as(lea).post('/v1/bookings', input);
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([409, 'slot-taken']);

    control({ event: { id, start: slotIn(t, 3 * DAY), end: slotIn(t, 3 * DAY + 30) } });
    await look();
    expect([await isFree(startsAt), await isFree(slotIn(t, 3 * DAY))]).toEqual([true, false]);
    control({ remove: id });
    await look();
    expect(await isFree(slotIn(t, 3 * DAY))).toBe(true);
    expect(await busy()).toEqual([]);
  });

  it('keeps the times of an event and nothing else, and none of what is free, declined, cancelled by its host or a place of work', async () => {
    appointment(slotIn(t, 2 * DAY));
    appointment(slotIn(t, 3 * DAY), { free: true });
    appointment(slotIn(t, 4 * DAY), {
      extra:
        provider === 'google'
          ? { attendees: [{ self: true, responseStatus: 'declined' }] }
          : { responseStatus: { response: 'declined' } },
    });
    appointment(slotIn(t, 5 * DAY), {
      extra: provider === 'google' ? { eventType: 'workingLocation' } : { showAs: 'workingElsewhere' },
    });
    appointment(slotIn(t, 6 * DAY), {
      extra: provider === 'google' ? { status: 'cancelled' } : { isCancelled: true },
    });
    await connect();
    expect(await busy()).toEqual([
      { starts_at: new Date(slotIn(t, 2 * DAY)), ends_at: new Date(Date.parse(slotIn(t, 2 * DAY)) + HALF_HOUR_MS) },
    ]);
    for (const table of ['calendar_link', 'calendar_busy', 'calendar_consent']) {
      const rows = await t.db.query<{ row: string }>(`select r::text as row from app.${table} r`);
      expect(rows.map(({ row }) => row).join()).not.toMatch(/Secret|cardiology/);
    }
    // Google lets us ask for less than everything: no title has left it.
    const { told } = t.sandbox!.calendars.google;
    expect(told.length > 0).toBe(provider === 'google');
    expect(JSON.stringify(told)).not.toMatch(/Secret|cardiology/);
  });

  it('counts whole days by the time zone of the calendar, and a series by its occurrences', async () => {
    if (provider === 'google') {
      // The stand-in's calendars are in Berlin.
      control({ event: { start: '2030-01-15', end: '2030-01-16' } });
      t.clock.advanceSeconds((Date.parse('2030-01-01T00:00:00Z') - Date.now()) / 1000);
      ada = await signedInAgain(t, ada);
      await connect();
      expect(await busy()).toEqual([
        { starts_at: new Date('2030-01-14T23:00:00Z'), ends_at: new Date('2030-01-15T23:00:00Z') },
      ]);
      return;
    }
    for (const [title, free] of [
      ['gym', false],
      ['reminder', true],
    ] as const) {
      const series = appointment(slotIn(t, -7 * DAY), { free, extra: { type: 'seriesMaster' } });
      control({ event: { id: series.id, start: slotIn(t, 2 * DAY), end: slotIn(t, 2 * DAY + 30), title, free } });
      for (const day of [3, 4])
        appointment(slotIn(t, day * DAY), { extra: { type: 'occurrence', seriesMasterId: series.id } });
    }
    await connect();
    expect((await busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([
      slotIn(t, 3 * DAY),
      slotIn(t, 4 * DAY),
    ]);
  });

  it('reads page after page', async () => {
    control({ pageSize: 2 });
    for (let day = 2; day < 7; day++) appointment(slotIn(t, day * DAY));
    await connect();
    control({ pageSize: 50 });
    expect(await busy()).toHaveLength(5);
  });

  it('gets an accepted booking, which takes no time twice, and loses it when it is called off', async () => {
    await connect();
    const startsAt = slotIn(t, 2 * DAY);
    const lea = await t.given.user({ balanceMinor: 20_000n });
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await t.drain();
    const [event, ...others] = written();
    expect(others).toEqual([]);
    expect(event!.title).toMatch(/^Call with Guest \w+ \(Aurora Advice\)$/);
    expect(JSON.stringify(event)).not.toContain(lea.email);
    expect(Date.parse(event!.start)).toBe(Date.parse(startsAt));
    await look();
    expect(await busy()).toEqual([]);
    expect((await t.as(ada).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({ clashes: false });

    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
    await t.drain();
    expect(written()).toEqual([]);
  });

  it('gets a booking once, however often it is put, and when the answer of a put is lost', async () => {
    await connect();
    const lea = await t.given.user({ balanceMinor: 20_000n });
    control({ loseAnswers: 1 });
    const id = await acceptedBooking(t, lea, ada, slotIn(t, 2 * DAY));
    await t.drain();
    expect(written()).toHaveLength(1);
    const bookingId = t.parseId('booking', id)!;
    const entry = async () =>
      (
        await t.db.query<{ status: string }>('select status from app.calendar_entry where booking_id = $1', [bookingId])
      )[0]!.status;
    expect(await entry()).toBe('wanted');
    // Its answer was lost, yet it is ours, and nothing else is written before the next try.
    await look();
    expect(await busy()).toEqual([]);
    const { id: linkId } = await linkOf();
    const write = () =>
      t.app.get(CalendarWrites).write(systemContext(ada.licenseeId, 'spec'), { linkId, bookingId, attempt: 0 });
    await race(4, write);
    await write();
    expect([written().length, await entry()]).toEqual([1, 'written']);
  });

  it.each(['put', 'remove'] as const)(
    'of another account that is connected in the middle of a %s gets what is agreed',
    async (act) => {
      await connect();
      const lea = await t.given.user({ balanceMinor: 20_000n });
      const id = await acceptedBooking(t, lea, ada, slotIn(t, 2 * DAY));
      if (act === 'remove') {
        await t.drain();
        await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
      }
      const port = t.app.get(CalendarProviders).of(provider) as unknown as Record<
        typeof act,
        (...args: unknown[]) => Promise<unknown>
      >;
      const really = port[act].bind(port);
      const spy = jest.spyOn(port, act).mockImplementationOnce(async (...args) => {
        const done = await really(...args);
        account = `other-${account}`;
        await letIn();
        return done;
      });
      const [{ id: linkId }, bookingId] = [await linkOf(), t.parseId('booking', id)!];
      const entry = () =>
        t.db.query<{ status: string }>('select status from app.calendar_entry where booking_id = $1', [bookingId]);
      await t.app.get(CalendarWrites).write(systemContext(ada.licenseeId, 'spec'), { linkId, bookingId, attempt: 0 });
      expect(await entry()).toEqual([{ status: 'wanted' }]);
      await t.drain();
      expect(await entry()).toEqual([{ status: act === 'put' ? 'written' : 'removed' }]);
      expect(written()).toHaveLength(act === 'put' ? 1 : 0);
      spy.mockRestore();
    },
  );

  it('of another account that is connected in the middle of a look has the times of that one alone', async () => {
    await connect();
    appointment(slotIn(t, 2 * DAY));
    const port = t.app.get(CalendarProviders).of(provider);
    const really = port.changes.bind(port);
    const spy = jest.spyOn(port, 'changes').mockImplementationOnce(async (...asked) => {
      const found = await really(...asked);
      account = `other-${account}`;
      await letIn();
      return found;
    });
    await look();
    spy.mockRestore();
    await t.drain();
    expect((await mine()).status).toBe('connected');
    expect(await busy()).toEqual([]);
    appointment(slotIn(t, 3 * DAY));
    await look();
    expect((await busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([slotIn(t, 3 * DAY)]);
  });

  it('takes away a booking that is called off before anybody knows whether it was written', async () => {
    await connect();
    const lea = await t.given.user({ balanceMinor: 20_000n });
    control({ loseAnswers: 1 });
    const id = await acceptedBooking(t, lea, ada, slotIn(t, 2 * DAY));
    await t.drain();
    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
    await t.drain();
    expect(written()).toEqual([]);
  });

  it('never calls off what was agreed: the advisor sees that it clashes, and the user does not', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const lea = await t.given.user({ balanceMinor: 20_000n });
    const id = await acceptedBooking(t, lea, ada, startsAt);
    appointment(startsAt);
    await connect();
    expect((await t.as(ada).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({
      status: 'accepted',
      clashes: true,
    });
    expect((await t.as(lea).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({
      status: 'accepted',
      clashes: null,
    });
    // And what was agreed before is in the calendar from the first day on.
    expect(written()).toHaveLength(1);
  });

  it('is read anew when the provider has forgotten where we were, without what was deleted meanwhile', async () => {
    const gone = appointment(slotIn(t, 2 * DAY));
    await connect();
    control({ remove: gone.id });
    appointment(slotIn(t, 3 * DAY));
    control({ expireCursors: true });
    await look();
    expect((await busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([slotIn(t, 3 * DAY)]);
    expect((await mine()).status).toBe('connected');
  });

  it('is opened with one new token by ten who need it at once', async () => {
    await connect();
    control({ expireTokens: true, tokenDelayMs: 300 });
    await t.db.query('update app.calendar_link set access_until = now()');
    const before = vendor().grants.refreshes;
    const { id: linkId, revision } = await linkOf();
    const done = await race(10, () =>
      t.app
        .get(CalendarTokensService)
        .use(systemContext(ada.licenseeId, 'spec'), { linkId, revision }, (_, token) => Promise.resolve(token)),
    );
    control({ tokenDelayMs: 0 });
    const tokens = done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens).not.toContain('failed');
    expect(vendor().grants.refreshes - before).toBe(1);
    await look();
    expect((await mine()).status).toBe('connected');
  });

  it('is opened again when a token is refused before its time', async () => {
    await connect();
    appointment(slotIn(t, 2 * DAY));
    control({ expireTokens: true });
    await look();
    expect(await busy()).toHaveLength(1);
  });

  it('that is closed to us tells its advisor once, keeps what is known, and goes on when it is connected again', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    appointment(startsAt);
    await connect();
    const lea = await t.given.user({ balanceMinor: 20_000n });
    control({ revoke: true });
    await look();
    await look();
    expect((await mine()).status).toBe('reconnect');
    expect(await isFree(startsAt)).toBe(false);
    const [tokens] = await t.db.query(
      'select access_token, refresh_token from app.calendar_link where advisor_id = $1',
      [ada.advisorId],
    );
    expect(tokens).toEqual({ access_token: null, refresh_token: null });
    const notices = await t.db.query('select 1 from app.notice where person_id = $1 and kind = $2', [
      ada.id,
      'calendar_disconnected',
    ]);
    expect(notices).toHaveLength(1);
    // What is agreed meanwhile is written when the advisor has let us in again.
    await acceptedBooking(t, lea, ada, slotIn(t, 3 * DAY));
    await t.drain();
    expect(written()).toEqual([]);
    await connect();
    expect((await mine()).status).toBe('connected');
    expect(written()).toHaveLength(1);
  });

  it('that has enough of us is left alone for as long as it says', async () => {
    await connect();
    control({ tooMany: 1, retryAfterSeconds: 1_800 });
    await look();
    const [row] = await t.db.query<{ failures: number; pause: number }>(
      'select failures, extract(epoch from next_sync_at - now())::int as pause from app.calendar_link where advisor_id = $1',
      [ada.advisorId],
    );
    expect(row!.failures).toBe(1);
    expect(row!.pause).toBeGreaterThan(1_700);
    await look();
    expect((await mine()).status).toBe('connected');
  });

  it.each([
    [
      'an advisor who is suspended',
      `update app.advisor set status = 'suspended' where id = $1`,
      `update app.advisor set status = 'active' where id = $1`,
      () => ada.advisorId,
    ],
    [
      'a person who is frozen',
      `update app.person set status = 'frozen' where id = $1`,
      `update app.person set status = 'active' where id = $1`,
      () => ada.id,
    ],
    [
      'a licensee whose licence has ended',
      `insert into app.licence (licensee_id, status, plan_id, plan_name, plan_version, currency, terms, started_at, status_since, ends_at, ending)
       values ($1, 'terminated', gen_random_uuid(), 'Plan', 1, 'EUR', '{}', now(), now(), now(), 'export')`,
      `delete from app.licence where licensee_id = $1`,
      () => ada.licenseeId,
    ],
  ])('of %s is not read until that is undone', async (_, out, back, whose) => {
    await connect();
    appointment(slotIn(t, 2 * DAY));
    await t.db.query(out, [whose()]);
    const before = vendor().requests.length;
    await look();
    expect([vendor().requests.length, await busy()]).toEqual([before, []]);
    const [row] = await t.db.query<{ waits: boolean }>(
      'select next_sync_at > now() as waits from app.calendar_link where advisor_id = $1',
      [ada.advisorId],
    );
    expect(row!.waits).toBe(true);
    await t.db.query(back, [whose()]);
    await look();
    expect(await busy()).toHaveLength(1);
  });

  it('that is connected many times at once is one, by the last of them', async () => {
    const brought: object[] = [];
    for (let i = 0; i < 4; i++) brought.push(await consent(ada));
    const answers = await race(4, (i) => t.as(ada).post('/v1/advisors/me/calendars/connect', brought[i]));
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await linkOf()).toMatchObject({ revision: 4 });
    await t.drain();
    expect((await mine()).status).toBe('connected');
  });

  it('is connected by nobody but who began it, once, and is forgotten when it is disconnected', async () => {
    const bob = await t.given.advisor();
    const brought = await consent(ada);
    const stolen = await t.as(bob).post('/v1/advisors/me/calendars/connect', brought);
    expect([stolen.status, (stolen.body as { code: string }).code]).toEqual([409, 'calendar-not-connected']);
    appointment(slotIn(t, 2 * DAY));
    await t.as(ada).post('/v1/advisors/me/calendars/connect', brought).expect(200);
    await t.drain();
    expect(await busy()).toHaveLength(1);
    await t.as(ada).post('/v1/advisors/me/calendars/connect', brought).expect(409);
    const [sealed] = await t.db.query<{ row: string }>(
      'select l::text as row from app.calendar_link l where advisor_id = $1',
      [ada.advisorId],
    );
    expect(sealed!.row).not.toMatch(/[gm][ar]t_[0-9a-f]{40}/);

    await t.as(ada).delete(`/v1/advisors/me/calendars/${provider}`).expect(200);
    expect((await mine()).status).toBe('off');
    expect(await busy()).toEqual([]);
    expect(await t.db.query('select 1 from app.calendar_link where advisor_id = $1', [ada.advisorId])).toEqual([]);
  });

  it('is connected within a quarter of an hour after it was begun, and not a second later', async () => {
    const [quick, slow] = [await consent(ada), await consent(ada)];
    t.clock.advanceSeconds(15 * 60 - 5);
    ada = await signedInAgain(t, ada);
    await t.as(ada).post('/v1/advisors/me/calendars/connect', quick).expect(200);
    t.clock.advanceSeconds(5);
    const late = await t.as(ada).post('/v1/advisors/me/calendars/connect', slow);
    expect([late.status, (late.body as { code: string }).code]).toEqual([409, 'calendar-not-connected']);
  });
});

describe('a platform without clients at the providers', () => {
  it('offers no calendar', async () => {
    const t = await testApp();
    const ada = await t.given.advisor();
    expect((await t.as(ada).get('/v1/advisors/me/calendars').expect(200)).body).toMatchObject({ data: [] });
    await t.as(ada).post('/v1/advisors/me/calendars/google/consent').expect(404);
    await t.close();
  });
});
