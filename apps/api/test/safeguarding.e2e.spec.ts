import type { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import {
  type Actor,
  type TestApp,
  bookFaults,
  paidCall,
  paidTopUp,
  race,
  settleStripe,
  testApp,
  forgetKeys,
  unheard,
} from '@app/testing';

interface Coverage {
  currency: string;
  atStripeMinor: number;
  safeguardedMinor: number;
  walletsMinor: number;
  floorMinor: number;
  surplusMinor: number;
  aged: { days: number; amountMinor: number; wallets: number }[];
}

describe('money of callers at a safeguarding account', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let operator: Actor;
  let user: Actor;
  let bank: string;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    operator = await t.given.operator();
    user = await t.given.user();
    await paidTopUp(t, user, 10_000);
    stripe.advance(3600);
    bank = (
      await control<{ bankAccount: { id: string } }>('bank_accounts', {
        number: 'DE75512108001245126199',
        currency: 'eur',
      })
    ).bankAccount.id;
  });
  afterAll(() => t.close());

  async function control<T>(path: string, body: object): Promise<T> {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    const said = (await answer.json()) as T;
    await settleStripe(t);
    return said;
  }
  const coverage = async (): Promise<Coverage> =>
    ((await t.as(operator).get('/v1/operator/treasury').expect(200)).body as { data: Coverage[] }).data.find(
      ({ currency }) => currency === 'EUR',
    )!;
  const move = (direction: string, amountMinor: number, key?: string) =>
    t
      .as(operator)
      .post(
        '/v1/operator/treasury/safeguarding/moves',
        { direction, amountMinor, currency: 'EUR', reason: 'Older than 80 days' },
        key,
      );
  const moves = async () =>
    (
      (await t.as(operator).get('/v1/operator/treasury/safeguarding/moves').expect(200)).body as {
        data: { id: string; status: string; failureCode: string | null }[];
      }
    ).data;
  const arrive = async (): Promise<void> => {
    await settleStripe(t);
    stripe.advance(120);
    await settleStripe(t);
    await t.run('stripe.mirror');
  };
  const booksAgree = async () => expect(await bookFaults(t)).toEqual([]);

  it('needs an account that is named first', async () => {
    expect((await move('out', 100).expect(409)).body).toMatchObject({ code: 'no-safeguard-account' });
    const body = { currency: 'EUR', name: 'Trust account', destination: bank };
    for (const change of [{ currency: 'eur' }, { name: '' }, { destination: 'acct_1' }])
      await t
        .as(operator)
        .put('/v1/operator/treasury/safeguarding/accounts', { ...body, ...change })
        .expect(422);
    await t.as(operator).put('/v1/operator/treasury/safeguarding/accounts', body).expect(200, body);
  });

  it('goes there and stays covered, at no moment the operator’s, and no longer grows old at Stripe', async () => {
    await t.db.query(`update app.top_up set closed_at = closed_at - interval '70 days' where person_id = $1`, [
      user.id,
    ]);
    const before = await coverage();
    expect(before.aged[0]).toEqual({ days: 60, amountMinor: 10_000, wallets: 1 });
    await move('out', 6_000).expect(201);
    await arrive();
    const after = await coverage();
    expect(after).toMatchObject({
      atStripeMinor: before.atStripeMinor - 6_000,
      safeguardedMinor: 6_000,
      floorMinor: before.floorMinor,
      surplusMinor: before.surplusMinor,
    });
    expect(after.aged[0]).toMatchObject({ days: 60, amountMinor: 4_000 });
    expect((await moves())[0]).toMatchObject({ status: 'done' });
    await booksAgree();
  });

  it('is at most what callers have not spent, however many ask at one moment', async () => {
    const { body } = await move('out', 10_000).expect(409);
    expect(body).toMatchObject({ code: 'above-safeguardable', mostMinor: 3_825 });
    const answers = await race(4, () => move('out', 3_000).then(({ status }) => status));
    expect(answers.filter((one) => one.status === 'fulfilled' && one.value === 201)).toHaveLength(1);
    await arrive();
    expect((await coverage()).safeguardedMinor).toBe(9_000);
    await booksAgree();
  });

  it('comes back when it is needed, once per request, and never more than is there', async () => {
    expect((await move('back', 9_001).expect(409)).body).toMatchObject({ mostMinor: 9_000 });
    const key = newId();
    await move('back', 5_000, key).expect(201);
    await move('back', 5_000, key).expect(201);
    expect((await move('back', 4_001).expect(409)).body).toMatchObject({ mostMinor: 4_000 });
    await arrive();
    expect((await coverage()).safeguardedMinor).toBe(4_000);
    expect((await moves())[0]).toMatchObject({ status: 'done' });
    await booksAgree();
  });

  it('is at Stripe again when the bank refuses it, at once or days later', async () => {
    const before = await coverage();
    await move('out', 1_000).expect(201);
    await arrive();
    const [row] = await t.db.query<{ stripe_id: string }>(
      'select stripe_id from app.safeguard_move order by id desc limit 1',
    );
    await control(`payouts/${row!.stripe_id}`, { state: 'failed', failureCode: 'account_closed' });
    expect((await moves())[0]).toMatchObject({ status: 'failed', failureCode: 'account_closed' });
    expect(await coverage()).toEqual(before);
    // Stripe does not use the account again until it changes.
    await move('out', 1_000).expect(201);
    expect((await moves())[0]).toMatchObject({ status: 'failed', failureCode: 'bank_account_unusable' });
    expect(await coverage()).toEqual(before);
    await booksAgree();
  });

  it('covers callers and nobody else: what they spend of it has to come back', async () => {
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 2_000n }), 240);
    t.clock.reset();
    await arrive();
    const spent = await coverage();
    expect(spent).toMatchObject({ walletsMinor: 2_000, safeguardedMinor: 4_000 });
    expect(spent.surplusMinor).toBe(spent.atStripeMinor + 2_000 - spent.floorMinor);
    expect((await move('out', 1).expect(409)).body).toMatchObject({ mostMinor: 0 });
    await move('back', 2_000).expect(201);
    await arrive();
    expect(await coverage()).toMatchObject({ safeguardedMinor: 2_000, surplusMinor: spent.surplusMinor + 2_000 });
    await booksAgree();
  });

  it('is not asked back twice, though Stripe calls it done before its line is there', async () => {
    expect(await coverage()).toMatchObject({ safeguardedMinor: 2_000 });
    stripe.webhooks.control({ paused: true });
    await move('back', 1_500).expect(201);
    await t.db.query(
      `update app.safeguard_move set status = 'done', closed_at = now() where id = (select id from app.safeguard_move order by id desc limit 1)`,
    );
    expect((await move('back', 501).expect(409)).body).toMatchObject({ code: 'above-safeguardable', mostMinor: 500 });
    stripe.webhooks.control({ paused: false });
    await arrive();
    expect(await coverage()).toMatchObject({ safeguardedMinor: 500 });
    await move('back', 500).expect(201);
    await arrive();
    expect(await coverage()).toMatchObject({ safeguardedMinor: 0 });
    await booksAgree();
  });

  it('goes out only where it lies: what Stripe settled in another currency is not sent as somebody else’s', async () => {
    // The rest at Stripe in euros is what advisors, the licensee and the tax office are owed.
    await control('settlements', { currency: 'eur', settledIn: 'usd', rate: 1.1 });
    const { walletsMinor } = await coverage();
    await paidTopUp(t, user, 3_000);
    await control('settlements', { currency: 'eur' });
    stripe.advance(3600);
    await arrive();
    expect((await coverage()).walletsMinor).toBe(walletsMinor + 3_000);
    expect((await move('out', walletsMinor + 1).expect(409)).body).toMatchObject({ mostMinor: walletsMinor });
  });

  it('is the business of the operator alone', async () => {
    const owner = await t.given.staff();
    await t.as(owner).get('/v1/operator/treasury/safeguarding/moves').expect(403);
    await move('sideways', 1).expect(422);
    await move('out', 0).expect(422);
  });

  // The last ones: Stripe's clock is days ahead from here on.
  it.each([
    ['out', 'payout'],
    ['back', 'topup'],
  ] as const)(
    'goes %s once also when the answer was lost and Stripe has forgotten its key since',
    async (direction, object) => {
      if (direction === 'out') {
        const { bankAccount } = await control<{ bankAccount: { id: string } }>('bank_accounts', {
          number: 'DE75512108001245126199',
          currency: 'eur',
        });
        const account = { currency: 'EUR', name: 'Trust account', destination: bankAccount.id };
        await t.as(operator).put('/v1/operator/treasury/safeguarding/accounts', account).expect(200);
      }
      const made = () => stripe.objects(object).length;
      const before = made();
      await unheard(t, `^/v1/${object}s$`, () => move(direction, 500).expect(503));
      expect((await moves())[0]).toMatchObject({ status: 'requested' });
      forgetKeys(t);
      await t.run('billing.resume_safeguarding');
      t.clock.reset();
      expect(made()).toBe(before + 1);
      stripe.webhooks.control({ drop: false });
      await arrive();
      expect((await moves())[0]).toMatchObject({ status: 'done' });
      await booksAgree();
    },
  );

  it('that the bank refused is not made anew when nobody heard of it', async () => {
    const payouts = () => stripe.objects<Stripe.Payout>('payout');
    const { safeguardedMinor } = await coverage();
    const before = payouts().length;
    await unheard(t, '^/v1/payouts$', () => move('out', 100).expect(503));
    const refused = payouts().find(({ amount }) => amount === 100)!;
    await control(`payouts/${refused.id}`, { state: 'failed', failureCode: 'could_not_process' });
    forgetKeys(t);
    await t.run('billing.resume_safeguarding');
    stripe.webhooks.control({ drop: false });
    await arrive();
    expect(payouts()).toHaveLength(before + 1);
    expect(await coverage()).toMatchObject({ safeguardedMinor });
    expect((await moves())[0]).toMatchObject({ status: 'failed', failureCode: 'could_not_process' });
    await booksAgree();
    t.clock.reset();
  });
});
