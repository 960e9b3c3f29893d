import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, testApp } from '@app/testing';

describe('the price calculator', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const calculate = (body: object, who: Actor = owner) => t.as(who).post('/v1/staff/pricing/calculate', body);

  it('gives what a real call costs and the shares that it really had', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 599n });
    const id = await paidCall(t, user, advisor, 97);
    const { body: money } = await t.as(owner).get(`/v1/calls/${id}/money`).expect(200);
    const { billedSeconds } = (await t.as(owner).get(`/v1/calls/${id}`).expect(200)).body;
    const { body } = await calculate({ ratePerMinuteMinor: 599, seconds: billedSeconds }).expect(200);
    expect(body).toMatchObject({
      currency: 'EUR',
      chargedSeconds: billedSeconds,
      priceMinor: money.priceMinor,
      split: money.split,
      advisorShareBp: 6000,
      operatorShareBp: 1500,
      taxRateBp: 1900,
      rounding: 'half_up',
    });
  });

  it('follows the terms in force, and says the rules in words', async () => {
    expect((await calculate({ ratePerMinuteMinor: 199, seconds: 19 }).expect(200)).body).toMatchObject({
      chargedSeconds: 0,
      priceMinor: 0,
      split: { advisorMinor: 0, licenseeMinor: 0, operatorMinor: 0, taxMinor: 0 },
    });
    await t.db.query(
      `update app.licensee_terms set increment_seconds = 60, minimum_seconds = 120, free_seconds = 30, connection_fee_minor = 50, rounding = 'up' where licensee_id = $1`,
      [owner.licenseeId],
    );
    const { body } = await calculate({ ratePerMinuteMinor: 199, seconds: 100, advisorShareBp: 5000 }).expect(200);
    // 100 - 30 free = 70, at least 120, so 2 minutes: 398 + 50. Tax 448 x 19 / 119 = 71.53; of the 376 left the advisor has half, the operator 15 %.
    expect(body).toMatchObject({
      chargedSeconds: 120,
      priceMinor: 448,
      split: { taxMinor: 72, advisorMinor: 188, operatorMinor: 56, licenseeMinor: 132 },
    });
    expect(body.rules).toEqual([
      'A call shorter than 20 s costs nothing.',
      'The first 30 s are free.',
      'The licensee pays advisor and operator their share of the free time.',
      'At least 120 s are charged.',
      'Time is rounded up to full 60 s.',
      'A charged call costs 50 minor units once, besides the time.',
      'The price is rate x seconds / 60, rounded once, at the end, up to the next minor unit.',
      'The tax inside the price is taken out first, rounded to the nearest minor unit, a half upwards.',
      'Advisor and operator get their share of the price without tax, rounded down.',
      'The licensee gets the rest, so the four shares sum to the price.',
    ]);
  });

  it('follows tiers, sessions, the hour, and the free time of a first call', async () => {
    await t.db.query(
      `update app.licensee_terms set increment_seconds = 1, minimum_seconds = 0, free_seconds = 0, connection_fee_minor = 0, rounding = 'half_up',
         free_user_seconds = 60, rate_hours = '[{"day": 6, "from": "20:00", "to": "24:00", "adjustBp": 2500}]' where licensee_id = $1`,
      [owner.licenseeId],
    );
    const tiers = [{ afterMinutes: 10, ratePerMinuteMinor: 150 }];
    expect((await calculate({ ratePerMinuteMinor: 200, seconds: 660, tiers }).expect(200)).body).toMatchObject({
      priceMinor: 2150,
      sponsored: null,
    });
    const session = { minutes: 20, priceMinor: 3000 };
    expect((await calculate({ ratePerMinuteMinor: 200, seconds: 1260, session }).expect(200)).body).toMatchObject({
      priceMinor: 3200,
    });
    // Saturday, 31 October 2026; the licensee is in UTC.
    const at = (time: string) =>
      calculate({ ratePerMinuteMinor: 200, seconds: 60, at: `2026-10-31T${time}` }).expect(200);
    expect((await at('19:59:59Z')).body).toMatchObject({ rateAdjustBp: 0, priceMinor: 200 });
    expect((await at('20:00:00Z')).body).toMatchObject({
      rateAdjustBp: 2500,
      ratePerMinuteMinor: 250,
      priceMinor: 250,
    });
    const first = { ratePerMinuteMinor: 1190, seconds: 120, firstCall: true };
    expect((await calculate(first).expect(200)).body).toMatchObject({
      priceMinor: 1190,
      sponsored: {
        seconds: 60,
        priceMinor: 1190,
        sponsor: 'licensee',
        split: { advisorMinor: 600, operatorMinor: 150, licenseeMinor: 440, taxMinor: 0 },
      },
    });
    const twice = await calculate({ ratePerMinuteMinor: 200, seconds: 60, tiers: [tiers[0], tiers[0]] }).expect(422);
    expect(twice.body.errors).toMatchObject([{ pointer: '/tiers' }]);
  });

  it('refuses shares above the whole, bad figures and other roles', async () => {
    const { body } = await calculate({ ratePerMinuteMinor: 199, seconds: 60, advisorShareBp: 9000 }).expect(422);
    expect(body.errors).toEqual([{ pointer: '/advisorShareBp', detail: 'must be at most 8500' }]);
    for (const wrong of [
      { ratePerMinuteMinor: 0, seconds: 60 },
      { ratePerMinuteMinor: 199 },
      { ratePerMinuteMinor: 199, seconds: -1 },
    ])
      await calculate(wrong).expect(422);
    for (const role of ['support', 'analyst'] as const)
      await calculate({ ratePerMinuteMinor: 199, seconds: 60 }, await t.given.staff(role)).expect(403);
  });
});
