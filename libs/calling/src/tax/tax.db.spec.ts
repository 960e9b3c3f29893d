import { createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, talk, testApp } from '@app/testing';
import { addDays, localDate } from '@app/kernel';
import { LeaseExtension } from '../lease-extension.js';
import { type SignedReceipt, firstFault } from '../receipts.js';

describe('tax of calls [E24]', () => {
  let t: TestApp;
  let advisor: Actor & { advisorId: string };
  let owner: Actor;
  const today = localDate(new Date(), 'UTC');
  const quarter = `${today.slice(0, 4)}-Q${Math.ceil(Number.parseInt(today.slice(5, 7), 10) / 3)}`;
  beforeAll(async () => {
    t = await testApp();
    advisor = await t.given.advisor();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  afterEach(async () => {
    expect(await t.violations()).toEqual([]);
  });

  const rules = (changes: object) => t.as(owner).patch('/v1/staff/pricing', changes).expect(200);
  const setRate = (body: object) => t.as(owner).post('/v1/staff/tax-rates', body);
  const wish = () => ({ advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' });
  const quote = async (who: Actor) => (await t.as(who).post('/v1/calls/quote', wish()).expect(200)).body;
  const from = async (country: string, more: { promoMinor?: bigint } = {}) => {
    const user = await t.given.user({ balanceMinor: 20_000n, ...more });
    await t.as(user).patch('/v1/me', { billingCountry: country }).expect(200);
    return user;
  };
  const withCard = (user: Actor, country: string) =>
    t.db.query(
      `insert into app.card (licensee_id, id, person_id, payment_method_id, brand, last4, exp_month, exp_year, country, created_at)
       values ($1, gen_random_uuid(), $2, $3, 'visa', '4242', 12, 2030, $4, now())`,
      [user.licenseeId, user.id, `pm_${user.id}`, country],
    );
  const receiptOf = async (who: Actor, id: string) => {
    const { body } = await t.as(who).get(`/v1/calls/${id}/receipt`).expect(200);
    const { publicKey } = (await t.http(who.host).get('/v1/receipt-key').expect(200)).body;
    expect(firstFault(body as SignedReceipt, createPublicKey(publicKey as string))).toBeUndefined();
    return body.receipt;
  };
  /** What the ledger holds on its account of tax, from calls and what was given back of them. */
  const taxInLedger = async () =>
    (
      await t.db.query<{ sum: string }>(
        `select coalesce(sum(e.amount), 0)::bigint as sum from app.ledger_entry e
           join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'tax'
          where e.licensee_id = $1`,
        [t.licensees.aurora.id],
      )
    )[0]!.sum;

  describe('by the seller’s place', () => {
    it('has the rate of the licensee for everybody, as ever', async () => {
      const user = await from('FR');
      expect(await quote(user)).toMatchObject({
        taxRateBp: 1900,
        tax: { display: 'inclusive', country: 'DE', place: 'seller', evidence: [{ kind: 'seller', country: 'DE' }] },
        ratePerMinuteMinor: 199,
        holdMinor: 995,
      });
      const id = await paidCall(t, user, advisor, 60);
      expect(await receiptOf(user, id)).toMatchObject({
        priceMinor: 199,
        split: { taxMinor: 32 },
        tax: { country: 'DE', rateBp: 1900, priceNetMinor: 167, paidNetMinor: 167, taxMinor: 32 },
      });
    });
  });

  describe('by the customer’s place', () => {
    beforeAll(() => rules({ taxPlace: 'customer' }));

    it('has the rate of the country where the caller says they live, kept with the call and shown in the receipt', async () => {
      const user = await from('FR');
      expect(await quote(user)).toMatchObject({
        taxRateBp: 2000,
        tax: { country: 'FR', place: 'customer', rateBp: 2000 },
      });
      const id = await paidCall(t, user, advisor, 60);
      expect(await receiptOf(user, id)).toMatchObject({
        priceMinor: 199,
        split: { taxMinor: 33 },
        terms: {
          taxRateBp: 2000,
          taxed: { country: 'FR', place: 'customer', evidence: [{ kind: 'declared', country: 'FR' }] },
        },
      });
      expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.tax).toMatchObject({
        country: 'FR',
        rateBp: 2000,
      });
      expect((await t.as(advisor).get(`/v1/calls/${id}`).expect(200)).body.tax).toBeNull();
    });

    it('has no tax where the table has no rate, and the one at home for who says nothing', async () => {
      expect(await quote(await from('US'))).toMatchObject({ taxRateBp: 0, tax: { country: 'US' } });
      const nobody = await t.given.user({ balanceMinor: 5_000n });
      expect(await quote(nobody)).toMatchObject({
        taxRateBp: 1900,
        tax: { country: 'DE', evidence: [{ kind: 'seller' }] },
      });
      expect((await t.http(owner.host).get('/v1/tax').expect(200)).body).toMatchObject({ country: 'DE', rateBp: 1900 });
      expect(
        (
          await t
            .as(await from('HU'))
            .get('/v1/me/tax')
            .expect(200)
        ).body,
      ).toMatchObject({ country: 'HU', rateBp: 2700 });
    });

    it('goes by the card where nothing is said, and where a country without tax is said', async () => {
      const silent = await t.given.user({ balanceMinor: 5_000n });
      await withCard(silent, 'IT');
      expect(await quote(silent)).toMatchObject({
        taxRateBp: 2200,
        tax: { country: 'IT', evidence: [{ kind: 'card' }] },
      });
      const doubtful = await from('US');
      await withCard(doubtful, 'IT');
      expect(await quote(doubtful)).toMatchObject({
        taxRateBp: 2200,
        tax: {
          evidence: [
            { kind: 'declared', country: 'US' },
            { kind: 'card', country: 'IT' },
          ],
        },
      });
      const abroad = await from('FR');
      await withCard(abroad, 'LT');
      expect(await quote(abroad)).toMatchObject({ taxRateBp: 2000, tax: { country: 'FR' } });
    });

    it('refuses a call for which another rate was accepted', async () => {
      const user = await from('FR');
      const { body } = await t
        .as(user)
        .post('/v1/calls', { ...wish(), acceptedTaxRateBp: 1900 })
        .expect(409);
      expect(body).toMatchObject({ code: 'price-changed', taxRateBp: 2000 });
    });

    it('takes the licensee’s own rate from its first day on, and keeps the rate of a call that was requested before', async () => {
      const user = await from('ES');
      const id = await runningCall(t, user, advisor);
      await talk(t, 60);
      await setRate({ country: 'ES', rateBp: 1000 }).expect(200);
      await setRate({ country: 'ES', rateBp: null, effectiveFrom: addDays(today, 2) }).expect(200);
      for (const who of [user, advisor]) await t.as(who).post(`/v1/calls/${id}/end`).expect(200);
      expect(await receiptOf(user, id)).toMatchObject({ terms: { taxRateBp: 2100 } });
      expect((await quote(user)).taxRateBp).toBe(1000);
      t.clock.advanceSeconds(2 * 86_400);
      expect((await quote(await signedInAgain(user))).taxRateBp).toBe(2100);
      t.clock.reset();
      const { body } = await t.as(owner).get('/v1/staff/tax-rates').expect(200);
      expect(body.data.find((row: { country: string }) => row.country === 'ES')).toEqual({
        country: 'ES',
        rateBp: 1000,
        platformRateBp: 2100,
        own: [
          { effectiveFrom: addDays(today, 2), rateBp: null },
          { effectiveFrom: today, rateBp: 1000 },
        ],
      });
    });

    it('sets no rate for a day that is over or that there is not, and leaves a trace of those it sets', async () => {
      expect(
        (await setRate({ country: 'ES', rateBp: 1, effectiveFrom: addDays(today, -1) }).expect(422)).body.errors,
      ).toMatchObject([{ pointer: '/effectiveFrom' }]);
      await setRate({ country: 'ES', rateBp: 1, effectiveFrom: '2030-02-31' }).expect(422);
      expect((await setRate({ country: 'XX', rateBp: 1 }).expect(422)).body.errors[0].pointer).toBe('/country');
      const entries = await t.db.query<{ after: object }>(
        `select after from app.audit_entry where licensee_id = $1 and action = 'tax_rate.set' order by id`,
        [t.licensees.aurora.id],
      );
      expect(entries.map(({ after }) => after)).toMatchObject([{ country: 'ES', rateBp: 1000 }, { rateBp: null }]);
    });
  });

  describe('on top of the prices', () => {
    beforeAll(() => rules({ taxPlace: 'customer', taxDisplay: 'exclusive' }));

    it('is held, charged and shown so that every sum adds up', async () => {
      const user = await from('FR');
      expect(await quote(user)).toMatchObject({
        ratePerMinuteMinor: 199,
        taxRateBp: 2000,
        tax: { display: 'exclusive' },
        holdMinor: 1194,
      });
      const id = await paidCall(t, user, advisor, 60);
      expect(await receiptOf(user, id)).toMatchObject({
        priceMinor: 239,
        paidMinor: 239,
        split: { taxMinor: 40, advisorMinor: 119, operatorMinor: 29, licenseeMinor: 51 },
        tax: { country: 'FR', rateBp: 2000, priceNetMinor: 199, paidNetMinor: 199, taxMinor: 40 },
      });
      expect(await t.wallet(user)).toMatchObject({ paid: 19_761n, held: 0n });
    });

    it('is only of what is really paid: promo credit is a discount', async () => {
      const user = await from('FR', { promoMinor: 119n });
      const id = await paidCall(t, user, advisor, 60);
      expect(await receiptOf(user, id)).toMatchObject({
        priceMinor: 239,
        promoMinor: 119,
        paidMinor: 120,
        tax: { priceNetMinor: 199, paidNetMinor: 100, taxMinor: 20 },
      });
    });

    it('is in every extension of the hold', async () => {
      const user = await from('FR');
      const id = await runningCall(t, user, advisor);
      await talk(t, 200);
      expect(await t.app.get(LeaseExtension).extendOf(t.given.ctx())).toBe(0);
      await t.run('calling.due');
      const { body } = await t.as(user).get(`/v1/calls/${id}`).expect(200);
      expect(body.heldMinor).toBe(2388);
      expect(body.meter.priceMinor).toBeGreaterThan(790);
      for (const who of [user, advisor]) await t.as(who).post(`/v1/calls/${id}/end`).expect(200);
      await receiptOf(user, id);
    });
  });

  it('is reported by country and quarter, to the unit of the ledger, with what was given back', async () => {
    const user = await from('PT');
    const id = await paidCall(t, user, advisor, 60);
    await t.as(owner).post(`/v1/calls/${id}/refund`, { reason: 'Poor line' }).expect(201);
    const { body } = await t.as(owner).get(`/v1/staff/tax-report?quarter=${quarter}`).expect(200);
    type Row = { kind: string; country: string; taxMinor: number; grossMinor: number; netMinor: number; count: number };
    const rows = body.data as Row[];
    expect(rows.find((row) => row.kind === 'supply' && row.country === 'PT')).toMatchObject({
      supplyQuarter: quarter,
      rateBp: 2300,
      currency: 'EUR',
      count: 1,
      grossMinor: 245,
      netMinor: 199,
      taxMinor: 46,
    });
    expect(rows.find((row) => row.kind === 'correction')).toMatchObject({
      country: 'PT',
      count: 1,
      grossMinor: -245,
      taxMinor: -46,
    });
    expect(rows.reduce((sum, { taxMinor }) => sum + taxMinor, 0).toString()).toBe(await taxInLedger());
    for (const row of rows) expect(row.netMinor + row.taxMinor).toBe(row.grossMinor);
    const file = await t.as(owner).get(`/v1/staff/tax-report?quarter=${quarter}&format=csv`).expect(200);
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text.split('\r\n')).toContain(`supply,${quarter},PT,2300,EUR,1,245,199,46,0,`);
    expect((await t.as(owner).get('/v1/staff/tax-report?quarter=2020-Q1').expect(200)).body.data).toEqual([]);
    await t.as(owner).get('/v1/staff/tax-report?quarter=2020-Q5').expect(422);
  });

  /** Access tokens do not outlive days. */
  async function signedInAgain(user: Actor): Promise<Actor> {
    const { body } = await t
      .http(user.host)
      .post('/v1/auth/sign-in')
      .send({ email: user.email, password: 'a good long password' })
      .expect(200);
    return { ...user, token: body.accessToken as string };
  }
});
