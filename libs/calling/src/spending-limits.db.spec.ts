import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, race, runningCall, talk, testApp } from '@app/testing';

const DAY = 24 * 3600;

describe("a caller's own spending limits", () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const set = (who: Actor, body: object) =>
    t.as(who).put('/v1/wallet/spending-limits', { dailyMinor: null, monthlyMinor: null, ...body });
  const limits = async (who: Actor) => (await t.as(who).get('/v1/wallet/spending-limits').expect(200)).body;
  const request = (who: Actor, advisor: { advisorId: string }) =>
    t.as(who).post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' });
  const again = async (actor: Actor): Promise<Actor> => ({
    ...actor,
    token: (
      await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken,
  });

  it('cap a call for its whole length and refuse the next one; calls, tips and held money count', async () => {
    let user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await set(user, { dailyMinor: 300 }).expect(200);
    // What is offered is what the limit leaves, not what the wallet holds.
    const wish = { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' };
    expect((await t.as(user).post('/v1/calls/quote', wish).expect(200)).body).toMatchObject({
      availableMinor: 50_000,
      affordableMinutes: 0,
      affordableSeconds: 30,
      mostMinor: 300,
    });
    await set(user, { dailyMinor: null }).expect(200);
    t.clock.advanceSeconds(DAY);
    user = await again(user);
    await set(user, { dailyMinor: 3000 }).expect(200);
    const id = await runningCall(t, user, advisor);
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.limitSeconds).toBe(300);
    expect((await limits(user)).daily.spentMinor).toBeGreaterThan(0); // held
    await talk(t, 400);
    const ended = (await t.as(user).get(`/v1/calls/${id}`).expect(200)).body;
    expect(ended.status).toBe('ended');
    expect(ended.priceMinor).toBeLessThanOrEqual(3000);
    expect(ended.priceMinor).toBeGreaterThan(2900);
    expect((await limits(user)).daily).toMatchObject({ limitMinor: 3000, spentMinor: ended.priceMinor });
    const refused = (await request(user, advisor).expect(409)).body;
    expect(refused).toMatchObject({ code: 'spending-limit-reached', period: 'day' });
    expect((await t.as(user).post(`/v1/calls/${id}/tip`, { amountMinor: 200 }).expect(409)).body.code).toBe(
      'spending-limit-reached',
    );
    t.clock.advanceSeconds(DAY);
    const next = await again(user);
    expect((await limits(next)).daily.spentMinor).toBe(0);
    await request(next, advisor).expect(201);
  });

  it('hold when tips come at once', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const ids = [await paidCall(t, user, advisor), await paidCall(t, user, advisor)];
    const { spentMinor } = (await limits(user)).monthly;
    await set(user, { monthlyMinor: spentMinor + 1000 }).expect(200);
    const answers = await race(
      6,
      async (i) => (await t.as(user).post(`/v1/calls/${ids[i % 2]}/tip`, { amountMinor: 400 })).status,
    );
    expect(answers.filter((one) => one.status === 'fulfilled' && one.value === 201)).toHaveLength(2);
    expect((await limits(user)).monthly.spentMinor).toBe(spentMinor + 800);
  });

  it('hold when a call is requested while tips are given', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const [before, next] = [
        await t.given.advisor({ voiceRateMinor: 600n }),
        await t.given.advisor({ voiceRateMinor: 600n }),
      ];
      const id = await paidCall(t, user, before);
      const { spentMinor } = (await limits(user)).monthly;
      await set(user, { monthlyMinor: spentMinor + 1000 }).expect(200);
      const answers = await race(4, async (i) =>
        i % 2 === 0
          ? (await request(user, next)).status
          : (await t.as(user).post(`/v1/calls/${id}/tip`, { amountMinor: 400 })).status,
      );
      expect(answers.filter((one) => one.status === 'fulfilled' && one.value === 201)).not.toHaveLength(0);
      expect((await limits(user)).monthly.spentMinor).toBeLessThanOrEqual(spentMinor + 1000);
    }
  });

  it('are lowered at once and raised or removed after a day', async () => {
    let user = await t.given.user({ balanceMinor: 50_000n });
    await set(user, { dailyMinor: 5000 }).expect(200);
    const { body } = await set(user, { dailyMinor: 9000 }).expect(200);
    expect(body.daily).toMatchObject({ limitMinor: 5000, nextMinor: 9000, changes: true });
    t.clock.advanceSeconds(DAY - 60);
    user = await again(user);
    expect((await limits(user)).daily.limitMinor).toBe(5000);
    t.clock.advanceSeconds(61);
    expect((await limits(user)).daily).toMatchObject({ limitMinor: 9000, changes: false });
    await set(user, { dailyMinor: 100 }).expect(200);
    expect((await set(user, {}).expect(200)).body.daily).toMatchObject({
      limitMinor: 100,
      nextMinor: null,
      changes: true,
    });
  });

  it('give back what a refund gave back', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const id = await paidCall(t, user, await t.given.advisor({ voiceRateMinor: 600n }));
    expect((await limits(user)).daily.spentMinor).toBeGreaterThan(0);
    await t
      .as(await t.given.staff('owner'))
      .post(`/v1/calls/${id}/refund`, { reason: 'Poor line' })
      .expect(201);
    expect((await limits(user)).daily.spentMinor).toBe(0);
  });

  it('with a break there are no calls, tips or top-ups until its end, and it cannot be taken back', async () => {
    let user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const id = await paidCall(t, user, advisor);
    const until = (hours: number): string => new Date(Date.now() + hours * 3600_000).toISOString();
    await set(user, { coolOffUntil: until(-1) }).expect(422);
    await set(user, { coolOffUntil: until(400 * 24) }).expect(422);
    await set(user, { coolOffUntil: until(48) }).expect(200);
    await set(user, { coolOffUntil: until(24) }).expect(422);
    expect((await set(user, {}).expect(200)).body.coolOffUntil).not.toBeNull();
    expect((await request(user, advisor).expect(409)).body.code).toBe('cooling-off');
    expect((await t.as(user).post(`/v1/calls/${id}/tip`, { amountMinor: 200 }).expect(409)).body.code).toBe(
      'cooling-off',
    );
    const topUp = await t.as(user).post('/v1/top-ups', { amountMinor: 2500, method: 'checkout' }).expect(409);
    expect(topUp.body.code).toBe('cooling-off');
    t.clock.advanceSeconds(49 * 3600);
    user = await again(user);
    await request(user, advisor).expect(201);
  });

  it('are their own affair: staff and advisors do not reach them', async () => {
    for (const who of [await t.given.staff('owner'), await t.given.advisor()])
      await t.as(who).get('/v1/wallet/spending-limits').expect(403);
  });
});
