import { createHmac } from 'node:crypto';
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  OPERATOR_CONTEXT,
  Payments,
  PaymentsUnavailable,
  StripeEventsService,
  TopUpIntake,
  TopUpsService,
} from '@app/billing';
import { type Context, Db, newId, systemContext } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { type Actor, PASSWORD, type TestApp, race, testApp } from '@app/testing';

const CARD = {
  good: '4242424242424242',
  declined: '4000000000000002',
  noMoney: '4000000000009995',
  asksAlways: '4000002760003184',
  declinedLater: '4000000000000341',
};
const OLD_SECRET = 'whsec_test_secret_of_the_specs'; // the one the sandbox signs with
const NEW_SECRET = 'whsec_secret_after_the_rotation';

const ONE = { amountMinor: 2500, method: 'checkout' } as const;
/** Behind the guard that lets one request of a key in at a time. */
const asPerson = ({ licenseeId, id }: Actor, idempotencyKey: string): Context => ({
  ...systemContext(licenseeId, 'spec'),
  idempotencyKey,
  actor: { kind: 'person', personId: id, sessionId: newId(), role: 'end_user' },
});

interface TopUpBody {
  id: string;
  status: string;
  amountMinor: number;
  currency: string;
  checkoutUrl: string | null;
  failureCode: string | null;
}

describe('a top-up', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let base: string;
  beforeAll(async () => {
    t = await testApp({ sandbox: true, env: { STRIPE_WEBHOOK_SECRETS: `${NEW_SECRET},${OLD_SECRET}` } });
    stripe = t.sandbox!.stripe;
    base = await t.app.getUrl();
  });
  afterAll(() => t.close());
  afterEach(() => {
    stripe.faults.clear();
    stripe.webhooks.control({ paused: false, duplicate: 0, shuffle: false, delayMs: 0, drop: false });
    t.clock.reset();
  });

  const begin = (user: Actor, extra: object = {}, key?: string) =>
    t.as(user).post('/v1/top-ups', { amountMinor: 2500, method: 'checkout', ...extra }, key);
  const show = async (user: Actor, id: string): Promise<TopUpBody> =>
    (await t.as(user).get(`/v1/top-ups/${id}`).expect(200)).body as TopUpBody;
  const uuid = (id: string) => t.parseId('topUp', id)!;
  const session = (topUp: TopUpBody) => /cs_test_\w+/.exec(topUp.checkoutUrl!)![0];
  /** Everything that is on its way arrives and is worked off. */
  const settle = async () => {
    await stripe.webhooks.idle();
    await t.drain();
  };
  /** Jobs that failed and wait for their next try run now. */
  const retryNow = async () => {
    await t.db.query('update graphile_worker._private_jobs set run_at = clock_timestamp() where locked_at is null');
    await t.drain();
  };
  const paid = async (user: Actor) => (await t.wallet(user)).paid;
  const inbox = (topUp: TopUpBody) =>
    t.db.query<{ status: string; type: string; xmin: string; attempts: number }>(
      `select status, type, xmin::text, attempts from app.stripe_event where payload #>> '{data,object,metadata,local_id}' = $1 and status <> 'ignored' and type <> 'charge.updated' order by type`,
      [uuid(topUp.id)],
    );
  const credits = (topUp: TopUpBody) =>
    t.db.query<{ id: string; xmin: string; key: string }>(
      'select id, xmin::text, key from app.ledger_transaction where ref_id = $1',
      [uuid(topUp.id)],
    );
  const charges = (topUp: TopUpBody) =>
    stripe
      .objects<Stripe.PaymentIntent>('payment_intent')
      .filter((intent) => intent.metadata['local_id'] === uuid(topUp.id));

  /** Somebody who paid 25.00 on the hosted page and kept the card. */
  const withCard = async (card: string): Promise<Actor> => {
    const user = await t.given.user();
    const { body } = await begin(user, { saveCard: true }).expect(201);
    stripe.pay(session(body), { card, save: true, threeDSecure: 'complete' });
    await settle();
    expect(await paid(user)).toBe(2500n);
    return user;
  };

  describe('on the hosted page', () => {
    it('is credited once when it is paid, and the person can see every step of it', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      expect(body).toMatchObject({
        status: 'open',
        amountMinor: 2500,
        currency: 'EUR',
        method: 'checkout',
        failureCode: null,
      });
      expect(body.checkoutUrl).toContain(t.sandbox!.stripeUrl);
      expect(await paid(user)).toBe(0n);
      stripe.pay(session(body));
      expect(await paid(user)).toBe(0n); // the browser's return says nothing
      await settle();
      expect(await show(user, body.id)).toMatchObject({ status: 'credited', checkoutUrl: null });
      expect((await t.as(user).get('/v1/wallet').expect(200)).body).toEqual({
        currency: 'EUR',
        paidMinor: 2500,
        promoMinor: 0,
        heldMinor: 0,
        availableMinor: 2500,
        frozenReason: null,
        promoExpiresAt: null,
        promoExpiringMinor: 0,
        keptBy: 'platform',
      });
      expect(await credits(body)).toHaveLength(1);
      expect(charges(body)).toHaveLength(1);
      expect(await t.violations()).toEqual([]);
    });

    it('asks Stripe in the words that identify the tenant, the person and the row', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.pay(session(body));
      const [intent] = charges(body);
      expect(intent).toMatchObject({
        amount: 2500,
        currency: 'eur',
        transfer_group: `wallet:${user.id}`,
        statement_descriptor_suffix: 'AURORA',
        metadata: { tenant: user.licenseeId, kind: 'top_up', local_id: uuid(body.id) },
      });
      const asked = stripe.api.requests.filter(({ idempotencyKey }) => idempotencyKey === `topup:${uuid(body.id)}`);
      expect(asked.map(({ method, path, status }) => [method, path, status])).toEqual([
        ['POST', '/v1/checkout/sessions', 200],
      ]);
      expect(stripe.state.defects).toEqual([]);
      await settle();
    });

    it('is paid at a brand whose name no bank statement can print', async () => {
      const user = await t.given.user();
      const rename = (name: string) =>
        t.db.query('update app.licensee set short_name = $1 where id = $2', [name, user.licenseeId]);
      await rename("Söhne & O'Hara*");
      const { body } = await begin(user).expect(201);
      stripe.pay(session(body));
      expect(charges(body)).toMatchObject([{ statement_descriptor_suffix: 'Sohne & OHara' }]);
      await rename('AURORA');
      await settle();
      expect((await show(user, body.id)).status).toBe('credited');
    });

    it('stays open after a declined card, and is credited when another one pays', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      expect(stripe.pay(session(body), { card: CARD.declined })).toMatchObject({ outcome: 'declined' });
      await settle();
      expect(await show(user, body.id)).toMatchObject({ status: 'open', failureCode: null });
      expect(await paid(user)).toBe(0n);
      stripe.pay(session(body), { card: CARD.good });
      await settle();
      expect(await show(user, body.id)).toMatchObject({ status: 'credited' });
      expect(await paid(user)).toBe(2500n);
    });

    it('is credited after 3-D Secure, and not when that fails', async () => {
      const [one, two] = [await t.given.user(), await t.given.user()];
      const [passed, failed] = [(await begin(one).expect(201)).body, (await begin(two).expect(201)).body];
      stripe.pay(session(passed), { card: CARD.asksAlways, threeDSecure: 'complete' });
      stripe.pay(session(failed), { card: CARD.asksAlways, threeDSecure: 'fail' });
      await settle();
      expect([await paid(one), await paid(two)]).toEqual([2500n, 0n]);
      expect(await show(two, failed.id)).toMatchObject({ status: 'open' });
    });
  });

  describe('whose webhooks come as they like', () => {
    it('is credited once when each comes five times and in another order', async () => {
      const user = await t.given.user();
      const topUps: TopUpBody[] = [];
      for (let i = 0; i < 3; i++) topUps.push((await begin(user).expect(201)).body as TopUpBody);
      const repeated = () => stripe.webhooks.counts()['delivered'] ?? 0;
      const before = repeated();
      stripe.webhooks.control({ duplicate: 4, shuffle: true });
      for (const topUp of topUps) stripe.pay(session(topUp));
      await settle();
      expect(repeated()).toBeGreaterThan(before);
      expect(await paid(user)).toBe(7500n);
      for (const topUp of topUps) {
        expect(await credits(topUp)).toHaveLength(1);
        // Two different events tell of one payment, and each is stored once.
        expect((await inbox(topUp)).map(({ type, status }) => [type, status])).toEqual([
          ['checkout.session.completed', 'done'],
          ['payment_intent.succeeded', 'done'],
        ]);
      }
      expect(await t.violations()).toEqual([]);
    });

    it('is credited once when all its events are worked off at the same moment', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.webhooks.control({ drop: true });
      stripe.pay(session(body));
      await stripe.webhooks.idle();
      const [intent] = charges(body);
      const facts = await t.app.get(Payments).payment(OPERATOR_CONTEXT, intent!.id);
      const outcomes = await race(12, () => t.app.get(TopUpIntake).applyPayment(t.given.ctx(), facts));
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await paid(user)).toBe(2500n);
      expect(await credits(body)).toHaveLength(1);
    });

    it('is found by the poller when they are lost', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.webhooks.control({ drop: true });
      stripe.pay(session(body));
      await settle();
      expect(await inbox(body)).toEqual([]);
      expect(await paid(user)).toBe(0n);
      stripe.webhooks.control({ drop: false });
      const events = t.app.get(StripeEventsService);
      await events.pollUndelivered();
      await events.pollUndelivered();
      await events.pollAll();
      await t.drain();
      expect(await paid(user)).toBe(2500n);
      expect((await inbox(body)).map(({ status }) => status)).toEqual(['done', 'done']);
      expect(await credits(body)).toHaveLength(1);
    });

    it('is credited later when the first processing fails, and the event waits until then', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.faults.add({ kind: 'stored_500', method: 'GET', times: 100 });
      stripe.pay(session(body));
      await settle();
      expect(await paid(user)).toBe(0n);
      for (const event of await inbox(body)) expect(event).toMatchObject({ status: 'received', attempts: 1 });
      expect(await inbox(body)).toHaveLength(2);
      stripe.faults.clear();
      await retryNow();
      expect(await paid(user)).toBe(2500n);
      for (const event of await inbox(body)) expect(event).toMatchObject({ status: 'done', attempts: 2 });
    });

    it('is credited in the transaction that closes the event: both, or none', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      await t.db.query(`
        create function app.spec_refuse() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
        create trigger spec_refuse before update on app.stripe_event for each row when (new.status = 'done') execute function app.spec_refuse()`);
      stripe.pay(session(body));
      await settle();
      expect(await paid(user)).toBe(0n);
      expect(await credits(body)).toEqual([]);
      expect(await show(user, body.id)).toMatchObject({ status: 'open' });
      await t.db.query('drop function app.spec_refuse() cascade');
      await retryNow();
      expect(await paid(user)).toBe(2500n);
      const [credit] = await credits(body);
      // The same database transaction wrote the posting and closed one of the two events.
      expect((await inbox(body)).filter(({ xmin }) => xmin === credit!.xmin)).toHaveLength(1);
    });

    it('is not credited twice even when our own row forgets that it was: the ledger knows the payment', async () => {
      const forget = (topUp: TopUpBody) =>
        t.db.query(`update app.top_up set status = 'open', transaction_id = null where id = $1`, [uuid(topUp.id)]);
      const again = async (topUp: TopUpBody) => {
        await forget(topUp);
        await t.db.query(
          `update app.stripe_event set status = 'received', completed_at = null where payload #>> '{data,object,metadata,local_id}' = $1 and type = 'payment_intent.succeeded'`,
          [uuid(topUp.id)],
        );
        const [event] = await t.db.query<{ id: string }>(
          `select id from app.stripe_event where payload #>> '{data,object,metadata,local_id}' = $1 and type = 'payment_intent.succeeded'`,
          [uuid(topUp.id)],
        );
        await t.app.get(StripeEventsService).apply(t.given.ctx(), event!);
      };
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.pay(session(body));
      await settle();
      await again(body);
      expect(await paid(user)).toBe(2500n);
      expect(await show(user, body.id)).toMatchObject({ status: 'credited' });

      // The mutant: with a ledger that does not mind the key, the same steps do credit twice.
      const [{ source } = { source: '' }] = await t.db.query<{ source: string }>(
        `select pg_get_functiondef('app.claim_posting'::regproc) as source`,
      );
      await t.db.query(
        source.replace('p_currency, p_key, p_fingerprint', `p_currency, p_key || ' ' || p_id, p_fingerprint`),
      );
      await again(body);
      await t.db.query(source);
      expect(await paid(user)).toBe(5000n);
    });
  });

  describe('by a saved card', () => {
    it('is charged while the person is away, and credited', async () => {
      const user = await withCard(CARD.good);
      const { body: cards } = await t.as(user).get('/v1/cards').expect(200);
      expect(cards.data).toEqual([
        {
          id: expect.stringMatching(/^card_/),
          brand: 'visa',
          last4: '4242',
          expMonth: 12,
          expYear: expect.any(Number),
        },
      ]);
      const { body } = await begin(user, { method: 'saved_card', amountMinor: 1000, cardId: cards.data[0].id }).expect(
        201,
      );
      expect(body).toMatchObject({ status: 'processing', checkoutUrl: null, failureCode: null });
      await settle();
      expect(await show(user, body.id)).toMatchObject({ status: 'credited' });
      expect(await paid(user)).toBe(3500n);
      expect(charges(body)).toMatchObject([{ status: 'succeeded', amount: 1000 }]);
    });

    it.each([
      ['a decline', CARD.declinedLater, 'generic_decline'],
      ['a bank that wants 3-D Secure', CARD.asksAlways, 'authentication_required'],
    ])('fails at once with the code of %s, and credits nothing', async (_, card, code) => {
      const user = await withCard(card);
      const { body } = await begin(user, { method: 'saved_card' }).expect(201);
      expect(body).toMatchObject({ status: 'failed', failureCode: code });
      await settle();
      expect(await show(user, body.id)).toMatchObject({ status: 'failed', failureCode: code });
      expect(await paid(user)).toBe(2500n);
      expect(await credits(body)).toEqual([]);
    });

    it("needs one: without, with a stranger's or with a removed one it is refused before Stripe is asked", async () => {
      const [user, other] = [await withCard(CARD.good), await withCard(CARD.good)];
      const mine = (await t.as(user).get('/v1/cards')).body.data[0].id as string;
      const asked = stripe.api.requests.length;
      expect((await begin(other, { method: 'saved_card', cardId: mine }).expect(409)).body.code).toBe('no-saved-card');
      await t.as(other).delete(`/v1/cards/${mine}`).expect(404);
      expect((await begin(await t.given.user(), { method: 'saved_card' }).expect(409)).body.code).toBe('no-saved-card');
      expect(stripe.api.requests.length).toBe(asked);
      await t.as(user).delete(`/v1/cards/${mine}`).expect(204);
      expect((await t.as(user).get('/v1/cards')).body.data).toEqual([]);
      expect((await begin(user, { method: 'saved_card' }).expect(409)).body.code).toBe('no-saved-card');
      await t.as(user).delete(`/v1/cards/${mine}`).expect(404);
      await settle();
    });

    it('is not kept when the person did not agree', async () => {
      const user = await t.given.user();
      const { body } = await begin(user).expect(201);
      stripe.pay(session(body));
      await settle();
      expect((await t.as(user).get('/v1/cards')).body.data).toEqual([]);
    });

    it.each(['detached', 'unknown'])('that is %s at Stripe is removed here all the same', async (how) => {
      const user = await withCard(CARD.good);
      const [{ id }] = (await t.as(user).get('/v1/cards').expect(200)).body.data as [{ id: string }];
      const uuidOfCard = t.parseId('card', id)!;
      if (how === 'detached') {
        const [card] = await t.db.query<{ method: string }>(
          'select payment_method_id as method from app.card where id = $1',
          [uuidOfCard],
        );
        stripe.webhooks.control({ paused: true });
        const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/payment_methods/${card!.method}/detach`, {
          method: 'POST',
          headers: { authorization: 'Bearer sk_test_sandbox_specs', 'stripe-version': '2026-10-28.endive' },
        });
        expect(answer.status).toBe(200);
      } else
        await t.db.query(`update app.card set payment_method_id = 'pm_of_another_account' where id = $1`, [uuidOfCard]);
      await t.as(user).delete(`/v1/cards/${id}`).expect(204);
      expect((await t.as(user).get('/v1/cards')).body.data).toEqual([]);
    });

    it('that was removed at Stripe is gone here as well', async () => {
      const user = await withCard(CARD.good);
      const [row] = await t.db.query<{ payment_method_id: string }>(
        'select payment_method_id from app.card where person_id = $1',
        [user.id],
      );
      const answer = await fetch(`${t.sandbox!.stripeUrl}/v1/payment_methods/${row!.payment_method_id}/detach`, {
        method: 'POST',
        headers: { authorization: `Bearer ${t.config.STRIPE_SECRET_KEY}` },
      });
      expect(answer.status).toBe(200);
      await settle();
      expect((await t.as(user).get('/v1/cards')).body.data).toEqual([]);
    });
  });

  describe('when Stripe is in trouble', () => {
    const PI = '^/v1/payment_intents$';

    it('whose charge went through unheard is found by the same request: one charge, one credit', async () => {
      const user = await withCard(CARD.good);
      stripe.faults.add({ kind: 'timeout_after_success', method: 'POST', pathPattern: PI, delayMs: 30 });
      stripe.faults.add({ kind: 'reset_before', method: 'POST', pathPattern: PI, times: 2 });
      const failed = await begin(user, { method: 'saved_card' }, 'lost-answer').expect(503);
      expect(failed.body.code).toBe('payments-unavailable');
      expect(failed.headers['retry-after']).toBe('2');
      const again = await begin(user, { method: 'saved_card' }, 'lost-answer').expect(201);
      await settle();
      expect(await show(user, again.body.id)).toMatchObject({ status: 'credited' });
      expect((await t.as(user).get('/v1/top-ups')).body.data).toHaveLength(2); // the one that saved the card, and this
      expect(charges(again.body)).toHaveLength(1);
      expect(await credits(again.body)).toHaveLength(1);
      expect(await paid(user)).toBe(5000n);
    });

    it.each(['reset_before', '409', '503'] as const)(
      'is resumed by itself when nobody asks again (%s)',
      async (kind) => {
        const user = await withCard(CARD.good);
        stripe.faults.add({ kind, method: 'POST', pathPattern: PI, times: 3 });
        await begin(user, { method: 'saved_card' }).expect(503);
        await t.run('billing.resume_top_ups');
        expect(await paid(user)).toBe(2500n); // not yet: the person may still be waiting for the answer
        t.clock.advanceSeconds(61);
        await t.run('billing.resume_top_ups');
        await settle();
        expect(await paid(user)).toBe(5000n);
        const { body } = await t.as(user).get('/v1/top-ups').expect(200);
        expect(charges(body.data[0])).toHaveLength(1);
      },
    );

    it('reads what became of a payment whose webhook never came', async () => {
      const user = await withCard(CARD.good);
      stripe.webhooks.control({ drop: true });
      const { body } = await begin(user, { method: 'saved_card' }).expect(201);
      expect(body.status).toBe('processing');
      await settle();
      t.clock.advanceSeconds(61);
      await t.run('billing.resume_top_ups');
      expect(await show(user, body.id)).toMatchObject({ status: 'credited' });
      expect(await paid(user)).toBe(5000n);
    });

    it('that answered 500 although it charged is credited by the webhook, and the same request then says so', async () => {
      const user = await withCard(CARD.good);
      stripe.faults.add({ kind: 'stored_500', method: 'POST', pathPattern: PI, executed: true });
      await begin(user, { method: 'saved_card' }, 'five-hundred').expect(503);
      await settle();
      const { body } = await begin(user, { method: 'saved_card' }, 'five-hundred').expect(201);
      expect(body).toMatchObject({ status: 'credited' });
      expect(charges(body)).toHaveLength(1);
      expect(await paid(user)).toBe(5000n);
    });

    it('that answers 500 for good charges nothing, is never charged a day late, and a fresh request works', async () => {
      const user = await withCard(CARD.good);
      stripe.faults.add({ kind: 'stored_500', method: 'POST', pathPattern: PI });
      await begin(user, { method: 'saved_card' }, 'for-good').expect(503);
      await begin(user, { method: 'saved_card' }, 'for-good').expect(503); // Stripe replays its stored answer
      const { body: fresh } = await begin(user, { method: 'saved_card' }, 'fresh').expect(201);
      await settle();
      expect(await show(user, fresh.id)).toMatchObject({ status: 'credited' });
      const stuck = (await t.as(user).get('/v1/top-ups')).body.data.find(
        (one: TopUpBody) => one.status === 'requested',
      ) as TopUpBody;
      // Stripe forgets keys after a day: from then on a repeat would be a new charge that nobody waits for.
      t.clock.advanceSeconds(24 * 3600);
      stripe.state.store.database.exec('delete from idempotency');
      await t.run('billing.resume_top_ups');
      await settle();
      expect(charges(stuck)).toEqual([]);
      expect(await show(user, stuck.id)).toMatchObject({ status: 'failed', failureCode: 'no_answer' });
      expect(await paid(user)).toBe(5000n);
    });

    it('opens one page for one key, also when the first answer was lost', async () => {
      const user = await t.given.user();
      stripe.faults.add({
        kind: 'timeout_after_success',
        method: 'POST',
        pathPattern: '^/v1/checkout/sessions$',
        delayMs: 30,
      });
      stripe.faults.add({ kind: 'reset_before', method: 'POST', pathPattern: '^/v1/checkout/sessions$', times: 2 });
      await begin(user, {}, 'page').expect(503);
      const { body } = await begin(user, {}, 'page').expect(201);
      expect(body.status).toBe('open');
      const pages = stripe
        .objects<Stripe.Checkout.Session>('checkout.session')
        .filter((one) => one.client_reference_id === uuid(body.id));
      expect(pages).toHaveLength(1);
      expect((await begin(user, {}, 'page').expect(201)).headers['idempotent-replayed']).toBe('true');
    });

    it('asked ten times at once under one key is one top-up and one charge', async () => {
      const user = await withCard(CARD.good);
      const answers = await race(10, async () => begin(user, { method: 'saved_card' }, 'ten-at-once'));
      const seen = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0));
      expect(seen.filter((status) => status !== 201 && status !== 409)).toEqual([]);
      await settle();
      const { body } = await t.as(user).get('/v1/top-ups').expect(200);
      expect(body.data).toHaveLength(2);
      expect(charges(body.data[0])).toHaveLength(1);
      expect(await paid(user)).toBe(5000n);
    });

    it('never keeps a database transaction open while it asks', async () => {
      const payments = t.app.get(Payments);
      const order = {
        licenseeId: 'l',
        topUpId: 't',
        personId: 'p',
        customerId: 'c',
        amountMinor: 1n,
        currency: 'EUR',
        descriptorSuffix: 'X',
      };
      const calls: (() => Promise<unknown>)[] = [
        () => payments.createCustomer(OPERATOR_CONTEXT, { licenseeId: 'l', personId: 'p', email: 'e', name: 'n' }),
        () =>
          payments.openCheckout(OPERATOR_CONTEXT, {
            ...order,
            saveCard: false,
            successUrl: 'u',
            cancelUrl: 'u',
            locale: 'en',
            expiresAt: new Date(),
          }),
        () => payments.chargeSavedCard(OPERATOR_CONTEXT, { ...order, paymentMethodId: 'pm' }),
        () => payments.payment(OPERATOR_CONTEXT, 'pi'),
        () => payments.checkout(OPERATOR_CONTEXT, 'cs'),
        () => payments.card(OPERATOR_CONTEXT, 'pm'),
        () => payments.removeCard(OPERATOR_CONTEXT, 'pm'),
        () =>
          payments.eventsSince(OPERATOR_CONTEXT, new Date(), ['payment_intent.succeeded'], false, () =>
            Promise.resolve(),
          ),
        () =>
          payments.refund(OPERATOR_CONTEXT, {
            licenseeId: 'l',
            partId: 'p',
            attempt: 1,
            isRepeat: false,
            paymentIntentId: 'pi',
            amountMinor: 1n,
            reason: 'requested_by_customer',
          }),
        () => payments.refundFacts(OPERATOR_CONTEXT, 're'),
      ];
      const asked = stripe.api.requests.length;
      for (const call of calls)
        await expect(t.app.get(Db).read(t.given.ctx(), call)).rejects.toThrow(
          'network call inside a database transaction',
        );
      expect(stripe.api.requests.length).toBe(asked);
      stripe.faults.add({ kind: 'reset_before', times: 9 });
      await expect(payments.payment(OPERATOR_CONTEXT, 'pi')).rejects.toThrow(PaymentsUnavailable);
    });
  });

  describe('and the webhook door', () => {
    const now = () => Math.floor(Date.now() / 1000);
    const sign = (body: string, secret: string, at: number) =>
      `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
    let count = 0;
    const event = (change: object = {}, object: object = {}) =>
      JSON.stringify({
        id: `evt_spec_${++count}`,
        object: 'event',
        api_version: '2026-10-28.endive',
        created: now(),
        livemode: false,
        type: 'customer.updated',
        data: { object: { id: 'ch_spec', object: 'charge', metadata: {}, ...object } },
        ...change,
      });
    const send = async (body: string, signature: string | undefined, context = 'default') => {
      const answer = await fetch(`${base}/webhooks/stripe/${context}/platform`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === undefined ? {} : { 'stripe-signature': signature }),
        },
        body,
      });
      return { status: answer.status, body: (await answer.json()) as { code?: string } };
    };
    const stored = async (body: string) =>
      t.db.query<{ status: string; licensee_id: string; note: string | null }>(
        'select status, licensee_id, note from app.stripe_event where event_id = $1',
        [(JSON.parse(body) as { id: string }).id],
      );

    it.each([
      ['without a signature', () => undefined],
      ['with an empty signature', () => ''],
      ['with a signature of nobody', (body: string) => sign(body, 'whsec_of_an_attacker', now())],
      ['with a garbled signature', () => `t=${now()},v1=abc`],
      ['with a signature without time', (body: string) => sign(body, OLD_SECRET, now()).replace(/^t=\d+,/, '')],
      ['signed six minutes ago', (body: string) => sign(body, OLD_SECRET, now() - 360)],
      ['signed two minutes in the future', (body: string) => sign(body, OLD_SECRET, now() + 120)],
      ['with the signature of another body', (body: string) => sign(`${body} `, OLD_SECRET, now())],
      [
        'with an old time put before a valid one',
        (body: string) => `t=${now() + 900},${sign(body, OLD_SECRET, now())}`,
      ],
    ])('is shut for an event %s', async (_, signature) => {
      const body = event();
      expect(await send(body, signature(body))).toMatchObject({ status: 400, body: { code: 'invalid-signature' } });
      expect(await stored(body)).toEqual([]);
    });

    it('is shut for a context that does not exist, however well signed', async () => {
      const body = event();
      expect(await send(body, sign(body, OLD_SECRET, now()), 'other')).toMatchObject({
        status: 400,
        body: { code: 'invalid-signature' },
      });
      expect(await stored(body)).toEqual([]);
    });

    it('takes both secrets while one is being changed, and one of several signatures', async () => {
      for (const signature of [
        (body: string) => sign(body, OLD_SECRET, now()),
        (body: string) => sign(body, NEW_SECRET, now()),
        (body: string) => `${sign(body, 'whsec_third', now())},${sign(body, NEW_SECRET, now()).split(',')[1]}`,
      ]) {
        const body = event();
        expect(await send(body, signature(body))).toEqual({ status: 200, body: { received: true } });
        expect(await stored(body)).toMatchObject([{ status: 'ignored', note: 'not a type we act on' }]);
      }
    });

    it('takes a clock that runs a little ahead or behind', async () => {
      for (const skew of [-290, 50]) {
        const body = event();
        expect((await send(body, sign(body, OLD_SECRET, now() + skew))).status).toBe(200);
      }
    });

    it('stores an event once, however often it comes', async () => {
      const body = event();
      const answers = await race(10, () => send(body, sign(body, OLD_SECRET, now())));
      expect(answers.map((one) => one.status === 'fulfilled' && one.value.status)).toEqual(Array(10).fill(200));
      expect(await stored(body)).toHaveLength(1);
    });

    it('keeps live events apart from test keys', async () => {
      const body = event({ type: 'payment_intent.succeeded', livemode: true });
      expect((await send(body, sign(body, OLD_SECRET, now()))).status).toBe(200);
      expect(await stored(body)).toMatchObject([{ status: 'ignored', note: 'livemode differs from our key' }]);
    });

    it('files an event under the licensee that its metadata names, and under the operator when that is nobody', async () => {
      const [operator] = await t.db.query<{ id: string }>(`select id from app.licensee where kind = 'operator'`);
      for (const [tenant, expected] of [
        [t.licensees.zenith.id, t.licensees.zenith.id],
        ['00000000-0000-7000-8000-000000000000', operator!.id],
        ["x' or 1=1", operator!.id],
        [undefined, operator!.id],
      ]) {
        const body = event({}, { metadata: { tenant } });
        expect((await send(body, sign(body, OLD_SECRET, now()))).status).toBe(200);
        expect(await stored(body)).toMatchObject([{ licensee_id: expected }]);
      }
    });

    it('believes an event in nothing: what counts is what Stripe says when it is asked', async () => {
      const user = await t.given.user();
      const { body: topUp } = await begin(user).expect(201);
      stripe.pay(session(topUp), { card: CARD.noMoney });
      await settle();
      const [intent] = charges(topUp);
      const forged = event(
        { type: 'payment_intent.succeeded' },
        { ...intent, status: 'succeeded', amount_received: 999_999 },
      );
      expect((await send(forged, sign(forged, OLD_SECRET, now()))).status).toBe(200);
      await t.drain();
      expect(await stored(forged)).toMatchObject([{ status: 'done' }]);
      expect(await paid(user)).toBe(0n);
      expect(await show(user, topUp.id)).toMatchObject({ status: 'open' });
    });
  });

  describe('that is not allowed', () => {
    it.each([
      ['below the least amount', { amountMinor: 499 }, 409, 'top-up-out-of-range'],
      ['above the greatest amount', { amountMinor: 50_001 }, 409, 'top-up-out-of-range'],
      ['in another currency', { currency: 'USD' }, 409, 'wrong-currency'],
      ['of nothing', { amountMinor: 0 }, 422, 'invalid-request'],
      ['of less than nothing', { amountMinor: -500 }, 422, 'invalid-request'],
      ['of half a cent', { amountMinor: 500.5 }, 422, 'invalid-request'],
      ['of text', { amountMinor: '500' }, 422, 'invalid-request'],
      ['by another method', { method: 'cash' }, 422, 'invalid-request'],
      ['for another licensee', { licenseeId: 'lic_x' }, 422, 'invalid-request'],
    ])('%s is refused before Stripe is asked', async (_, extra, status, code) => {
      const user = await t.given.user();
      const asked = stripe.api.requests.length;
      const { body } = await begin(user, extra);
      expect(body).toMatchObject({ status, code });
      expect(stripe.api.requests.length).toBe(asked);
      expect((await t.as(user).get('/v1/top-ups')).body.data).toEqual([]);
    });

    it('takes the limits themselves', async () => {
      const user = await t.given.user();
      await begin(user, { amountMinor: 500 }).expect(201);
      await begin(user, { amountMinor: 50_000, currency: 'EUR' }).expect(201);
    });

    it('is refused where the balance would pass its limit', async () => {
      const user = await t.given.user({ balanceMinor: 199_000n, promoMinor: 5_000n });
      const { body } = await begin(user, { amountMinor: 1_001 }).expect(409);
      expect(body).toMatchObject({ code: 'top-up-out-of-range', maxBalanceMinor: 200_000 });
      await begin(user, { amountMinor: 1_000 }).expect(201);
    });

    describe('by a cap of stored value', () => {
      const caps = (columns: Record<string, number | null>) =>
        t.db.query(
          `update app.licensee_terms set ${Object.entries(columns)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', ')} where licensee_id = $1`,
          [t.licensees.aurora.id],
        );
      afterEach(() =>
        caps({
          top_up_day_max_minor: 100_000,
          top_up_year_max_minor: 1_000_000,
          max_balance_minor: 200_000,
          ceiling_day_minor: null,
        }),
      );
      const room = async (user: Actor) => (await t.as(user).get('/v1/wallet/top-up-room').expect(200)).body as object;

      it('says which, how much it is, and what is still possible; what is begun counts until it has ended', async () => {
        await caps({ top_up_day_max_minor: 6_000 });
        const user = await t.given.user();
        expect(await room(user)).toEqual({
          currency: 'EUR',
          issuer: 'Aurora Advice',
          possibleMinor: 6_000,
          cap: 'day',
          capMinor: 6_000,
          inFlightMinor: 0,
        });
        const { body: first } = await begin(user).expect(201);
        expect(await room(user)).toMatchObject({ possibleMinor: 3_500, inFlightMinor: 2_500 });
        const { body } = await begin(user, { amountMinor: 3_501 }).expect(409);
        expect(body).toMatchObject({ code: 'top-up-out-of-range', cap: 'day', capMinor: 6_000, possibleMinor: 3_500 });
        stripe.pay(session(first));
        await settle();
        expect(await room(user)).toMatchObject({ possibleMinor: 3_500, inFlightMinor: 0 });
        await begin(user, { amountMinor: 3_500 }).expect(201);
        expect((await begin(user, { amountMinor: 500 }).expect(409)).body).toMatchObject({ possibleMinor: 0 });
        // The next day has room again; what was begun and is open still counts.
        t.clock.advanceSeconds(26 * 3600);
        await t.db.query(`update app.top_up set closed_at = closed_at - interval '26 hours' where person_id = $1`, [
          user.id,
        ]);
        t.clock.reset();
        expect(await room(user)).toMatchObject({ possibleMinor: 2_500, inFlightMinor: 3_500 });
      });

      it('of twelve months, of the balance, and of what the operator allows', async () => {
        const user = await t.given.user({ balanceMinor: 1_000n });
        await caps({ max_balance_minor: 4_000 });
        const { body: open } = await begin(user).expect(201);
        expect((await begin(user, { amountMinor: 501 }).expect(409)).body).toMatchObject({
          cap: 'balance',
          possibleMinor: 500,
        });
        stripe.pay(session(open));
        await settle();
        await caps({ max_balance_minor: 200_000, top_up_year_max_minor: 4_000 });
        expect((await begin(user, { amountMinor: 1_501 }).expect(409)).body).toMatchObject({
          cap: 'year',
          capMinor: 4_000,
          possibleMinor: 1_500,
        });
        await t.db.query(`update app.top_up set closed_at = closed_at - interval '366 days' where person_id = $1`, [
          user.id,
        ]);
        expect(await room(user)).toMatchObject({ possibleMinor: 4_000 });
        await caps({ top_up_year_max_minor: 1_000_000, ceiling_day_minor: 700 });
        expect(await room(user)).toMatchObject({ cap: 'day', capMinor: 700, possibleMinor: 700 });
        expect((await t.http(user.host).get('/v1/site').expect(200)).body.topUp).toMatchObject({
          maxMinor: 700,
          presetsMinor: [],
        });
      });

      it('cannot be passed by ten at the same time; the same request twice is one', async () => {
        await caps({ top_up_day_max_minor: 6_000 });
        // With a wallet: those who make the first one wait for each other anyway.
        const user = await t.given.user({ balanceMinor: 1n });
        const answers = await race(10, (n) => begin(user, {}, `cap-${n}`));
        const codes = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0)).sort();
        expect(codes).toEqual([201, 201, ...Array.from({ length: 8 }, () => 409)]);
        const other = await t.given.user();
        await caps({ top_up_day_max_minor: 2_500 });
        await race(5, () => t.app.get(TopUpsService).create(asPerson(other, 'cap-same'), ONE));
        const rows = await t.db.query('select 1 from app.top_up where person_id = $1', [other.id]);
        expect(rows).toHaveLength(1);
        await expect(t.app.get(TopUpsService).create(asPerson(other, 'cap-same'), ONE)).resolves.toMatchObject({
          status: 'open',
        });
      });
    });

    it('is refused while the licensee is suspended, but money that was paid is still credited', async () => {
      const user = await t.given.user({ licensee: 'zenith' });
      const { body: before } = await begin(user).expect(201);
      expect(before).toMatchObject({ currency: 'GBP' });
      await t.db.query(`update app.licensee set status = 'suspended' where slug = 'zenith'`);
      try {
        expect((await begin(user).expect(403)).body.code).toBe('licensee-suspended');
        stripe.pay(session(before));
        await settle();
        expect(await paid(user)).toBe(2500n);
      } finally {
        await t.db.query(`update app.licensee set status = 'active' where slug = 'zenith'`);
      }
    });

    it('of another person or another licensee does not exist, with the same answer as a random id', async () => {
      const [owner, other, elsewhere] = [
        await t.given.user(),
        await t.given.user(),
        await t.given.user({ licensee: 'zenith' }),
      ];
      const { body } = await begin(owner).expect(201);
      const strip = ({ instance: _i, requestId: _r, ...rest }: Record<string, unknown>) => rest;
      const unknown = await t
        .as(other)
        .get(`/v1/top-ups/${t.publicId('topUp', '01900000-0000-7000-8000-000000000001')}`)
        .expect(404);
      for (const stranger of [other, elsewhere]) {
        const answer = await t.as(stranger).get(`/v1/top-ups/${body.id}`).expect(404);
        expect(strip(answer.body)).toEqual(strip(unknown.body));
        expect((await t.as(stranger).get('/v1/top-ups')).body.data).toEqual([]);
      }
      await t.as(owner).get(`/v1/top-ups/${body.id}`).expect(200);
    });

    it('is for end users only', async () => {
      for (const role of ['owner', 'finance'] as const) await begin(await t.given.staff(role)).expect(403);
      await begin(await t.given.advisor()).expect(403);
    });
  });

  it('of one e-mail at two licensees belongs to two customers at Stripe, which never meet', async () => {
    const email = 'same@person.example';
    const people: Actor[] = [];
    for (const name of ['aurora', 'zenith'] as const) {
      const { id, host } = t.licensees[name];
      const person = await t.app
        .get(PersonsService)
        .create(t.given.ctx(name), { role: 'end_user', email, password: PASSWORD, displayName: 'Same', adult: true });
      const { body } = await t.http(host).post('/v1/auth/sign-in').send({ email, password: PASSWORD }).expect(200);
      people.push({ id: person.id, email, token: body.accessToken as string, host, licenseeId: id });
    }
    const topUps = [
      (await begin(people[0]!, { saveCard: true }).expect(201)).body,
      (await begin(people[1]!).expect(201)).body,
    ];
    await begin(people[0]!).expect(201); // the second one of a person uses the same customer
    const customers = stripe.objects<Stripe.Customer>('customer').filter((one) => one.email === email);
    expect(customers.map((one) => one.metadata['tenant']).sort()).toEqual(people.map((one) => one.licenseeId).sort());
    for (const topUp of topUps) stripe.pay(session(topUp), { save: true });
    await settle();
    expect([await paid(people[0]!), await paid(people[1]!)]).toEqual([2500n, 2500n]);
    expect((await t.as(people[0]!).get('/v1/cards')).body.data).toHaveLength(1);
    expect((await begin(people[1]!, { method: 'saved_card' }).expect(409)).body.code).toBe('no-saved-card');
  });

  it('shows in the statement with the balance after it, page by page and as CSV, apart from promo credit', async () => {
    const user = await t.given.user({ promoMinor: 300n });
    for (const amountMinor of [1000, 2000, 500]) {
      const { body } = await begin(user, { amountMinor }).expect(201);
      stripe.pay(session(body));
      await settle();
    }
    expect((await t.as(user).get('/v1/wallet').expect(200)).body).toMatchObject({
      paidMinor: 3500,
      promoMinor: 300,
      heldMinor: 0,
      availableMinor: 3800,
    });
    const first = (await t.as(user).get('/v1/wallet/statement?limit=2').expect(200)).body;
    expect(first).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
    const second = (await t.as(user).get(`/v1/wallet/statement?limit=2&cursor=${first.next_cursor}`).expect(200)).body;
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
    const lines = [...first.data, ...second.data];
    expect(
      lines.map((line) => [line.kind, line.amountMinor, line.balanceAfterMinor, line.currency, line.callId]),
    ).toEqual([
      ['top_up', 500, 3500, 'EUR', null],
      ['top_up', 2000, 3000, 'EUR', null],
      ['top_up', 1000, 1000, 'EUR', null],
    ]);
    const promo = (await t.as(user).get('/v1/wallet/statement?bucket=promo').expect(200)).body;
    expect(promo.data).toMatchObject([{ kind: 'promo_grant', amountMinor: 300, balanceAfterMinor: 300 }]);
    const csv = await t.as(user).get('/v1/wallet/statement?format=csv').expect(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    const [header, ...rows] = csv.text.trim().split('\r\n');
    expect(header).toBe('time,transaction,kind,amount_minor,balance_after_minor,currency,call');
    expect(rows.map((row) => row.split(',').slice(1))).toEqual(
      [...lines]
        .reverse()
        .map((line) => [line.id, 'top_up', String(line.amountMinor), String(line.balanceAfterMinor), 'EUR', '']),
    );
    expect((await t.as(await t.given.user()).get('/v1/wallet/statement')).body.data).toEqual([]);
  });

  it('that cannot be looked at keeps no other one out: who was asked after longest ago comes first', async () => {
    const user = await t.given.user();
    const [{ body: broken }, { body: younger }] = [await begin(user).expect(201), await begin(user).expect(201)];
    await t.db.query(`update app.top_up set checkout_session_id = 'cs_unknown' where id = $1`, [uuid(broken.id)]);
    await t.db.query(
      `update app.top_up set status = 'failed', closed_at = now() where status = 'open' and person_id <> $1`,
      [user.id],
    );
    const first = async (): Promise<string> => {
      const [row] = await t.db.query<{ id: string }>(`select id from app.ended_checkouts(now() + interval '1 day', 1)`);
      return row!.id;
    };
    expect(await first()).toBe(uuid(broken.id));
    await expect(t.app.get(TopUpsService).resume(user.licenseeId, uuid(broken.id))).rejects.toThrow();
    expect(await first()).toBe(uuid(younger.id));
  });

  it('whose page is left alone expires, and is not credited; one whose end no event tells of is looked at after its time', async () => {
    const user = await t.given.user();
    const { body } = await begin(user).expect(201);
    const unheard = await t.given.user();
    const { body: left } = await begin(unheard).expect(201);
    const { body: bought } = await begin(unheard).expect(201);
    const drop = (isDropped: boolean) => stripe.webhooks.control({ drop: isDropped });
    drop(true);
    stripe.pay(session(bought), { card: CARD.good });
    await settle();
    const expire = await fetch(`${t.sandbox!.stripeUrl}/v1/checkout/sessions/${session(left)}/expire`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_sandbox_specs', 'stripe-version': '2026-10-28.endive' },
    });
    expect(expire.status).toBe(200);
    await settle();
    drop(false);
    stripe.advance(2 * 3600 + 5);
    await settle();
    expect(await show(user, body.id)).toMatchObject({ status: 'expired', checkoutUrl: null });
    expect(await paid(user)).toBe(0n);
    expect(await t.violations()).toEqual([]);
    // Those of which nobody told us.
    await t.run('billing.close_checkouts');
    expect(await show(unheard, left.id)).toMatchObject({ status: 'open' });
    t.clock.advanceSeconds(2 * 3600 + 900);
    await t.run('billing.close_checkouts');
    t.clock.reset();
    expect(await show(unheard, left.id)).toMatchObject({ status: 'expired', checkoutUrl: null });
    expect(await show(unheard, bought.id)).toMatchObject({ status: 'credited' });
    expect(await paid(unheard)).toBe(2500n);
    expect(await t.violations()).toEqual([]);
  });
});
