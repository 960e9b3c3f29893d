import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  clockTo,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
  wish,
} from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
const MINUTE = 60;
const SESSIONS = {
  sessions: [
    { medium: 'voice', minutes: 15, priceMinor: 3000 },
    { medium: 'voice', minutes: 30, priceMinor: 6000 },
  ],
  tiers: [],
  hours: [],
  freeSeconds: 0,
  freePer: 'pair',
};

describe('what an advisor does beside a booking', () => {
  let t: TestApp;
  let ada: Advisor;
  let lea: Actor;
  let bob: Actor;
  let startsAt: string;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada, { bufferMinutes: 0 });
    lea = await t.given.user({ balanceMinor: 20_000n });
    bob = await t.given.user({ balanceMinor: 200_000n });
    startsAt = slotIn(t, 2 * DAY);
  });

  const adv = () => t.publicId('advisor', ada.advisorId);
  const goTo = async (seconds: number): Promise<void> => {
    clockTo(t, startsAt, seconds);
    lea = await signedInAgain(t, lea);
    bob = await signedInAgain(t, bob);
  };
  const after = (minutes: number) => new Date(Date.parse(startsAt) + minutes * MINUTE * 1000).toISOString();
  const call = (input: object = {}) => t.as(bob).post('/v1/calls', { advisorId: adv(), medium: 'voice', ...input });
  const limitOf = async (id: string): Promise<number> => {
    const [row] = await t.db.query<{ cap_seconds: number }>('select cap_seconds from app.call where id = $1', [
      t.parseId('call', id),
    ]);
    return row!.cap_seconds;
  };

  it('never runs into the next booking, however late the one before begins and whatever its pause', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    const taken = { advisorId: adv(), medium: 'voice', minutes: '30', startsAt: after(30) };
    expect((await t.as(bob).post('/v1/bookings/quote', taken).expect(409)).body.code).toBe('slot-taken');
    await acceptedBooking(t, bob, ada, after(45));
    await goTo(9 * MINUTE + 58);
    const { body } = await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    const limit = await limitOf(body.callId as string);
    expect(limit).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(limit).toBeLessThanOrEqual(36 * MINUTE);
  });

  it('is a call that ends before the booking begins, and none when it begins at once or is waited for', async () => {
    await acceptedBooking(t, lea, ada, startsAt);
    await t.as(ada).put('/v1/advisors/me/schedule', { timeZone: 'UTC', weekly: [], exceptions: [] }).expect(200);
    await goTo(-25 * MINUTE);
    const { body } = await call().expect(201);
    const limit = await limitOf(body.id as string);
    expect(limit).toBeGreaterThanOrEqual(20 * MINUTE);
    expect(limit).toBeLessThan(25 * MINUTE);
    await t.as(bob).post(`/v1/calls/${body.id}/cancel`).expect(200);
    for (const seconds of [-30, 5 * MINUTE]) {
      await goTo(seconds);
      expect((await call().expect(409)).body.code).toBe('advisor-unavailable');
    }
    await goTo(11 * MINUTE);
    await t.run('bookings.due');
    await call().expect(201);
  });

  it('is a session only where it fits before the booking', async () => {
    await t.as(ada).put('/v1/advisors/me/prices', SESSIONS).expect(200);
    await acceptedBooking(t, lea, ada, startsAt);
    await goTo(-25 * MINUTE);
    const { body } = await call({ sessionMinutes: 30 }).expect(409);
    expect([body.code, body.minutes]).toEqual(['session-not-offered', [15]]);
    await call({ sessionMinutes: 15 }).expect(201);
  });

  it('is any call as long as a booking is only asked for', async () => {
    await t
      .as(lea)
      .post('/v1/bookings', await wish(t, lea, ada, startsAt))
      .expect(201);
    await goTo(-90);
    const { body } = await call().expect(201);
    expect(await limitOf(body.id as string)).toBeGreaterThan(60 * MINUTE);
  });
});
