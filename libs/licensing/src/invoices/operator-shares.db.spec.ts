import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, settledCall, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { OperatorShares } from './operator-shares.service.js';

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
  let first: bigint;
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
  const again = async (actor: Actor): Promise<Actor> => {
    const { body } = await t.http(actor.host).post('/v1/auth/sign-in').send({ email: actor.email, password: PASSWORD });
    return { ...actor, token: (body as { accessToken: string }).accessToken };
  };
  const toNextMonth = async (): Promise<void> => {
    const now = new Date(Date.now() + t.clock.offsetMs);
    const then = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3, 13);
    t.clock.advanceSeconds(Math.ceil((then - now.getTime()) / 1000));
    await t.run('licensing.run_licences');
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
    first = claim!;
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

  /** The operator's share of something that settles now; below zero, what a refund takes back. */
  const settle = (amount: bigint) =>
    t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', 'platform_fee', 'licensee_payable');
      await ledger.post(tx, {
        kind: 'adjustment',
        currency: 'EUR',
        key: newId(),
        legs: [
          { accountId: house.platform_fee, amount },
          { accountId: house.licensee_payable, amount: -amount },
        ],
      });
    });
  const claimed = (until?: string) =>
    t.app
      .get(Db)
      .transaction(systemContext(t.licensees.aurora.id, 'spec'), (tx) =>
        t.app.get(OperatorShares).claim(tx, 'EUR', until),
      );
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it('is that of the days before the end of the month; what settles after it is for the next', async () => {
    await settle(-120n);
    expect(await claimed(day(1))).toBe(-120n);
    // What an invoice took over counts always; of what settled, nothing is from before today.
    expect(await claimed(day(0))).toBe(-first);
    expect(await claimed()).toBe(-120n);
  });

  it('lowers the next one where refunds took back more than there was, and makes no line below zero', async () => {
    await toNextMonth();
    expect((await lines()).map(({ text }) => text.split(',')[0])).toEqual(['Studio']);
    expect(await sums(t.licensees.aurora.id, 'platform_fee')).toEqual([-120n]);
    await settle(500n);
    await toNextMonth();
    expect((await lines()).map(({ text, amountMinor }) => [text.split(',')[0], amountMinor])).toEqual([
      ['Studio', 9_900],
      ['Share of calls', 380],
    ]);
  });

  it('is on a closing invoice where it settles after the last month of a licence that has ended', async () => {
    const stage = async () =>
      ((await t.as(owner).get('/v1/staff/licence/ending').expect(200)).body as { stage: string }).stage;
    const run = () => t.run('licensing.run_licences');
    const periods = async () =>
      (
        (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body as { data: { period: string }[] }
      ).data.map(({ period }) => period);
    const endsAt = new Date(Date.now() + t.clock.offsetMs + 60_000).toISOString();
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/licence/ending`, { endsAt, reason: 'Notice was given' })
      .expect(200);
    t.clock.advanceSeconds(120);
    await run();
    await t.db.query(`update app.wallet_refund_part set status = 'succeeded', closed_at = now()`);
    for (let n = 0; n < 3; n++) await run();
    expect(await stage()).toBe('export');
    // The days of the last month are not over, so the last invoice is not written yet, and the closing one waits for it.
    await settle(70n);
    const before = await periods();
    await run();
    expect(await periods()).toEqual(before);
    await toNextMonth();
    const last = await periods();
    expect(last).toHaveLength(before.length + 1);
    expect((await lines()).map(({ text }) => text.split(',')[0])).toEqual(['Studio', 'Share of calls']);

    await settle(300n);
    await run();
    expect(await periods()).toEqual(['closing', ...last]);
    expect(await lines()).toEqual([{ text: 'Share of calls, after the last invoice', amountMinor: 300 }]);
    expect(await sums(t.licensees.aurora.id, 'platform_fee')).toEqual([0n]);

    // What comes even later is another one, and the tenant is not handed to deletion with a debt that is on none.
    await settle(50n);
    await run();
    expect(await periods()).toEqual(['closing-2', 'closing', ...last]);
    expect(await stage()).toBe('export');
    await run();
    expect(await stage()).toBe('deletion_due');
    expect(await t.violations()).toEqual([]);
  });
});
