import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Blocks } from '@app/advisors';
import { Db, newId, systemContext } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('a block', () => {
  let t: TestApp;
  let user: Actor;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp();
    user = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
  });
  afterAll(() => t.close());

  const adv = (one: Advisor) => t.publicId('advisor', one.advisorId);
  const wish = (one: Advisor) => ({ advisorId: adv(one), medium: 'voice' });
  const request = (who: Actor, one: Advisor) => t.as(who).post('/v1/calls', wish(one));
  const quote = (who: Actor, one: Advisor) => t.as(who).post('/v1/calls/quote', wish(one));
  const blockAdvisor = (who: Actor, one: Advisor) => t.as(who).put(`/v1/advisors/${adv(one)}/block`);
  const blocks = async (who: Actor) => (await t.as(who).get('/v1/me/blocks').expect(200)).body.data;
  /** What is left of an answer when the number of the request is taken away. */
  const told = ({ body, status }: { body: object; status: number }) => ({
    status,
    ...body,
    requestId: '',
    instance: '',
  });

  it('of an advisor by a user keeps both apart until the user takes it back', async () => {
    const { body: block } = await blockAdvisor(user, advisor).expect(200);
    expect(block).toMatchObject({ advisorId: adv(advisor), name: expect.stringContaining('Advisor') });
    expect((await blockAdvisor(user, advisor).expect(200)).body).toEqual(block);
    expect(await blocks(user)).toEqual([block]);
    expect((await request(user, advisor).expect(409)).body.code).toBe('advisor-unavailable');
    expect((await quote(user, advisor).expect(409)).body.code).toBe('advisor-unavailable');
    // Neither the blocked side nor anybody else sees or removes it.
    expect(await blocks(advisor)).toEqual([]);
    for (const who of [advisor, await t.given.user(), await t.given.user({ licensee: 'zenith' })])
      await t.as(who).delete(`/v1/me/blocks/${block.id}`).expect(404);
    await t.as(user).delete(`/v1/me/blocks/${block.id}`).expect(204);
    await t.as(user).delete(`/v1/me/blocks/${block.id}`).expect(404);
    await quote(user, advisor).expect(200);
  });

  it('of a caller by an advisor tells the caller what an advisor who is offline tells', async () => {
    const id = await paidCall(t, user, advisor);
    const alias = (await t.as(advisor).get(`/v1/calls/${id}`).expect(200)).body.callerAlias;
    const { body: block } = await t.as(advisor).put(`/v1/calls/${id}/block`).expect(200);
    expect(block).toMatchObject({ advisorId: null, name: alias });
    expect(JSON.stringify(block)).not.toContain(t.publicId('person', user.id));
    expect(await blocks(advisor)).toEqual([block]);
    expect(await blocks(user)).toEqual([]);

    const offline = await t.given.advisor();
    await t.as(offline).put('/v1/advisors/me/availability', { available: false }).expect(200);
    expect(told(await request(user, advisor))).toEqual(told(await request(user, offline)));
    expect(told(await quote(user, advisor))).toEqual(told(await quote(user, offline)));
    // The page of the advisor is that of everybody, and others ring.
    await t
      .http(user.host)
      .get(`/v1/advisors/${adv(advisor)}`)
      .expect(200);
    await quote(await t.given.user({ balanceMinor: 5_000n }), advisor).expect(200);
    await t.as(advisor).delete(`/v1/me/blocks/${block.id}`).expect(204);
    await quote(user, advisor).expect(200);
  });

  it('counts from either side, and one that is taken back leaves the other', async () => {
    const id = await paidCall(t, user, advisor);
    const { body: theirs } = await t.as(advisor).put(`/v1/calls/${id}/block`).expect(200);
    const { body: own } = await t.as(user).put(`/v1/calls/${id}/block`).expect(200);
    expect(own.id).not.toBe(theirs.id);
    await t.as(user).delete(`/v1/me/blocks/${own.id}`).expect(204);
    await quote(user, advisor).expect(409);
    await t.as(advisor).delete(`/v1/me/blocks/${theirs.id}`).expect(204);
    await quote(user, advisor).expect(200);
  });

  it('lets a call that runs go on', async () => {
    const who = await t.given.user({ balanceMinor: 5_000n });
    const id = await runningCall(t, who, advisor);
    const { body: block } = await t.as(advisor).put(`/v1/calls/${id}/block`).expect(200);
    expect((await t.as(who).get(`/v1/calls/${id}`).expect(200)).body.status).toBe('in_progress');
    await t.as(who).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).delete(`/v1/me/blocks/${block.id}`).expect(204);
  });

  it('that commits while a call is being requested wins', async () => {
    const one = await t.given.advisor({ voiceRateMinor: 600n });
    const who = await t.given.user({ balanceMinor: 5_000n });
    const pair = { advisorId: one.advisorId, personId: who.id };
    let commit = (): void => undefined;
    const open = new Promise<void>((resolve) => (commit = resolve));
    let written = (): void => undefined;
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const blocking = t.app.get(Db).transaction(systemContext(who.licenseeId, 'spec'), async (tx) => {
      await t.app.get(Blocks).block(tx, pair, 'advisor');
      written();
      await open;
    });
    await isWritten;
    const call = request(who, one).then((answer) => answer);
    const waits = async (): Promise<void> => {
      while ((await t.db.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)).length === 0);
    };
    // Without the lock of the pair the call would be there before the block is.
    await Promise.race([call, waits()]);
    commit();
    await blocking;
    expect((await call).body.code).toBe('advisor-unavailable');
    expect(await t.db.query('select 1 from app.call where caller_id = $1', [who.id])).toEqual([]);
  });

  it('and a call at the same moment leave one order of things', async () => {
    const one = await t.given.advisor({ voiceRateMinor: 600n });
    const who = await t.given.user({ balanceMinor: 5_000n });
    const answers = await race(6, async (i) => (await (i % 2 ? blockAdvisor(who, one) : request(who, one))).status);
    const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 500));
    expect(statuses.filter((_, i) => i % 2)).toEqual([200, 200, 200]);
    for (const status of statuses.filter((_, i) => i % 2 === 0)) expect([201, 409]).toContain(status);
    expect(await blocks(who)).toHaveLength(1);
    await request(who, one).expect(409);
  });

  it('is set by the two sides of a call only, and within one licensee', async () => {
    const id = await paidCall(t, user, advisor);
    const foreign = await t.given.user({ licensee: 'zenith' });
    for (const who of [await t.given.user(), await t.given.advisor(), foreign])
      await t.as(who).put(`/v1/calls/${id}/block`).expect(404);
    await t
      .as(user)
      .put(`/v1/calls/${t.publicId('call', newId())}/block`)
      .expect(404);
    await blockAdvisor(foreign, advisor).expect(404);
    await blockAdvisor(advisor, advisor).expect(403);
    await t
      .as(await t.given.staff('owner'))
      .put(`/v1/calls/${id}/block`)
      .expect(403);
  });
});
