import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Stripe } from 'stripe';
import { OPERATOR_CONTEXT, StripeComparisonService, StripeContexts, unexplainedMinor } from '@app/billing';
import { SecretBox, log, newId } from '@app/kernel';
import {
  type Actor,
  RESTRICTED_STRIPE_KEY,
  SECOND_STRIPE_KEY,
  type TestApp,
  paidCall,
  paidTopUp,
  settleStripe,
  testApp,
} from '@app/testing';
import { signatureHeader } from '../../sandbox/src/stripe/webhooks.js';

const DAY = 24 * 3600;
const ENDPOINTS = ['platform', 'connect', 'thin'] as const;
type Endpoint = (typeof ENDPOINTS)[number];

interface Platform {
  topology: string;
  account: { id: string; keyLast4: string } | null;
  accountsApi: string | null;
  webhooks: {
    endpoint: Endpoint;
    url: string;
    secretLast4: string | null;
    previousUntil: string | null;
    lastEventAt: string | null;
  }[];
  money: { currency: string; atStripeMinor: number; callersMinor: number; yoursMinor: number }[];
}

/** Once with Accounts v2, once where Stripe has not enabled it. */
describe.each(['v2', 'v1'] as const)(
  "a licensee with its own account at Stripe, by Stripe's accounts %s",
  (version) => {
    let t: TestApp;
    let own: NonNullable<NonNullable<TestApp['sandbox']>['secondStripe']>;
    let operators: NonNullable<TestApp['sandbox']>['stripe'];
    let operator: Actor;
    let owner: Actor;
    let user: Actor;
    let elsewhere: Actor;
    let advisor: Actor & { advisorId: string };
    const secrets = {} as Record<Endpoint, string>;
    beforeAll(async () => {
      t = await testApp({ sandbox: true });
      own = t.sandbox!.secondStripe!;
      operators = t.sandbox!.stripe;
      own.state.hasAccountsV2 = version === 'v2';
      operator = await t.given.operator();
      owner = await t.given.staff('owner');
      user = await t.given.user();
      elsewhere = await t.given.user({ licensee: 'zenith' });
      advisor = await t.given.advisor({ voiceRateMinor: 600n });
    });
    afterAll(() => t.close());

    const aurora = () => t.publicId('licensee', t.licensees.aurora.id);
    const topologyPath = () => `/v1/operator/licensees/${aurora()}/licence/topology`;
    const setTopology = (topology: string) => t.as(operator).put(topologyPath(), { topology, reason: 'As agreed' });
    const platform = async () => (await t.as(owner).get('/v1/staff/stripe').expect(200)).body as Platform;
    const giveKey = (secretKey: string) => t.as(owner).put('/v1/staff/stripe/key', { secretKey });
    const giveSecret = (endpoint: Endpoint, secret: string) =>
      t.as(owner).put(`/v1/staff/stripe/webhooks/${endpoint}`, { secret });
    const path = (endpoint: Endpoint, licensee = aurora()) => `/webhooks/stripe/${licensee}/${endpoint}`;
    const addressOf = (endpoint: Endpoint) =>
      `http://127.0.0.1:${(t.app.getHttpServer().address() as AddressInfo).port}${path(endpoint)}`;
    const send = (to: string, payload: string, secret: string) =>
      t
        .http('aurora.localhost')
        .post(to)
        .set('stripe-signature', signatureHeader(payload, [secret], Math.floor(Date.now() / 1000)))
        .set('content-type', 'application/json')
        .send(payload);
    /** An event as Stripe writes it, of an object that nobody knows. */
    const eventOf = (id: string, metadata: Record<string, string> = {}) =>
      JSON.stringify({
        id,
        object: 'event',
        api_version: '2026-10-28.endive',
        created: Math.floor(Date.now() / 1000),
        livemode: false,
        type: 'payment_intent.succeeded',
        data: { object: { id: `pi_${id}`, object: 'payment_intent', metadata } },
      });
    const booksAgree = async () => {
      const found = await t.app.get(StripeComparisonService).compare();
      for (const one of found)
        expect([one.context, one.currency, unexplainedMinor(one), one.suspenseMinor, one.waiting]).toEqual([
          one.context,
          one.currency,
          0n,
          0n,
          0,
        ]);
      expect(await t.violations()).toEqual([]);
      return found;
    };
    /** What our ledger says lies at Stripe for a licensee. */
    const atStripe = async (licenseeId: string) =>
      (
        await t.db.query<{ sum: string }>(
          `select coalesce(-sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
          where a.kind = 'stripe_balance' and a.licensee_id = $1`,
          [licenseeId],
        )
      )[0]!.sum;
    /** The owner, in the dashboard of Stripe. */
    const dashboard = () =>
      new Stripe(SECOND_STRIPE_KEY, {
        host: '127.0.0.1',
        port: Number(new URL(t.sandbox!.stripeUrl).port),
        protocol: 'http',
        telemetry: false,
      });
    const chargeByHand = (amount: number, metadata: Record<string, string> = {}) =>
      dashboard().paymentIntents.create({
        amount,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata,
      });
    /** What is the licensee's own, by the ledger. */
    const share = async () =>
      BigInt(
        (
          await t.db.query<{ sum: string }>(
            `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.id = e.account_id and a.licensee_id = e.licensee_id
              where a.kind = 'licensee_payable' and a.licensee_id = $1`,
            [t.licensees.aurora.id],
          )
        )[0]!.sum,
      );
    const manualPayouts = () =>
      own.api.requests.filter(
        ({ call, params }) => call === 'balanceSettings.update' && JSON.stringify(params).includes('manual'),
      ).length;
    const accountShown = async () =>
      ((await platform()) as unknown as { account: { refusedAt: string | null } }).account;
    const control = async (at: string, body: object) => {
      const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/second/${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect([at, answer.status]).toEqual([at, 200]);
      await settleStripe(t);
    };

    it('is made one by the operator, in the licence, before its first payment', async () => {
      await t
        .as(owner)
        .put('/v1/staff/stripe/key', { secretKey: SECOND_STRIPE_KEY })
        .expect(409, /own-platform-not-agreed/);
      expect((await t.as(operator).get(topologyPath()).expect(200)).body).toEqual({
        topology: 'operator_platform',
        accountId: null,
        accountsApi: null,
        blockers: [],
      });
      expect((await setTopology('licensee_platform').expect(200)).body).toMatchObject({
        topology: 'licensee_platform',
      });
      const log = await t.db.query(
        `select licensee_id from app.audit_entry where action = 'topology.changed' and reason = 'As agreed'`,
      );
      expect(log).toHaveLength(2);
      // The operator has none of the money, so it bears nothing of it.
      await t
        .as(operator)
        .put(topologyPath().replace('topology', 'bearers'), {
          stripeFeeBearer: 'operator',
          disputeBearer: 'licensee',
          disputeFeeBearer: 'licensee',
          sellerOfRecord: 'licensee',
          reason: 'A favour',
        })
        .expect(409, /operator-outside-flow/);
    });

    it('takes no payment and does not go live before its key is there', async () => {
      const { body } = await t.as(user).post('/v1/top-ups', { amountMinor: 2500, method: 'checkout' }).expect(409);
      expect(body).toMatchObject({ code: 'payments-not-connected' });
      await t
        .as(advisor)
        .post('/v1/payout-account', { country: 'DE', entityType: 'individual' })
        .expect(409, /payments-not-connected/);
      const items = (
        (await t.as(owner).get('/v1/staff/checklist').expect(200)).body as { items: { id: string; done: boolean }[] }
      ).items;
      expect(items.find(({ id }) => id === 'payments')).toMatchObject({
        done: false,
        detail: 'Connect your account at Stripe: payments go there.',
      });
      expect((await platform()).account).toBeNull();
    });

    it('is told what is wrong with a key, which is not kept then', async () => {
      const wrong = async (secretKey: string) => (await giveKey(secretKey).expect(409)).body as Record<string, unknown>;
      expect(await wrong('pk_test_sandbox_second')).toMatchObject({ code: 'stripe-key-unfit', fault: 'wrong_key' });
      const asked = own.api.requests.length + operators.api.requests.length;
      expect(await wrong('sk_live_0123456789')).toMatchObject({ fault: 'wrong_mode', expected: 'test', found: 'live' });
      expect(own.api.requests.length + operators.api.requests.length).toBe(asked);
      expect(await wrong('sk_test_sandbox_nobody')).toMatchObject({ fault: 'wrong_key' });
      expect(await wrong(RESTRICTED_STRIPE_KEY)).toMatchObject({
        fault: 'lacks_permission',
        permissions: ['Disputes', 'Transfers'],
      });
      expect(await wrong(t.config.STRIPE_SECRET_KEY)).toMatchObject({ fault: 'account_taken' });
      own.state.hasConnect = false;
      expect(await wrong(SECOND_STRIPE_KEY)).toMatchObject({
        fault: 'lacks_permission',
        permissions: ['Connected accounts'],
      });
      own.state.hasConnect = true;
      const before = own.state.platform;
      own.state.platform = { ...before, country: 'fr' };
      expect(await wrong(SECOND_STRIPE_KEY)).toMatchObject({ fault: 'other_country', expected: 'DE', found: 'FR' });
      own.state.platform = { ...before, currency: 'usd' };
      expect(await wrong(SECOND_STRIPE_KEY)).toMatchObject({ fault: 'other_currency', expected: 'EUR', found: 'USD' });
      own.state.platform = before;
      // Whose key is refused finds its account as it was: money goes to the bank by itself there.
      expect(manualPayouts()).toBe(0);
      expect(await t.db.query('select 1 from app.stripe_platform')).toEqual([]);
      await t
        .as(await t.given.staff('finance'))
        .put('/v1/staff/stripe/key', { secretKey: SECOND_STRIPE_KEY })
        .expect(403);
    });

    it('has used the account before, for another business', async () => {
      const { id } = await chargeByHand(7_000);
      own.advance(60);
      await dashboard().payouts.create({ amount: 2_000, currency: 'eur' });
      await control('disputes', { paymentIntent: id });
      own.advance(60);
      // The account is connected after that; from then on both clocks show the same again.
      t.clock.advanceSeconds(300);
    });

    it('gives its key and the secrets of its webhooks, which nobody sees again', async () => {
      const { body } = await giveKey(SECOND_STRIPE_KEY).expect(200);
      expect(body).toMatchObject({
        account: {
          id: 'acct_1SandboxSecond',
          name: 'Second sandbox',
          country: 'DE',
          currency: 'EUR',
          livemode: false,
          keyLast4: 'cond',
        },
      });
      // Nothing leaves by itself from now on.
      expect(manualPayouts()).toBe(1);
      t.clock.reset();
      own.advance(300);
      for (const endpoint of ENDPOINTS) {
        secrets[endpoint] = own.listen(endpoint, addressOf(endpoint));
        await giveSecret(endpoint, secrets[endpoint]).expect(200);
      }
      const shown = await platform();
      expect(shown.webhooks.map(({ url, secretLast4 }) => [url, secretLast4])).toEqual(
        ENDPOINTS.map((endpoint) => [`http://aurora.localhost${path(endpoint)}`, secrets[endpoint].slice(-4)]),
      );
      const everything = JSON.stringify([
        shown,
        await t.db.query('select * from app.stripe_platform'),
        await t.db.query('select * from app.stripe_webhook'),
        await t.db.query('select * from app.audit_entry'),
      ]);
      for (const secret of [SECOND_STRIPE_KEY, ...Object.values(secrets)]) expect(everything).not.toContain(secret);
      // Another licensee cannot take its payments at the same account.
      const zenith = t.publicId('licensee', t.licensees.zenith.id);
      await t
        .as(operator)
        .put(topologyPath().replace(aurora(), zenith), { topology: 'licensee_platform', reason: 'Too' })
        .expect(200);
      const before = own.state.platform;
      own.state.platform = { ...before, country: 'gb', currency: 'gbp' };
      const other = await t.given.staff('owner', 'zenith');
      expect(
        (await t.as(other).put('/v1/staff/stripe/key', { secretKey: SECOND_STRIPE_KEY }).expect(409)).body,
      ).toMatchObject({ fault: 'account_taken' });
      own.state.platform = before;
      await t
        .as(operator)
        .put(topologyPath().replace(aurora(), zenith), { topology: 'operator_platform', reason: 'Back' })
        .expect(200);
    });

    it('finds in its books what lay at the account, as its own: no line of before is an alarm', async () => {
      const found = await booksAgree();
      const mine = found.find(({ context }) => context !== 'default')!;
      expect(mine.stripeMinor).not.toBe(0n);
      expect(await share()).toBe(mine.stripeMinor);
    });

    it('keeps its account when a payment has just been asked for there', async () => {
      own.faults.add({ kind: '503', method: 'POST', pathPattern: '^/v1/customers$', times: 3 });
      await t.as(user).post('/v1/top-ups', { amountMinor: 1_000, method: 'checkout' }).expect(503);
      const before = own.state.platform;
      const settings = manualPayouts();
      own.state.platform = { ...before, id: 'acct_1SomebodyElse' };
      // Nothing else says that the account is in use.
      const linesAt = (from: string, to: string) =>
        t.db.query('update app.stripe_balance_transaction set context = $2 where context = $1', [from, to]);
      await linesAt(owner.licenseeId, 'elsewhere');
      expect((await giveKey(SECOND_STRIPE_KEY).expect(409)).body).toMatchObject({ fault: 'other_account' });
      await linesAt('elsewhere', owner.licenseeId);
      own.state.platform = before;
      // Nothing was changed at the account that is refused.
      expect(manualPayouts()).toBe(settings);
      await t.db.query(`update app.top_up set status = 'expired', closed_at = now() where status = 'requested'`);
    });

    it('is paid at its own account: top-up, call, earning, payout, refund, dispute', async () => {
      const foreign = () => operators.api.requests.filter(({ method }) => method === 'POST').length;
      await paidTopUp(t, elsewhere, 5_000);
      const before = { requests: foreign(), zenith: await atStripe(t.licensees.zenith.id) };
      await t
        .as(owner)
        .patch('/v1/staff/payout-rules', { newAdvisorHoldDays: 0, payoutMinimumMinor: 100, payoutSchedule: 'daily' })
        .expect(200);

      await paidTopUp(t, user, 30_000);
      const disputed = await paidTopUp(t, user, 4_000);
      own.advance(3600);
      expect((await t.wallet(user)).paid).toBe(34_000n);
      await booksAgree();

      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
      const { url } = (await t.as(advisor).post('/v1/payout-account/onboarding-link').expect(200)).body as {
        url: string;
      };
      expect((await fetch(url)).status).toBe(200);
      const [account] = await t.db.query<{ account_id: string; context: string }>(
        'select account_id, context from app.connect_account',
      );
      expect(account!.context).toBe(t.licensees.aurora.id);
      await control(`accounts/${account!.account_id}`, { state: 'active' });
      expect((await t.as(advisor).get('/v1/payout-account').expect(200)).body).toMatchObject({
        account: { status: 'active' },
      });
      expect((await platform()).accountsApi).toBe(version);
      const made = own.api.requests.filter(
        ({ call, status }) => status === 200 && /accounts\.create$/.test(call ?? ''),
      );
      expect(made.map(({ call }) => call)).toEqual([version === 'v2' ? 'v2.core.accounts.create' : 'accounts.create']);

      await paidCall(t, user, advisor, 300);
      t.clock.advanceSeconds(8 * DAY);
      await t.run('billing.run_payouts');
      await settleStripe(t);
      own.advance(120);
      await settleStripe(t);
      t.clock.reset();
      const [payout] = await t.db.query<{ status: string; party: string }>('select status, party from app.payout');
      expect(payout).toEqual({ status: 'paid', party: 'advisor' });
      await booksAgree();

      await t.as(user).post('/v1/wallet/refunds', { amountMinor: 2_000 }).expect(201);
      await settleStripe(t);
      expect(own.objects<{ id: string; amount: number }>('refund').map(({ amount }) => amount)).toEqual([2_000]);
      await booksAgree();

      const intent = own
        .objects<{ id: string; metadata: Record<string, string> }>('payment_intent')
        .find(({ metadata }) => metadata['local_id'] === t.parseId('topUp', disputed))!;
      await control('disputes', { paymentIntent: intent.id });
      const [dispute] = await t.db.query<{ id: string; stripe_dispute_id: string }>(
        'select id, stripe_dispute_id from app.dispute',
      );
      expect(own.state.store.home(dispute!.stripe_dispute_id)).toBe('');
      await control(`disputes/${dispute!.stripe_dispute_id}`, { outcome: 'won' });
      const found = await booksAgree();

      // Two accounts, each with its own sum; nothing of the one is in the other.
      expect(found.map(({ context, currency }) => [context, currency])).toEqual(
        expect.arrayContaining([
          ['default', 'GBP'],
          [t.licensees.aurora.id, 'EUR'],
        ]),
      );
      const mine = found.find(({ context }) => context !== 'default')!;
      expect(mine.stripeMinor).toBeGreaterThan(0n);
      expect(`${mine.ledgerMinor}`).toBe(await atStripe(t.licensees.aurora.id));
      expect(foreign()).toBe(before.requests);
      expect(await atStripe(t.licensees.zenith.id)).toBe(before.zenith);
      expect(operators.objects<{ id: string }>('refund')).toEqual([]);
      const events = await t.db.query<{ context: string; licensee_id: string }>(
        'select distinct context, licensee_id from app.stripe_event',
      );
      for (const { context, licensee_id: tenant } of events)
        expect(context === t.licensees.aurora.id).toBe(tenant === t.licensees.aurora.id);
      expect(own.state.defects).toEqual([]);
    });

    it("keeps its money out of the operator's sums, and sees whose it is", async () => {
      const { body } = await t.as(operator).get('/v1/operator/treasury').expect(200);
      expect((body as { data: { currency: string }[] }).data.map(({ currency }) => currency)).toEqual(['GBP']);
      const [eur] = (await platform()).money;
      expect(eur).toMatchObject({ currency: 'EUR', callersMinor: Number((await t.wallet(user)).paid) });
      expect(`${eur!.atStripeMinor}`).toBe(await atStripe(t.licensees.aurora.id));
      const { body: compared } = await t.as(operator).get('/v1/operator/stripe/comparisons').expect(200);
      expect((compared as { data: object[] }).data).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ licenseeId: null, currency: 'GBP', unexplainedMinor: 0 }),
          expect.objectContaining({
            licenseeId: aurora(),
            licenseeName: 'Aurora Advice',
            accountsApi: version,
            unexplainedMinor: 0,
          }),
        ]),
      );
    });

    it('takes its share to its bank by itself, and no account of the operator is opened for it', async () => {
      const { body } = await t
        .as(owner)
        .post('/v1/payout-account', { country: 'DE', entityType: 'company' })
        .expect(409);
      expect(body).toMatchObject({ code: 'share-stays-at-your-stripe' });
      await t
        .as(owner)
        .post('/v1/staff/payouts/own')
        .expect(409, /share-stays-at-your-stripe/);
      const before = await share();
      await dashboard().payouts.create({ amount: 100, currency: 'eur' });
      await t.run('stripe.mirror');
      expect(await share()).toBe(before - 100n);
      await booksAgree();
    });

    it('hears only what its own secrets have signed, and is believed about itself only', async () => {
      const theirs = t.config.STRIPE_WEBHOOK_SECRETS[0]!;
      await send(path('platform'), eventOf('evt_a'), theirs).expect(400, /invalid-signature/);
      await send(path('connect'), eventOf('evt_a'), secrets.platform).expect(400);
      await send('/webhooks/stripe/default/platform', eventOf('evt_a'), secrets.platform).expect(400);
      const zenith = t.publicId('licensee', t.licensees.zenith.id);
      await send(path('platform', zenith), eventOf('evt_a'), secrets.platform).expect(400);
      await send('/webhooks/stripe/nobody/platform', eventOf('evt_a'), secrets.platform).expect(400);
      expect(await t.db.query(`select 1 from app.stripe_event where event_id = 'evt_a'`)).toEqual([]);
      // Whoever writes the metadata, it is the licensee's own tenant; at the operator's account it is never a licensee with its own.
      await send(path('platform'), eventOf('evt_b', { tenant: t.licensees.zenith.id }), secrets.platform).expect(200);
      await send(
        '/webhooks/stripe/default/platform',
        eventOf('evt_c', { tenant: t.licensees.aurora.id }),
        theirs,
      ).expect(200);
      expect(
        await t.db.query(
          `select event_id, licensee_id, context from app.stripe_event where event_id in ('evt_b', 'evt_c') order by 1`,
        ),
      ).toEqual([
        { event_id: 'evt_b', licensee_id: t.licensees.aurora.id, context: t.licensees.aurora.id },
        { event_id: 'evt_c', licensee_id: operator.licenseeId, context: 'default' },
      ]);
    });

    it('changes a secret without losing an event: the old one is good until the new one has verified, a day at most', async () => {
      const old = secrets.platform;
      const next = `whsec_${'n'.repeat(32)}`;
      await giveSecret('platform', next).expect(200);
      expect((await platform()).webhooks[0]).toMatchObject({ secretLast4: 'nnnn', previousUntil: expect.any(String) });
      await send(path('platform'), eventOf('evt_d'), old).expect(200);
      // A second new one, before the first was ever used: the one that Stripe signs with stays.
      const last = `whsec_${'z'.repeat(32)}`;
      await giveSecret('platform', last).expect(200);
      await send(path('platform'), eventOf('evt_e'), old).expect(200);
      await send(path('platform'), eventOf('evt_f'), next).expect(400);
      t.clock.advanceSeconds(DAY + 1);
      await send(path('platform'), eventOf('evt_g'), old).expect(400);
      t.clock.reset();
      await send(path('platform'), eventOf('evt_h'), old).expect(200);
      await send(path('platform'), eventOf('evt_i'), last).expect(200);
      await send(path('platform'), eventOf('evt_j'), old).expect(400);
      expect((await platform()).webhooks[0]).toMatchObject({ previousUntil: null });
      secrets.platform = own.listen('platform', addressOf('platform'));
      await giveSecret('platform', secrets.platform).expect(200);
    });

    it('replaces its key by another of the same account, and by none of another', async () => {
      const before = own.state.platform;
      own.state.platform = { ...before, id: 'acct_1SomebodyElse' };
      expect((await giveKey(SECOND_STRIPE_KEY).expect(409)).body).toMatchObject({
        fault: 'other_account',
        expected: 'acct_1SandboxSecond',
        found: 'acct_1SomebodyElse',
      });
      own.state.platform = before;
      await giveKey(SECOND_STRIPE_KEY).expect(200);
      expect(await t.db.query('select revision from app.stripe_platform')).toEqual([{ revision: 2 }]);
      await paidTopUp(t, user, 1_000);
      await booksAgree();
    });

    it('gets the events that no webhook brought from its own account', async () => {
      own.webhooks.control({ drop: true });
      const { body } = await t.as(user).post('/v1/top-ups', { amountMinor: 1_500, method: 'checkout' }).expect(201);
      const had = (await t.wallet(user)).paid;
      own.pay(/cs_test_\w+/.exec((body as { checkoutUrl: string }).checkoutUrl)![0]);
      await settleStripe(t);
      own.webhooks.control({ drop: false });
      expect((await t.wallet(user)).paid).toBe(had);
      await t.run('stripe.poll_undelivered');
      own.advance(1);
      await settleStripe(t);
      expect((await t.wallet(user)).paid).toBe(had + 1_500n);
      await booksAgree();
    });

    it('hears when Stripe does not know its key any more; the operator and the others go on', async () => {
      const checklist = async () =>
        (
          (await t.as(owner).get('/v1/staff/checklist').expect(200)).body as {
            items: { id: string; done: boolean; detail: string }[];
          }
        ).items.find(({ id }) => id === 'payments');
      expect(await checklist()).toMatchObject({ done: true });
      expect(await accountShown()).toMatchObject({ refusedAt: null });
      await t.db.query('update app.stripe_platform set secret_key = $1, revision = revision + 1', [
        t.app
          .get(SecretBox)
          .seal({ licenseeId: t.licensees.aurora.id, column: 'stripe_platform.secret_key' }, 'sk_test_sandbox_gone'),
      ]);
      for (const job of ['stripe.poll_all', 'stripe.mirror', 'stripe.sweep_fraud_warnings']) await t.run(job);
      expect(await accountShown()).toMatchObject({ refusedAt: expect.any(String) });
      expect(await checklist()).toMatchObject({
        done: false,
        detail: 'Stripe does not know your key any more: give a new one.',
      });
      await t.run('stripe.look_at_accounts');
      const { body: unknown } = await t.as(owner).get('/v1/staff/stripe').expect(200);
      expect((unknown as { health: object }).health).toMatchObject({
        faults: ['key_refused'],
        chargesEnabled: null,
        payoutsEnabled: null,
      });
      // The operator's own account is another matter: its job fails, and is tried again.
      operators.faults.add({ kind: '503', pathPattern: '^/v1/events', times: 3 });
      await expect(t.run('stripe.poll_all')).rejects.toThrow();
      operators.faults.clear();
      await giveKey(SECOND_STRIPE_KEY).expect(200);
      expect(await accountShown()).toMatchObject({ refusedAt: null });
      expect(await checklist()).toMatchObject({ done: true });
      await t.run('stripe.mirror');
      await booksAgree();
    });

    it('is looked at with the account of the operator: who it belongs to sees what is wrong, and hears of it once', async () => {
      interface Health {
        faults: string[];
        requirements: string[];
        unwellSince: string | null;
        webhooks: { endpoint: string; state: string; missingEvents: string[] }[];
      }
      const look = async () => {
        await t.run('stripe.look_at_accounts');
        await t.drain();
        const { health } = (await t.as(owner).get('/v1/staff/stripe').expect(200)).body as { health: Health };
        const { data } = (await t.as(operator).get('/v1/operator/stripe/accounts').expect(200)).body as {
          data: { licenseeId: string | null; lastEventAt: string | null; health: Health }[];
        };
        const { checks } = (await t.as(operator).get('/v1/operator/health').expect(200)).body as {
          checks: { id: string; state: string; text: string }[];
        };
        return { health, accounts: data, check: checks.find(({ id }) => id === 'stripe_accounts')! };
      };
      let earlier = 0;
      const told = async () =>
        (
          await t.db.query<{ title: string }>(
            `select title from app.notice where person_id = $1 and kind = 'stripe_account_unwell' order by id`,
            [owner.id],
          )
        ).slice(earlier);
      const endpoint = (kind: Endpoint) =>
        own.objects<Stripe.WebhookEndpoint>('webhook_endpoint').find(({ url }) => url === addressOf(kind))!;
      const change = (kind: Endpoint, changes: Partial<Stripe.WebhookEndpoint>) =>
        own.state.save<Stripe.WebhookEndpoint>({ ...endpoint(kind), ...changes });

      const well = await look();
      earlier = (await told()).length;
      expect(well.health).toMatchObject({ faults: [], unwellSince: null });
      expect(well.accounts.map(({ licenseeId, health }) => [licenseeId, health.faults])).toEqual([
        [null, []],
        [aurora(), []],
      ]);
      expect(well.accounts[1]!.lastEventAt).toEqual(expect.any(String));
      expect(well.check).toMatchObject({ state: 'ok' });
      expect(await told()).toEqual([]);

      change('platform', { status: 'disabled' });
      change('connect', { enabled_events: ['payout.paid'] });
      const off = await look();
      expect(off.health.faults).toEqual(['webhook_disabled', 'webhook_events_missing']);
      expect(off.health.webhooks[1]!.missingEvents).toContain('payout.failed');
      expect(off.check).toMatchObject({ state: 'failing' });
      expect(off.check.text).toContain(`${aurora()}: webhook_disabled, webhook_events_missing`);
      // Since then, not since the last look; told once.
      expect((await look()).health).toMatchObject({ unwellSince: off.health.unwellSince });
      expect(await told()).toEqual([
        { title: 'Your account at Stripe needs you: an endpoint for webhooks is switched off' },
      ]);

      change('platform', { status: 'enabled' });
      change('connect', { enabled_events: ['*'] });
      const platformBefore = own.state.platform;
      own.state.platform = { ...platformBefore, progress: 'restricted' };
      const held = await look();
      expect(held.health.faults).toEqual(['charges_disabled', 'payouts_disabled', 'requirements_due']);
      expect(held.health.requirements.length).toBeGreaterThan(0);
      // No answer says nothing: what was known stays.
      own.faults.add({ kind: '503', pathPattern: '^/v1/account', times: 3 });
      await t.run('stripe.look_at_accounts').catch(() => undefined);
      own.faults.clear();
      const { health: kept } = (await t.as(owner).get('/v1/staff/stripe').expect(200)).body as { health: Health };
      expect(kept).toMatchObject({ faults: held.health.faults, unwellSince: held.health.unwellSince });
      own.state.platform = platformBefore;
      expect((await look()).health).toMatchObject({ faults: [], requirements: [], unwellSince: null });
      expect(await told()).toHaveLength(2);
      // What is wrong again after it was well is news.
      change('platform', { status: 'disabled' });
      const again = await look();
      expect(again.health.faults).toEqual(['webhook_disabled']);
      expect(again.health.unwellSince! > off.health.unwellSince!).toBe(true);
      expect(await told()).toHaveLength(3);
      change('platform', { status: 'enabled' });
      expect((await look()).health.faults).toEqual([]);
      // Also where nothing else was wrong in between.
      change('platform', { status: 'disabled' });
      await look();
      expect(await told()).toHaveLength(4);
      change('platform', { status: 'enabled' });
      expect((await look()).health.faults).toEqual([]);

      // The operator's own: no endpoint of its webhooks is there any more.
      const ours = operators
        .objects<Stripe.WebhookEndpoint>('webhook_endpoint')
        .find(({ url }) => url.endsWith('/webhooks/stripe/default/platform'))!;
      operators.state.save<Stripe.WebhookEndpoint>({ ...ours, url: 'https://elsewhere.example/' });
      const gone = await look();
      expect(gone.accounts[0]!.health.faults).toEqual(['webhook_missing']);
      expect(gone.check.text).toContain('the operator: webhook_missing');
      operators.state.save(ours);
      expect((await look()).check).toMatchObject({ state: 'ok' });
    });

    it('has accounts of payees opened at the place that their row says, whatever the licence says in that moment', async () => {
      const second = await t.given.advisor();
      const spy = jest.spyOn(t.app.get(StripeContexts), 'of').mockResolvedValue(OPERATOR_CONTEXT);
      await t.as(second).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
      await t.as(second).post('/v1/payout-account/onboarding-link').expect(200);
      spy.mockRestore();
      const [row] = await t.db.query<{ account_id: string; context: string }>(
        'select account_id, context from app.connect_account where advisor_id = $1',
        [second.advisorId],
      );
      expect(row!.context).toBe(t.licensees.aurora.id);
      expect(own.state.store.home(row!.account_id)).toBeDefined();
      expect(operators.state.store.home(row!.account_id)).toBeUndefined();
    });

    it("runs nothing of the operator's for what its own account calls so", async () => {
      const { id } = await chargeByHand(900, { kind: 'licence_payment', local_id: newId() });
      await settleStripe(t);
      const events = await t.db.query<{ status: string }>(
        `select status from app.stripe_event where object_id = $1 and type = 'payment_intent.succeeded'`,
        [id],
      );
      expect(events).toEqual([{ status: 'ignored' }]);
    });

    it('is told, and not the operator by an alarm, when less lies at its account than is owed', async () => {
      // The other business had taken its money to the bank before its payer disputed it.
      expect((await platform()).money.find(({ currency }) => currency === 'EUR')!.yoursMinor).toBeLessThan(0);
      const fatal = jest.spyOn(log, 'fatal').mockImplementation(() => undefined);
      const error = jest.spyOn(log, 'error').mockImplementation(() => undefined);
      await t.run('billing.watch_treasury');
      const said = (spy: typeof fatal) =>
        spy.mock.calls.filter(([about]) => (about as { context?: string }).context === t.licensees.aurora.id).length;
      expect([said(fatal), said(error)]).toEqual([0, 1]);
      fatal.mockRestore();
      error.mockRestore();
    });

    it('does not change where payments go while there is money of anybody', async () => {
      const { body } = await setTopology('operator_platform').expect(409);
      expect(body).toMatchObject({
        code: 'topology-fixed',
        blockers: ['payments', 'money_of_callers', 'money_at_stripe', 'operator_share'],
      });
      expect((await platform()).topology).toBe('licensee_platform');
    });
  },
);
