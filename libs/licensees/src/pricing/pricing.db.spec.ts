import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, race, testApp, whileLocked } from '@app/testing';

describe('pricing rules', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const show = async (actor = owner) => (await t.as(actor).get('/v1/staff/pricing').expect(200)).body;
  const change = (body: object, actor = owner) => t.as(actor).patch('/v1/staff/pricing', body);
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const entries = (action: string, licenseeId = owner.licenseeId) =>
    t.db.query<{ actor_kind: string; before: object; after: object; reason: string | null }>(
      'select actor_kind, before, after, reason from app.audit_entry where licensee_id = $1 and action = $2 order by id',
      [licenseeId, action],
    );

  it('are shown whole, to those who may see them', async () => {
    expect(await show()).toEqual({
      currency: 'EUR',
      timeZone: 'UTC',
      operatorShareBp: 1500,
      advisorShareBp: 6000,
      taxRateBp: 1900,
      taxPlace: 'seller',
      taxDisplay: 'inclusive',
      incrementSeconds: 1,
      minimumSeconds: 0,
      connectionFeeMinor: 0,
      freeSeconds: 0,
      freeUserSeconds: 0,
      freePairSeconds: 0,
      freeSponsor: 'licensee',
      rateHours: [],
      freeBelowSeconds: 20,
      rounding: 'half_up',
      holdMinutes: 5,
      ringSeconds: 45,
      connectSeconds: 30,
      graceSeconds: 60,
      maxCallMinutes: 240,
      advisorHangupFreeSeconds: 30,
      platformFaultRefundMinutes: null,
      topUpMinMinor: 500,
      topUpMaxMinor: 50000,
      maxBalanceMinor: 200000,
      topUpDayMaxMinor: 100000,
      topUpYearMaxMinor: 1000000,
      ceilings: { topUpMaxMinor: null, maxBalanceMinor: null, topUpDayMaxMinor: null, topUpYearMaxMinor: null },
      topUpPresetsMinor: [1000, 2500, 5000],
      topUpBonuses: [],
      topUpBonusDays: null,
      topUpBonusMaxTimes: null,
      topUpBonusMaxPerDay: null,
      rateMinMinor: null,
      rateMaxMinor: null,
      reviewedAt: null,
      planned: null,
    });
    for (const role of ['finance', 'analyst'] as const) {
      const actor = await t.given.staff(role);
      await show(actor);
      await change({ taxRateBp: 1 }, actor).expect(403);
    }
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/pricing')
      .expect(403);
  });

  it('change at once, alone for this licensee, and are audited with before and after', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const before = await show(zenith);
    const { body } = await change({
      advisorShareBp: 6500,
      platformFaultRefundMinutes: 5,
      topUpPresetsMinor: [600, 1200],
      connectionFeeMinor: 50,
      taxRateBp: 1900,
    }).expect(200);
    expect(body).toMatchObject({
      advisorShareBp: 6500,
      platformFaultRefundMinutes: 5,
      topUpPresetsMinor: [600, 1200],
      connectionFeeMinor: 50,
      reviewedAt: expect.any(String),
    });
    expect(await show(zenith)).toEqual(before);
    expect(await entries('pricing.changed')).toEqual([
      {
        actor_kind: 'person',
        before: {
          advisorShareBp: 6000,
          platformFaultRefundMinutes: null,
          topUpPresetsMinor: [1000, 2500, 5000],
          connectionFeeMinor: 0,
        },
        after: {
          advisorShareBp: 6500,
          platformFaultRefundMinutes: 5,
          topUpPresetsMinor: [600, 1200],
          connectionFeeMinor: 50,
        },
        reason: null,
      },
    ]);
    expect((await t.http(owner.host).get('/v1/site').expect(200)).body.topUp.presetsMinor).toEqual([600, 1200]);
    expect((await change({ platformFaultRefundMinutes: null }).expect(200)).body.platformFaultRefundMinutes).toBeNull();
  });

  it.each<[body: object, pointer: string]>([
    [{ operatorShareBp: 0 }, '/operatorShareBp'],
    [{ advisorShareBp: 8501 }, '/advisorShareBp'],
    [{ advisorShareBp: null }, '/advisorShareBp'],
    [{ incrementSeconds: 7 }, '/incrementSeconds'],
    [{ holdMinutes: 2 }, '/holdMinutes'],
    [{ rounding: 'nearest' }, '/rounding'],
    [{ topUpMinMinor: 60_000 }, '/topUpMinMinor'],
    [{ topUpMaxMinor: 400 }, '/topUpMaxMinor'],
    [{ topUpMinMinor: 900, topUpMaxMinor: 800 }, '/topUpMaxMinor'],
    [{ maxBalanceMinor: 499 }, '/maxBalanceMinor'],
    [{ topUpDayMaxMinor: 499 }, '/topUpDayMaxMinor'],
    [{ topUpYearMaxMinor: 499 }, '/topUpYearMaxMinor'],
    [{ topUpPresetsMinor: [100] }, '/topUpPresetsMinor'],
    [{ topUpPresetsMinor: [1000, 1000] }, '/topUpPresetsMinor'],
    [{ topUpPresetsMinor: [] }, '/topUpPresetsMinor'],
    [{ rateMinMinor: 200, rateMaxMinor: 100 }, '/rateMaxMinor'],
    [{ rateMinMinor: 0 }, '/rateMinMinor'],
    [{ freeUserSeconds: 3601 }, '/freeUserSeconds'],
    [{ freeSponsor: 'operator' }, '/freeSponsor'],
    [{ rateHours: [{ day: 1, from: '10:00', to: '09:00', adjustBp: 100 }] }, '/rateHours/0/to'],
    [{ rateHours: [{ day: 1, from: '10:00', to: '12:00', adjustBp: 30_001 }] }, '/rateHours/0/adjustBp'],
    [
      {
        rateHours: [
          { day: 1, from: '10:00', to: '12:00', adjustBp: 100 },
          { day: 1, from: '09:00', to: '10:01', adjustBp: 100 },
        ],
      },
      '/rateHours/1/from',
    ],
    [{ rateHours: [[]] }, '/rateHours'],
    [
      { effectiveAt: '2030-01-01T00:00:00Z', topUpBonuses: [{ fromMinor: 10, bonusMinor: 11 }] },
      '/topUpBonuses/0/bonusMinor',
    ],
    [{ effectiveAt: '2020-01-01T00:00:00Z', taxRateBp: 1 }, '/effectiveAt'],
    [{ effectiveAt: 'tomorrow', taxRateBp: 1 }, '/effectiveAt'],
    [{ effectiveAt: '2030-13-01T00:00:00Z', taxRateBp: 1 }, '/effectiveAt'],
    [{ effectiveAt: '2030-01-01T00:00:00Z' }, '/effectiveAt'],
    [{ effectiveAt: '2030-01-01T00:00:00Z', advisorShareBp: 9000 }, '/advisorShareBp'],
  ])('refuse %j at %s', async (body, pointer) => {
    const before = await show();
    const answer = await change(body).expect(422);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    expect(await show()).toEqual(before);
  });

  it('never mix two changes that only fit alone', async () => {
    await change({ topUpMinMinor: 500, topUpMaxMinor: 50_000, topUpPresetsMinor: [6000] }).expect(200);
    const both = await whileLocked(t, { table: 'licensee_terms', where: 'licensee_id', id: owner.licenseeId }, () =>
      race(2, (i) => change(i === 0 ? { rateMinMinor: 300 } : { rateMaxMinor: 200 })),
    );
    const answers = both.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409).body.code).toBe('pricing-changed');
    const { rateMinMinor, rateMaxMinor } = await show();
    expect([rateMinMinor, rateMaxMinor].filter((value) => value !== null)).toHaveLength(1);
    await change({ rateMinMinor: null, rateMaxMinor: null }).expect(200);
  });

  it('limit what advisors may ask from then on', async () => {
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    await change({ rateMinMinor: 100, rateMaxMinor: 300 }).expect(200);
    const ask = (body: object) => t.as(advisor).patch('/v1/advisors/me', body);
    expect((await t.as(advisor).get('/v1/advisors/me').expect(200)).body.voiceRateMinor).toBe(500);
    for (const body of [{ voiceRateMinor: 301 }, { videoRateMinor: 99 }, { voiceRateMinor: 200, videoRateMinor: 301 }])
      expect((await ask(body).expect(409)).body).toMatchObject({
        code: 'rate-outside-limits',
        minMinor: 100,
        maxMinor: 300,
      });
    await ask({ headline: 'still free to say' }).expect(200);
    await ask({ voiceRateMinor: 100, videoRateMinor: 300 }).expect(200);
    await ask({ voiceRateMinor: null }).expect(200);
    const invite = (voiceRateMinor: number) =>
      t.as(owner).post('/v1/staff/advisors', {
        email: `invited${voiceRateMinor}@example.com`,
        password: 'a good long password',
        displayName: 'Ida',
        voiceRateMinor,
      });
    expect((await invite(301).expect(409)).body.code).toBe('rate-outside-limits');
    expect(await t.db.query(`select 1 from app.person where email = 'invited301@example.com'`)).toHaveLength(0);
    await invite(300).expect(201);
    await change({ rateMinMinor: null }).expect(200);
    expect((await ask({ voiceRateMinor: 999 }).expect(409)).body).toMatchObject({ minMinor: null, maxMinor: 300 });
    await change({ rateMaxMinor: null }).expect(200);
  });

  it('can be planned, one change at a time, and cancelled', async () => {
    const at = inSeconds(3600);
    const { body } = await change({ effectiveAt: at, taxRateBp: 700, rateMinMinor: null }).expect(200);
    expect(body.taxRateBp).toBe(1900);
    expect(body.planned).toEqual({
      effectiveAt: at,
      createdAt: expect.any(String),
      changes: { taxRateBp: 700, rateMinMinor: null },
    });
    expect((await change({ effectiveAt: at, taxRateBp: 800 }).expect(409)).body.code).toBe('change-planned');
    await t.run('licensees.apply_terms');
    expect((await show()).taxRateBp).toBe(1900);
    await t
      .as(await t.given.staff('finance'))
      .delete('/v1/staff/pricing/planned')
      .expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .delete('/v1/staff/pricing/planned')
      .expect(404);
    await t.as(owner).delete('/v1/staff/pricing/planned').expect(204);
    await t.as(owner).delete('/v1/staff/pricing/planned').expect(404);
    expect((await show()).planned).toBeNull();
    t.clock.advanceSeconds(7200);
    await t.run('licensees.apply_terms');
    t.clock.reset();
    expect((await show()).taxRateBp).toBe(1900);
    expect(await entries('pricing.plan_cancelled')).toHaveLength(1);
  });

  it('take effect once on their day, whatever number of workers look', async () => {
    await change({ effectiveAt: inSeconds(3600), taxRateBp: 700 }).expect(200);
    const before = (await entries('pricing.changed')).length;
    t.clock.advanceSeconds(3601);
    await race(5, () => t.run('licensees.apply_terms'));
    await t.run('licensees.apply_terms');
    t.clock.reset();
    expect(await show()).toMatchObject({ taxRateBp: 700, planned: null });
    const written = (await entries('pricing.changed')).slice(before);
    expect(written).toEqual([
      { actor_kind: 'system', before: { taxRateBp: 1900 }, after: { taxRateBp: 700 }, reason: null },
    ]);
    await t.run('licensees.apply_terms');
    await change({ effectiveAt: inSeconds(3600), taxRateBp: 1900 }).expect(200);
    await t.as(owner).delete('/v1/staff/pricing/planned').expect(204);
  });

  it('refuse a planned change that does not fit any more', async () => {
    await change({ effectiveAt: inSeconds(3600), rateMinMinor: 400 }).expect(200);
    await change({ rateMaxMinor: 300 }).expect(200);
    t.clock.advanceSeconds(3601);
    await t.run('licensees.apply_terms');
    t.clock.reset();
    expect(await show()).toMatchObject({ rateMinMinor: null, rateMaxMinor: 300, planned: null });
    const [refused] = await entries('pricing.plan_refused');
    expect(refused).toMatchObject({ after: { rateMinMinor: 400 }, reason: expect.stringContaining('300') });
    await change({ rateMaxMinor: null }).expect(200);
  });
});
