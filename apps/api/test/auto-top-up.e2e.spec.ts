import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, paidTopUp, race, runningCall, settleStripe, testApp } from '@app/testing';

const CARD = { good: '4242424242424242', asks: '4000002760003184', noFundsLater: '4000000000000341' };
const DAY = 24 * 3600;

describe('a wallet that tops itself up', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());
  afterEach(() => stripe.faults.clear());

  const paid = async (user: Actor) => Number((await t.wallet(user)).paid);
  const cardOf = async (user: Actor): Promise<string> =>
    ((await t.as(user).get('/v1/cards').expect(200)).body as { data: { id: string }[] }).data[0]!.id;
  const rules = async (user: Actor, changes: object = {}) => ({
    cardId: await cardOf(user),
    thresholdMinor: 1500,
    amountMinor: 2000,
    monthlyCapMinor: 6000,
    agreed: true,
    locale: 'en',
    ...changes,
  });
  const on = async (user: Actor, changes: object = {}) =>
    t
      .as(user)
      .put('/v1/wallet/auto-top-up', await rules(user, changes))
      .expect(200);
  const show = async (user: Actor) => {
    const away = t.clock.offsetMs;
    t.clock.reset();
    const { body } = await t.as(user).get('/v1/wallet/auto-top-up').expect(200);
    t.clock.advanceSeconds(away / 1000);
    return body as { status: string; reason: string | null; usedThisMonthMinor: number };
  };
  /** Somebody with 10.00 and a saved card, which is below the threshold. */
  const payer = async (card = CARD.good): Promise<Actor> => {
    const user = await t.given.user();
    await paidTopUp(t, user, 1000, card, true);
    return user;
  };
  const look = async () => {
    await t.run('billing.auto_top_ups');
    await settleStripe(t);
  };
  const autos = (user: Actor) =>
    t.db.query<{ status: string; failure_code: string | null }>(
      'select status, failure_code from app.top_up where auto and person_id = $1 order by id',
      [user.id],
    );
  const charges = (user: Actor) =>
    stripe.objects<Stripe.PaymentIntent>('payment_intent').filter((one) => one.transfer_group === `wallet:${user.id}`);

  it('does so below its threshold, by the card that was agreed to, and shows it', async () => {
    const user = await payer();
    await look();
    expect(await autos(user)).toEqual([]); // nobody agreed to anything
    await on(user);
    await look();
    expect(await paid(user)).toBe(3000);
    expect(await show(user)).toMatchObject({ status: 'on', reason: null, usedThisMonthMinor: 2000 });
    const listed = async (by: string) =>
      (
        (await t.as(user).get(`/v1/top-ups?by=${by}`).expect(200)).body as {
          data: { amountMinor: number; by: string }[];
        }
      ).data.map((one) => [one.amountMinor, one.by]);
    expect([await listed('auto'), await listed('person')]).toEqual([[[2000, 'auto']], [[1000, 'person']]]);
    t.clock.advanceSeconds(120);
    await look();
    expect(await paid(user)).toBe(3000); // above the threshold again
  });

  it('needs the agreement, a card of its own, and sums that fit', async () => {
    const user = await payer();
    const other = await payer();
    const put = async (changes: object) =>
      (await t.as(user).put('/v1/wallet/auto-top-up', await rules(user, changes))).body as { code: string };
    expect((await put({ agreed: false })).code).toBe('mandate-missing');
    expect((await put({ cardId: await cardOf(other) })).code).toBe('no-saved-card');
    expect((await put({ amountMinor: 1, monthlyCapMinor: 100 })).code).toBe('invalid-request');
    expect((await put({ amountMinor: 2000, monthlyCapMinor: 1999 })).code).toBe('invalid-request');
    expect((await put({ amountMinor: 900_000, monthlyCapMinor: 900_000 })).code).toBe('top-up-out-of-range');
    expect((await show(user)).status).toBe('off');
  });

  it('charges once when ten workers look at the same time, and once when the answer is lost', async () => {
    const user = await payer();
    await on(user);
    const before = charges(user).length;
    await race(10, () => t.run('billing.auto_top_ups'));
    await settleStripe(t);
    expect(charges(user)).toHaveLength(before + 1);
    expect(await paid(user)).toBe(3000);
    const second = await payer();
    await on(second);
    stripe.faults.add({
      kind: 'timeout_after_success',
      method: 'POST',
      pathPattern: '^/v1/payment_intents$',
      delayMs: 30,
    });
    stripe.faults.add({ kind: 'reset_before', method: 'POST', pathPattern: '^/v1/payment_intents$', times: 2 });
    await t.run('billing.auto_top_ups');
    t.clock.advanceSeconds(120);
    await look(); // the lost one is in flight: no second one
    await t.run('billing.resume_top_ups');
    await settleStripe(t);
    expect(await paid(second)).toBe(3000);
    expect(charges(second)).toHaveLength(2);
  });

  it('never passes the cap of a month, and goes on in the next', async () => {
    const user = await payer();
    await on(user, { monthlyCapMinor: 3000, thresholdMinor: 50_000 });
    await look();
    expect(await paid(user)).toBe(3000);
    t.clock.advanceSeconds(120);
    await look();
    expect(await show(user)).toMatchObject({ status: 'paused', reason: 'monthly_cap' });
    expect(await paid(user)).toBe(3000);
    t.clock.advanceSeconds(32 * DAY);
    await look();
    expect(await paid(user)).toBe(5000);
  });

  it('is stopped by a cap of stored value, with the reason, and goes on by itself when there is room', async () => {
    const cap = (column: string, minor: number) =>
      t.db.query(`update app.licensee_terms set ${column} = $2 where licensee_id = $1`, [t.licensees.aurora.id, minor]);
    const user = await payer();
    await on(user);
    try {
      await cap('top_up_day_max_minor', 2900);
      await look();
      expect(await show(user)).toMatchObject({ status: 'paused', reason: 'day_cap' });
      expect(await autos(user)).toEqual([]);
      await cap('top_up_day_max_minor', 100_000);
      await cap('max_balance_minor', 2900);
      t.clock.advanceSeconds(120);
      await look();
      expect(await autos(user)).toEqual([]); // still no room
      await cap('max_balance_minor', 200_000);
      t.clock.advanceSeconds(120);
      await look();
      expect(await show(user)).toMatchObject({ status: 'on', reason: null });
      expect(await paid(user)).toBe(3000);
    } finally {
      await cap('top_up_day_max_minor', 100_000);
      await cap('max_balance_minor', 200_000);
    }
  });

  it('asks the payer when the bank wants to hear it from them, and does not ask the bank again', async () => {
    const user = await payer(CARD.asks);
    await on(user);
    await look();
    expect(await show(user)).toMatchObject({ status: 'paused', reason: 'authentication_required' });
    expect(await autos(user)).toEqual([{ status: 'failed', failure_code: 'authentication_required' }]);
    const asked = charges(user).length;
    t.clock.advanceSeconds(10 * DAY);
    await look();
    expect(charges(user)).toHaveLength(asked);
    t.clock.reset();
    await on(user); // a new agreement tries again
    await look();
    expect(charges(user)).toHaveLength(asked + 1);
    await t
      .as(user)
      .delete(`/v1/cards/${await cardOf(user)}`)
      .expect(204);
    expect(await show(user)).toMatchObject({ status: 'off', reason: 'card_removed' });
  });

  it('tries a soft decline twice more, after one and after three days, and then is off', async () => {
    const user = await payer(CARD.noFundsLater);
    await on(user);
    await look();
    expect((await autos(user)).map(({ status }) => status)).toEqual(['failed']);
    expect((await show(user)).status).toBe('on');
    t.clock.advanceSeconds(3600);
    await look();
    expect(await autos(user)).toHaveLength(1);
    t.clock.advanceSeconds(DAY);
    await look();
    expect(await autos(user)).toHaveLength(2);
    t.clock.advanceSeconds(3 * DAY + 60);
    await look();
    expect(await autos(user)).toHaveLength(3);
    expect(await show(user)).toMatchObject({ status: 'off', reason: 'declined' });
    t.clock.advanceSeconds(30 * DAY);
    await look();
    expect(await autos(user)).toHaveLength(3);
  });

  it('does it during a call, which goes on', async () => {
    const user = await payer();
    await on(user, { thresholdMinor: 500 });
    const advisor = await t.given.advisor({ voiceRateMinor: 200n });
    const call = await runningCall(t, user, advisor); // most of the 10.00 is reserved
    await look();
    expect(await paid(user)).toBe(3000);
    const { body } = await t.as(user).get(`/v1/calls/${call}`).expect(200);
    expect((body as { status: string }).status).toBe('in_progress');
    await t.as(user).post(`/v1/calls/${call}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${call}/end`).expect(200);
  });

  it('stops when it is told to, and when its card is gone', async () => {
    const user = await payer();
    await on(user);
    expect((await t.as(user).delete('/v1/wallet/auto-top-up').expect(200)).body).toMatchObject({
      status: 'off',
      reason: 'switched_off',
    });
    await look();
    expect(await autos(user)).toEqual([]);
    await on(user);
    await t
      .as(user)
      .delete(`/v1/cards/${await cardOf(user)}`)
      .expect(204);
    await look();
    expect(await show(user)).toMatchObject({ status: 'off', reason: 'card_removed' });
    expect(await paid(user)).toBe(1000);
    await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 200n }), 60);
    t.clock.reset();
    expect(await t.violations()).toEqual([]);
  });

  it.each(['person', 'staff'] as const)(
    'is switched off when money goes back to the card, asked by the %s: the card is not charged for it again',
    async (asker) => {
      const user = await payer();
      await on(user);
      const { body } = await (asker === 'person'
        ? t.as(user).post('/v1/wallet/refunds', {})
        : t
            .as(await t.given.staff('owner'))
            .post(`/v1/staff/people/${t.publicId('person', user.id)}/wallet/refunds`, { reason: 'asked by mail' }));
      expect(body).toMatchObject({ amountMinor: 1000 });
      expect(await show(user)).toMatchObject({ status: 'off', reason: 'switched_off' });
      await look();
      expect(await autos(user)).toEqual([]);
    },
  );
});
