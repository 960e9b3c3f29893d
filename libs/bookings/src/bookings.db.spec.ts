import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;

describe('a booking', () => {
  let t: TestApp;
  let owner: Actor;
  let ada: Advisor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
  });

  const adv = () => t.publicId('advisor', ada.advisorId);
  const user = (balanceMinor = 20_000n) => t.given.user({ balanceMinor });
  const request = async (who: Actor, startsAt: string) => {
    const input = await wish(t, who, ada, startsAt);
    return t.as(who).post('/v1/bookings', input).expect(201);
  };
  const slots = async (query = 'minutes=30') =>
    (await t.http(ada.host).get(`/v1/advisors/${adv()}/slots?${query}`).expect(200)).body.data.map(
      (one: { startsAt: string }) => one.startsAt,
    ) as string[];
  const held = async (who: Actor) => (await t.wallet(who)).held;
  const show = async (who: Actor, id: string) => (await t.as(who).get(`/v1/bookings/${id}`).expect(200)).body;

  it('holds the price of its length, is accepted, and keeps price and rules when the advisor and the licensee change theirs', async () => {
    const lea = await user();
    const startsAt = slotIn(t, 2 * DAY);
    const { body } = await request(lea, startsAt);
    expect(body).toMatchObject({ status: 'requested', side: 'user', priceMinor: 6000, minutes: 30, startsAt });
    expect(await held(lea)).toBe(6000n);
    const seen = await show(ada, body.id);
    expect(seen).toMatchObject({
      side: 'advisor',
      userId: null,
      priceMinor: null,
      userAlias: /^Guest /,
      earningMinor: 3025,
    });

    await t.as(ada).patch('/v1/advisors/me', { voiceRateMinor: 900 }).expect(200);
    await t
      .as(owner)
      .put('/v1/staff/booking-rules', {
        acceptHours: 1,
        tiers: [],
        noShowFeePercent: 100,
        waitMinutes: 30,
        returnsRest: false,
      })
      .expect(200);
    expect((await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(200)).body.status).toBe('accepted');
    expect(await show(lea, body.id)).toMatchObject({
      priceMinor: 6000,
      noShowFeePercent: 50,
      tiers: [
        { hoursBefore: 24, refundPercent: 100 },
        { hoursBefore: 2, refundPercent: 50 },
      ],
    });
    await t.as(ada).post(`/v1/bookings/${body.id}/decline`).expect(409);
    await t.db.query('delete from app.booking_rules');
    expect(await t.violations()).toEqual([]);
  });

  it('is made of twenty requests for one slot by one of them; the others are told, and hold nothing', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => user()));
    const startsAt = slotIn(t, DAY);
    const wishes = await Promise.all(people.map((who) => wish(t, who, ada, startsAt)));
    const done = await race(20, async (i) => t.as(people[i]!).post('/v1/bookings', wishes[i]));
    const answers = done.map((one) => (one.status === 'fulfilled' ? one.value : undefined)!);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['slot-taken']),
    );
    const holds = await Promise.all(people.map(held));
    expect(holds.filter((one) => one === 6000n)).toHaveLength(1);
    expect(holds.filter((one) => one === 0n)).toHaveLength(19);
    expect(await t.violations()).toEqual([]);
  });

  it('cannot overlap another one of its advisor, pause included, nor of its user: the database says so', async () => {
    const lea = await user();
    const startsAt = slotIn(t, DAY);
    const { body } = await request(lea, startsAt);
    const copy = (change: string) =>
      t.db.query(
        `insert into app.booking select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'hold_id', b.hold_id, 'idempotency_key', gen_random_uuid()) || (${change}))).*
           from app.booking b where b.id = $1`,
        [t.parseId('booking', body.id)],
      );
    const other = await user();
    await expect(copy(`jsonb_build_object('user_id', '${other.id}'::uuid)`)).rejects.toMatchObject({
      constraint: 'booking_once_per_advisor',
    });
    const move = `jsonb_build_object('user_id', '${other.id}'::uuid, 'starts_at', b.starts_at + interval '35 minutes', 'ends_at', b.ends_at + interval '35 minutes', 'free_at', b.free_at + interval '35 minutes')`;
    await expect(copy(move)).rejects.toMatchObject({ constraint: 'booking_once_per_advisor' });
    const bob = await t.given.advisor();
    await expect(
      copy(`jsonb_build_object('advisor_id', '${bob.advisorId}'::uuid, 'advisor_person_id', '${bob.id}'::uuid)`),
    ).rejects.toMatchObject({ constraint: 'booking_once_per_user' });
  });

  it('begins to the minute where the pause of the one before ends, and for its user where that one itself ends', async () => {
    const bob = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada, { bufferMinutes: 15 });
    await takesBookings(t, bob);
    const [lea, other] = [await user(), await user()];
    const startsAt = slotIn(t, DAY);
    const after = (minutes: number) => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
    await request(lea, startsAt);
    const within = { advisorId: adv(), medium: 'voice', minutes: '30', startsAt: after(30) };
    expect((await t.as(other).post('/v1/bookings/quote', within).expect(409)).body.code).toBe('slot-taken');
    await request(other, after(45));
    await t
      .as(lea)
      .post('/v1/bookings', await wish(t, lea, bob, after(30)))
      .expect(201);
  });

  it('gives its time back when it is declined, called off or lapses: somebody else can have it', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const ends: ((id: string, who: Actor) => Promise<unknown>)[] = [
      (id) => t.as(ada).post(`/v1/bookings/${id}/decline`).expect(200),
      (id, who) => t.as(who).post(`/v1/bookings/${id}/cancel`).expect(200),
      async (id) => {
        clockTo(t, (await show(ada, id)).acceptBy as string);
        await t.run('bookings.due');
        ada = await signedInAgain(t, ada);
      },
    ];
    for (const end of ends) {
      const lea = await user();
      const { body } = await request(lea, startsAt);
      await end(body.id as string, lea);
    }
    await request(await user(), startsAt);
  });

  it('holds its price until it is decided, also when the worker wakes up two days late', async () => {
    const lea = await user();
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    for (const seconds of [-60, 2 * 86_400]) {
      clockTo(t, startsAt, seconds);
      await t.run('billing.expire_holds');
      expect(await held(lea)).toBe(6000n);
    }
    await t.run('bookings.due');
    ada = await signedInAgain(t, ada);
    expect(await show(ada, id)).toMatchObject({ status: 'no_show', noShowBy: 'both' });
    expect(await t.wallet(lea)).toMatchObject({ paid: 20_000n, held: 0n });
  });

  it('is refused to a user who is booked then, for another price, without the money, or at no free slot', async () => {
    const lea = await user();
    const startsAt = slotIn(t, DAY);
    await request(lea, startsAt);
    const bob = await t.given.advisor({ voiceRateMinor: 100n });
    await takesBookings(t, bob);
    const twice = await t.as(lea).post('/v1/bookings', await wish(t, lea, bob, startsAt));
    expect([twice.status, twice.body.code]).toEqual([409, 'already-booked']);

    const later = slotIn(t, DAY + 120);
    const input = await wish(t, lea, ada, later);
    const cheap = await t.as(lea).post('/v1/bookings', { ...input, acceptedPriceMinor: 5999 });
    expect([cheap.status, cheap.body.code, cheap.body.priceMinor]).toEqual([409, 'booking-price-changed', 6000]);

    const poor = await user(5_999n);
    const refused = await t.as(poor).post('/v1/bookings', await wish(t, poor, ada, later));
    expect([refused.status, refused.body.code]).toEqual([402, 'insufficient-funds']);
    expect(await slots(`minutes=30&from=${later}&days=1`)).toContain(later);

    const between = new Date(Date.parse(later) + 60_000).toISOString();
    for (const at of [startsAt, between, slotIn(t, -60), slotIn(t, 40 * DAY)])
      expect((await t.as(lea).post('/v1/bookings', { ...input, startsAt: at })).body.code).toBe('slot-taken');
    expect((await t.as(lea).post('/v1/bookings', { ...input, minutes: '20' })).status).toBe(422);
  });

  it('is offered only by who takes bookings, of the lengths they take, and what is booked is no slot any more', async () => {
    const startsAt = slotIn(t, DAY);
    const query = `minutes=30&from=${startsAt}&days=1`;
    expect((await slots(query))[0]).toBe(startsAt);
    const lea = await user();
    const { body } = await request(lea, startsAt);
    // Thirty minutes and ten of pause: the next one begins after three quarters of an hour.
    expect((await slots(query))[0]).toBe(new Date(Date.parse(startsAt) + 45 * 60_000).toISOString());
    await t.as(ada).post(`/v1/bookings/${body.id}/decline`, { reason: 'On holiday' }).expect(200);
    expect((await slots(query))[0]).toBe(startsAt);
    expect(await show(lea, body.id)).toMatchObject({ status: 'declined', reason: 'On holiday', keptMinor: 0 });
    expect(await held(lea)).toBe(0n);

    await takesBookings(t, ada, { lengths: [60] });
    expect(await slots(query)).toEqual([]);
    await takesBookings(t, ada, { isOn: false });
    expect(await slots('minutes=60')).toEqual([]);
    const { body: none } = await t
      .as(lea)
      .post('/v1/bookings/quote', { advisorId: adv(), medium: 'voice', minutes: '60', startsAt })
      .expect(409);
    expect(none.code).toBe('booking-not-offered');
  });

  it('costs what the advisor asks for a session of its length, and is accepted at once where they say so', async () => {
    await takesBookings(t, ada, { autoAccept: true });
    await t
      .as(ada)
      .put('/v1/advisors/me/prices', {
        sessions: [{ medium: 'voice', minutes: 30, priceMinor: 4500 }],
        tiers: [],
        hours: [],
        freeSeconds: 0,
        freePer: 'pair',
      })
      .expect(200);
    const lea = await user();
    const { body } = await request(lea, slotIn(t, DAY));
    expect(body).toMatchObject({ status: 'accepted', priceMinor: 4500, acceptBy: null });
  });

  it('lapses free when the advisor does not answer in time, and cannot be accepted then', async () => {
    const lea = await user();
    const { body } = await request(lea, slotIn(t, 3 * DAY));
    clockTo(t, body.acceptBy, -5);
    await t.run('bookings.due');
    expect(await held(lea)).toBe(6000n);
    clockTo(t, body.acceptBy);
    const again = await signedInAgain(t, ada);
    expect((await t.as(again).post(`/v1/bookings/${body.id}/accept`).expect(409)).body.code).toBe(
      'illegal-booking-move',
    );
    await t.run('bookings.due');
    expect(await held(lea)).toBe(0n);
    expect(await show(await signedInAgain(t, lea), body.id)).toMatchObject({ status: 'lapsed', keptMinor: 0 });
  });

  it('lapses at its start, when the advisor would have had longer', async () => {
    const lea = await user();
    const startsAt = slotIn(t, 3 * 60);
    const { body } = await request(lea, startsAt);
    expect(body.acceptBy).toBe(startsAt);
    clockTo(t, startsAt, 0);
    ada = await signedInAgain(t, ada);
    await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(409);
    await t.run('bookings.due');
    expect((await show(ada, body.id)).status).toBe('lapsed');
    expect(await held(lea)).toBe(0n);
  });

  it('is requested once, however often it is sent', async () => {
    const lea = await user();
    const input = await wish(t, lea, ada, slotIn(t, DAY));
    const done = await race(4, async () => t.as(lea).post('/v1/bookings', input, 'same-key'));
    const ids = done.flatMap((one) =>
      one.status === 'fulfilled' && one.value.status === 201 ? [one.value.body.id] : [],
    );
    expect(new Set(ids).size).toBe(1);
    expect(await held(lea)).toBe(6000n);
  });

  it('is seen by its sides and staff alone, and moved by nobody else', async () => {
    const lea = await user();
    const id = await acceptedBooking(t, lea, ada, slotIn(t, DAY));
    const [stranger, bob] = [await user(), await t.given.advisor()];
    for (const who of [stranger, bob]) {
      await t.as(who).get(`/v1/bookings/${id}`).expect(404);
      await t.as(who).post(`/v1/bookings/${id}/cancel`).expect(404);
      await t.as(who).post(`/v1/bookings/${id}/start`).expect(404);
      expect((await t.as(who).get('/v1/bookings').expect(200)).body.data).toEqual([]);
    }
    await t.as(bob).post(`/v1/bookings/${id}/accept`).expect(404);
    await t.as(lea).post(`/v1/bookings/${id}/accept`).expect(403);
    const [mine] = (await t.as(lea).get('/v1/bookings?when=coming').expect(200)).body.data;
    expect(mine).toMatchObject({ id, status: 'accepted', refundNowMinor: expect.any(Number) });
    const { body } = await t.as(owner).get(`/v1/staff/bookings?advisorId=${adv()}`).expect(200);
    expect(body.data).toMatchObject([{ id, side: 'staff', userName: expect.any(String) }]);
  });

  it('is not for a pair of whom one has blocked the other, is not accepted then, and what was asked for ends', async () => {
    const lea = await user();
    const { body } = await request(lea, slotIn(t, DAY));
    const input = await wish(t, lea, ada, slotIn(t, DAY + 120));
    await t.as(lea).put(`/v1/advisors/${adv()}/block`).expect(200);
    expect((await t.as(lea).post('/v1/bookings', input).expect(409)).body.code).toBe('advisor-unavailable');
    expect((await t.as(lea).post('/v1/bookings/quote', { ...input, acceptedPriceMinor: undefined })).status).toBe(409);
    expect((await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(409)).body.code).toBe('advisor-unavailable');
    await t.drain();
    expect(await show(lea, body.id)).toMatchObject({ status: 'cancelled', cancelledBy: 'user', keptMinor: 0 });
    expect(await held(lea)).toBe(0n);
  });

  it('comes in pages, coming ones by their time and past ones the last first', async () => {
    const lea = await user(100_000n);
    const times = [slotIn(t, 3 * DAY), slotIn(t, DAY), slotIn(t, 2 * DAY)];
    for (const at of times) await acceptedBooking(t, lea, ada, at);
    const all: string[] = [];
    let cursor = '';
    do {
      const { body } = await t.as(lea).get(`/v1/bookings?when=coming&limit=1${cursor}`).expect(200);
      all.push(...body.data.map((one: { startsAt: string }) => one.startsAt));
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(all).toEqual([...times].sort());
  });
});
