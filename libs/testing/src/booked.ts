import { type Actor, PASSWORD, type TestApp } from './test-app.js';

type Advisor = Actor & { advisorId: string };

/** Hours around the clock and bookings of every length. */
export async function takesBookings(t: TestApp, advisor: Actor, settings: object = {}): Promise<void> {
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));
  await t.as(advisor).put('/v1/advisors/me/schedule', { timeZone: 'UTC', weekly, exceptions: [] }).expect(200);
  await t
    .as(advisor)
    .put('/v1/advisors/me/booking-settings', {
      isOn: true,
      lengths: [15, 30, 45, 60],
      bufferMinutes: 10,
      noticeMinutes: 0,
      aheadDays: 30,
      autoAccept: false,
      ...settings,
    })
    .expect(200);
}

const QUARTER_MS = 900_000;

/** The quarter of an hour that begins at least so many minutes from now, on the clock of the app. */
export const slotIn = (t: TestApp, minutes: number): string =>
  new Date(Math.ceil((Date.now() + t.clock.offsetMs + minutes * 60_000) / QUARTER_MS) * QUARTER_MS).toISOString();

/** What a booking needs: the price is asked for and agreed to. */
export async function wish(
  t: TestApp,
  user: Actor,
  advisor: Advisor,
  startsAt: string,
  minutes = '30',
): Promise<{ advisorId: string; medium: string; minutes: string; startsAt: string; acceptedPriceMinor: number }> {
  const input = { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice', minutes, startsAt };
  const { body } = await t.as(user).post('/v1/bookings/quote', input).expect(200);
  return { ...input, acceptedPriceMinor: (body as { priceMinor: number }).priceMinor };
}

/** A booking that the advisor has accepted. @returns the public id */
export async function acceptedBooking(
  t: TestApp,
  user: Actor,
  advisor: Advisor,
  startsAt: string,
  minutes = '30',
): Promise<string> {
  const { body } = await t
    .as(user)
    .post('/v1/bookings', await wish(t, user, advisor, startsAt, minutes))
    .expect(201);
  const { id } = body as { id: string };
  await t.as(advisor).post(`/v1/bookings/${id}/accept`).expect(200);
  return id;
}

/** The clock moves on to a moment. */
export function clockTo(t: TestApp, at: string, seconds = 1): void {
  t.clock.advanceSeconds((Date.parse(at) - Date.now() - t.clock.offsetMs) / 1000 + seconds);
}

/** Sessions end while the clock moves on. */
export async function signedInAgain<A extends Actor>(t: TestApp, actor: A): Promise<A> {
  const { body } = await t
    .http(actor.host)
    .post('/v1/auth/sign-in')
    .send({ email: actor.email, password: PASSWORD })
    .expect(200);
  return { ...actor, token: (body as { accessToken: string }).accessToken };
}
