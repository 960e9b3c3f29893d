import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, testApp } from '@app/testing';

describe('endpoints for webhooks', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp({ env: { WEBHOOKS_TO_LOOPBACK: 'allowed' } });
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const make = (url: string, by = owner) => t.as(by).post('/v1/webhook-endpoints', { url, eventTypes: ['*'] });
  const list = async (by = owner): Promise<{ id: string; url: string }[]> =>
    (await t.as(by).get('/v1/webhook-endpoints').expect(200)).body.data;

  it('are not inside, not more than ten, and for owner and admin only', async () => {
    for (const url of ['https://10.0.0.1/', 'https://db.internal/', 'http://acme.dev/', 'ftp://acme.dev/'])
      await make(url).expect(422);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => make(`https://hooks.acme.dev/${n}`)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.find(({ status }) => status !== 201)!.body.code).toBe('too-many-webhook-endpoints');
    for (const role of ['finance', 'support', 'analyst', 'advisor', 'end_user'] as const)
      await t
        .as(await t.given.person(role))
        .get('/v1/webhook-endpoints')
        .expect(403);
    expect(await list(await t.given.staff('owner', 'zenith'))).toEqual([]);
    for (const { id } of await list()) await t.as(owner).delete(`/v1/webhook-endpoints/${id}`).expect(204);
  });

  it('are not made, changed or recovered by the operator at work in a tenant, who may look, try and take one away', async () => {
    const ops = await t.given.operator();
    const { id } = (await make('https://hooks.acme.dev/').expect(201)).body;
    const { body: access } = await t
      .as(ops)
      .post(`/v1/operator/licensees/${t.publicId('licensee', owner.licenseeId)}/access`, {
        reason: 'Ticket 4711: webhooks do not arrive',
        minutes: 15,
      })
      .expect(201);
    const { body: session } = await t
      .http(owner.host)
      .post('/v1/auth/operator-access')
      .send({ code: (access.url as string).split('#access=')[1], face: 'admin' })
      .expect(200);
    const operator = { ...owner, token: session.accessToken as string };
    const at = `/v1/webhook-endpoints/${id}`;
    for (const refused of [
      make('https://elsewhere.dev/', operator),
      t.as(operator).patch(at, { url: 'https://elsewhere.dev/' }),
      t.as(operator).post(`${at}/rotate-secret`),
      t.as(operator).post(`${at}/recover`, { since: t.clock.now().toISOString() }),
    ])
      await refused.expect(403);
    expect(await list()).toMatchObject([{ id, url: 'https://hooks.acme.dev/' }]);
    expect(await list(operator)).toHaveLength(1);
    await t.as(operator).post(`${at}/examples`, { type: 'call.ended' }).expect(201);
    await t.as(operator).delete(at).expect(204);
  });
});
