import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, systemContext } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type Actor, type TestApp, creditedTopUp, paidCall, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { lockLicence } from './licence.queries.js';
import { LicencesService } from './licences.service.js';

describe('a licence that is past due', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  let advisor: Actor & { advisorId: string };

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    const ops = await t.given.operator();
    owner = await t.given.staff('owner');
    user = await t.given.user();
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await creditedTopUp(t, user, 5_000n, 'pi_past_due');
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', { ...FREE_TERMS, name: 'Studio', currency: 'EUR', isPublic: false })
      .expect(201);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}/licence`, {
        planId: body.id,
        reason: 'Signed',
      })
      .expect(201);
    await move('past_due');
  });
  afterAll(() => t.close());

  const move = (to: 'past_due' | 'active' | 'suspended') => {
    const licences = t.app.get(LicencesService);
    return t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), async (tx) => {
      const licence = (await lockLicence(tx))!;
      await licences.move(tx, licence, 'Spec', () =>
        to === 'past_due'
          ? licence.fallBehind(tx.now)
          : to === 'active'
            ? licence.activate(tx.now)
            : licence.suspend('unpaid', tx.now),
      );
    });
  };
  const topUp = (who = user) => t.as(who).post('/v1/top-ups', { amountMinor: 1_000, method: 'checkout' });
  const invite = (email: string, as = owner) =>
    t.as(as).post('/v1/staff/advisors', {
      email,
      displayName: 'New',
      voiceRateMinor: 199,
      password: 'long enough a sentence',
    });
  const isOpenForTopUps = () =>
    t.app
      .get(Db)
      .read(systemContext(t.licensees.aurora.id, 'spec'), (tx) => t.app.get(LicenseesService).isOpen(tx, 'topUps'));

  it('takes no new money, by hand or by itself, and says why', async () => {
    expect((await topUp().expect(403)).body).toMatchObject({ code: 'licence-past-due', refused: 'topUps' });
    // What tops up by itself asks this before it charges a card.
    expect(await isOpenForTopUps()).toBe(false);
    const site = (await t.http(user.host).get('/v1/site').expect(200)).body;
    expect([site.open, site.switches.topUps, site.switches.calls]).toEqual([true, false, true]);
  });

  it('adds no new advisors', async () => {
    const { body } = await invite('new@aurora.example').expect(403);
    expect(body).toMatchObject({ code: 'licence-past-due', refused: 'advisors' });
    expect(await t.db.query(`select 1 from app.person where email = 'new@aurora.example'`)).toEqual([]);
  });

  it('strands no money: calls go on, what is left goes back, staff work', async () => {
    await paidCall(t, user, advisor, 60);
    await t.as(user).post('/v1/wallet/refunds', { amountMinor: 500 }).expect(201);
    await t.as(owner).patch('/v1/staff/pricing', { taxRateBp: 700 }).expect(200);
    await t.http(user.host).post('/v1/auth/sign-up').send({}).expect(422);
  });

  it('is of no other licensee', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    await topUp(await t.given.user({ licensee: 'zenith' })).expect(201);
    await invite('new@zenith.example', zenith).expect(201);
  });

  it('stops everything once it is suspended, and nothing once it is paid', async () => {
    await move('suspended');
    expect((await topUp().expect(403)).body.code).toBe('licensee-suspended');
    await move('active');
    await topUp().expect(201);
    await invite('new@aurora.example').expect(201);
    expect((await t.http(user.host).get('/v1/site').expect(200)).body.switches.topUps).toBe(true);
  });
});
