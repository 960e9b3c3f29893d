import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ROLES } from '@app/kernel';
import { type Actor, type TestApp, testApp } from '@app/testing';

describe('consents', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const publish = async (kind: string, locale: string) => {
    await t.as(owner).put(`/v1/staff/legal/${kind}/${locale}/draft`, { title: kind, markdown: kind }).expect(200);
    await t.as(owner).post(`/v1/staff/legal/${kind}/${locale}/publish`).expect(200);
  };
  const show = async (actor: Actor) => (await t.as(actor).get('/v1/me/consents').expect(200)).body;
  const record = (actor: Actor, ...consents: object[]) => t.as(actor).post('/v1/me/consents', { consents });

  it('ask for the current version of what must be agreed to, again after each new one', async () => {
    const user = await t.given.user();
    expect(await show(user)).toEqual({ current: [], history: [], required: [] });
    await publish('terms', 'en');
    await publish('privacy', 'en');
    await publish('imprint', 'en');
    expect((await show(user)).required).toEqual(['terms', 'privacy']);
    const { body } = await record(
      user,
      { kind: 'terms', version: 1, locale: 'en', granted: true },
      { kind: 'privacy', version: 1, locale: 'en-GB', granted: true },
      { kind: 'marketing', locale: 'en', granted: false },
      { kind: 'age', locale: 'en', granted: true },
    ).expect(201);
    expect(body.required).toEqual([]);
    expect(body.current).toHaveLength(4);
    expect(body.current.find((one: { kind: string }) => one.kind === 'terms')).toEqual({
      kind: 'terms',
      version: 1,
      locale: 'en',
      granted: true,
      at: expect.any(String),
    });
    await publish('terms', 'de'); // another language than the one agreed to
    expect((await show(user)).required).toEqual([]);
    await publish('terms', 'en');
    expect((await show(user)).required).toEqual(['terms']);
    expect(
      (await record(user, { kind: 'terms', version: 1, locale: 'en', granted: true }).expect(201)).body.required,
    ).toEqual(['terms']);
    expect(
      (await record(user, { kind: 'terms', version: 1, locale: 'de', granted: true }).expect(201)).body.required,
    ).toEqual([]);
    expect((await record(user, { kind: 'terms', locale: 'de', granted: false }).expect(201)).body.required).toEqual([
      'terms',
    ]);
    const { current, history } = await show(user);
    expect(history.map(({ kind, granted }: { kind: string; granted: boolean }) => `${kind} ${granted}`)).toEqual([
      'terms false',
      'terms true',
      'terms true',
      'age true',
      'marketing false',
      'privacy true',
      'terms true',
    ]);
    expect(current).toHaveLength(4);
    // Evidence is kept, and other people see nothing of it.
    const rows = await t.db.query<{ ip: string | null }>('select ip from app.consent where person_id = $1', [user.id]);
    expect(rows.every(({ ip }) => ip !== null)).toBe(true);
    expect(await show(await t.given.user())).toMatchObject({
      current: [],
      history: [],
      required: ['terms', 'privacy'],
    });
    expect(await show(await t.given.user({ licensee: 'zenith' }))).toMatchObject({ required: [] });
  });

  it('take only versions that were published here, all or none', async () => {
    const user = await t.given.user();
    for (const wrong of [
      { kind: 'terms', version: 9, locale: 'en', granted: true },
      { kind: 'privacy', version: 1, locale: 'ar', granted: true },
      { kind: 'marketing', version: 1, locale: 'en', granted: true },
    ])
      expect((await record(user, { kind: 'age', locale: 'en', granted: true }, wrong).expect(409)).body.code).toBe(
        'no-such-version',
      );
    const stranger = await t.given.user({ licensee: 'zenith' });
    await record(stranger, { kind: 'terms', version: 1, locale: 'en', granted: true }).expect(409);
    for (const [consents, pointer] of [
      [[], '/consents'],
      [[{ kind: 'terms', locale: 'en', granted: true }], '/consents/0/version'],
      [
        [
          { kind: 'age', locale: 'en', granted: true },
          { kind: 'cookies', locale: 'en', granted: true },
        ],
        '/consents/1/kind',
      ],
      [
        [
          { kind: 'age', locale: 'en', granted: true },
          { kind: 'age', locale: 'en', granted: false },
        ],
        '/consents/1/kind',
      ],
      [[{ kind: 'age', locale: 'en', granted: 'yes' }], '/consents/0/granted'],
      [[{ kind: 'age', locale: 'en', granted: true, personId: user.id }], '/consents/0/personId'],
      [Array.from({ length: 21 }, () => ({ kind: 'age', locale: 'en', granted: true })), '/consents'],
    ] as const)
      expect((await t.as(user).post('/v1/me/consents', { consents }).expect(422)).body.errors[0].pointer).toBe(pointer);
    expect((await show(user)).history).toEqual([]);
  });

  it('can be given by everybody who is signed in, and by nobody else', async () => {
    for (const role of ROLES.filter((one) => one !== 'operator'))
      await record(await t.given.person(role), { kind: 'age', locale: 'en', granted: true }).expect(201);
    await t.http(owner.host).get('/v1/me/consents').expect(401);
  });

  it('cannot be changed or deleted by the application', async () => {
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_TENANT_URL });
    await client.connect();
    try {
      for (const sql of ['update app.consent set granted = true', 'delete from app.consent']) {
        await client.query('begin');
        await client.query(`select set_config('app.licensee_id', $1, true)`, [owner.licenseeId]);
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      }
    } finally {
      await client.end();
    }
  });
});
