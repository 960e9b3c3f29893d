import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, bookFaults, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

const DAY = 24 * 3600;

interface Coverage {
  currency: string;
  atStripeMinor: number;
  floorMinor: number;
  surplusMinor: number;
}

describe("money at the operator's account at Stripe", () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let operator: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    operator = await t.given.operator();
    user = await t.given.user();
    await t.db.query(
      `insert into app.money_rules (licensee_id, stripe_fee_bearer, changed_at) values ($1, 'licensee', now()) on conflict (licensee_id) do nothing`,
      [t.licensees.aurora.id],
    );
    await paidTopUp(t, user, 20_000);
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 1000n }), 600);
    t.clock.reset();
    stripe.advance(3600);
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const coverage = async (): Promise<Coverage> =>
    ((await t.as(operator).get('/v1/operator/treasury').expect(200)).body as { data: Coverage[] }).data.find(
      ({ currency }) => currency === 'EUR',
    )!;
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);
  const control = async (path: string, body: object) => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  const payouts = async () =>
    ((await t.as(operator).get('/v1/operator/payouts').expect(200)).body as { data: { id: string; status: string }[] })
      .data;

  /** As somebody does in the dashboard of Stripe. */
  const atStripe = async (path: string, params: Record<string, string>) => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox_specs',
        'content-type': 'application/x-www-form-urlencoded',
        'stripe-version': '2026-10-28.endive',
      },
      body: new URLSearchParams(params),
    });
    expect(answer.status).toBe(200);
  };
  const inDashboard = (params: Record<string, string>) => atStripe('balance_settings', params);
  const daily = { 'payments[payouts][schedule][interval]': 'daily' };
  const noFloor = { 'payments[payouts][minimum_balance_by_currency][eur]': '' };
  const schedule = async () => (await t.as(operator).get('/v1/operator/treasury/payout-schedule').expect(200)).body;

  it('leaves only when it is asked for: whoever lets Stripe pay out by itself is overruled, and what is owed is told as a second lock', async () => {
    expect(await schedule()).toMatchObject({ schedule: 'manual', isManual: true });
    await inDashboard(daily);
    await t.run('billing.assert_manual_payouts');
    const { floorMinor } = await coverage();
    expect(floorMinor).toBeGreaterThan(0);
    expect(await schedule()).toEqual({
      schedule: 'manual',
      isManual: true,
      saidAt: expect.any(String),
      floors: [{ currency: 'EUR', floorMinor }],
    });
    stripe.advance(3 * DAY);
    expect(stripe.objects<{ id: string; automatic: boolean }>('payout').filter(({ automatic }) => automatic)).toEqual(
      [],
    );
    // What Stripe does not change is shown as it is.
    await inDashboard(daily);
    stripe.faults.add({ kind: '503', method: 'POST', pathPattern: '/v1/balance_settings', times: 6 });
    await t.run('billing.assert_manual_payouts');
    expect(await schedule()).toMatchObject({ schedule: 'daily', isManual: false });
    stripe.faults.clear();
    await t.run('billing.assert_manual_payouts');
    expect(await schedule()).toMatchObject({ isManual: true });
  });

  it('that Stripe swept all the same is a payout that nobody asked for, never something unknown: it is on its way, and comes back or is paid', async () => {
    const before = await coverage();
    await inDashboard({ ...daily, ...noFloor });
    stripe.advance(DAY + 10);
    await t.run('stripe.mirror');
    const list = async () =>
      ((await t.as(operator).get('/v1/operator/payouts').expect(200)).body as { data: object[] }).data;
    expect((await list())[0]).toMatchObject({ isAutomatic: true, amountMinor: before.atStripeMinor });
    expect(await payouts()).toHaveLength(1);
    expect((await coverage()).surplusMinor).toBe(-before.floorMinor);
    await booksAgree();
    const [row] = await t.db.query<{ stripe_payout_id: string }>(
      'select stripe_payout_id from app.operator_payout where requested_by is null',
    );
    await atStripe(`payouts/${row!.stripe_payout_id}/cancel`, {});
    await t.run('stripe.mirror');
    await t.run('billing.resume_operator_payouts');
    expect((await payouts())[0]).toMatchObject({ status: 'failed' });
    expect((await coverage()).atStripeMinor).toBe(before.atStripeMinor);
    await booksAgree();

    stripe.advance(DAY + 3600);
    await t.run('stripe.mirror');
    await t.run('billing.resume_operator_payouts');
    expect((await list())[0]).toMatchObject({ isAutomatic: true, status: 'paid' });
    expect((await coverage()).atStripeMinor).toBe(0);
    await booksAgree();
    await control('balance', { type: 'topup', amount: before.atStripeMinor, currency: 'eur' });
    await t.run('stripe.mirror');
    expect(await coverage()).toMatchObject({ surplusMinor: before.surplusMinor });
    await t.run('billing.assert_manual_payouts');
  });
});
