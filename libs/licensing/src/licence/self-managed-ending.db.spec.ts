import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, talk, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';

/** Its money was never here: what users have left goes back by the licensee's own hand, which stays free for it [A21, N19]. */
describe('the end of the licence of a licensee that keeps the money of its users itself', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let server: Actor;
  let advisor: Actor & { advisorId: string };
  let saver: Actor;
  let talker: Actor;
  let call: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    [saver, talker, advisor] = [
      await t.given.user(),
      await t.given.user(),
      await t.given.advisor({ voiceRateMinor: 600n }),
    ];
    const aurora = t.publicId('licensee', t.licensees.aurora.id);
    const { body: plan } = await t
      .as(ops)
      .post('/v1/operator/plans', { ...FREE_TERMS, name: 'Studio', currency: 'EUR', isPublic: false })
      .expect(201);
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence`, { planId: plan.id, reason: 'Signed' }).expect(201);
    await t
      .as(ops)
      .put(`/v1/operator/licensees/${aurora}/licence/topology`, { topology: 'self_managed', reason: 'As agreed' })
      .expect(200);
    const { body: key } = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['wallets:write', 'wallets:read'] })
      .expect(201);
    server = { ...owner, token: key.key as string };
    await give(saver, 3_000).expect(201);
    await give(talker, 5_000).expect(201);
    await paidCall(t, talker, advisor, 60);
    call = await runningCall(t, talker, advisor);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/licence/ending`, { endsAt: new Date().toISOString(), reason: 'Notice' })
      .expect(200);
    await t.run('licensing.run_licences');
  });
  afterAll(() => t.close());

  const path = (who: Actor) => `/v1/users/${t.publicId('person', who.id)}/budget`;
  const give = (who: Actor, amountMinor: number) => t.as(server).post(path(who), { amountMinor });
  const take = (who: Actor, as = server) => t.as(as).post(`${path(who)}/return`, {});
  const ending = async () => (await t.as(owner).get('/v1/staff/licence/ending').expect(200)).body;

  it('waits for no refund to a card, and tells what users still have', async () => {
    const { stage, refundsOpen, refundsFailed, peopleWithMoney, leftMinor, liveCalls } = await ending();
    expect({ stage, refundsOpen, refundsFailed, peopleWithMoney, liveCalls }).toEqual({
      stage: 'refunding',
      refundsOpen: 0,
      refundsFailed: 0,
      peopleWithMoney: 2,
      liveCalls: 1,
    });
    expect(leftMinor).toBe(3_000 + 5_000 - 600);
    expect(await t.db.query('select 1 from app.wallet_refund')).toEqual([]);
  });

  it('lets no more be given, by a program or by hand, and everything be taken back but what a call still holds', async () => {
    for (const who of [server, owner])
      expect((await t.as(who).post(path(saver), { amountMinor: 100 }).expect(403)).body.code).toBe('licence-ended');
    expect((await take(saver).expect(200)).body).toMatchObject({ amountMinor: 3_000, availableMinor: 0 });
    const { body: wallet } = await t
      .as(server)
      .get(`${path(talker).replace('/budget', '/wallet')}`)
      .expect(200);
    expect(wallet.heldMinor).toBeGreaterThan(0);
    expect((await take(talker, owner).expect(200)).body).toMatchObject({
      amountMinor: 5_000 - 600 - (wallet.heldMinor as number),
      availableMinor: 0,
    });
  });

  it('gives the rest back once the last call has ended, and goes on to the export', async () => {
    await talk(t, 30);
    for (const side of [talker, advisor]) await t.as(side).post(`/v1/calls/${call}/end`).expect(200);
    const { body: back } = await take(talker).expect(200);
    expect(back.amountMinor).toBeGreaterThan(0);
    for (let step = 0; step < 2; step++) await t.run('licensing.run_licences');
    expect(await ending()).toMatchObject({ stage: 'export', peopleWithMoney: 0, leftMinor: 0 });
  });

  it('lets what advisors are owed be recorded as paid, to the last cent', async () => {
    const { unpaidMinor } = await ending();
    expect(unpaidMinor).toBeGreaterThan(0);
    const { body } = await t
      .as(owner)
      .post(`/v1/staff/advisors/${t.publicId('advisor', advisor.advisorId)}/outside-payouts`, {
        amountMinor: unpaidMinor,
        reference: 'The last one',
      })
      .expect(201);
    expect(body.owedMinor).toBe(0);
    expect(await ending()).toMatchObject({ unpaidMinor: 0, payoutsOpen: 0 });
    expect(await t.violations()).toEqual([]);
  });
});
