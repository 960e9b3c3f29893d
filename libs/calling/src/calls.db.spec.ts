import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, testApp } from '@app/testing';

describe('boot', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  it('answers', async () => {
    await t.http('aurora.localhost').get('/livez').expect(200);
    const user = await t.given.user({ balanceMinor: 5000n });
    const advisor = await t.given.advisor();
    const { body } = await t.as(user).post('/v1/calls/quote', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' });
    console.log(body);
    const call = await t.as(user).post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' });
    console.log(call.body);
    await t.drain();
    expect(await t.violations()).toEqual([]);
  });
});
