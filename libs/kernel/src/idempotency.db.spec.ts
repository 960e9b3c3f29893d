import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Actor, type TestApp, race, testApp } from '@app/testing';

/** Through a real money route: promo credit from staff. */
describe('the Idempotency-Key of a money route', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    user = await t.given.user();
  });
  afterAll(() => t.close());

  const path = (person: Actor) => `/v1/staff/people/${t.publicId('person', person.id)}/credits`;
  const credit = (key: string, body: object = { amountMinor: 100, reason: 'sorry' }, to = user, by = owner) =>
    t.as(by).post(path(to), body, key);
  const credits = async () => (await t.db.query('select 1 from app.credit')).length;

  it('runs once: the second answer is the first, byte for byte, and says so in a header', async () => {
    const before = await credits();
    const first = await credit('replay').expect(201);
    const again = await credit('replay').expect(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect((await credits()) - before).toBe(1);
    expect((await t.wallet(user)).promo).toBe(100n);
  });

  it('replays a refusal as well, with the request id of the first', async () => {
    const nobody = { ...user, id: randomUUID() };
    const first = await credit('refused', undefined, nobody).expect(404);
    const again = await credit('refused', undefined, nobody).expect(404);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.headers['content-type']).toContain('application/problem+json');
    expect(again.body).toEqual(first.body);
    expect(again.body.requestId).not.toBe(again.headers['request-id']);
  });

  it('runs once whatever the order of the members', async () => {
    const first = await credit('reordered', { amountMinor: 100, reason: 'sorry' }).expect(201);
    const again = await credit('reordered', { reason: 'sorry', amountMinor: 100 }).expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('is refused with another body or another path, and the first answer stays', async () => {
    await credit('reused').expect(201);
    const other = await t.given.user();
    const before = await credits();
    for (const answer of [
      await credit('reused', { amountMinor: 101, reason: 'sorry' }).expect(422),
      await credit('reused', { amountMinor: 100, reason: 'sorry', extra: 1 }).expect(422),
      await credit('reused', undefined, other).expect(422),
    ])
      expect(answer.body.code).toBe('idempotency-key-reused');
    await credit('reused').expect(201);
    expect(await credits()).toBe(before);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['with a space', 'a b'],
    ['too long', 'k'.repeat(256)],
    ['not ASCII', 'schl\u00fcssel'],
  ])('that is %s is refused before anything happens', async (_, key) => {
    const before = await credits();
    const request = t.http(owner.host).post(path(user)).set('authorization', `Bearer ${owner.token}`);
    if (key !== undefined) void request.set('idempotency-key', key);
    const { body } = await request.send({ amountMinor: 100, reason: 'sorry' }).expect(400);
    expect(body.code).toBe('idempotency-key-missing');
    expect(await credits()).toBe(before);
  });

  it('may have 255 visible characters', async () => {
    await credit('k'.repeat(255)).expect(201);
  });

  it('is refused while the first request still runs, and answered when that is done', async () => {
    const before = await credits();
    const blocker = new pg.Client({ connectionString: t.db.adminUrl });
    await blocker.connect();
    await blocker.query('begin; lock table app.credit in exclusive mode');
    const first = credit('in-flight').then((answer) => answer);
    try {
      for (let i = 0; i < 200; i++) {
        const [waits] = await t.db.query(
          `select 1 from pg_locks where not granted and relation = 'app.credit'::regclass`,
        );
        if (waits) break;
        await sleep(10);
      }
      const second = await credit('in-flight').expect(409);
      expect(second.body.code).toBe('idempotency-key-in-flight');
      expect(second.headers['retry-after']).toBe('1');
    } finally {
      await blocker.end();
    }
    expect((await first).status).toBe(201);
    const third = await credit('in-flight').expect(201);
    expect(third.text).toBe((await first).text);
    expect((await credits()) - before).toBe(1);
  });

  it('of twenty requests at once gives one credit; nobody gets another answer than the first or "still running"', async () => {
    const before = await credits();
    const answers = await race(20, async () => credit('twenty'));
    const seen = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0));
    expect(seen.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(seen.filter((status) => status === 201).length).toBeGreaterThan(0);
    const bodies = answers.flatMap((one) =>
      one.status === 'fulfilled' && one.value.status === 201 ? [one.value.text] : [],
    );
    expect(new Set(bodies).size).toBe(1);
    expect((await credits()) - before).toBe(1);
  });

  it('does not keep a failure of ours: the same request finishes the work later', async () => {
    const before = await credits();
    await t.db.query('alter table app.credit rename to credit_gone');
    const failed = await credit('five-hundred').then((answer) => answer);
    await t.db.query('alter table app.credit_gone rename to credit');
    expect(failed.status).toBe(500);
    expect(failed.body).toMatchObject({ code: 'internal', requestId: failed.headers['request-id'] });
    expect(JSON.stringify(failed.body)).not.toMatch(/credit|relation|select/i);
    const again = await credit('five-hundred').expect(201);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
    expect((await credits()) - before).toBe(1);
  });

  it('whose process died after the work gives the first result, not a second credit', async () => {
    const before = await credits();
    const first = await credit('died').expect(201);
    // The answer was never kept, and the claim has run out.
    await t.db.query(
      `update app.idempotency_key set status = null, body = null, locked_until = clock_timestamp() - interval '1 s' where key = 'died'`,
    );
    const again = await credit('died').expect(201);
    expect(again.headers['idempotent-replayed']).toBeUndefined();
    expect(again.body).toEqual(first.body);
    expect((await credits()) - before).toBe(1);
  });

  it('is forgotten with its answer after two days, and not before a day', async () => {
    const kept = () => t.db.query(`select 1 from app.idempotency_key where key = 'old'`);
    await credit('old').expect(201);
    t.clock.advanceSeconds(25 * 3600);
    await t.run('kernel.forget_answers');
    expect(await kept()).toHaveLength(1);
    t.clock.advanceSeconds(24 * 3600);
    await t.run('kernel.forget_answers');
    expect(await kept()).toEqual([]);
    t.clock.reset();
  });

  it('belongs to the person: others may use the same value', async () => {
    const [colleague, elsewhere] = [await t.given.staff('admin'), await t.given.staff('owner', 'zenith')];
    const stranger = await t.given.user({ licensee: 'zenith' });
    const before = await credits();
    const answers = [
      await credit('common').expect(201),
      await credit('common', undefined, user, colleague).expect(201),
      await credit('common', undefined, stranger, elsewhere).expect(201),
    ];
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(3);
    expect((await credits()) - before).toBe(3);
    expect(await t.violations()).toEqual([]);
  });
});
