import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemContext } from '@app/kernel';
import { type Actor, AdvisorCalendar, type TestApp, acceptedBooking, race, slotIn, testApp } from '@app/testing';
import { CalendarProviders } from './calendar-providers.js';
import { CalendarWrites } from './calendar-writes.service.js';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;

/** What is written into the calendar of an advisor [H4]. */
describe('calendars', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
  });
  afterAll(() => t.close());

  describe.each(['google', 'microsoft'] as const)('bookings in a calendar at %s', (provider) => {
    let ada: Advisor;
    let calendar: AdvisorCalendar;
    beforeEach(async () => {
      calendar = await AdvisorCalendar.given(t, provider);
      ada = calendar.owner;
    });

    it('gets an accepted booking, which takes no time twice, and loses it when it is called off', async () => {
      await calendar.connect();
      const startsAt = slotIn(t, 2 * DAY);
      const lea = await t.given.user({ balanceMinor: 20_000n });
      const id = await acceptedBooking(t, lea, ada, startsAt);
      await t.drain();
      const [event, ...others] = calendar.written();
      expect(others).toEqual([]);
      expect(event!.title).toMatch(/^Call with Guest \w+ \(Aurora Advice\)$/);
      expect(JSON.stringify(event)).not.toContain(lea.email);
      expect(Date.parse(event!.start)).toBe(Date.parse(startsAt));
      await calendar.look();
      expect(await calendar.busy()).toEqual([]);
      expect((await t.as(ada).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({ clashes: false });

      await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
      await t.drain();
      expect(calendar.written()).toEqual([]);
    });

    it('gets a booking once, however often it is put, and when the answer of a put is lost', async () => {
      await calendar.connect();
      const lea = await t.given.user({ balanceMinor: 20_000n });
      calendar.control({ loseAnswers: 1 });
      const id = await acceptedBooking(t, lea, ada, slotIn(t, 2 * DAY));
      await t.drain();
      expect(calendar.written()).toHaveLength(1);
      const bookingId = t.parseId('booking', id)!;
      const entry = async () =>
        (
          await t.db.query<{ status: string }>('select status from app.calendar_entry where booking_id = $1', [
            bookingId,
          ])
        )[0]!.status;
      expect(await entry()).toBe('wanted');
      // Its answer was lost, yet it is ours, and nothing else is written before the next try.
      await calendar.look();
      expect(await calendar.busy()).toEqual([]);
      const { id: linkId } = await calendar.linkOf();
      const write = () =>
        t.app.get(CalendarWrites).write(systemContext(ada.licenseeId, 'spec'), { linkId, bookingId, attempt: 0 });
      await race(4, write);
      await write();
      expect([calendar.written().length, await entry()]).toEqual([1, 'written']);
    });

    it.each(['put', 'remove'] as const)(
      'of another account that is connected in the middle of a %s gets what is agreed',
      async (act) => {
        await calendar.connect();
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
          calendar.account = `other-${calendar.account}`;
          await calendar.letIn();
          return done;
        });
        const [{ id: linkId }, bookingId] = [await calendar.linkOf(), t.parseId('booking', id)!];
        const entry = () =>
          t.db.query<{ status: string }>('select status from app.calendar_entry where booking_id = $1', [bookingId]);
        await t.app.get(CalendarWrites).write(systemContext(ada.licenseeId, 'spec'), { linkId, bookingId, attempt: 0 });
        expect(await entry()).toEqual([{ status: 'wanted' }]);
        await t.drain();
        expect(await entry()).toEqual([{ status: act === 'put' ? 'written' : 'removed' }]);
        expect(calendar.written()).toHaveLength(act === 'put' ? 1 : 0);
        spy.mockRestore();
      },
    );

    it('takes away a booking that is called off before anybody knows whether it was written', async () => {
      await calendar.connect();
      const lea = await t.given.user({ balanceMinor: 20_000n });
      calendar.control({ loseAnswers: 1 });
      const id = await acceptedBooking(t, lea, ada, slotIn(t, 2 * DAY));
      await t.drain();
      await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
      await t.drain();
      expect(calendar.written()).toEqual([]);
    });

    it('never calls off what was agreed: the advisor sees that it clashes, and the user does not', async () => {
      const startsAt = slotIn(t, 2 * DAY);
      const lea = await t.given.user({ balanceMinor: 20_000n });
      const id = await acceptedBooking(t, lea, ada, startsAt);
      calendar.appointment(startsAt);
      await calendar.connect();
      expect((await t.as(ada).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({
        status: 'accepted',
        clashes: true,
      });
      expect((await t.as(lea).get(`/v1/bookings/${id}`).expect(200)).body).toMatchObject({
        status: 'accepted',
        clashes: null,
      });
      // And what was agreed before is in the calendar from the first day on.
      expect(calendar.written()).toHaveLength(1);
    });
  });
});
