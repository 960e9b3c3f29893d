import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TopUpCredited } from '@app/billing';
import { Db, Live, type LiveMessage, Outbox, newId, systemContext } from '@app/kernel';
import { type TestApp, runningCall, talk, testApp } from '@app/testing';

describe('what each side is told of a call', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  it.each([
    [{}, 240 * 60],
    [{ maxMinutes: 7 }, 420],
  ])('its longest time is known to the caller only: %j', async (wish, limitSeconds) => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor();
    const advisorId = t.publicId('advisor', advisor.advisorId);
    const { body } = await t
      .as(user)
      .post('/v1/calls', { advisorId, medium: 'voice', ...wish })
      .expect(201);
    expect(body.limitSeconds).toBe(limitSeconds);
    expect((await t.as(advisor).get(`/v1/calls/${body.id}`).expect(200)).body.limitSeconds).toBeNull();
  });

  it('runs on with a full wallet, unwarned, also under an old rule that reserves one minute', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor();
    await t.db.query('update app.licensee_terms set hold_minutes = 1 where licensee_id = $1', [user.licenseeId]);
    const id = await runningCall(t, user, advisor);
    await talk(t, 240);
    await t.db.query('update app.licensee_terms set hold_minutes = 5 where licensee_id = $1', [user.licenseeId]);
    expect((await t.as(user).get(`/v1/calls/${id}`).expect(200)).body.status).toBe('in_progress');
    expect(await t.db.query('select warned_seconds from app.call where id = $1', [t.parseId('call', id)])).toEqual([
      { warned_seconds: null },
    ]);
  });

  it('the advisor hears that the caller brings money in, never how much', async () => {
    const user = await t.given.user({ balanceMinor: 50_000n });
    const advisor = await t.given.advisor();
    const heard: LiveMessage[] = [];
    const listening = t.app
      .get(Live)
      .messagesFor(advisor.licenseeId, advisor.id)
      .subscribe((message) => heard.push(message));
    const told = (): LiveMessage[] => heard.filter(({ type }) => /^call\.topp/.test(type));
    const topUp = () => t.as(user).post('/v1/top-ups', { amountMinor: 2500, method: 'checkout' });
    // Outside a call nobody is told.
    await topUp();
    await t.drain();
    const callId = await runningCall(t, user, advisor);
    await topUp();
    await t.drain();
    const id = newId();
    await t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), async (tx) => {
      const data = { topUpId: id, personId: user.id, amountMinor: 2500, currency: 'EUR' };
      await t.app.get(Outbox).add(tx, TopUpCredited, data);
    });
    await t.drain();
    for (const end = Date.now() + 5_000; told().length < 2 && Date.now() < end;)
      await new Promise((done) => setTimeout(done, 20));
    listening.unsubscribe();
    expect(told().map(({ type, data }) => [type, data])).toEqual([
      ['call.topping_up', { callId, topUpId: expect.stringMatching(/^top_/) }],
      ['call.topped_up', { callId, topUpId: t.publicId('topUp', id) }],
    ]);
  });
});
