import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, race, testApp } from '@app/testing';

type Actor = Awaited<ReturnType<TestApp['given']['person']>>;

describe('the device registry', () => {
  let t: TestApp;
  let count = 0;
  const phone = (change: object = {}) => ({
    platform: 'android',
    pushKind: 'fcm_token',
    pushValue: `token-of-phone-${++count}`,
    model: 'Pixel 9',
    osVersion: '16',
    appVersion: '2.4.0',
    ...change,
  });
  const register = async (who: Actor, body: object) =>
    (await t.as(who).post('/v1/devices', body).expect(201)).body as { id: string; lastSeenAt: string };
  const list = async (who: Actor) =>
    (await t.as(who).get('/v1/devices').expect(200)).body as { data: { id: string }[] };
  const row = async (id: string) =>
    (
      await t.db.query<{ person_id: string; revoked_reason: string | null }>(
        'select person_id, revoked_reason from app.device where id = $1',
        [t.parseId('device', id)],
      )
    )[0];

  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  it('registers a device and never gives its push value back', async () => {
    const user = await t.given.person('end_user');
    const body = phone();
    const device = await register(user, body);
    expect(device).toEqual({
      id: expect.stringMatching(/^dev_/),
      platform: 'android',
      pushKind: 'fcm_token',
      model: 'Pixel 9',
      osVersion: '16',
      appVersion: '2.4.0',
      createdAt: expect.any(String),
      lastSeenAt: expect.any(String),
      provedAt: null,
    });
    const { body: shown } = await t.as(user).get('/v1/devices').expect(200);
    expect(shown).toEqual({ object: 'list', data: [device], has_more: false, next_cursor: null });
    expect(JSON.stringify(shown)).not.toContain(body.pushValue);
  });

  it('is open for end users, advisors and every kind of staff, and for nobody else', async () => {
    for (const role of ['end_user', 'advisor', 'owner', 'admin', 'finance', 'support', 'analyst'] as const)
      await register(await t.given.person(role), phone());
    await t.http('aurora.localhost').get('/v1/devices').expect(401);
  });

  it('refreshes the device that comes again: same id, newer sight, new version', async () => {
    const user = await t.given.person('end_user');
    const body = phone();
    const first = await register(user, body);
    const again = await register(user, {
      platform: body.platform,
      pushKind: body.pushKind,
      pushValue: body.pushValue,
      appVersion: '2.5.0',
    });
    expect(again).toMatchObject({ id: first.id, appVersion: '2.5.0', model: 'Pixel 9' });
    expect(Date.parse(again.lastSeenAt)).toBeGreaterThan(Date.parse(first.lastSeenAt));
    expect((await list(user)).data).toHaveLength(1);
  });

  it('moves a phone to the person who signed in on it last', async () => {
    const [before, after] = [await t.given.person('advisor'), await t.given.person('advisor')];
    const body = phone();
    const { id } = await register(before, body);
    expect((await register(after, body)).id).toBe(id);
    expect((await list(before)).data).toEqual([]);
    expect((await row(id))?.person_id).toBe(after.id);
    await t.as(before).delete(`/v1/devices/${id}`).expect(404);
  });

  it('keeps the same push value apart between licensees', async () => {
    const [here, there] = [await t.given.person('end_user'), await t.given.person('end_user', 'zenith')];
    const body = phone();
    const first = await register(here, body);
    const second = await register(there, body);
    expect(second.id).not.toBe(first.id);
    await t.as(there).delete(`/v1/devices/${first.id}`).expect(404);
    expect((await list(here)).data).toHaveLength(1);
  });

  it('revokes a device once; its push value may be registered anew', async () => {
    const user = await t.given.person('end_user');
    const body = phone();
    const { id } = await register(user, body);
    await t.as(user).delete(`/v1/devices/${id}`).expect(204);
    expect((await row(id))?.revoked_reason).toBe('person');
    await t.as(user).delete(`/v1/devices/${id}`).expect(404);
    await t.as(user).delete('/v1/devices/dev_nonsense').expect(404);
    expect((await register(user, body)).id).not.toBe(id);
  });

  it('lets the oldest device go for an eleventh, also when they come at once', async () => {
    const user = await t.given.person('end_user');
    const first = await register(user, phone());
    for (let i = 1; i < 10; i++) await register(user, phone());
    expect((await list(user)).data).toHaveLength(10);
    const newest = await register(user, phone());
    const ids = (await list(user)).data.map((device) => device.id);
    expect(ids).toHaveLength(10);
    expect(ids[0]).toBe(newest.id);
    expect((await row(first.id))?.revoked_reason).toBe('replaced');
    const results = await race(8, () => register(user, phone()));
    expect(results.every((result) => result.status === 'fulfilled')).toBe(true);
    expect((await list(user)).data).toHaveLength(10);
  });

  it('makes one device of the same push value sent at once', async () => {
    const user = await t.given.person('end_user');
    const body = phone();
    const results = await race(8, () => register(user, body));
    expect(
      new Set(results.map((result) => (result.status === 'fulfilled' ? result.value.id : result.reason))).size,
    ).toBe(1);
  });

  it.each([
    [{ pushValue: '' }, '/pushValue'],
    [{ pushValue: 'with space' }, '/pushValue'],
    [{ pushValue: 'x'.repeat(4097) }, '/pushValue'],
    [{ platform: 'nokia' }, '/platform'],
    [{ pushKind: 'apns_voip' }, '/pushKind'],
    [{ pushKind: 'webpush' }, '/pushKind'],
    [{ personId: 'usr_1' }, '/personId'],
  ])('refuses %j with a pointer and without the value', async (change, pointer) => {
    const user = await t.given.person('end_user');
    const { body } = await t.as(user).post('/v1/devices', phone(change)).expect(422);
    expect((body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)).toContain(pointer);
    expect(JSON.stringify(body)).not.toMatch(/token-of-phone|with space|xxxx/);
  });
});
