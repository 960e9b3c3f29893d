import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { identityOf, roomOf } from '@app/calling';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  clockTo,
  race,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
  wish,
} from '@app/testing';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from '../push.js';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;

class FakePush extends Push {
  sent: { value: string; data: PushMessage['data'] }[] = [];
  async send({ value }: PushTarget, { data }: PushMessage): Promise<PushOutcome> {
    this.sent.push({ value, data });
    return { kind: 'delivered' };
  }
}

describe('the two sides of a booking', () => {
  const push = new FakePush();
  let t: TestApp;
  let ada: Advisor;
  let lea: Actor;
  let startsAt: string;
  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Push).useValue(push) });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    lea = await t.given.user({ balanceMinor: 20_000n });
    startsAt = slotIn(t, 2 * DAY);
    for (const who of [ada, lea])
      await t
        .as(who)
        .post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue: `token-of-${who.id}` })
        .expect(201);
    await heard();
  });

  /** What everybody was told since the last time: mails by subject, and pushes by kind. */
  const heard = async () => {
    await t.drain();
    const of = (who: Actor) => ({
      mails: t.mails.to(who.email).map(({ subject }) => subject),
      pushes: push.sent.flatMap(({ value, data }) => (value === `token-of-${who.id}` ? [kindOf(data)] : [])),
    });
    const all = { lea: of(lea), ada: of(ada) };
    t.mails.sent = [];
    push.sent = [];
    return all;
  };
  const kindOf = ({ kind, type }: PushMessage['data']): string => kind ?? type ?? '';
  const goTo = async (seconds: number): Promise<void> => {
    clockTo(t, startsAt, seconds);
    ada = await signedInAgain(t, ada);
    lea = await signedInAgain(t, lea);
  };
  const request = async () =>
    (
      await t
        .as(lea)
        .post('/v1/bookings', await wish(t, lea, ada, startsAt))
        .expect(201)
    ).body.id as string;
  const lines = async (who: Actor) =>
    ((await t.as(who).get('/v1/me/notices').expect(200)).body.data as { kind: string; path: string }[]).map(
      ({ kind, path }) => [kind, path],
    );
  const silent = { mails: [], pushes: [] };
  const mail = (text: string) => expect.stringContaining(text);

  it('are told of a request with its deadline, and of its acceptance', async () => {
    const id = await request();
    const asked = await heard();
    expect(asked).toEqual({ lea: silent, ada: { mails: [mail('Booking asked for')], pushes: ['booking_asked'] } });
    expect(await lines(ada)).toEqual([['booking_asked', '/pro/bookings']]);
    await t.as(ada).post(`/v1/bookings/${id}/accept`).expect(200);
    expect(await heard()).toEqual({ lea: { mails: [mail('is agreed')], pushes: [] }, ada: silent });
    expect(await lines(lea)).toEqual([['booking_accepted', '/bookings']]);
  });

  it('are both told of one that is agreed at once', async () => {
    await takesBookings(t, ada, { autoAccept: true });
    await request();
    expect(await heard()).toEqual({
      lea: { mails: [mail('is agreed')], pushes: [] },
      ada: { mails: [mail('New booking')], pushes: [] },
    });
  });

  it('are told that it was declined, or not answered: of the money, and nothing of what the advisor wrote', async () => {
    const id = await request();
    await heard();
    await t.as(ada).post(`/v1/bookings/${id}/decline`, { reason: 'a private word' }).expect(200);
    const queued = await t.db.query<{ says: boolean }>(
      `select payload::text like '%private word%' as says from graphile_worker._private_jobs where payload #>> '{payload,type}' = 'booking.declined'`,
    );
    expect(new Set(queued.map(({ says }) => says))).toEqual(new Set([false]));
    await t.drain();
    expect(t.mails.to(lea.email)[0]!.text).toContain('€60.00 are free again');
    await heard();
    await request();
    await heard();
    clockTo(t, startsAt, -60);
    await t.run('bookings.due');
    expect(await heard()).toEqual({ lea: { mails: [mail('was not answered')], pushes: [] }, ada: silent });
  });

  it('are told who is concerned when it is cancelled, and what came back', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await heard();
    clockTo(t, startsAt, -3 * 3600);
    lea = await signedInAgain(t, lea);
    await t.as(lea).post(`/v1/bookings/${id}/cancel`, {}).expect(200);
    await t.drain();
    expect(t.mails.to(lea.email)[0]!.text).toContain('€30.00 came back');
    expect(t.mails.to(ada.email).map(({ text }) => text)).toEqual([mail('does not take place')]);
    expect(t.mails.to(ada.email)[0]!.text).not.toContain('€');
    await heard();
  });

  it('are reminded a day and a quarter of an hour before, once, however many workers look', async () => {
    await acceptedBooking(t, lea, ada, startsAt);
    await heard();
    await t.run('bookings.due');
    expect(await heard()).toEqual({ lea: silent, ada: silent });
    clockTo(t, startsAt, -DAY * 60 + 1);
    await race(3, () => t.run('bookings.due'));
    expect(await heard()).toEqual({
      lea: { mails: [mail('Your call with Advisor')], pushes: [] },
      ada: { mails: [mail('Your call with Guest')], pushes: [] },
    });
    clockTo(t, startsAt, -15 * 60 + 1);
    await race(3, () => t.run('bookings.due'));
    expect(await heard()).toEqual({
      lea: { mails: [mail('begins soon')], pushes: ['booking_soon'] },
      ada: { mails: [mail('begins soon')], pushes: ['booking_soon_advisor'] },
    });
  });

  const switchOff = async (who: Actor, channel: 'mail' | 'push') =>
    t
      .as(who)
      .patch('/v1/me/notification-preferences', { changes: [{ topic: 'bookings', channel, isOn: false }] })
      .expect(200);

  it('switch off requests, refusals and reminders, by mail and by push; what is agreed or ended still comes', async () => {
    for (const who of [ada, lea]) await switchOff(who, 'mail');
    await switchOff(lea, 'push');
    const declined = await request();
    expect(await heard()).toEqual({ lea: silent, ada: { mails: [], pushes: ['booking_asked'] } });
    await switchOff(ada, 'push');
    await t.as(ada).post(`/v1/bookings/${declined}/decline`, {}).expect(200);
    expect(await heard()).toEqual({ lea: silent, ada: silent });
    const id = await request();
    expect(await heard()).toEqual({ lea: silent, ada: silent });
    await t.as(ada).post(`/v1/bookings/${id}/accept`).expect(200);
    expect(await heard()).toEqual({ lea: { mails: [mail('is agreed')], pushes: [] }, ada: silent });
    for (const seconds of [-DAY * 60 + 1, -15 * 60 + 1]) {
      clockTo(t, startsAt, seconds);
      await t.run('bookings.due');
      expect(await heard()).toEqual({ lea: silent, ada: silent });
    }
    lea = await signedInAgain(t, lea);
    await t.as(lea).post(`/v1/bookings/${id}/cancel`, {}).expect(200);
    expect(await heard()).toEqual({
      lea: { mails: [expect.any(String)], pushes: [] },
      ada: { mails: [expect.any(String)], pushes: [] },
    });
    // The page says all of it, whatever comes by mail.
    expect((await lines(lea)).map(([kind]) => kind).toSorted()).toEqual([
      'booking_accepted',
      'booking_cancelled',
      'booking_declined',
      'booking_reminder',
      'booking_soon',
    ]);
  });

  it('reach each other: the user is pushed when the advisor starts, with the way into the call', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await heard();
    await goTo(1);
    const { body } = await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
    await t.drain();
    expect(push.sent.map(({ data }) => data)).toEqual([
      { type: 'notice', kind: 'booking_started', path: `/calls/${body.callId}` },
    ]);
    expect((await heard()).lea.mails).toEqual([mail('waits for you now')]);
  });

  it('are told who was missing', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(1);
    const { body } = await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
    const call = t.parseId('call', body.callId as string)!;
    await t.as(ada).post(`/v1/calls/${body.callId}/join`).expect(200);
    t.rooms.join(roomOf(call), identityOf(call, 'advisor'));
    await t.run('calling.media_sweep');
    await t.as(ada).post(`/v1/calls/${body.callId}/end`).expect(200);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    await heard();
    await goTo(11 * 60);
    await t.run('bookings.due');
    await t.drain();
    expect(t.mails.to(lea.email)[0]!.text).toContain('€30.00 of the price were kept, €30.00 came back');
    expect((await heard()).ada.mails).toEqual([mail('Nobody came')]);

    lea = await t.given.user({ balanceMinor: 20_000n });
    startsAt = slotIn(t, 3 * DAY);
    await acceptedBooking(t, lea, ada, startsAt);
    await heard();
    await goTo(11 * 60);
    await t.run('bookings.due');
    expect(await heard()).toEqual({
      lea: { mails: [mail('did not take place')], pushes: [] },
      ada: { mails: [mail('did not take place')], pushes: [] },
    });
  });
});
