import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  clockTo,
  creditedTopUp,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
  wish,
} from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
const FREE_PLAN = {
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

describe('a booking of which a side is closed out', () => {
  let t: TestApp;
  let owner: Actor;
  let ada: Advisor;
  let lea: Actor;
  let startsAt: string;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    owner = await t.given.staff('owner');
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    lea = await t.given.user({ balanceMinor: 20_000n });
    startsAt = slotIn(t, 2 * DAY);
  });

  const goTo = async (seconds: number): Promise<void> => {
    clockTo(t, startsAt, seconds);
    owner = await signedInAgain(t, owner);
    ada = await signedInAgain(t, ada);
    lea = await signedInAgain(t, lea);
  };
  const suspend = () =>
    t
      .as(owner)
      .post(`/v1/staff/advisors/${t.publicId('advisor', ada.advisorId)}/suspend`, { reason: 'complaints' })
      .expect(200);
  const freeze = (who: Actor) =>
    t
      .as(owner)
      .post(`/v1/staff/people/${t.publicId('person', who.id)}/freeze`)
      .expect(200);
  const show = async (id: string, who = owner) =>
    (
      await t
        .as(who)
        .get(`/v1/${who === owner ? 'staff/' : ''}bookings/${id}`)
        .expect(200)
    ).body;
  const calledOff = { status: 'cancelled', cancelledBy: 'platform', keptMinor: 0 };
  const free = async (): Promise<void> => {
    const { paid, held } = await t.wallet(lea);
    expect({ paid, held }).toEqual({ paid: 20_000n, held: 0n });
    expect(await t.violations()).toEqual([]);
  };

  it('is not accepted by a suspended advisor, and called off with everything back', async () => {
    const { body } = await t
      .as(lea)
      .post('/v1/bookings', await wish(t, lea, ada, startsAt))
      .expect(201);
    await suspend();
    expect((await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(409)).body.code).toBe('advisor-unavailable');
    await t.drain();
    expect(await show(body.id, lea)).toMatchObject(calledOff);
    await free();
  });

  it('is not started by either side once the advisor is suspended, also by one who was in the room before', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(1);
    await suspend();
    for (const who of [ada, lea])
      expect((await t.as(who).post(`/v1/bookings/${id}/start`).expect(409)).body.code).toBe('advisor-unavailable');
    await t.drain();
    expect(await show(id, lea)).toMatchObject(calledOff);
    await free();
  });

  it('goes on with a call that rings already, and is called off when nobody meets in it', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await goTo(1);
    await t.as(lea).post(`/v1/bookings/${id}/start`).expect(200);
    await suspend();
    await t.drain();
    expect((await show(id, lea)).status).toBe('started');
    t.clock.advanceSeconds(60);
    await t.run('calling.due');
    await t.drain();
    expect(await show(id, lea)).toMatchObject(calledOff);
    await free();
  });

  it('is called off at its next timer when it was made behind the back of a suspension', async () => {
    const id = await acceptedBooking(t, lea, ada, startsAt);
    await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [ada.advisorId]);
    clockTo(t, startsAt, -DAY * 60 + 1);
    await t.run('bookings.due');
    owner = await signedInAgain(t, owner);
    expect(await show(id)).toMatchObject(calledOff);
    await free();
  });

  it.each(['the user', 'the advisor'])(
    'is called off with everything back when the account of %s is frozen',
    async (who) => {
      const id = await acceptedBooking(t, lea, ada, startsAt);
      await goTo(-30 * 60);
      await freeze(who === 'the user' ? lea : ada);
      await t.drain();
      expect(await show(id)).toMatchObject(calledOff);
      await free();
    },
  );

  it('is called off when the licence ends, and the whole wallet goes back only then', async () => {
    const ops = await t.given.operator();
    lea = await t.given.user();
    await creditedTopUp(t, lea, 10_000n, 'pi_booked');
    const id = await acceptedBooking(t, lea, ada, startsAt);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', { ...FREE_PLAN, name: 'Studio', currency: 'EUR', isPublic: false })
      .expect(201);
    const licensee = `/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}`;
    await t.as(ops).post(`${licensee}/licence`, { planId: body.id, reason: 'Signed' }).expect(201);
    const endsAt = new Date(Date.now() + t.clock.offsetMs).toISOString();
    await t.as(owner).post('/v1/staff/licence/ending', { endsAt, reason: 'We close' }).expect(200);
    t.clock.advanceSeconds(1);
    const refunded = () => t.db.query('select amount::text from app.wallet_refund where person_id = $1', [lea.id]);
    await t.run('licensing.run_licences');
    expect((await t.as(owner).get('/v1/staff/licence').expect(200)).body.status).toBe('terminated');
    expect(await refunded()).toEqual([]);
    await t.drain();
    expect(await show(id)).toMatchObject(calledOff);
    await t.run('licensing.run_licences');
    expect(await refunded()).toEqual([{ amount: '10000' }]);
    expect((await t.as(owner).get('/v1/staff/licence/ending').expect(200)).body.stage).toBe('refunding');
  });
});
