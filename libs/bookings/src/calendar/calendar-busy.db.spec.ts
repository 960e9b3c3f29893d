import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Actor, AdvisorCalendar, type TestApp, signedInAgain, slotIn, testApp, wish } from '@app/testing';
import { CalendarProviders } from './calendar-providers.js';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
const HALF_HOUR_MS = 1_800_000;

/** What other calendars take out of the slots [H4]. */
describe('calendars', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
  });
  afterAll(() => t.close());

  describe.each(['google', 'microsoft'] as const)('the busy times of a calendar at %s', (provider) => {
    let ada: Advisor;
    let calendar: AdvisorCalendar;
    beforeEach(async () => {
      calendar = await AdvisorCalendar.given(t, provider);
      ada = calendar.owner;
    });

    it('takes its busy times out of the slots, refuses a booking there, and gives them back when they are free again', async () => {
      const startsAt = slotIn(t, 2 * DAY);
      const lea = await t.given.user({ balanceMinor: 20_000n });
      const { id } = calendar.appointment(startsAt);
      const input = await wish(t, lea, ada, startsAt);
      await calendar.connect();
      expect(await calendar.mine()).toMatchObject({ status: 'connected', syncedAt: /T/ });
      expect(await calendar.isFree(startsAt)).toBe(false);
      const refused = await t.as(lea).post('/v1/bookings', input);
      expect([refused.status, (refused.body as { code: string }).code]).toEqual([409, 'slot-taken']);

      calendar.control({ event: { id, start: slotIn(t, 3 * DAY), end: slotIn(t, 3 * DAY + 30) } });
      await calendar.look();
      expect([await calendar.isFree(startsAt), await calendar.isFree(slotIn(t, 3 * DAY))]).toEqual([true, false]);
      calendar.control({ remove: id });
      await calendar.look();
      expect(await calendar.isFree(slotIn(t, 3 * DAY))).toBe(true);
      expect(await calendar.busy()).toEqual([]);
    });

    it('keeps the times of an event and nothing else, and none of what is free, declined, cancelled by its host or a place of work', async () => {
      calendar.appointment(slotIn(t, 2 * DAY));
      calendar.appointment(slotIn(t, 3 * DAY), { free: true });
      calendar.appointment(slotIn(t, 4 * DAY), {
        extra:
          provider === 'google'
            ? { attendees: [{ self: true, responseStatus: 'declined' }] }
            : { responseStatus: { response: 'declined' } },
      });
      calendar.appointment(slotIn(t, 5 * DAY), {
        extra: provider === 'google' ? { eventType: 'workingLocation' } : { showAs: 'workingElsewhere' },
      });
      calendar.appointment(slotIn(t, 6 * DAY), {
        extra: provider === 'google' ? { status: 'cancelled' } : { isCancelled: true },
      });
      await calendar.connect();
      expect(await calendar.busy()).toEqual([
        { starts_at: new Date(slotIn(t, 2 * DAY)), ends_at: new Date(Date.parse(slotIn(t, 2 * DAY)) + HALF_HOUR_MS) },
      ]);
      for (const table of ['calendar_link', 'calendar_busy', 'calendar_consent']) {
        const rows = await t.db.query<{ row: string }>(`select r::text as row from app.${table} r`);
        expect(rows.map(({ row }) => row).join()).not.toMatch(/Secret|cardiology/);
      }
      // Google lets us ask for less than everything: no title has left it.
      const { told } = t.sandbox!.calendars.google;
      if (provider === 'google') expect(told.length).toBeGreaterThan(0);
      expect(JSON.stringify(told)).not.toMatch(/Secret|cardiology/);
    });

    it('counts whole days by the time zone of the calendar, and a series by its occurrences', async () => {
      if (provider === 'google') {
        // The stand-in's calendars are in Berlin.
        calendar.control({ event: { start: '2030-01-15', end: '2030-01-16' } });
        t.clock.advanceSeconds((Date.parse('2030-01-01T00:00:00Z') - Date.now()) / 1000);
        ada = calendar.owner = await signedInAgain(t, ada);
        await calendar.connect();
        expect(await calendar.busy()).toEqual([
          { starts_at: new Date('2030-01-14T23:00:00Z'), ends_at: new Date('2030-01-15T23:00:00Z') },
        ]);
        return;
      }
      for (const [title, free] of [
        ['gym', false],
        ['reminder', true],
      ] as const) {
        const series = calendar.appointment(slotIn(t, -7 * DAY), { free, extra: { type: 'seriesMaster' } });
        calendar.control({
          event: { id: series.id, start: slotIn(t, 2 * DAY), end: slotIn(t, 2 * DAY + 30), title, free },
        });
        for (const day of [3, 4])
          calendar.appointment(slotIn(t, day * DAY), { extra: { type: 'occurrence', seriesMasterId: series.id } });
      }
      await calendar.connect();
      expect((await calendar.busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([
        slotIn(t, 3 * DAY),
        slotIn(t, 4 * DAY),
      ]);
    });

    it('reads page after page', async () => {
      calendar.control({ pageSize: 2 });
      for (let day = 2; day < 7; day++) calendar.appointment(slotIn(t, day * DAY));
      await calendar.connect();
      calendar.control({ pageSize: 50 });
      expect(await calendar.busy()).toHaveLength(5);
    });

    it('of another account that is connected in the middle of a look has the times of that one alone', async () => {
      await calendar.connect();
      calendar.appointment(slotIn(t, 2 * DAY));
      const port = t.app.get(CalendarProviders).of(provider);
      const really = port.changes.bind(port);
      const spy = jest.spyOn(port, 'changes').mockImplementationOnce(async (...asked) => {
        const found = await really(...asked);
        calendar.account = `other-${calendar.account}`;
        await calendar.letIn();
        return found;
      });
      await calendar.look();
      spy.mockRestore();
      await t.drain();
      expect((await calendar.mine()).status).toBe('connected');
      expect(await calendar.busy()).toEqual([]);
      calendar.appointment(slotIn(t, 3 * DAY));
      await calendar.look();
      expect((await calendar.busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([slotIn(t, 3 * DAY)]);
    });

    it('is read anew when the provider has forgotten where we were, without what was deleted meanwhile', async () => {
      const gone = calendar.appointment(slotIn(t, 2 * DAY));
      await calendar.connect();
      calendar.control({ remove: gone.id });
      calendar.appointment(slotIn(t, 3 * DAY));
      calendar.control({ expireCursors: true });
      await calendar.look();
      expect((await calendar.busy()).map(({ starts_at: at }) => at.toISOString())).toEqual([slotIn(t, 3 * DAY)]);
      expect((await calendar.mine()).status).toBe('connected');
    });

    it('that has enough of us is left alone for as long as it says', async () => {
      await calendar.connect();
      calendar.control({ tooMany: 1, retryAfterSeconds: 1_800 });
      await calendar.look();
      const [row] = await t.db.query<{ failures: number; pause: number }>(
        'select failures, extract(epoch from next_sync_at - now())::int as pause from app.calendar_link where advisor_id = $1',
        [ada.advisorId],
      );
      expect(row!.failures).toBe(1);
      expect(row!.pause).toBeGreaterThan(1_700);
      await calendar.look();
      expect((await calendar.mine()).status).toBe('connected');
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
      await calendar.connect();
      calendar.appointment(slotIn(t, 2 * DAY));
      await t.db.query(out, [whose()]);
      const before = calendar.vendor().requests.length;
      await calendar.look();
      expect([calendar.vendor().requests.length, await calendar.busy()]).toEqual([before, []]);
      const [row] = await t.db.query<{ waits: boolean }>(
        'select next_sync_at > now() as waits from app.calendar_link where advisor_id = $1',
        [ada.advisorId],
      );
      expect(row!.waits).toBe(true);
      await t.db.query(back, [whose()]);
      await calendar.look();
      expect(await calendar.busy()).toHaveLength(1);
    });
  });
});
