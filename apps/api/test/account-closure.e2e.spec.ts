import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, WalletRefundsService, unexplainedMinor } from '@app/billing';
import { systemContext } from '@app/kernel';
import {
  type Actor,
  PASSWORD,
  type TestApp,
  acceptedBooking,
  paidTopUp,
  race,
  runningCall,
  settleStripe,
  slotIn,
  takesBookings,
  talk,
  testApp,
} from '@app/testing';

const REFUND_FAILS = '4000000000005126';

describe('an account that is closed', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  afterEach(() => t.clock.reset());

  const close = (user: Actor, password = PASSWORD) => t.as(user).post('/v1/me/closure', { password });
  /** What has gone back to the cards of a person, or is on its way, by the state of each part. */
  const parts = async (user: Actor): Promise<{ status: string; amount: bigint }[]> => {
    const rows = await t.db.query<{ status: string; amount: string }>(
      `select p.status, p.amount::bigint from app.wallet_refund r
         join app.wallet_refund_part p on p.licensee_id = r.licensee_id and p.wallet_refund_id = r.id
        where r.person_id = $1 and r.cause = 'account_closed' order by p.id`,
      [user.id],
    );
    return rows.map(({ status, amount }) => ({ status, amount: BigInt(amount) }));
  };
  const settled = async (): Promise<void> => {
    await settleStripe(t);
    t.sandbox!.stripe.advance(2);
    await settleStripe(t);
  };
  const unexplained = async (): Promise<bigint> =>
    unexplainedMinor((await t.app.get(StripeComparisonService).compare()).find(({ currency }) => currency === 'EUR')!);

  it('gives its unspent money back to the card, ends promo credit, forgets the card, and lets nobody in', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 5000, undefined, true);
    await t
      .as(owner)
      .post(`/v1/staff/people/${t.publicId('person', user.id)}/credits`, { amountMinor: 300, reason: 'a gift' })
      .expect(201);
    expect((await t.as(user).get('/v1/cards').expect(200)).body.data).toHaveLength(1);
    expect((await close(user, 'not the password').expect(403)).body.code).toBe('wrong-password');
    await t.as(user).get('/v1/me').expect(200);

    await close(user).expect(204);
    await t.as(user).get('/v1/me').expect(401);
    const signIn = await t.http(user.host).post('/v1/auth/sign-in').send({ email: user.email, password: PASSWORD });
    expect([signIn.status, signIn.body.code]).toEqual([401, 'invalid-credentials']);
    await t.drain();
    await settled();
    expect(await parts(user)).toEqual([{ status: 'succeeded', amount: 5000n }]);
    expect(t.mails.to(user.email).map(({ subject }) => subject)).toContain('Your account is closed');
    expect(await t.wallet(user)).toMatchObject({ paid: 0n, promo: 0n, held: 0n });
    const methods = t.sandbox!.stripe.objects<Stripe.PaymentMethod>('payment_method');
    expect(methods.filter(({ customer }) => customer !== null)).toEqual([]);
    expect(await unexplained()).toBe(0n);
    expect(await t.violations()).toEqual([]);
    // Nothing is given to who has left.
    const given = await t
      .as(owner)
      .post(`/v1/staff/people/${t.publicId('person', user.id)}/credits`, { amountMinor: 300, reason: 'a gift' });
    expect([given.status, given.body.code]).toEqual([409, 'account-closed']);
    // Again: there is nothing left, and nothing is done twice.
    await t.run('billing.return_closed_wallets');
    await t.drain();
    expect(await parts(user)).toHaveLength(1);
  });

  it('pays its running call first', async () => {
    const user = await t.given.user();
    const advisor = await t.given.advisor();
    await paidTopUp(t, user, 5000);
    const call = await runningCall(t, user, advisor);
    await close(user).expect(204);
    await t.drain();
    await talk(t, 60);
    await t.as(advisor).post(`/v1/calls/${call}/end`).expect(200);
    t.clock.advanceSeconds(60);
    await t.run('calling.media_sweep');
    await t.run('calling.due');
    await t.drain();
    await t.run('billing.return_closed_wallets');
    await t.drain();
    await settled();
    const [row] = await t.db.query<{ price: string }>(
      'select price_minor as price from app.call where caller_id = $1',
      [user.id],
    );
    const price = BigInt(row!.price);
    expect(price).toBeGreaterThan(0n);
    const back = (await parts(user)).reduce((sum, { amount }) => sum + amount, 0n);
    expect(back).toBe(5000n - price);
    expect(await t.wallet(user)).toMatchObject({ paid: 0n, held: 0n });
    expect(await t.violations()).toEqual([]);
  });

  it('calls off its bookings, and has their held price back too', async () => {
    const user = await t.given.user();
    const advisor = await t.given.advisor();
    await takesBookings(t, advisor);
    await paidTopUp(t, user, 20_000);
    const booking = await acceptedBooking(t, user, advisor, slotIn(t, 3 * 24 * 60));
    await close(user).expect(204);
    await t.drain();
    await t.run('billing.return_closed_wallets');
    await t.drain();
    await settled();
    const { body } = await t.as(advisor).get(`/v1/bookings/${booking}`).expect(200);
    expect(body).toMatchObject({ status: 'cancelled', cancelledBy: 'user' });
    expect((await parts(user)).reduce((sum, { amount }) => sum + amount, 0n)).toBe(20_000n);
    expect(await t.wallet(user)).toMatchObject({ paid: 0n, held: 0n });
  });

  it('is closed by the licensee too, once, and keeps its money where the card refuses it, for staff to decide', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 4000, REFUND_FAILS);
    const path = `/v1/users/${t.publicId('person', user.id)}/close`;
    expect((await t.as(owner).post(path).expect(200)).body.status).toBe('closed');
    expect((await t.as(owner).post(path).expect(200)).body.status).toBe('closed');
    await t.drain();
    await settled();
    const own = await t.db.query(`select 1 from app.event where type = 'user.closed' and data ->> 'personId' = $1`, [
      t.publicId('person', user.id),
    ]);
    expect(own).toHaveLength(1);
    expect((await parts(user)).map(({ status }) => status)).toEqual(['failed']);
    expect(await t.wallet(user)).toMatchObject({ paid: 4000n });
    for (let hour = 0; hour < 3; hour++) await t.run('billing.return_closed_wallets');
    expect(await parts(user)).toHaveLength(1);
    // Staff is no end user, and somebody else's user is nobody here.
    await t
      .as(owner)
      .post(`/v1/users/${t.publicId('person', owner.id)}/close`)
      .expect(404);
  });

  it('has its money back once when it asks for it and closes at the same moment', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 3000);
    const answers = await race(4, async (n) =>
      n === 0 ? await close(user) : await t.as(user).post('/v1/wallet/refunds', {}),
    );
    expect(answers[0]).toMatchObject({ value: { status: 204 } });
    await t.drain();
    await settled();
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(amount), 0) as sum from app.wallet_refund where person_id = $1`,
      [user.id],
    );
    expect(BigInt(row!.sum)).toBe(3000n);
    expect(await t.wallet(user)).toMatchObject({ paid: 0n });
    expect(await unexplained()).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('is charged no more, though its automatic top-up was on', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 1000, undefined, true);
    const { body } = await t.as(user).get('/v1/cards').expect(200);
    await t
      .as(user)
      .put('/v1/wallet/auto-top-up', {
        cardId: body.data[0].id,
        thresholdMinor: 1500,
        amountMinor: 2000,
        monthlyCapMinor: 6000,
        agreed: true,
        locale: 'en',
      })
      .expect(200);
    await close(user).expect(204);
    // Nobody has heard of it yet.
    t.clock.advanceSeconds(60);
    await t.run('billing.auto_top_ups');
    await t.drain();
    await settled();
    t.clock.advanceSeconds(3600);
    await t.run('billing.auto_top_ups');
    await settled();
    expect(await t.db.query('select 1 from app.top_up where auto and person_id = $1', [user.id])).toEqual([]);
    expect(await t.wallet(user)).toMatchObject({ paid: 0n });
  });

  it('has the money of one card back though another refuses, also what comes free later', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 3000);
    await paidTopUp(t, user, 2000, REFUND_FAILS);
    await close(user).expect(204);
    await t.drain();
    await settled();
    expect((await parts(user)).map(({ status, amount }) => [status, amount])).toEqual([
      ['failed', 2000n],
      ['succeeded', 3000n],
    ]);
    // What a refund of a call gives back, say.
    await t.given.money(user, 100n, 'promo');
    for (let hour = 0; hour < 2; hour++) await t.run('billing.return_closed_wallets');
    await settled();
    expect(await parts(user)).toHaveLength(2);
    expect(await t.wallet(user)).toMatchObject({ paid: 2000n, promo: 0n });
  });

  it('loses to the bank what came back from a card because its payment was disputed', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    await close(user).expect(204);
    // The money has left the wallet; Stripe is asked only after the bank has taken the payment.
    const ctx = systemContext(user.licenseeId, 'spec');
    await t.app.get(WalletRefundsService).refundAll(ctx, user.id, 'account_closed', 'The account was closed');
    await t.db.query(
      `update graphile_worker._private_jobs set run_at = now() + interval '1 hour' where locked_at is null`,
    );
    expect(await t.wallet(user)).toMatchObject({ paid: 0n });
    const intent = t
      .sandbox!.stripe.objects<Stripe.PaymentIntent>('payment_intent')
      .find(({ metadata }) => metadata['local_id'] === t.parseId('topUp', topUp))!;
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/disputes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paymentIntent: intent.id }),
    });
    expect(answer.status).toBeLessThan(300);
    await t.sandbox!.stripe.webhooks.idle();
    await t.drain();
    expect((await parts(user)).map(({ status }) => status)).toEqual(['requested']);
    await t.db.query('update graphile_worker._private_jobs set run_at = clock_timestamp() where locked_at is null');
    await t.drain();
    await settled();
    expect((await parts(user)).map(({ status }) => status)).toEqual(['failed']);
    const [dispute] = await t.db.query<{ frozen_amount: string }>(
      'select frozen_amount from app.dispute where person_id = $1',
      [user.id],
    );
    expect(dispute!.frozen_amount).toBe('5000');
    expect(await t.wallet(user)).toMatchObject({ paid: 0n });
    expect(await t.violations()).toEqual([]);
  });
});
