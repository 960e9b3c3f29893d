import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';

import { type Actor, type TestApp, runningCall, talk, testApp } from '@app/testing';
import { OperatorShares } from '../invoices/operator-shares.service.js';

/** The licensee keeps the money of its users; we hold budgets, meter calls and say what they cost [N19]. */
describe('a licensee that keeps the money of its users itself', () => {
  let t: TestApp;
  let operator: Actor;
  let owner: Actor;
  let key: string;
  let user: Actor;
  let advisor: Actor & { advisorId: string };
  let treasuryBefore: unknown[];
  let price = 0;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    operator = await t.given.operator();
    owner = await t.given.staff('owner');
    user = await t.given.user();
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    treasuryBefore = await treasury();
    const { body } = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['wallets:write', 'wallets:read', 'calls:write'] })
      .expect(201);
    key = body.key as string;
  });
  afterAll(() => t.close());

  const server = () => t.as({ ...owner, token: key });
  const idOf = ({ id }: Actor) => t.publicId('person', id);
  const advisorId = () => t.publicId('advisor', advisor.advisorId);
  const topologyPath = (licensee: 'aurora' | 'zenith' = 'aurora') =>
    `/v1/operator/licensees/${t.publicId('licensee', t.licensees[licensee].id)}/licence/topology`;
  const give = (amountMinor: number, who = user) => server().post(`/v1/users/${idOf(who)}/budget`, { amountMinor });
  const take = (amountMinor?: number, who = user) =>
    server().post(`/v1/users/${idOf(who)}/budget/return`, amountMinor === undefined ? {} : { amountMinor });
  /** Sums of the tenant's accounts; what is owed is positive, what lies with the licensee negative. */
  const sums = async (): Promise<Record<string, number>> => {
    const rows = await t.db.query<{ kind: string; sum: string }>(
      `select a.kind::text, sum(e.amount)::text as sum from app.ledger_entry e
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where e.licensee_id = $1 group by a.kind having sum(e.amount) <> 0`,
      [t.licensees.aurora.id],
    );
    return Object.fromEntries(rows.map(({ kind, sum }) => [kind, Number(sum)]));
  };
  const treasury = () => t.db.query(`select * from app.treasury('default') order by currency`);
  const owedToOperator = () =>
    t.app
      .get(Db)
      .transaction(systemContext(t.licensees.aurora.id, 'spec'), (tx) =>
        t.app.get(OperatorShares).claim(tx, 'EUR', '2099-01-01'),
      );

  it('gives no budgets before the operator has agreed to that', async () => {
    const { body } = await give(500).expect(409);
    expect(body.code).toBe('budgets-not-agreed');
    await t.as(operator).put(topologyPath(), { topology: 'self_managed', reason: 'As agreed' }).expect(200);
    expect((await t.as(owner).get('/v1/staff/stripe').expect(200)).body.topology).toBe('self_managed');
  });

  it('takes no payments and opens no payout accounts here, and says why', async () => {
    const refused = [
      await t.as(user).post('/v1/top-ups', { method: 'checkout', amountMinor: 2500 }),
      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'payments-elsewhere'],
      [409, 'payments-elsewhere'],
    ]);
    expect(t.sandbox!.stripe.objects('checkout.session')).toEqual([]);
    expect(t.sandbox!.stripe.objects('account')).toEqual([]);
  });

  it('lets a user spend a budget, once per request', async () => {
    const idempotencyKey = newId();
    const once = () =>
      t
        .http(owner.host)
        .post(`/v1/users/${idOf(user)}/budget`)
        .set('authorization', `Bearer ${key}`)
        .set('idempotency-key', idempotencyKey)
        .send({ amountMinor: 3000 });
    const [first, second] = [await once(), await once()];
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
    expect(first.body).toMatchObject({ userId: idOf(user), amountMinor: 3000, currency: 'EUR', availableMinor: 3000 });
    expect(await sums()).toEqual({ wallet: 3000, licensee_till: -3000 });
  });

  it('refuses what makes no sense', async () => {
    await give(0).expect(422);
    await server()
      .post(`/v1/users/${t.publicId('person', newId())}/budget`, { amountMinor: 5 })
      .expect(404);
    await server()
      .post(`/v1/users/${idOf(advisor)}/budget`, { amountMinor: 5 })
      .expect(404);
    expect((await take(3001).expect(402)).body.code).toBe('insufficient-funds');
    await t
      .as(user)
      .post(`/v1/users/${idOf(user)}/budget`, { amountMinor: 5 })
      .expect(403);
    await t
      .as(operator)
      .post(`/v1/users/${idOf(user)}/budget`, { amountMinor: 5 })
      .expect(403);
  });

  it('meters a call, goes on with more budget, and never takes back what the call holds', async () => {
    const id = await runningCall(t, user, advisor);
    const deadline = async () => (await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.deadlineAt as string;
    await talk(t, 60);
    const before = await deadline();
    await give(600).expect(201);
    await t.drain();
    expect(Date.parse(await deadline()) - Date.parse(before)).toBe(60_000);
    expect((await take().expect(200)).body).toMatchObject({ amountMinor: 0, availableMinor: 0, transactionId: null });
    await talk(t, 60);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    const { body: call } = await t.as(user).get(`/v1/calls/${id}`).expect(200);
    price = call.priceMinor as number;
    expect(price).toBeGreaterThanOrEqual(1200);
    expect((await take().expect(200)).body).toMatchObject({ amountMinor: 3600 - price, availableMinor: 0 });
    const { wallet, licensee_till: till, ...shares } = await sums();
    expect([wallet, till]).toEqual([undefined, -price]);
    expect(Object.values(shares).reduce((sum, one) => sum + one, 0)).toBe(price);
    expect(await owedToOperator()).toBe(BigInt(shares['platform_fee']!));
    expect(shares['platform_fee']).toBeGreaterThan(0);
  });

  it('is told what a call cost, with the seconds', async () => {
    const told = await t.db.query<{ data: object }>(
      `select data from app.event where licensee_id = $1 and type = 'call.ended'`,
      [t.licensees.aurora.id],
    );
    expect(told).toEqual([
      { data: expect.objectContaining({ priceMinor: price, billedSeconds: price / 10, currency: 'EUR' }) as unknown },
    ]);
  });

  it('gets the price of a refunded call back into the budget', async () => {
    const [{ id }] = (await t.as(owner).get('/v1/calls').expect(200)).body.data;
    await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: 300, reason: 'The line was bad' }).expect(201);
    expect((await take().expect(200)).body.amountMinor).toBe(300);
    expect((await sums())['licensee_till']).toBe(300 - price);
  });

  it('records what it paid an advisor, never more than is owed', async () => {
    const owed = (await sums())['advisor_payable']!;
    const path = `/v1/staff/advisors/${advisorId()}/outside-payouts`;
    const { body: above } = await t
      .as(owner)
      .post(path, { amountMinor: owed + 1, reference: 'November' })
      .expect(402);
    expect(above.code).toBe('insufficient-funds');
    const { body } = await t
      .as(owner)
      .post(path, { amountMinor: owed - 1, reference: 'November' })
      .expect(201);
    expect(body).toMatchObject({ advisorId: advisorId(), amountMinor: owed - 1, owedMinor: 1 });
    expect((await sums())['licensee_till']).toBe(300 - price + owed - 1);
    await t
      .as(await t.given.staff('support'))
      .post(path, { amountMinor: 1, reference: 'x' })
      .expect(403);
  });

  it('lists what was recorded with its day and reference, and refuses a wrong currency or day at its field', async () => {
    const { body: list } = await t.as(owner).get('/v1/staff/outside-payouts').expect(200);
    const today = new Date().toISOString().slice(0, 10);
    expect(list.data).toEqual([
      expect.objectContaining({ advisorId: advisorId(), reference: 'November', currency: 'EUR', paidOn: today }),
    ]);
    const path = `/v1/staff/advisors/${advisorId()}/outside-payouts`;
    for (const [fields, pointers] of [
      [{ currency: 'USD' }, ['/currency']],
      [{ paidOn: '2999-01-01' }, ['/paidOn']],
      [{ paidOn: '2026-02-30' }, ['/paidOn']],
      [{ currency: 'USD', paidOn: '2026-02-30' }, ['/currency', '/paidOn']],
    ] as const) {
      const { body } = await t
        .as(owner)
        .post(path, { amountMinor: 1, reference: 'x', ...fields })
        .expect(422);
      expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
    }
    // One intention is one payment, however often it is sent.
    const idempotencyKey = newId();
    const once = () =>
      t
        .http(owner.host)
        .post(path)
        .set('authorization', `Bearer ${owner.token}`)
        .set('idempotency-key', idempotencyKey)
        .send({ amountMinor: 1, reference: 'The rest', paidOn: '2026-01-31' });
    const answers = await Promise.all([once(), once()]);
    expect(answers.map(({ status }) => status).filter((status) => status === 201).length).toBeGreaterThan(0);
    const { body: after } = await t.as(owner).get('/v1/staff/outside-payouts').expect(200);
    expect((after.data as object[]).map((one) => (one as { paidOn: string }).paidOn)).toEqual(['2026-01-31', today]);
    const neighbour = await t.given.staff('owner', 'zenith');
    expect((await t.as(neighbour).get('/v1/staff/outside-payouts').expect(200)).body.data).toEqual([]);
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/outside-payouts')
      .expect(403);
  });

  it('takes what a refund left an advisor owing before the next payment', async () => {
    const path = `/v1/staff/advisors/${advisorId()}/outside-payouts`;
    const [{ id }] = (await t.as(owner).get('/v1/calls').expect(200)).body.data;
    await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: 300, reason: 'And the echo' }).expect(201);
    const owing = (await sums())['payee_receivable']!;
    expect(owing).toBeLessThan(0);
    await take().expect(200);
    await give(3000).expect(201);
    const call = await runningCall(t, user, advisor);
    await talk(t, 60);
    for (const side of [user, advisor]) await t.as(side).post(`/v1/calls/${call}/end`).expect(200);
    const earned = (await sums())['advisor_payable']!;
    await t.as(owner).post(path, { amountMinor: earned, reference: 'Too much' }).expect(402);
    const { body } = await t
      .as(owner)
      .post(path, { amountMinor: earned + owing, reference: 'December' })
      .expect(201);
    expect(body.owedMinor).toBe(0);
    expect((await sums())['payee_receivable']).toBeUndefined();
    await take().expect(200);
  });

  it('tests its budgets in test mode', async () => {
    const { body: made } = await t
      .http(owner.host)
      .post('/v1/staff/api-keys')
      .set('authorization', `Bearer ${owner.token}`)
      .set('test-mode', 'true')
      .send({ name: 'Test', scopes: ['*'] })
      .expect(201);
    const test = t.as({ ...owner, token: made.key as string });
    const { body: ready } = await test.get('/v1/users?externalId=test_user').expect(200);
    const { body: welcome } = await test.get(`/v1/users/${ready.data[0].id as string}/wallet`).expect(200);
    expect(welcome).toMatchObject({ keptBy: 'licensee', paidMinor: 5000 });
    const { body: ann } = await test
      .post('/v1/users', { email: 'ann@example.org', displayName: 'Ann', adult: true })
      .expect(201);
    const { body } = await test.post(`/v1/users/${ann.id}/budget`, { amountMinor: 700 }).expect(201);
    expect(body.availableMinor).toBe(700);
    const { body: wallet } = await test.get(`/v1/users/${ann.id}/wallet`).expect(200);
    expect(wallet).toMatchObject({ keptBy: 'licensee', paidMinor: 700 });
    expect((await sums())['wallet']).toBeUndefined();
  });

  it('gives the same budget back to one of many that ask at once', async () => {
    const rival = await t.given.user();
    await give(1000, rival).expect(201);
    const answers = await Promise.all(Array.from({ length: 8 }, () => take(300, rival)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 402, 402, 402, 402, 402]);
    expect((await take(undefined, rival).expect(200)).body.amountMinor).toBe(100);
  });

  it('keeps its books whole, outside of the money at the operator’s account, and keeps to its topology', async () => {
    expect(await t.violations()).toEqual([]);
    expect(Object.values(await sums()).reduce((sum, one) => sum + one, 0)).toBe(0);
    expect(await treasury()).toEqual(treasuryBefore);
    const { body } = await t
      .as(operator)
      .put(topologyPath(), { topology: 'operator_platform', reason: 'Back' })
      .expect(409);
    expect(body).toMatchObject({ code: 'topology-fixed', blockers: expect.arrayContaining(['budgets']) as unknown });
    // The neighbour goes on as before.
    expect((await t.as(operator).get(topologyPath('zenith')).expect(200)).body.topology).toBe('operator_platform');
  });
});
