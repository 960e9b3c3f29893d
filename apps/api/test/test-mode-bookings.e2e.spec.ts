import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, WebhookReceiver, testApp, verifiesWebhook } from '@app/testing';

const HOUR = 3600;
const DAY = 24 * HOUR;
const AROUND_THE_CLOCK = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));

/** [N13] Bookings with a key of test mode and nothing else: nobody signs in. */
describe('bookings in test mode', () => {
  let t: TestApp;
  let owner: Actor;
  let key: string;
  let liveKey: string;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await WebhookReceiver.listen();
    t = await testApp({ env: { WEBHOOKS_TO_LOOPBACK: 'allowed' } });
    owner = await t.given.staff('owner');
    [key, liveKey] = [await newKey(true), await newKey(false)];
  });
  afterAll(async () => {
    await t.close();
    await receiver.close();
  });

  const newKey = async (isTest: boolean): Promise<string> => {
    const { body } = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['*'] })
      .set('test-mode', String(isTest))
      .expect(201);
    return body.key as string;
  };
  const test = () => t.as({ ...owner, token: key });
  const live = () => t.as({ ...owner, token: liveKey });
  const newUser = async (name: string): Promise<string> => {
    const { body } = await test()
      .post('/v1/users', { externalId: name, email: `${name}@example.com`, displayName: 'Cleo', adult: true })
      .expect(201);
    await test().post('/v1/test/top-ups', { userId: body.id, amountMinor: 9000, card: 'success' }).expect(201);
    return body.id as string;
  };
  const newAdvisor = async (name: string, settings: object = {}): Promise<string> => {
    const { body } = await test()
      .post('/v1/staff/advisors', {
        email: `${name}@example.com`,
        password: 'a good long password',
        displayName: 'Adele',
        voiceRateMinor: 200,
        currency: 'EUR',
      })
      .expect(201);
    const path = `/v1/test/advisors/${body.id as string}`;
    await test().put(`${path}/schedule`, { timeZone: 'UTC', weekly: AROUND_THE_CLOCK, exceptions: [] }).expect(200);
    await test()
      .put(`${path}/booking-settings`, {
        isOn: true,
        lengths: [30],
        bufferMinutes: 0,
        noticeMinutes: 60,
        aheadDays: 30,
        autoAccept: false,
        ...settings,
      })
      .expect(200);
    return body.id as string;
  };
  const now = async () => Date.parse((await test().get('/v1/test/clock').expect(200)).body.now as string);
  /** Slots are public; with the key they are those of test mode. */
  const slot = async (advisorId: string, afterSeconds: number): Promise<string> => {
    const from = new Date((await now()) + afterSeconds * 1000).toISOString();
    const { body } = await test().get(`/v1/advisors/${advisorId}/slots?minutes=30&days=1&from=${from}`).expect(200);
    return (body.data as { startsAt: string }[])[0]!.startsAt;
  };
  const book = async (userId: string, advisorId: string, afterSeconds: number, more: object = {}) => {
    const wanted = { advisorId, medium: 'voice', minutes: '30', startsAt: await slot(advisorId, afterSeconds) };
    const { body: quote } = await test().post(`/v1/users/${userId}/bookings/quote`, wanted).expect(200);
    const { body } = await test()
      .post(`/v1/users/${userId}/bookings`, { ...wanted, acceptedPriceMinor: quote.priceMinor, ...more })
      .expect(201);
    return body as { id: string; startsAt: string; acceptBy: string; waitUntil: string };
  };
  const play = (booking: { id: string }, ...steps: [string, number?][]) =>
    test().post(`/v1/test/bookings/${booking.id}/simulate`, {
      steps: steps.map(([event, afterSeconds]) => ({ event, ...(afterSeconds === undefined ? {} : { afterSeconds }) })),
    });
  const playCall = (id: string, ...steps: [string, number?][]) =>
    test().post(`/v1/test/calls/${id}/simulate`, {
      steps: steps.map(([event, afterSeconds]) => ({ event, ...(afterSeconds === undefined ? {} : { afterSeconds }) })),
    });
  const until = async (at: string) => Math.ceil((Date.parse(at) - (await now())) / 1000);
  const wallet = async (userId: string) => (await test().get(`/v1/users/${userId}/wallet`).expect(200)).body;
  /** What has come to the endpoint, once all is sent that is due. */
  const heard = async (path: string, messages: number) => {
    for (let pass = 0; pass < 100 && receiver.of(path).length < messages; pass++) {
      await t.run('webhooks.send');
      await sleep(50);
    }
    return receiver.of(path);
  };
  const told = async (booking: { id: string }): Promise<string[]> => {
    await t.drain();
    await t.run('events.place');
    const { body } = await test().get(`/v1/events?subject=${booking.id}&order=oldest`).expect(200);
    expect((body.data as { livemode: boolean }[]).every(({ livemode }) => !livemode)).toBe(true);
    return (body.data as { type: string }[]).map(({ type }) => type);
  };
  it('are asked for, accepted, started, talked and billed in seconds; the test webhook hears each step under the shop’s own name', async () => {
    const { body: endpoint } = await test()
      .post('/v1/webhook-endpoints', { url: receiver.at('shop'), eventTypes: ['booking.*'] })
      .expect(201);
    const user = await newUser('customer-1');
    const booking = await book(user, await newAdvisor('advisor-1'), 2 * DAY, {
      externalId: 'order-1',
      metadata: { shop: 'berlin' },
    });
    expect(await wallet(user)).toMatchObject({ heldMinor: 6000 });
    const { body: early } = await play(booking, ['advisor_accepts', 60], ['user_starts']).expect(409);
    expect(early.code).toBe('illegal-booking-move');
    const { body: begun } = await play(booking, ['user_starts', await until(booking.startsAt)]).expect(200);
    expect(begun).toMatchObject({ livemode: false, booking: { status: 'started', externalId: 'order-1' } });
    expect(Date.parse(begun.now as string)).toBeGreaterThanOrEqual(Date.parse(booking.startsAt));
    await playCall(
      begun.booking.callId as string,
      ['advisor_answers', 5],
      ['both_connect', 3],
      ['advisor_hangs_up', 1800],
    ).expect(200);
    expect(await told(booking)).toEqual([
      'booking.requested',
      'booking.accepted',
      'booking.started',
      'booking.completed',
    ]);
    expect(await wallet(user)).toMatchObject({ paidMinor: 3000, heldMinor: 0 });
    const messages = await heard('shop', 4);
    expect(messages.map(({ body }) => body.type).sort()).toEqual([
      'booking.accepted',
      'booking.completed',
      'booking.requested',
      'booking.started',
    ]);
    for (const message of messages) {
      expect(verifiesWebhook(endpoint.secret as string, message)).toBe(true);
      expect(message.body).toMatchObject({
        livemode: false,
        data: { bookingId: booking.id, externalId: 'order-1', metadata: { shop: 'berlin' } },
      });
    }
  });

  it('are declined, called off by either side, and begun by the advisor, as people do it', async () => {
    const [user, advisor] = [await newUser('customer-2'), await newAdvisor('advisor-2')];
    const ended = async (afterSeconds: number, ...steps: [string, number?][]) =>
      (await play(await book(user, advisor, afterSeconds), ...steps).expect(200)).body.booking as object;
    expect(await ended(DAY, ['advisor_declines', 5])).toMatchObject({ status: 'declined', keptMinor: 0 });
    expect(await ended(2 * DAY, ['advisor_accepts'], ['advisor_cancels', 5])).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'advisor',
      keptMinor: 0,
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 9000, heldMinor: 0 });
    expect(await ended(3 * HOUR, ['advisor_accepts'], ['user_cancels', 5])).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'user',
      keptMinor: 3000,
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 6000, heldMinor: 0 });
    const booking = await book(user, advisor, 2 * HOUR);
    await play(booking, ['advisor_accepts']).expect(200);
    const { body: begun } = await play(booking, ['advisor_starts', await until(booking.startsAt)]).expect(200);
    const { body: call } = await test()
      .get(`/v1/calls/${begun.booking.callId as string}`)
      .expect(200);
    expect(call.status).toBe('accepted');
  });

  it('lapse and are missed by the test clock, with their reminders at their times on the way', async () => {
    const [user, advisor] = [await newUser('customer-3'), await newAdvisor('advisor-3')];
    const lapsing = await book(user, advisor, 3 * DAY);
    const { body: lapsed } = await play(lapsing, ['time_passes', (await until(lapsing.acceptBy)) + 1]).expect(200);
    expect(lapsed.booking).toMatchObject({ status: 'lapsed', endedAt: expect.any(String) });
    expect(Math.abs(Date.parse(lapsed.booking.endedAt as string) - Date.parse(lapsing.acceptBy))).toBeLessThan(1000);

    const missed = await book(user, advisor, 3 * DAY);
    const { body: over } = await play(
      missed,
      ['advisor_accepts'],
      ['time_passes', (await until(missed.waitUntil)) + HOUR],
    ).expect(200);
    expect(over.booking).toMatchObject({ status: 'no_show', noShowBy: 'both', keptMinor: 0 });
    expect(Math.abs(Date.parse(over.booking.endedAt as string) - Date.parse(missed.waitUntil))).toBeLessThan(1000);
    expect(await told(missed)).toEqual(['booking.requested', 'booking.accepted', 'booking.no_show']);
    const [row] = await t.db.query<{ day: Date; soon: Date }>(
      'select reminded_day_at as day, reminded_soon_at as soon from app.booking where id = $1',
      [t.parseId('booking', missed.id)],
    );
    const beforeStart = (at: Date) => Math.round((Date.parse(missed.startsAt) - at.getTime()) / 1000);
    expect([beforeStart(row!.day), beforeStart(row!.soon)]).toEqual([DAY, 15 * 60]);
    expect(await wallet(user)).toMatchObject({ paidMinor: 9000, heldMinor: 0 });
  });

  it('end by themselves when only the clock is put forward: the worker finds what is due', async () => {
    const [user, advisor] = [await newUser('customer-4'), await newAdvisor('advisor-4', { autoAccept: true })];
    const booking = await book(user, advisor, 2 * DAY);
    await test()
      .post('/v1/test/clock/advance', { seconds: (await until(booking.waitUntil)) + 1 })
      .expect(200);
    await t.run('bookings.due');
    const { body } = await test().get(`/v1/staff/bookings/${booking.id}`).expect(200);
    expect(body).toMatchObject({ status: 'no_show', noShowBy: 'both' });
  });

  it('exist for their own mode and licensee only, and are played in no other', async () => {
    const [user, advisor] = [await newUser('customer-5'), await newAdvisor('advisor-5')];
    const booking = await book(user, advisor, DAY, { externalId: 'order-5' });
    const { body: foreign } = await t
      .as(await t.given.staff('owner', 'zenith'))
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['*'] })
      .set('test-mode', 'true')
      .expect(201);
    const zenith = t.as({ ...owner, host: t.licensees.zenith.host, token: foreign.key as string });
    const steps = { steps: [{ event: 'advisor_accepts' }] };
    for (const other of [live(), t.as(owner), zenith]) {
      await other.get(`/v1/staff/bookings/${booking.id}`).expect(404);
      await other.post(`/v1/test/bookings/${booking.id}/simulate`, steps).expect(404);
      await other.post(`/v1/users/${user}/bookings/${booking.id}/cancel`).expect(404);
      const { body } = await other.get('/v1/staff/bookings?externalId=order-5').expect(200);
      expect(body.data).toEqual([]);
    }
    // A booking of the real business is played by nobody, not even with its own key.
    const ada = await t.given.advisor({ voiceRateMinor: 200n });
    for (const path of ['schedule', 'booking-settings'])
      await live()
        .put(`/v1/test/advisors/${t.publicId('advisor', ada.advisorId)}/${path}`, {
          ...(path === 'schedule'
            ? { timeZone: 'UTC', weekly: [], exceptions: [] }
            : { isOn: true, lengths: [30], bufferMinutes: 0, noticeMinutes: 0, aheadDays: 30, autoAccept: true }),
        })
        .expect(404);
    expect((await test().get(`/v1/staff/bookings/${booking.id}`).expect(200)).body.status).toBe('requested');
  });
});
