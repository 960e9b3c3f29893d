import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  clockTo,
  paidCall,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
} from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
/** Half of 30 minutes at 2.00: 19 % tax in it, 60 % of the rest are the advisor's. */
const KEPT = 3000;
const SHARE = 1512;

describe('what is kept of a booking', () => {
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
    const startsAt = slotIn(t, 2 * DAY);
    const id = await acceptedBooking(t, lea, ada, startsAt);
    clockTo(t, startsAt, -3 * 3600);
    [owner, ada, lea] = [await signedInAgain(t, owner), await signedInAgain(t, ada), await signedInAgain(t, lea)];
    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
  });

  const summary = async (advisor: Actor = ada) =>
    (await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body;

  it('is among the earnings of the advisor, and pending as long as those of a call', async () => {
    expect(await summary()).toMatchObject({
      todayMinor: SHARE,
      monthMinor: SHARE,
      bookingFeesTodayMinor: SHARE,
      bookingFeesMonthMinor: SHARE,
      pendingMinor: SHARE,
      availableMinor: 0,
      balanceMinor: SHARE,
      nextPayoutOn: expect.any(String),
      callsToday: 0,
    });
    const { series } = (await t.as(ada).get('/v1/advisor/statistics').expect(200)).body;
    expect(series.at(-1)).toMatchObject({ calls: 0, earningMinor: SHARE });
    // Nobody else has earned it.
    const other = await t.given.advisor();
    expect(await summary(other)).toMatchObject({
      todayMinor: 0,
      monthMinor: 0,
      bookingFeesMonthMinor: 0,
      pendingMinor: 0,
      availableMinor: 0,
      balanceMinor: 0,
      nextPayoutOn: null,
    });
    const { body: theirs } = await t.as(other).get('/v1/advisor/statistics').expect(200);
    expect(theirs.series.at(-1)).toMatchObject({ calls: 0, earningMinor: 0 });
    t.clock.advanceSeconds(40 * DAY * 60);
    ada = await signedInAgain(t, ada);
    expect(await summary()).toMatchObject({
      bookingFeesTodayMinor: 0,
      pendingMinor: 0,
      availableMinor: SHARE,
      balanceMinor: SHARE,
    });
  });

  it('is in the gross and the shares of the dashboard', async () => {
    const { totals } = (await t.as(owner).get('/v1/staff/dashboard').expect(200)).body;
    const ofLedger = await t.db.query<{ kind: string; sum: string }>(
      `select a.kind, sum(e.amount)::text as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
         join app.ledger_transaction x on x.licensee_id = e.licensee_id and x.id = e.transaction_id
        where x.kind = 'booking_fee' and a.kind in ('advisor_payable', 'licensee_payable', 'platform_fee', 'tax') group by 1`,
    );
    const sums = Object.fromEntries(ofLedger.map(({ kind, sum }) => [kind, Number(sum)]));
    expect(totals).toMatchObject({
      advisorMinor: sums.advisor_payable,
      netMinor: sums.licensee_payable,
      operatorMinor: sums.platform_fee,
      taxMinor: sums.tax,
    });
    expect(totals.grossMinor % KEPT).toBe(0);
    expect(totals.grossMinor).toBe(totals.advisorMinor + totals.netMinor + totals.operatorMinor + totals.taxMinor);
    expect(totals.grossMinor).toBeGreaterThan(0);
  });

  it('is reported to the tax office as what the advisor earned, with what others kept of it', async () => {
    const year = new Date().getUTCFullYear(); // the database dates postings by its own clock
    const { data } = (await t.as(owner).get(`/v1/staff/dac7?year=${year}`).expect(200)).body;
    const mine = data.find(
      ({ advisorId }: { advisorId: string }) => advisorId === t.publicId('advisor', ada.advisorId),
    );
    const quarters = mine.quarters.filter(({ activities }: { activities: number }) => activities > 0);
    expect(quarters).toEqual([expect.objectContaining({ activities: 1, considerationMinor: SHARE, taxesMinor: 479 })]);
    expect(quarters[0].feesMinor).toBe(KEPT - SHARE - 479);
  });

  it('is a line among the earnings, with its kind and its shares, between the calls and in the file', async () => {
    const lines = async (query = '') => (await t.as(ada).get(`/v1/advisor/earnings?${query}`).expect(200)).body;
    const [fee, ...none] = (await lines()).data;
    expect(none).toEqual([]);
    expect(fee).toMatchObject({
      kind: 'booking_cancelled',
      callId: null,
      bookingId: expect.stringMatching(/^bkg_/),
      billedSeconds: 0,
      priceMinor: KEPT,
      earningMinor: SHARE,
      refundedMinor: 0,
      netMinor: SHARE,
      state: 'pending',
    });
    expect(fee.taxMinor + fee.operatorMinor + fee.licenseeMinor + fee.earningMinor).toBe(KEPT);
    const called = await paidCall(t, lea, ada, 60);
    const { data, next_cursor: cursor } = await lines('limit=1');
    expect(data).toMatchObject([{ kind: 'call', callId: called, bookingId: null }]);
    expect((await lines(`limit=1&cursor=${cursor as string}`)).data).toEqual([fee]);
    expect((await lines(`to=${fee.endedAt as string}`)).data).toEqual([]);
    const csv = (await t.as(ada).get('/v1/advisor/earnings?format=csv').expect(200)).text.trim().split('\r\n');
    expect(csv.map((row) => row.split(',')[0])).toEqual(['kind', 'call', 'booking_cancelled']);
    // Somebody else's earnings have none of it.
    const other = await t.given.advisor();
    expect((await t.as(other).get('/v1/advisor/earnings').expect(200)).body.data).toEqual([]);
  });
});
