import { RateCounters, parseId } from '@app/kernel';
import { type Actor, type TestApp, race, replicaOf, testApp } from '@app/testing';
import { newKey } from './api-key.js';
import type { NewApiKeyView } from './api-keys.dto.js';

describe('API keys', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const make = async (body: object = {}, actor = owner): Promise<NewApiKeyView> =>
    (
      await t
        .as(actor)
        .post('/v1/staff/api-keys', { name: 'Server', scopes: ['*'], ...body })
        .expect(201)
    ).body as NewApiKeyView;
  const ask = (key: string, path = '/v1/calls', host = owner.host) =>
    t.http(host).get(path).set('authorization', `Bearer ${key}`);
  const code = async (request: ReturnType<typeof ask>): Promise<[number, string]> => {
    const { status, body } = await request;
    return [status, (body as { code: string }).code];
  };

  it('is shown once and kept as a hash', async () => {
    const { key, ...view } = await make({ name: 'Once' });
    expect(view).toMatchObject({ name: 'Once', mode: 'live', status: 'live', expiresAt: null, lastUsedAt: null });
    expect(view.hint).toBe(`${key.slice(0, 12)}...${key.slice(-4)}`);
    const { body } = await t.as(owner).get('/v1/staff/api-keys').expect(200);
    expect(body.data[0]).toEqual(view);
    const stored = await t.db.query<{ text: string }>(
      `select k::text as text from app.api_key k union all select e::text from app.audit_entry e union all select j.payload::text from graphile_worker._private_jobs j`,
    );
    expect(stored.filter(({ text }) => text.includes(key.slice(12, -4)))).toEqual([]);
  });

  it('lets a program in at its own licensee, and is an admin within its scopes', async () => {
    const { key } = await make({ name: 'Reader', scopes: ['calls:read'] });
    await ask(key).expect(200);
    const refused = await ask(key, '/v1/staff/advisors').expect(403);
    expect(refused.body).toMatchObject({ code: 'api-key-scope-missing', scope: 'advisors:read' });
    expect(await code(ask(key, '/v1/staff/team'))).toEqual([403, 'api-key-not-accepted']);
    expect(await code(ask(key, '/v1/staff/api-keys'))).toEqual([403, 'api-key-not-accepted']);
  });

  it('is sent the people of a call only with the scopes that show them', async () => {
    const { key } = await make({ name: 'Calls', scopes: ['calls:read', 'users:read'] });
    await ask(key, '/v1/calls?expand=caller').expect(200);
    for (const wish of ['advisor', 'caller,advisor']) {
      const { body } = await ask(key, `/v1/calls?expand=${wish}`).expect(403);
      expect(body).toMatchObject({ code: 'api-key-scope-missing', scope: 'advisors:read' });
    }
    const { key: narrow } = await make({ name: 'Only calls', scopes: ['calls:read'] });
    const { body } = await ask(narrow, '/v1/calls?expand=caller').expect(403);
    expect(body).toMatchObject({ code: 'api-key-scope-missing', scope: 'users:read' });
    const { key: wide } = await make({ name: 'All', scopes: ['*'] });
    await ask(wide, '/v1/calls?expand=caller,advisor').expect(200);
  });

  it('is refused for each reason with a code of its own', async () => {
    const { key, id } = await make({ name: 'Refused', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    await ask(key).expect(200);
    expect(await code(ask(newKey('live')))).toEqual([401, 'api-key-unknown']);
    expect(await code(ask(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`))).toEqual([401, 'api-key-malformed']);
    expect(await code(ask('sk_live_short'))).toEqual([401, 'api-key-malformed']);
    expect(await code(ask(key, '/v1/calls', t.licensees.zenith.host))).toEqual([401, 'api-key-foreign-host']);
    expect(await code(ask(key, '/v1/calls', 'ops.localhost'))).toEqual([401, 'api-key-foreign-host']);
    t.clock.advanceSeconds(3600);
    expect(await code(ask(key))).toEqual([401, 'api-key-expired']);
    t.clock.reset();
    await t.as(owner).post(`/v1/staff/api-keys/${id}/revoke`).expect(200);
    expect(await code(ask(key))).toEqual([401, 'api-key-revoked']);
  });

  it.each(['/v1/advisors', '/v1/site'])(
    'is judged, counted and logged as elsewhere on %s, which asks for nobody',
    async (path) => {
      const { key, id } = await make({
        name: `Public ${path}`,
        scopes: ['calls:read'],
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      });
      const first = await ask(key, path).expect(200);
      expect(first.headers).toMatchObject({ 'ratelimit-policy': expect.stringContaining('"key"'), livemode: 'true' });
      expect(first.headers['platform-version']).toBeDefined();
      expect(await code(ask(newKey('live'), path))).toEqual([401, 'api-key-unknown']);
      expect(await code(ask('sk_live_short', path))).toEqual([401, 'api-key-malformed']);
      expect(await code(ask(key, path, t.licensees.zenith.host))).toEqual([401, 'api-key-foreign-host']);
      t.clock.advanceSeconds(3600);
      expect(await code(ask(key, path))).toEqual([401, 'api-key-expired']);
      t.clock.reset();
      await t.as(owner).post(`/v1/staff/api-keys/${id}/revoke`).expect(200);
      expect(await code(ask(key, path))).toEqual([401, 'api-key-revoked']);
      const { key: bound } = await make({ name: `Bound ${path}`, addresses: ['192.0.2.0/24'] });
      expect(await code(ask(bound, path))).toEqual([403, 'api-key-address-refused']);
      const { body } = await t.as(owner).get(`/v1/staff/api-access?keyId=${id}`).expect(200);
      expect((body.data as { route: string; status: number }[]).map(({ route, status }) => [route, status])).toEqual([
        [path, 401],
        [path, 401],
        [path, 200],
      ]);
      // Without a key it is as open as ever.
      await t.http(owner.host).get(path).expect(200);
    },
  );

  it('is not made for a scope that there is not, which is named', async () => {
    for (const wrong of ['calls:red', null, { a: 1 }, 'x'.repeat(500)]) {
      const body = { name: 'Wrong', scopes: ['calls:read', wrong] };
      const { errors } = (await t.as(owner).post('/v1/staff/api-keys', body).expect(422)).body;
      const named = JSON.stringify(wrong).slice(0, 40);
      expect(errors).toEqual([
        { pointer: '/scopes', detail: expect.stringContaining(`there is no scope ${named}; there`) },
      ]);
    }
  });

  it('that is mistyped is refused without a look into the database', async () => {
    await t.db.query('alter function app.api_key_by_hash(bytea) rename to hidden_for_a_moment');
    try {
      expect(await code(ask(`sk_live_${'0'.repeat(59)}`))).toEqual([401, 'api-key-malformed']);
      expect((await ask(newKey('live'))).status).toBe(500);
    } finally {
      await t.db.query('alter function app.hidden_for_a_moment(bytea) rename to api_key_by_hash');
    }
  });

  it('works only from the networks of its list, if it has one', async () => {
    const { key, addresses } = await make({ name: 'Listed', addresses: ['192.0.2.9/24', '2001:DB8::/32'] });
    expect(addresses).toEqual(['192.0.2.0/24', '2001:db8::/32']);
    const refused = await ask(key).expect(403);
    expect(refused.body).toMatchObject({ code: 'api-key-address-refused', address: '127.0.0.1' });
    const { key: local } = await make({ name: 'Local', addresses: ['127.0.0.0/8', '::1'] });
    await ask(local).expect(200);
    // What a client says of its own address counts for nothing.
    expect((await ask(key).set('x-forwarded-for', '192.0.2.1')).status).toBe(403);
    const wrong = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'x', scopes: ['*'], addresses: ['10.0.0.1', '10.0.0.0/40'] })
      .expect(422);
    expect(wrong.body.errors[0].pointer).toBe('/addresses/1');
  });

  it('revoked on one replica is refused on the other with the next request', async () => {
    const other = await replicaOf(t);
    try {
      const { key, id } = await make({ name: 'Replicas' });
      const there = (): Promise<number> =>
        other
          .inject({ method: 'GET', url: '/v1/calls', headers: { host: owner.host, authorization: `Bearer ${key}` } })
          .then(({ statusCode }) => statusCode);
      expect([(await ask(key)).status, await there()]).toEqual([200, 200]);
      await t.as(owner).post(`/v1/staff/api-keys/${id}/revoke`).expect(200);
      expect([(await ask(key)).status, await there()]).toEqual([401, 401]);
    } finally {
      await other.close();
    }
  });

  it('of one name work two at a time, however many are asked for at once', async () => {
    const answers = await race(5, () =>
      t.as(owner).post('/v1/staff/api-keys', { name: 'Twins', scopes: ['calls:read'] }),
    );
    const statuses = answers.map((answer) => (answer as { value: { status: number } }).value.status).sort();
    expect(statuses).toEqual([201, 201, 409, 409, 409]);
    const { body } = await t.as(owner).get('/v1/staff/api-keys?status=live&limit=100').expect(200);
    const [one] = (body.data as { name: string; id: string }[]).filter(({ name }) => name === 'Twins');
    await t.as(owner).post(`/v1/staff/api-keys/${one!.id}/revoke`).expect(200);
    await make({ name: 'Twins' });
  });

  it('is rolled: the new one works at once, the old one for the hours that were left to it', async () => {
    const old = await make({ name: 'Rolled', scopes: ['calls:read'], addresses: ['127.0.0.1'] });
    const fresh = (await t.as(owner).post(`/v1/staff/api-keys/${old.id}/roll`, { overlapHours: 2 }).expect(201))
      .body as NewApiKeyView;
    expect(fresh).toMatchObject({
      name: 'Rolled',
      scopes: ['calls:read'],
      addresses: ['127.0.0.1/32'],
      expiresAt: null,
    });
    expect([(await ask(old.key)).status, (await ask(fresh.key)).status]).toEqual([200, 200]);
    await t.as(owner).post(`/v1/staff/api-keys/${fresh.id}/roll`).expect(409);
    t.clock.advanceSeconds(2 * 3600 + 1);
    expect([await code(ask(old.key)), (await ask(fresh.key)).status]).toEqual([[401, 'api-key-expired'], 200]);
    const again = await t.as(owner).post(`/v1/staff/api-keys/${old.id}/roll`).expect(409);
    expect(again.body).toMatchObject({ code: 'api-key-not-live', keyStatus: 'expired' });
    t.clock.reset();
    const last = await t.as(owner).post(`/v1/staff/api-keys/${old.id}/revoke`).expect(200);
    expect(last.body.status).toBe('revoked');
  });

  it('tells of its making and its end in the audit log and as events', async () => {
    const { id } = await make({ name: 'Audited', scopes: ['users:read'] });
    await t.as(owner).post(`/v1/staff/api-keys/${id}/revoke`).expect(200);
    await t.as(owner).post(`/v1/staff/api-keys/${id}/revoke`).expect(200);
    const entries = await t.db.query<{ action: string }>(
      'select action from app.audit_entry where subject_id = $1 order by id',
      [id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['api_key.created', 'api_key.revoked']);
    await t.run('events.place');
    const { body } = await t.as(owner).get(`/v1/events?subject=${id}`).expect(200);
    expect(body.data).toMatchObject([
      { type: 'api_key.revoked', data: { apiKeyId: id, effectiveAt: expect.any(String) } },
      { type: 'api_key.created', data: { apiKeyId: id, expiresAt: null } },
    ]);
  });

  it('is used in the minute that its row says, and every request with it is in the access log', async () => {
    const { key, id } = await make({ name: 'Logged', scopes: ['calls:read'] });
    const first = await ask(key).expect(200);
    await ask(key, '/v1/staff/advisors').expect(403);
    const { body } = await t.as(owner).get(`/v1/staff/api-access?keyId=${id}`).expect(200);
    expect(body.data).toEqual([
      expect.objectContaining({ method: 'GET', route: '/v1/staff/advisors', status: 403, keyName: 'Logged' }),
      expect.objectContaining({
        route: '/v1/calls',
        status: 200,
        requestId: first.headers['request-id'],
        ip: '127.0.0.1',
      }),
    ]);
    const used = async (): Promise<unknown> =>
      (
        await t.db.query<{ last_used_at: Date }>('select last_used_at from app.api_key where id = $1', [
          parseId('apiKey', id),
        ])
      )[0]!.last_used_at;
    const at = await used();
    expect(at).toBeInstanceOf(Date);
    t.clock.advanceSeconds(30);
    await ask(key);
    expect(await used()).toEqual(at);
    t.clock.advanceSeconds(31);
    await ask(key);
    expect(await used()).not.toEqual(at);
    t.clock.reset();
    const refused = await t.as(owner).get(`/v1/staff/api-access?keyId=${id}&outcome=refused&limit=1`).expect(200);
    expect(refused.body).toMatchObject({ data: [{ status: 403 }], has_more: false });
    const page = await t.as(owner).get(`/v1/staff/api-access?keyId=${id}&limit=2`).expect(200);
    const rest = await t
      .as(owner)
      .get(`/v1/staff/api-access?keyId=${id}&limit=2&cursor=${page.body.next_cursor as string}`);
    expect([page.body.data.length, rest.body.data.length]).toEqual([2, 2]);
    // After 30 days nothing of it is left.
    t.clock.advanceSeconds(30 * 24 * 3600 + 70);
    await t.run('integrations.forget_access');
    t.clock.reset();
    expect(await t.db.query('select 1 from app.api_access where key_id = $1', [parseId('apiKey', id)])).toEqual([]);
  });

  it('keeps to its version, and an unknown one is refused with the names of the known', async () => {
    const { key, version } = await make({ name: 'Versioned' });
    expect((await ask(key)).headers['platform-version']).toBe(version);
    expect((await ask(key).set('platform-version', version)).headers['platform-version']).toBe(version);
    const { status, body } = await ask(key).set('platform-version', '1999-12-31');
    expect([status, body.code, body.known]).toEqual([400, 'unknown-api-version', [version]]);
  });

  it('cannot be seen, rolled or ended by another licensee', async () => {
    const { id } = await make({ name: 'Mine' });
    const foreign = await t.given.staff('owner', 'zenith');
    for (const act of ['revoke', 'roll']) await t.as(foreign).post(`/v1/staff/api-keys/${id}/${act}`).expect(404);
    expect((await t.as(foreign).get('/v1/staff/api-keys').expect(200)).body.data).toEqual([]);
    expect((await t.as(foreign).get('/v1/staff/api-access').expect(200)).body.data).toEqual([]);
  });
});

describe('the requests of a key', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp({ env: { RATE_LIMIT_FACTOR: '1' } });
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const make = async (body: object): Promise<NewApiKeyView> =>
    (
      await t
        .as(owner)
        .post('/v1/staff/api-keys', { scopes: ['*'], ...body })
        .expect(201)
    ).body as NewApiKeyView;
  const ask = (key: string) => t.http(owner.host).get('/v1/calls').set('authorization', `Bearer ${key}`);

  it('are counted for that key, and its answers say what is left', async () => {
    const { key: one } = await make({ name: 'a' });
    const { key: other } = await make({ name: 'b' });
    const first = await ask(one).expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"key";q=600;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"key";r=599;t=\d+$/);
    await t.db.query(`update app.rate_limit set points = 600 where key like 'key:%'`);
    const over = await ask(one).expect(429);
    expect(over.body.code).toBe('rate-limited');
    expect(over.headers['ratelimit']).toMatch(/^"key";r=0;t=\d+$/);
    expect(over.headers['retry-after']).toMatch(/^\d+$/);
    await ask(other).expect(200);
  });

  it('are counted by the process itself while the common counter cannot answer', async () => {
    const { key: one, id } = await make({ name: 'e' });
    const { key: other } = await make({ name: 'f' });
    const counters = t.app.get(RateCounters);
    for (let sent = 0; sent < 599; sent += 1) await counters.consumeHere('key', 600, 60, parseId('apiKey', id)!);
    await t.db.query('alter table app.rate_limit rename to hidden_for_a_moment');
    try {
      expect((await ask(one).expect(200)).headers['ratelimit']).toMatch(/^"key";r=0;t=\d+$/);
      const over = await ask(one).expect(429);
      expect([over.body.code, over.headers['ratelimit']]).toEqual([
        'rate-limited',
        expect.stringMatching(/^"key";r=0;t=\d+$/),
      ]);
      const next = await ask(other).expect(200);
      expect(next.headers['ratelimit']).toMatch(/^"key";r=599;t=\d+$/);
      // What guards sign-ins stays closed meanwhile.
      await t.http(owner.host).post('/v1/auth/sign-in').send({ email: owner.email, password: 'x' }).expect(503);
    } finally {
      await t.db.query('alter table app.hidden_for_a_moment rename to rate_limit');
    }
    expect((await ask(one).expect(200)).headers['ratelimit']).toMatch(/^"key";r=599;/);
  });

  it('are counted when it is refused, too', async () => {
    const revoked = await make({ name: 'Revoked' });
    await t.as(owner).post(`/v1/staff/api-keys/${revoked.id}/revoke`).expect(200);
    const expired = await make({ name: 'Expired', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const elsewhere = await make({ name: 'Elsewhere', addresses: ['192.0.2.0/24'] });
    t.clock.advanceSeconds(3_600);
    for (const [{ id, key }, status] of [
      [revoked, 401],
      [expired, 401],
      [elsewhere, 403],
    ] as const) {
      const refused = await ask(key).expect(status);
      expect(refused.headers['ratelimit']).toMatch(/^"key";r=599;/);
      await t.db.query('update app.rate_limit set points = 600 where key = $1', [`key:${parseId('apiKey', id)!}`]);
      expect((await ask(key).expect(429)).body.code).toBe('rate-limited');
    }
    t.clock.reset();
  });

  it('are held by the limits of a route as those of a person are', async () => {
    const { key: one } = await make({ name: 'c' });
    const { key: other } = await make({ name: 'd' });
    const { body: endpoint } = await t
      .as(owner)
      .post('/v1/webhook-endpoints', { url: 'https://hooks.acme.dev/', eventTypes: ['*'] })
      .expect(201);
    const example = (key: string) =>
      t
        .http(owner.host)
        .post(`/v1/webhook-endpoints/${endpoint.id as string}/examples`)
        .set('authorization', `Bearer ${key}`)
        .send({ type: 'call.ended' });
    await example(one).expect(201);
    await t.db.query(`update app.rate_limit set points = 60 where key like 'webhook_example:person:%'`);
    expect((await example(one).expect(429)).body.code).toBe('rate-limited');
    await example(other).expect(201);
  });
});
