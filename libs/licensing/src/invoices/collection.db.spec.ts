import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger, PaymentsUnavailable } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, race, testApp, PARTY } from '@app/testing';
import {
  type InvoiceOrder,
  LicenceBilling,
  type LicencePageFacts,
  type LicencePaymentFacts,
} from '../licence-billing.js';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { LicenceTakingsService } from './licence-takings.service.js';

const CARD = { paymentMethodId: 'pm_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2040 };

/** A provider in memory that keeps the promise of idempotency: one key, one payment. */
class FakeBilling extends LicenceBilling {
  readonly payments = new Map<string, LicencePaymentFacts>();
  readonly pages = new Map<string, Pick<LicencePageFacts, 'status' | 'paymentIntentId'>>();
  readonly charged: string[] = [];
  readonly orders = new Map<string, InvoiceOrder>();
  customers = 0;
  /** The next charge is declined with this. */
  decline: string | undefined;
  /** The next answer is lost, after the provider has acted. */
  loseAnswer = false;

  createCustomer(): Promise<string> {
    this.customers++;
    return Promise.resolve(`cus_${this.customers}`);
  }

  openPage(order: InvoiceOrder): Promise<{ sessionId: string; url: string }> {
    const sessionId = `cs_${order.invoiceId}_${order.attempt}`;
    this.orders.set(sessionId, order);
    if (!this.pages.has(sessionId)) this.pages.set(sessionId, { status: 'open', paymentIntentId: undefined });
    return Promise.resolve({ sessionId, url: `https://pay.example/${sessionId}` });
  }

  charge(order: InvoiceOrder): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }> {
    const paymentIntentId = `pi_${order.invoiceId}_${order.attempt}`;
    const known = this.payments.get(paymentIntentId);
    if (!known) {
      this.charged.push(paymentIntentId);
      this.payments.set(paymentIntentId, facts(order, paymentIntentId, this.decline));
    }
    const declined = this.payments.get(paymentIntentId)!.failureCode;
    if (this.loseAnswer) {
      this.loseAnswer = false;
      return Promise.reject(new PaymentsUnavailable());
    }
    return Promise.resolve({ paymentIntentId, declined });
  }

  page(sessionId: string): Promise<LicencePageFacts> {
    const { licenseeId, paymentId } = this.orders.get(sessionId)!;
    return Promise.resolve({ ...this.pages.get(sessionId)!, licenseeId, paymentId });
  }

  payment(paymentIntentId: string): Promise<LicencePaymentFacts> {
    return Promise.resolve(this.payments.get(paymentIntentId)!);
  }

  refund(): Promise<never> {
    return Promise.reject(new Error('nobody refunds here'));
  }

  removeCard(): Promise<void> {
    return Promise.resolve();
  }

  /** Somebody pays on the page. */
  paid(url: string): LicencePaymentFacts {
    const sessionId = url.split('/').at(-1)!;
    const paymentIntentId = `pi_${sessionId}`;
    const paid = { ...facts(this.orders.get(sessionId)!, paymentIntentId, undefined), card: CARD };
    this.payments.set(paymentIntentId, paid);
    this.pages.set(sessionId, { status: 'complete', paymentIntentId });
    return paid;
  }
}

const facts = (order: InvoiceOrder, paymentIntentId: string, declined: string | undefined): LicencePaymentFacts => ({
  paymentIntentId,
  status: declined === undefined ? 'succeeded' : 'failed',
  amountReceivedMinor: declined === undefined ? order.amountMinor : 0n,
  currency: order.currency,
  licenseeId: order.licenseeId,
  paymentId: order.paymentId,
  card: undefined,
  failureCode: declined,
});

const DAY = 86_400;

describe('an invoice is collected', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let aurora: string;
  const billing = new FakeBilling();

  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(LicenceBilling).useValue(billing) });
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    aurora = t.publicId('licensee', t.licensees.aurora.id);
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
        monthlyFeeMinor: 9_900,
        name: 'Studio',
        currency: 'EUR',
        isPublic: true,
      })
      .expect(201);
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence`, { planId: body.id, reason: 'Signed' }).expect(201);
    await t.run('licensing.run_licences');
  });
  afterAll(() => t.close());
  beforeEach(() => {
    billing.decline = undefined;
  });

  const licence = async () => (await t.as(owner).get('/v1/staff/licence').expect(200)).body;
  const newest = async () => {
    const [invoice] = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data;
    return (await t.as(owner).get(`/v1/staff/licence/invoices/${invoice.id}`).expect(200)).body;
  };
  const collect = () => t.run('licensing.collect');
  /** Sessions end while the clock runs. */
  const renew = async (): Promise<void> => {
    const again = async (actor: Actor): Promise<Actor> => {
      const { body } = await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: PASSWORD })
        .expect(200);
      return { ...actor, token: (body as { accessToken: string }).accessToken };
    };
    ops = await again(ops);
    owner = await again(owner);
  };
  const travel = async (seconds: number): Promise<void> => {
    t.clock.advanceSeconds(seconds);
    await renew();
  };
  const nextMonth = async () => {
    const now = new Date(Date.now() + t.clock.offsetMs);
    await travel(Math.ceil((Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 2) - now.getTime()) / 1000));
    await t.run('licensing.run_licences');
  };
  const balance = () =>
    t.app.get(Db).transaction(systemContext(ops.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', 'stripe_balance', 'licence_receivable', 'bad_debt');
      expect(await ledger.violations(tx)).toEqual([]);
      return {
        cash: await ledger.houseBalance(tx, house.stripe_balance),
        owed: await ledger.houseBalance(tx, house.licence_receivable),
        lost: await ledger.houseBalance(tx, house.bad_debt),
      };
    });

  it('on a page, which is the same until it is paid, and saves the card', async () => {
    const setup = await newest();
    const pay = () => t.as(owner).post(`/v1/staff/licence/invoices/${setup.id}/pay`).expect(200);
    const pages = await race(4, () => pay().then(({ body }) => body.url as string));
    const urls = new Set(pages.map((one) => (one.status === 'fulfilled' ? one.value : 'refused')));
    urls.delete('refused');
    expect(urls.size).toBe(1);
    const url = (await pay()).body.url as string;
    expect(urls.has(url)).toBe(true);
    const paid = billing.paid(url);
    // The page, the webhook and the worker find it out at once: the money is taken once.
    await race(5, () => t.app.get(LicenceTakingsService).apply(paid));
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${setup.id}/refresh`).expect(200);
    expect(body).toMatchObject({ status: 'paid', dueMinor: 0, paidMinor: 11_900 });
    expect(body.payments).toMatchObject([{ method: 'page', status: 'succeeded' }]);
    expect(await balance()).toEqual({ cash: -11_900n, owed: 0n, lost: 0n });
    expect((await t.as(owner).get('/v1/staff/licence/card').expect(200)).body.card).toEqual({
      brand: 'visa',
      last4: '4242',
      expMonth: 12,
      expYear: 2040,
    });
    expect(billing.customers).toBeLessThanOrEqual(4);
    expect((await t.as(owner).post(`/v1/staff/licence/invoices/${setup.id}/pay`).expect(409)).body.code).toBe(
      'invoice-not-open',
    );
  });

  it('from the saved card as soon as it is written, once, also when several workers run and an answer is lost', async () => {
    await nextMonth();
    billing.loseAnswer = true;
    await race(3, collect);
    expect((await newest()).payments).toMatchObject([{ method: 'card', status: 'requested' }]);
    await collect(); // not a minute later
    await travel(61);
    await race(3, collect);
    const month = await newest();
    expect(month).toMatchObject({ status: 'paid', dueMinor: 0 });
    expect(month.payments).toHaveLength(1);
    expect(billing.charged).toHaveLength(1);
    expect((await balance()).owed).toBe(0n);
  });

  it('again after 3, 5 and 7 days; the licence is past due from the first failure and suspended after the last', async () => {
    await nextMonth();
    billing.decline = 'insufficient_funds';
    await collect();
    const failed = await newest();
    expect(failed.payments).toMatchObject([{ status: 'failed', failureCode: 'insufficient_funds' }]);
    expect(await licence()).toMatchObject({ status: 'past_due' });
    const at: number[] = [];
    for (const days of [3, 5, 7]) {
      const { nextAttemptAt } = await newest();
      at.push(days);
      await travel(days * DAY - 3_600);
      await collect();
      expect((await newest()).nextAttemptAt).toBe(nextAttemptAt); // not before its time
      expect((await licence()).status).toBe('past_due');
      await travel(3_700);
      await collect();
    }
    const last = await newest();
    expect(last).toMatchObject({ failures: 4, nextAttemptAt: null, status: 'open' });
    expect(last.payments).toHaveLength(4);
    expect(await licence()).toMatchObject({ status: 'suspended', heldFor: 'unpaid' });
    expect((await t.http('aurora.localhost').get('/v1/site').expect(200)).body.open).toBe(false);
    const user = await t.given.user();
    expect(
      (await t.as(user).post('/v1/top-ups', { amountMinor: 1000, method: 'checkout' }).expect(403)).body.code,
    ).toBe('licensee-suspended');
    await travel(30 * DAY);
    await collect();
    expect((await newest()).failures).toBe(4);
  });

  it('once more after three days when the operator lifts the suspension all the same', async () => {
    billing.decline = 'insufficient_funds';
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence/reinstate`, { reason: 'They called' }).expect(200);
    expect((await licence()).status).toBe('past_due');
    await travel(3 * DAY - 3_600);
    await collect();
    expect(await newest()).toMatchObject({ failures: 4, status: 'open' });
    await travel(3_700);
    await collect();
    expect(await newest()).toMatchObject({ failures: 5, nextAttemptAt: null });
    expect(await licence()).toMatchObject({ status: 'suspended', heldFor: 'unpaid' });
  });

  it('and paying it opens the licence again, each step with its date and reason', async () => {
    const invoice = await newest();
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${invoice.id}/pay`).expect(200);
    billing.paid(body.url as string);
    await t.as(owner).post(`/v1/staff/licence/invoices/${invoice.id}/refresh`).expect(200);
    expect(await licence()).toMatchObject({ status: 'active', heldFor: null });
    expect((await t.http('aurora.localhost').get('/v1/site').expect(200)).body.open).toBe(true);
    const { data } = (await t.as(owner).get('/v1/staff/licence/history').expect(200)).body;
    expect(
      data.slice(0, 5).map((one: Record<string, string>) => [one['fromStatus'], one['toStatus'], one['reason']]),
    ).toEqual([
      ['suspended', 'active', `Invoice ${invoice.number} is paid`],
      ['past_due', 'suspended', `Invoice ${invoice.number} is not paid: there was not enough money`],
      ['suspended', 'past_due', 'They called'],
      ['past_due', 'suspended', `Invoice ${invoice.number} is not paid: there was not enough money`],
      ['active', 'past_due', `Invoice ${invoice.number} is not paid: there was not enough money`],
    ]);
  });

  it('but a suspension by the operator is not lifted by money', async () => {
    await t.run('licensing.run_licences');
    billing.decline = undefined;
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence/suspend`, { reason: 'Unclear papers' }).expect(200);
    await collect();
    expect((await newest()).status).toBe('paid');
    expect(await licence()).toMatchObject({ status: 'suspended', heldFor: 'operator' });
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence/reinstate`, { reason: 'Clear now' }).expect(200);
  });

  it('without a card it is due on its date, and money that comes after it was written off is taken', async () => {
    await t.as(owner).delete('/v1/staff/licence/card').expect(204);
    await nextMonth();
    const invoice = await newest();
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${invoice.id}/pay`).expect(200);
    await travel(15 * DAY);
    await collect(); // somebody may be at the page
    billing.pages.set((body.url as string).split('/').at(-1)!, { status: 'expired', paymentIntentId: undefined });
    await travel(61);
    await collect();
    await collect();
    expect(await newest()).toMatchObject({ failures: 1, payments: [{ status: 'expired' }] });
    expect((await licence()).status).toBe('past_due');
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/invoices/${invoice.id}/write-off`, { reason: 'Hopeless' })
      .expect(200);
    const before = await balance();
    expect(before.lost).toBe(-11_781n);
    await t.app.get(LicenceTakingsService).apply(billing.paid(body.url as string));
    const after = await balance();
    expect(after).toEqual({ cash: before.cash - 11_781n, owed: 0n, lost: 0n });
    expect(await newest()).toMatchObject({ status: 'paid', paidMinor: 11_781 });
    expect((await licence()).status).toBe('active');
  });

  it('and a payment that is of another sum, or of nobody, moves nothing', async () => {
    await nextMonth();
    const invoice = await newest();
    const { body } = await t.as(owner).post(`/v1/staff/licence/invoices/${invoice.id}/pay`).expect(200);
    const paid = billing.paid(body.url as string);
    const before = await balance();
    const payments = t.app.get(LicenceTakingsService);
    await expect(payments.apply({ ...paid, amountReceivedMinor: 1n })).rejects.toThrow(/differs/);
    await expect(payments.apply({ ...paid, currency: 'USD' })).rejects.toThrow(/differs/);
    expect(await payments.apply({ ...paid, paymentId: newId() })).toBe(false);
    expect(await payments.apply({ ...paid, licenseeId: t.licensees.zenith.id })).toBe(false);
    expect(await payments.apply({ ...paid, paymentId: undefined })).toBe(false);
    expect(await balance()).toEqual(before);
  });
});
