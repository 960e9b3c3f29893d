import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, type TestApp, testApp, PARTY } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';

const CARD = '4242424242424242';

describe('what Stripe tells of an invoice', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    await t
      .as(ops)
      .put('/v1/operator/invoice-issuer', { ...PARTY, series: 'OP', taxRateBp: 1900, paymentDays: 14 })
      .expect(200);
    await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', {
        ...FREE_TERMS,
        setupFeeMinor: 10_000,
        name: 'Studio',
        currency: 'EUR',
        isPublic: true,
      })
      .expect(201);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}/licence`, {
        planId: body.id,
        reason: 'Signed',
      })
      .expect(201);
    await t.run('licensing.run_licences');
  });
  afterAll(() => t.close());

  it('is taken by the webhook, once, in the books of the operator, with the fee', async () => {
    const [{ id }] = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data as [{ id: string }];
    const { url } = (await t.as(owner).post(`/v1/staff/licence/invoices/${id}/pay`).expect(200)).body as {
      url: string;
    };
    const session = /\/(cs_[^/?#]+)/.exec(url)![1]!;
    expect(t.sandbox!.stripe.pay(session, { card: CARD }).outcome).toBe('paid');
    await t.run('stripe.poll_all'); // as if no webhook had come; those that came are known
    await t.drain();
    const invoice = (await t.as(owner).get(`/v1/staff/licence/invoices/${id}`).expect(200)).body;
    expect(invoice).toMatchObject({ status: 'paid', paidMinor: 11_900, payments: [{ status: 'succeeded' }] });
    const events = await t.db.query<{ licensee_id: string; status: string }>(
      `select distinct licensee_id, status from app.stripe_event where type in ('payment_intent.succeeded', 'checkout.session.completed')`,
    );
    expect(events).toEqual([{ licensee_id: ops.licenseeId, status: 'done' }]);
    expect((await t.as(owner).get('/v1/staff/licence/card').expect(200)).body.card).toMatchObject({ last4: '4242' });
    await t.run('stripe.mirror');
    const lines = await t.db.query<{ status: string; amount: string }>(
      `select status, amount::text from app.stripe_balance_transaction where licensee_id = $1`,
      [ops.licenseeId],
    );
    expect(lines).toEqual([{ status: 'posted', amount: '11900' }]);
    await t.app.get(Db).transaction(systemContext(ops.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      expect(await ledger.violations(tx)).toEqual([]);
      const house = await ledger.house(tx, 'EUR', 'licence_receivable', 'stripe_fee', 'licensee_payable');
      expect(await ledger.houseBalance(tx, house.licence_receivable)).toBe(0n);
      // Nobody but the operator is there to bear it.
      expect(await ledger.houseBalance(tx, house.stripe_fee)).toBeLessThan(0n);
      expect(await ledger.houseBalance(tx, house.licensee_payable)).toBe(0n);
    });
  });
});
