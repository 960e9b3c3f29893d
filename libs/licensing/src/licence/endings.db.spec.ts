import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, race, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { EndingsService } from './endings.service.js';

const DAY = 86_400;

describe('the end of a licence', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let aurora: string;
  let advisorId: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    ({ advisorId } = await t.given.advisor());
    aurora = t.publicId('licensee', t.licensees.aurora.id);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', { ...FREE_TERMS, name: 'Studio', currency: 'EUR', isPublic: false })
      .expect(201);
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence`, { planId: body.id, reason: 'Signed' }).expect(201);
  });
  afterAll(() => t.close());

  const again = async (actor: Actor): Promise<Actor> => {
    const { body } = await t
      .http(actor.host)
      .post('/v1/auth/sign-in')
      .send({ email: actor.email, password: PASSWORD })
      .expect(200);
    return { ...actor, token: (body as { accessToken: string }).accessToken };
  };
  const ending = async () => (await t.as(owner).get('/v1/staff/licence/ending').expect(200)).body;
  const inDays = (days: number): string => new Date(Date.now() + t.clock.offsetMs + days * DAY * 1000).toISOString();
  /** Into the reserve of an advisor, or out of it. */
  const keepBack = (amount: bigint) => {
    const ledger = t.app.get(Ledger);
    return t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), async (tx) => {
      const { stripe_balance: cash } = await ledger.house(tx, 'EUR', 'stripe_balance');
      const reserve = await ledger.openAccount(tx, 'advisor_reserve', advisorId, 'EUR');
      const legs = [
        { accountId: cash, amount: -amount },
        { accountId: reserve, amount },
      ];
      await ledger.post(tx, { kind: 'adjustment', currency: 'EUR', key: newId(), legs });
    });
  };
  const advance = () => t.run('licensing.run_licences');

  it('is planned by the owner, and taken back only by the operator', async () => {
    await t.as(owner).get('/v1/staff/licence/ending').expect(404);
    const admin = await t.given.staff('admin');
    await t
      .as(admin)
      .post('/v1/staff/licence/ending', { endsAt: inDays(10), reason: 'We close' })
      .expect(403);
    const { body } = await t
      .as(owner)
      .post('/v1/staff/licence/ending', { endsAt: inDays(10), reason: 'We close' })
      .expect(200);
    expect(body).toMatchObject({ stage: 'planned', exportUntil: null });
    await advance();
    expect((await t.as(owner).get('/v1/site').expect(200)).body.open).toBe(true);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/licence/ending/withdraw`, { reason: 'They stay' })
      .expect(200);
    await t.as(owner).get('/v1/staff/licence/ending').expect(404);
    await t
      .as(owner)
      .post('/v1/staff/licence/ending', { endsAt: inDays(1000), reason: 'Late' })
      .expect(422);
  });

  it('stops new business on its day, and gives every end user the unspent paid money back, once', async () => {
    const people = [await t.given.user(), await t.given.user(), await t.given.user({ promoMinor: 700n })];
    await creditedTopUp(t, people[0]!, 2_500n, 'pi_end_1');
    await creditedTopUp(t, people[1]!, 1_000n, 'pi_end_2');
    await creditedTopUp(t, people[1]!, 3_000n, 'pi_end_3');
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${aurora}/licence/ending`, { endsAt: inDays(5), reason: 'Notice was given' })
      .expect(200);
    t.clock.advanceSeconds(5 * DAY + 60);
    ops = await again(ops);
    owner = await again(owner);
    await race(4, () => t.app.get(EndingsService).advance(systemContext(t.licensees.aurora.id, 'spec')));
    await advance();
    const now = await ending();
    expect(now).toMatchObject({ stage: 'refunding', peopleWithMoney: 0, leftMinor: 0, refundsOpen: 3 });
    expect(now.exportUntil).toBe(new Date(Date.parse(now.endsAt as string) + 30 * DAY * 1000).toISOString());
    const refunds = await t.db.query<{ person_id: string; amount: string }>(
      `select person_id, amount::text from app.wallet_refund where licensee_id = $1 and cause = 'licence_ended' order by amount`,
      [t.licensees.aurora.id],
    );
    expect(refunds).toEqual([
      { person_id: people[0]!.id, amount: '2500' },
      { person_id: people[1]!.id, amount: '4000' },
    ]);
    const user = await again(people[0]!);
    expect(
      (await t.as(user).post('/v1/top-ups', { amountMinor: 1000, method: 'checkout' }).expect(403)).body.code,
    ).toBe('licensee-suspended');
    expect((await t.as(owner).get('/v1/staff/licence').expect(200)).body.status).toBe('terminated');
    expect(await t.violations()).toEqual([]);
  });

  it('waits for the last refund, then for the payees, then for the export', async () => {
    await advance();
    expect((await ending()).stage).toBe('refunding');
    await t.db.query(
      `update app.wallet_refund_part set status = 'succeeded', closed_at = now() where licensee_id = $1`,
      [t.licensees.aurora.id],
    );
    await advance();
    expect(await ending()).toMatchObject({ stage: 'paying_out', refundedMinor: 6_500 });
    await advance();
    expect((await ending()).stage).toBe('export');
    await advance();
    expect((await ending()).stage).toBe('export');
    t.clock.advanceSeconds(31 * DAY);
    owner = await again(owner);
    ops = await again(ops);
    await keepBack(500n);
    await advance();
    expect(await ending()).toMatchObject({ stage: 'export', unpaidMinor: 500, deletionWaitsFor: ['reserves'] });
    await keepBack(-500n);
    await advance();
    expect((await ending()).stage).toBe('deletion_due');
    await advance();
    const { data } = (await t.as(owner).get('/v1/staff/licence/history?limit=50').expect(200)).body;
    expect(
      data.filter((one: { ending: string | null }) => one.ending !== null).map((one: { ending: string }) => one.ending),
    ).toEqual(['deletion_due', 'export', 'paying_out', 'refunding', 'planned', 'planned']);
  });

  it('leaves staff who read and export, and change nothing but what they owe', async () => {
    await t.as(owner).get('/v1/staff/exports/calls').expect(200);
    await t.as(owner).get('/v1/staff/pricing').expect(200);
    for (const refused of [
      t.as(owner).patch('/v1/staff/pricing', { taxRateBp: 700 }),
      t.as(owner).post('/v1/staff/checklist/open'),
      t.as(owner).post('/v1/staff/team', {}),
    ])
      expect((await refused.expect(403)).body.code).toBe('licence-ended');
    await t.as(owner).delete('/v1/staff/licence/card').expect(204);
    const zenith = await t.given.staff('owner', 'zenith');
    await t.as(zenith).patch('/v1/staff/pricing', { taxRateBp: 700 }).expect(200);
    expect(
      (await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence/reinstate`, { reason: 'Please' }).expect(409))
        .body.code,
    ).toBe('licence-move-refused');
  });

  it('touches no books of another licensee', async () => {
    await t.app
      .get(Db)
      .read(systemContext(t.licensees.zenith.id, 'spec'), async (tx) =>
        expect(await t.app.get(Ledger).violations(tx)).toEqual([]),
      );
    expect((await t.http('zenith.localhost').get('/v1/site').expect(200)).body.open).toBe(true);
  });
});
