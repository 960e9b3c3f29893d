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
  talk,
  testApp,
  wish,
} from '@app/testing';

type Advisor = Actor & { advisorId: string };
const HOUR = 60;
const DAY = 24 * HOUR;
/** 30 minutes at 2.00. */
const PRICE = 6000n;

describe('the end of a booking', () => {
  let t: TestApp;
  let owner: Actor;
  let ada: Advisor;
  let lea: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    lea = await t.given.user({ balanceMinor: 20_000n });
  });

  /** Both sign in again after the clock has moved to a moment. */
  const goTo = async (at: string, seconds = 1): Promise<void> => {
    clockTo(t, at, seconds);
    ada = await signedInAgain(t, ada);
    lea = await signedInAgain(t, lea);
  };
  const after = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();
  const show = async (who: Actor, id: string) => (await t.as(who).get(`/v1/bookings/${id}`).expect(200)).body;
  const balance = async () => {
    const { paid, promo, held } = await t.wallet(lea);
    return { paid, promo, held };
  };
  const earned = async (): Promise<bigint> => {
    const [row] = await t.db.query<{ balance: bigint }>(
      `select coalesce(sum(balance), 0)::bigint as balance from app.ledger_account where owner_id = $1 and kind = 'advisor_payable'`,
      [ada.advisorId],
    );
    return BigInt(row!.balance);
  };
  const callOf = async (id: string): Promise<string> => (await show(lea, id)).callId as string;
  const join = async (call: string, side: 'caller' | 'advisor'): Promise<void> => {
    const uuid = t.parseId('call', call)!;
    await t
      .as(side === 'caller' ? lea : ada)
      .post(`/v1/calls/${call}/join`)
      .expect(200);
    t.rooms.join(roomOf(uuid), identityOf(uuid, side));
  };
  /** Both are in the room of the call that the user has started. */
  const connected = async (id: string): Promise<string> => {
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    const call = await callOf(id);
    await t.as(ada).post(`/v1/calls/${call}/accept`).expect(200);
    for (const side of ['caller', 'advisor'] as const) await join(call, side);
    await t.run('calling.media_sweep');
    return call;
  };
  const hangUp = async (who: Actor, call: string): Promise<void> => {
    await t.as(who).post(`/v1/calls/${call}/end`).expect(200);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    await t.drain();
  };

  it('called off by the user gives back what the tier says, shown before, and shares the rest as a price', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    expect((await show(lea, id)).refundNowMinor).toBe(6000);
    await goTo(startsAt, -3 * 3600);
    expect((await show(lea, id)).refundNowMinor).toBe(3000);
    const stale = await t.as(lea).post(`/v1/bookings/${id}/cancel`, { acceptedRefundMinor: 6000 }).expect(409);
    expect([stale.body.code, stale.body.givenBackMinor]).toEqual(['booking-refund-changed', 3000]);
    const { body } = await t.as(lea).post(`/v1/bookings/${id}/cancel`, { acceptedRefundMinor: 3000 }).expect(200);
    expect(body).toMatchObject({ status: 'cancelled', cancelledBy: 'user', keptMinor: 3000 });
    expect(await balance()).toEqual({ paid: 17_000n, promo: 0n, held: 0n });
    // 3000 with 19 % tax in it: 2521 net, of which 60 % are the advisor's.
    expect(await earned()).toBe(1512n);
    const kinds = await t.db.query<{ kind: string }>('select kind from app.ledger_transaction where ref_id = $1', [
      t.parseId('booking', id),
    ]);
    expect(kinds).toEqual([{ kind: 'booking_fee' }]);
    const [line] = (await t.as(lea).get('/v1/wallet/statement?bucket=paid').expect(200)).body.data;
    expect(line).toMatchObject({ kind: 'booking_fee', bookingId: id, amountMinor: -3000 });
    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200); // once more changes nothing
    expect(await t.violations()).toEqual([]);
  });

  it.each(['its event', 'the timer'])(
    'is a fee all the same when the user closes the account meanwhile, whichever is first: %s',
    async (first) => {
      const startsAt = slotIn(t, DAY);
      const id = await acceptedBooking(t, lea, ada, startsAt);
      await goTo(startsAt);
      await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
      await join(await callOf(id), 'advisor');
      await t.run('calling.media_sweep');
      t.clock.advanceSeconds(120);
      await t.run('calling.due');
      await t.drain();
      owner = await signedInAgain(t, owner);
      await t
        .as(owner)
        .post(`/v1/users/${t.publicId('person', lea.id)}/close`)
        .expect(200);
      if (first === 'its event') await t.drain();
      clockTo(t, after(startsAt, 10));
      await t.run('bookings.due');
      await t.drain();
      ada = await signedInAgain(t, ada);
      expect(await show(ada, id)).toMatchObject({ status: 'no_show', noShowBy: 'user' });
      expect(await earned()).toBe(1512n);
      expect((await balance()).held).toBe(0n);
      expect(await t.violations()).toEqual([]);
    },
  );

  it('takes promo credit first, as a price does', async () => {
    await t.given.money(lea, 1000n, 'promo');
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt, -3 * 3600);
    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
    expect(await balance()).toEqual({ paid: 18_000n, promo: 0n, held: 0n });
    expect(await t.violations()).toEqual([]);
  });

  it('called off by the advisor or by staff gives everything back, however late', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt, -60);
    expect((await t.as(ada).post(`/v1/bookings/${id}/cancel`, { reason: 'I am ill' }).expect(200)).body).toMatchObject({
      cancelledBy: 'advisor',
    });
    expect(await show(lea, id)).toMatchObject({ reason: 'I am ill', keptMinor: 0 });
    t.clock.reset();
    const other = await acceptedBooking(t, lea, ada, slotIn(t, DAY + 2 * HOUR));
    await t.as(owner).post(`/v1/staff/bookings/${other}/cancel`, { reason: 'Closed' }).expect(200);
    expect(await balance()).toEqual({ paid: 20_000n, promo: 0n, held: 0n });
    expect(await earned()).toBe(0n);
  });

  it('is one of several at once: the money moves once', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt, -3600);
    const acts = await race(8, (i) =>
      i % 2 === 0 ? t.as(lea).post(`/v1/bookings/${id}/cancel`) : t.as(ada).post(`/v1/bookings/${id}/cancel`),
    );
    expect(acts.every((one) => one.status === 'fulfilled' && one.value.status === 200)).toBe(true);
    const { cancelledBy } = await show(lea, id);
    const kept = cancelledBy === 'user' ? PRICE : 0n;
    expect(await balance()).toEqual({ paid: 20_000n - kept, promo: 0n, held: 0n });
    expect(await t.violations()).toEqual([]);
  });

  it('is not before its time; then the user rings the advisor on the money that is held, and pays the agreed price for the whole time', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(409);
    // Another price in the meantime is not this booking's; being offline is no refusal of what was agreed.
    await t.as(ada).patch('/v1/advisors/me', { voiceRateMinor: 900 }).expect(200);
    await t.as(ada).put('/v1/advisors/me/availability', { available: false }).expect(200);
    await goTo(startsAt);
    const call = await connected(id);
    expect(await show(ada, id)).toMatchObject({ status: 'started', callId: call });
    expect((await t.as(lea).get(`/v1/calls/${call}`).expect(200)).body).toMatchObject({
      status: 'in_progress',
      bookingId: id,
      heldMinor: 6000,
      session: { minutes: 30, priceMinor: 6000, thenPerMinute: true },
    });
    await talk(t, 30 * 60 - 10);
    await goTo(startsAt, 30 * 60 + 1);
    await hangUp(lea, call);
    expect(await show(lea, id)).toMatchObject({ status: 'completed', keptMinor: null });
    const paid = 20_000n - (await balance()).paid;
    expect(paid >= 5_900n && paid <= 6_200n).toBe(true);
    expect((await balance()).held).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('costs what was served when it is shorter, and per minute at the agreed rate when it is longer', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt, '15');
    await goTo(startsAt);
    const call = await connected(id);
    await talk(t, 10 * 60);
    lea = await signedInAgain(t, lea);
    await hangUp(lea, call);
    const short = 20_000n - (await balance()).paid;
    expect(short >= 1_990n && short <= 2_020n).toBe(true); // ten minutes of fifteen, of 30.00

    t.clock.reset();
    lea = await t.given.user({ balanceMinor: 20_000n });
    ada = await signedInAgain(t, ada);
    const next = slotIn(t, 2 * DAY);
    const longer = await acceptedBooking(t, lea, ada, next, '15');
    await t.as(ada).patch('/v1/advisors/me', { voiceRateMinor: 900 }).expect(200);
    await goTo(next);
    const second = await connected(longer);
    await talk(t, 18 * 60);
    lea = await signedInAgain(t, lea);
    await hangUp(lea, second);
    const long = 20_000n - (await balance()).paid;
    expect(long >= 3_600n && long <= 3_640n).toBe(true);
    expect(await t.violations()).toEqual([]);
  });

  it('costs a user who leaves at once what it costs not to come, and nothing a user whom the advisor leaves', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    const call = await connected(id);
    await talk(t, 1);
    await hangUp(lea, call);
    expect(await show(lea, id)).toMatchObject({ status: 'completed', noShowBy: null });
    const billed = await t.db.query(
      'select price_minor::text as price, billed_seconds > 0 as some from app.call where id = $1',
      [t.parseId('call', call)],
    );
    expect(billed).toEqual([{ price: '3000', some: true }]);
    expect(await balance()).toEqual({ paid: 17_000n, promo: 0n, held: 0n });

    t.clock.reset();
    lea = await t.given.user({ balanceMinor: 20_000n });
    ada = await signedInAgain(t, ada);
    const next = slotIn(t, 2 * DAY);
    const other = await acceptedBooking(t, lea, ada, next);
    await goTo(next);
    const second = await connected(other);
    await talk(t, 1);
    await hangUp(ada, second);
    expect(await balance()).toEqual({ paid: 20_000n, promo: 0n, held: 0n });
    expect(await t.violations()).toEqual([]);
  });

  it('is called off by us when both came and the advisor would not take the call', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
    const first = await callOf(id);
    await join(first, 'advisor');
    await t.run('calling.media_sweep');
    await hangUp(ada, first);
    expect((await show(lea, id)).status).toBe('accepted');
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    await t
      .as(ada)
      .post(`/v1/calls/${await callOf(id)}/decline`)
      .expect(200);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    await t.drain();
    await goTo(after(startsAt, 10));
    await t.run('bookings.due');
    expect(await show(lea, id)).toMatchObject({ status: 'cancelled', cancelledBy: 'platform', keptMinor: 0 });
    expect(await balance()).toEqual({ paid: 20_000n, promo: 0n, held: 0n });
  });

  it('keeps the whole price of a shorter call where the licensee does not return it', async () => {
    const rules = (await t.as(owner).get('/v1/staff/booking-rules').expect(200)).body;
    await t
      .as(owner)
      .put('/v1/staff/booking-rules', { ...rules, returnsRest: false })
      .expect(200);
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await t.as(owner).put('/v1/staff/booking-rules', rules).expect(200);
    await goTo(startsAt);
    const call = await connected(id);
    await talk(t, 60);
    await hangUp(lea, call);
    expect(await balance()).toEqual({ paid: 14_000n, promo: 0n, held: 0n });
  });

  it('has its money held through every try, so that nothing else can spend it', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    const first = await callOf(id);
    t.clock.advanceSeconds(60);
    await t.run('calling.due'); // nobody answers
    expect((await balance()).held).toBe(PRICE);
    await t.drain();
    expect(await show(lea, id)).toMatchObject({ status: 'accepted', callId: first });
    expect((await balance()).held).toBe(PRICE);
    const call = await connected(id);
    expect(call).not.toBe(first);
    await talk(t, 60);
    await hangUp(ada, call);
    expect((await show(lea, id)).status).toBe('completed');
    expect((await balance()).held).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('is a full refund when the advisor does not come', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    t.clock.advanceSeconds(60);
    await t.run('calling.due');
    await t.drain();
    await t.run('bookings.due');
    expect((await show(lea, id)).status).toBe('accepted');
    await goTo(after(startsAt, 10));
    await t.run('bookings.due');
    expect(await show(lea, id)).toMatchObject({ status: 'no_show', noShowBy: 'advisor', keptMinor: 0 });
    expect(await balance()).toEqual({ paid: 20_000n, promo: 0n, held: 0n });
  });

  it('is a fee to the advisor, and the rest back, when the advisor waited in the room and the user did not come', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
    const call = await callOf(id);
    expect((await t.as(lea).get(`/v1/calls/${call}`).expect(200)).body.status).toBe('accepted');
    await join(call, 'advisor');
    await t.run('calling.media_sweep');
    t.clock.advanceSeconds(120);
    await t.run('calling.due');
    await t.drain();
    await goTo(after(startsAt, 10));
    await t.run('bookings.due');
    expect(await show(lea, id)).toMatchObject({ status: 'no_show', noShowBy: 'user', keptMinor: 3000 });
    expect(await balance()).toEqual({ paid: 17_000n, promo: 0n, held: 0n });
    expect(await earned()).toBe(1512n);
    const [line] = (await t.as(ada).get('/v1/advisor/earnings').expect(200)).body.data;
    expect(line).toMatchObject({ kind: 'booking_no_show', bookingId: id, priceMinor: 3000, netMinor: 1512 });
    expect(await t.violations()).toEqual([]);
  });

  it('is no fee where only the advisor says to have been there: the room never saw them', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    await t.as(ada).post(`/v1/bookings/${id}/start`).expect(200);
    t.clock.advanceSeconds(120);
    await t.run('calling.due');
    await t.drain();
    await goTo(after(startsAt, 10));
    await t.run('bookings.due');
    expect(await show(lea, id)).toMatchObject({ status: 'no_show', noShowBy: 'both', keptMinor: 0 });
    expect(await balance()).toEqual({ paid: 20_000n, promo: 0n, held: 0n });
  });

  it('is a full refund when the advisor is in another call then', async () => {
    const startsAt = slotIn(t, HOUR);
    const { body } = await t
      .as(lea)
      .post('/v1/bookings', await wish(t, lea, ada, startsAt))
      .expect(201);
    const { id } = body;
    // The call is there before the booking is agreed; from then on there would be none.
    await goTo(startsAt, -5);
    const other = await t.given.user({ balanceMinor: 20_000n });
    await t
      .as(other)
      .post('/v1/calls', { advisorId: t.publicId('advisor', ada.advisorId), medium: 'voice' })
      .expect(201);
    await t.as(ada).post(`/v1/bookings/${id}/accept`).expect(200);
    await goTo(startsAt);
    expect((await t.as(lea).post(`/v1/bookings/${id}/start`).expect(409)).body.code).toBe('advisor-busy');
    await goTo(after(startsAt, 10));
    await t.run('bookings.due');
    expect(await show(lea, id)).toMatchObject({ status: 'no_show', noShowBy: 'advisor' });
  });

  it('is one call when both start it at once', async () => {
    const startsAt = slotIn(t, DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(startsAt);
    const done = await race(6, (i) => t.as(i % 2 === 0 ? lea : ada).post(`/v1/bookings/${id}/start`));
    const calls = done.map((one) => (one.status === 'fulfilled' ? one.value.body.callId : undefined));
    expect(new Set(calls).size).toBe(1);
    const rows = await t.db.query('select 1 from app.call where booking_id = $1', [t.parseId('booking', id)]);
    expect(rows).toHaveLength(1);
  });

  it('is reminded of a day and a quarter of an hour before, once each, however many workers look', async () => {
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    const reminded = async () => {
      const [row] = await t.db.query<{ day: boolean; soon: boolean }>(
        'select reminded_day_at is not null as day, reminded_soon_at is not null as soon from app.booking where id = $1',
        [t.parseId('booking', id)],
      );
      return row;
    };
    await t.run('bookings.due');
    expect(await reminded()).toEqual({ day: false, soon: false });
    clockTo(t, after(startsAt, -DAY));
    await race(4, () => t.run('bookings.due'));
    expect(await reminded()).toEqual({ day: true, soon: false });
    clockTo(t, after(startsAt, -15));
    await race(4, () => t.run('bookings.due'));
    expect(await reminded()).toEqual({ day: true, soon: true });
  });
});
