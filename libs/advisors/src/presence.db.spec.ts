import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, testApp } from '@app/testing';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

describe('reachability', () => {
  let t: TestApp;
  let ada: Advisor;
  const beat = (who = ada) => t.as(who).put('/v1/advisors/me/presence');
  const look = async () => {
    await t.run('advisors.drop_unreachable');
    return (await t.as(ada).get('/v1/advisors/me').expect(200)).body;
  };
  /** A device that was registered so long ago, and proved so long ago or never. */
  const device = (registeredSeconds: number, provedSeconds: number | null, revoked = false) =>
    t.db.query(
      `insert into app.device (licensee_id, id, person_id, platform, push_kind, push_value, created_at, last_seen_at, proved_at, revoked_at, revoked_reason)
       values ($1, gen_random_uuid(), $2, 'android', 'fcm_token', gen_random_uuid()::text, now() - make_interval(secs => $3), now(), now() - make_interval(secs => $4), $5, $6)`,
      [
        ada.licenseeId,
        ada.id,
        registeredSeconds,
        provedSeconds,
        revoked ? new Date() : null,
        revoked ? 'dead_token' : null,
      ],
    );

  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor();
    await t.db.query(`update app.advisor set available_changed_at = now() - interval '1 hour' where id = $1`, [
      ada.advisorId,
    ]);
  });

  it('is proved by an open console, for a minute', async () => {
    await beat().expect(204);
    expect((await look()).reachability).toEqual({ consoleOpen: true, provedDevices: 0, reachable: true });
    t.clock.advanceSeconds(59);
    expect((await look()).available).toBe(true);
    t.clock.advanceSeconds(2);
    expect(await look()).toMatchObject({
      available: false,
      offlineReason: 'unreachable',
      reachability: { consoleOpen: false, provedDevices: 0, reachable: false },
    });
    // The next heartbeat proves the console, and switches nobody on.
    await beat().expect(204);
    expect(await look()).toMatchObject({ available: false, reachability: { consoleOpen: true } });
    await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(200);
    t.clock.advanceSeconds(30);
    await beat().expect(204);
    t.clock.advanceSeconds(50);
    expect((await look()).available).toBe(true);
  });

  it('is proved by a device whose test push came back, for seven days', async () => {
    await beat().expect(204);
    await device(0, 60);
    t.clock.advanceSeconds(3_600);
    expect(await look()).toMatchObject({ available: true, reachability: { provedDevices: 1, reachable: true } });
    t.clock.advanceSeconds(7 * 86_400);
    expect(await look()).toMatchObject({ available: false, offlineReason: 'unreachable' });
  });

  it.each([
    ['a device that is new and not proved yet', [120, null, false], true],
    ['a device that was not proved in five minutes', [301, null, false], false],
    ['a device whose proof is too old', [30 * 86_400, 8 * 86_400, false], false],
    ['a proved device that the push service has given up', [600, 300, true], false],
    ['a proved device', [600, 300, false], true],
  ] as const)(
    'asks for a proof once there is a console or a device: %s',
    async (_, [registered, proved, revoked], stays) => {
      await device(registered, proved, revoked);
      expect((await look()).available).toBe(stays);
    },
  );

  it('is not asked of advisors who never had a console or a device', async () => {
    t.clock.advanceSeconds(3 * 86_400);
    expect((await look()).available).toBe(true);
  });

  it('is asked a minute after going online at the earliest', async () => {
    await beat().expect(204);
    t.clock.advanceSeconds(600);
    await look();
    await t.as(ada).put('/v1/advisors/me/availability', { available: true }).expect(200);
    t.clock.advanceSeconds(50);
    // Somebody else of the licensee is due now: each is judged alone.
    const due = await t.given.advisor();
    await t.db.query(
      `insert into app.advisor_presence (licensee_id, advisor_id, last_seen_at) values ($1, $2, now() - interval '1 day')`,
      [due.licenseeId, due.advisorId],
    );
    await t.db.query(`update app.advisor set available_changed_at = now() - interval '1 hour' where id = $1`, [
      due.advisorId,
    ]);
    expect((await look()).available).toBe(true);
    expect((await t.as(due).get('/v1/advisors/me').expect(200)).body.available).toBe(false);
    t.clock.advanceSeconds(15);
    expect((await look()).available).toBe(false);
  });

  it('is looked after for every licensee, and for each in its own transaction', async () => {
    const zoe = await t.given.advisor({ licensee: 'zenith' });
    await beat().expect(204);
    await beat(zoe).expect(204);
    t.clock.advanceSeconds(120);
    await t.run('advisors.drop_unreachable');
    for (const who of [ada, zoe])
      expect((await t.as(who).get('/v1/advisors/me').expect(200)).body.offlineReason).toBe('unreachable');
  });

  it('is told by advisors only', async () => {
    await t
      .as(await t.given.user())
      .put('/v1/advisors/me/presence')
      .expect(403);
    await t
      .as(await t.given.staff())
      .put('/v1/advisors/me/presence')
      .expect(403);
    await t
      .as(await t.given.person('advisor'))
      .put('/v1/advisors/me/presence')
      .expect(404); // no profile yet
    await t.http(ada.host).put('/v1/advisors/me/presence').expect(401);
  });

  it('writes one row per advisor, however often it is told', async () => {
    for (let i = 0; i < 5; i++) await beat().expect(204);
    expect(await t.db.query('select 1 from app.advisor_presence where advisor_id = $1', [ada.advisorId])).toHaveLength(
      1,
    );
  });
});
