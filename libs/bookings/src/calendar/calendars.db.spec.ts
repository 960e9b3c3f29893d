import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '@app/kernel';
import {
  type Actor,
  AdvisorCalendar,
  type TestApp,
  acceptedBooking,
  race,
  signedInAgain,
  slotIn,
  testApp,
} from '@app/testing';
import { CalendarTokensService } from './calendar-tokens.service.js';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;

/** How a calendar is connected, kept open and forgotten [H4]. */
describe('calendars', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
  });
  afterAll(() => t.close());

  describe.each(['google', 'microsoft'] as const)('a calendar at %s', (provider) => {
    let ada: Advisor;
    let calendar: AdvisorCalendar;
    beforeEach(async () => {
      calendar = await AdvisorCalendar.given(t, provider);
      ada = calendar.owner;
    });

    it('is opened with one new token by ten who need it at once', async () => {
      await calendar.connect();
      calendar.control({ expireTokens: true, tokenDelayMs: 300 });
      await t.db.query('update app.calendar_link set access_until = now()');
      const before = calendar.vendor().grants.refreshes;
      const { id: linkId, revision } = await calendar.linkOf();
      const done = await race(10, () =>
        t.app
          .get(CalendarTokensService)
          .use(systemContext(ada.licenseeId, 'spec'), { linkId, revision }, (_, token) => Promise.resolve(token)),
      );
      calendar.control({ tokenDelayMs: 0 });
      const tokens = done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));
      expect(new Set(tokens).size).toBe(1);
      expect(tokens).not.toContain('failed');
      expect(calendar.vendor().grants.refreshes - before).toBe(1);
      await calendar.look();
      expect((await calendar.mine()).status).toBe('connected');
    });

    it('is opened again when a token is refused before its time', async () => {
      await calendar.connect();
      calendar.appointment(slotIn(t, 2 * DAY));
      calendar.control({ expireTokens: true });
      await calendar.look();
      expect(await calendar.busy()).toHaveLength(1);
    });

    it('that is closed to us tells its advisor once, keeps what is known, and goes on when it is connected again', async () => {
      const startsAt = slotIn(t, 2 * DAY);
      calendar.appointment(startsAt);
      await calendar.connect();
      const lea = await t.given.user({ balanceMinor: 20_000n });
      calendar.control({ revoke: true });
      await calendar.look();
      await calendar.look();
      expect((await calendar.mine()).status).toBe('reconnect');
      expect(await calendar.isFree(startsAt)).toBe(false);
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
      expect(calendar.written()).toEqual([]);
      await calendar.connect();
      expect((await calendar.mine()).status).toBe('connected');
      expect(calendar.written()).toHaveLength(1);
    });

    it('that is connected many times at once is one, by the last of them', async () => {
      const brought: object[] = [];
      for (let i = 0; i < 4; i++) brought.push(await calendar.consent());
      const answers = await race(4, (i) => t.as(ada).post('/v1/advisors/me/calendars/connect', brought[i]));
      expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason))).toEqual([
        200, 200, 200, 200,
      ]);
      expect(await calendar.linkOf()).toMatchObject({ revision: 4 });
      await t.drain();
      expect((await calendar.mine()).status).toBe('connected');
    });

    it('is connected by nobody but who began it, once, and is forgotten when it is disconnected', async () => {
      const bob = await t.given.advisor();
      const brought = await calendar.consent();
      const stolen = await t.as(bob).post('/v1/advisors/me/calendars/connect', brought);
      expect([stolen.status, (stolen.body as { code: string }).code]).toEqual([409, 'calendar-not-connected']);
      calendar.appointment(slotIn(t, 2 * DAY));
      await t.as(ada).post('/v1/advisors/me/calendars/connect', brought).expect(200);
      await t.drain();
      expect(await calendar.busy()).toHaveLength(1);
      await t.as(ada).post('/v1/advisors/me/calendars/connect', brought).expect(409);
      const [sealed] = await t.db.query<{ row: string }>(
        'select l::text as row from app.calendar_link l where advisor_id = $1',
        [ada.advisorId],
      );
      expect(sealed!.row).not.toMatch(/[gm][ar]t_[0-9a-f]{40}/);

      await t.as(ada).delete(`/v1/advisors/me/calendars/${provider}`).expect(200);
      expect((await calendar.mine()).status).toBe('off');
      expect(await calendar.busy()).toEqual([]);
      expect(await t.db.query('select 1 from app.calendar_link where advisor_id = $1', [ada.advisorId])).toEqual([]);
    });

    it('is connected within a quarter of an hour after it was begun, and not a second later', async () => {
      const [quick, slow] = [await calendar.consent(), await calendar.consent()];
      t.clock.advanceSeconds(15 * 60 - 5);
      ada = calendar.owner = await signedInAgain(t, ada);
      await t.as(ada).post('/v1/advisors/me/calendars/connect', quick).expect(200);
      t.clock.advanceSeconds(5);
      const late = await t.as(ada).post('/v1/advisors/me/calendars/connect', slow);
      expect([late.status, (late.body as { code: string }).code]).toEqual([409, 'calendar-not-connected']);
    });
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
