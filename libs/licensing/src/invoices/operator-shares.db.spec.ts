import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, settledCall, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';

const PARTY = {
  company: 'Company GmbH',
  fullName: 'Ada Owner',
  email: 'billing@company.example',
  line1: 'Hauptstraße 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  taxNumber: 'DE136695976',
  revision: 0,
};

describe("the operator's share of calls whose money is at the licensee's own Stripe", () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let aurora: string;
  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    aurora = t.publicId('licensee', t.licensees.aurora.id);
    await t
      .as(ops)
      .put('/v1/operator/invoice-issuer', {
        ...PARTY,
        series: 'OP',
        taxRateBp: 1900,
        paymentDays: 14,
        bankDetails: 'IBAN',
      })
      .expect(200);
    await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
    await t
      .as(ops)
      .put(`/v1/operator/licensees/${aurora}/licence/topology`, { topology: 'licensee_platform', reason: 'As agreed' })
      .expect(200);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', {
        ...FREE_TERMS,
        monthlyFeeMinor: 9_900,
        name: 'Studio',
        currency: 'EUR',
        isPublic: true,
      })
      .expect(201);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/licence`, { planId: (body as { id: string }).id, reason: 'Signed' })
      .expect(201);
  });
  afterAll(() => t.close());

  const sums = (licenseeId: string, ...kinds: ('platform_fee' | 'licensee_payable' | 'licence_receivable')[]) =>
    t.app.get(Db).transaction(systemContext(licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', ...kinds);
      return Promise.all(kinds.map((kind) => ledger.houseBalance(tx, house[kind])));
    });
  const toNextMonth = async (): Promise<void> => {
    const now = new Date(Date.now() + t.clock.offsetMs);
    const then = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3, 13);
    t.clock.advanceSeconds(Math.ceil((then - now.getTime()) / 1000));
    await t.run('licensing.run_licences');
    const again = async (actor: Actor): Promise<Actor> => {
      const { body } = await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: PASSWORD });
      return { ...actor, token: (body as { accessToken: string }).accessToken };
    };
    owner = await again(owner);
    ops = await again(ops);
  };
  const lines = async () => {
    const { body } = await t.as(owner).get('/v1/staff/licence/invoices').expect(200);
    const [newest] = (body as { data: { id: string }[] }).data;
    const { body: one } = await t.as(owner).get(`/v1/staff/licence/invoices/${newest!.id}`).expect(200);
    return (one as { lines: { text: string; amountMinor: number }[] }).lines;
  };

  it('is a line of the invoice of the month, and then a receivable instead of a claim', async () => {
    const user = await t.given.user();
    await creditedTopUp(t, user, 5_000n, 'pi_shares_1');
    await settledCall(t, user, await t.given.advisor());
    const [claim, share] = await sums(t.licensees.aurora.id, 'platform_fee', 'licensee_payable');
    expect(claim).toBeGreaterThan(0n);
    const revenueBefore = (await t.as(ops).get('/v1/operator/revenue').expect(200)).body as object;
    await toNextMonth();
    const found = await lines();
    expect(found.map(({ text }) => text.split(',')[0])).toEqual(['Studio', 'Share of calls']);
    expect(found[1]!.amountMinor).toBe(Number(claim));
    // The cash behind the claim is the licensee's now; what it owes is in the operator's books.
    expect(await sums(t.licensees.aurora.id, 'platform_fee', 'licensee_payable')).toEqual([0n, share! + claim!]);
    const [receivable] = await sums(ops.licenseeId, 'licence_receivable');
    expect(-receivable!).toBeGreaterThanOrEqual(claim!);
    expect(await t.violations()).toEqual([]);
    // What the operator earned stays what it earned.
    const revenueAfter = (await t.as(ops).get('/v1/operator/revenue').expect(200)).body as object;
    expect(JSON.stringify(revenueAfter)).toContain(`"operatorFeesMinor":${claim}`);
    expect(JSON.stringify(revenueBefore)).toContain(`"operatorFeesMinor":${claim}`);
  });

  it('is invoiced once', async () => {
    await t.run('licensing.run_licences');
    await toNextMonth();
    expect((await lines()).map(({ text }) => text.split(',')[0])).toEqual(['Studio']);
  });
});
