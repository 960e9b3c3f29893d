import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, race, testApp } from '@app/testing';
import { type CaaProperty, Dns, type DnsAnswer } from './dns.js';

const TARGET = 'edge.localhost';

/** A world wide zone that specs write. */
class FakeDns extends Dns {
  readonly zone = new Map<string, readonly string[]>();
  down = false;
  looked = 0;
  /** Runs while DNS is being asked. */
  meanwhile?: () => Promise<void>;

  txt = (name: string) => this.answer(`TXT ${name}`);
  cname = (name: string) => this.answer(`CNAME ${name}`);
  a = (name: string) => this.answer(`A ${name}`);
  aaaa = (name: string) => this.answer(`AAAA ${name}`);
  caa = async (): Promise<DnsAnswer<CaaProperty>> => ({ found: [] });

  private async answer(key: string): Promise<DnsAnswer<string>> {
    this.looked++;
    await this.meanwhile?.();
    return this.down ? { failed: 'ETIMEOUT' } : { found: this.zone.get(key) ?? [] };
  }

  prove(host: string, value: string): void {
    this.zone.set(`TXT _platform-verify.${host}`, [value]);
    this.zone.set(`CNAME ${host}`, [TARGET]);
  }
}

describe('domains', () => {
  let t: TestApp;
  const dns = new FakeDns();
  let owner: Actor;
  let foreign: Actor;
  let count = 0;

  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Dns).useValue(dns) });
    owner = await t.given.staff('owner');
    foreign = await t.given.staff('owner', 'zenith');
  });
  afterAll(() => t.close());
  beforeEach(() => {
    dns.down = false;
    delete dns.meanwhile;
  });

  const path = (host: string, rest = '') => `/v1/staff/domains/${host}${rest}`;
  const add = async (): Promise<{ host: string; proof: string }> => {
    const host = `d${++count}.example.com`;
    const { body } = await t.as(owner).post('/v1/staff/domains', { host }).expect(201);
    return { host, proof: body.records[0].expected };
  };
  const check = async (host: string) => (await t.as(owner).post(path(host, '/check')).expect(200)).body;
  const verified = async (): Promise<string> => {
    const { host, proof } = await add();
    dns.prove(host, proof);
    expect((await check(host)).status).toBe('verified');
    return host;
  };
  const statusChanges = async (host: string) =>
    (
      await t.db.query<{ line: string }>(
        `select actor_kind || ': ' || (before ->> 'status') || ' -> ' || (after ->> 'status') as line from app.audit_entry
          where action = 'domain.status_changed' and subject_id = $1 order by id`,
        [host],
      )
    ).map(({ line }) => line);

  it('do not answer before they are proved, and answer at once after', async () => {
    const { body } = await t.as(owner).post('/v1/staff/domains', { host: 'Advice.Example.com' }).expect(201);
    expect(body).toEqual({
      host: 'advice.example.com',
      isPrimary: false,
      kind: 'subdomain',
      status: 'waiting',
      records: [
        {
          type: 'TXT',
          name: '_platform-verify.advice.example.com',
          expected: expect.stringMatching(/^platform-verify=[0-9a-f]{40}$/),
          found: [],
          ok: false,
        },
        { type: 'CNAME', name: 'advice.example.com', expected: TARGET, found: [], ok: false },
      ],
      findings: [],
      checkedAt: null,
      verifiedAt: null,
    });
    await t.http('advice.example.com').get('/v1/site').expect(404);
    expect(await check('advice.example.com')).toMatchObject({ status: 'waiting', checkedAt: expect.any(String) });

    dns.prove('advice.example.com', 'platform-verify=other');
    const wrong = await check('advice.example.com');
    expect([wrong.status, wrong.records[0].found]).toEqual(['wrong_value', ['platform-verify=other']]);
    await t.http('advice.example.com').get('/v1/site').expect(404);

    dns.prove('advice.example.com', body.records[0].expected);
    const right = await check('advice.example.com');
    expect(right).toMatchObject({ status: 'verified', verifiedAt: expect.any(String) });
    expect(right.findings.map(({ code }: { code: string }) => code)).toEqual(['txt-right', 'points-here']);
    expect((await t.http('advice.example.com').get('/v1/site').expect(200)).body.name).toBe('Aurora Advice');
    expect(await statusChanges('advice.example.com')).toEqual([
      'person: waiting -> wrong_value',
      'person: wrong_value -> verified',
    ]);
  });

  it('are refused where they are no host, the platform’s own, or somebody’s', async () => {
    for (const host of [
      'x',
      'a b.example',
      'http://a.example',
      'a.example:80',
      '127.0.0.1',
      '-a.example',
      'a..example',
      '::1',
    ])
      expect((await t.as(owner).post('/v1/staff/domains', { host }).expect(422)).body.errors[0].pointer).toBe('/host');
    for (const host of ['new.localhost', 'x.edge.localhost'])
      expect((await t.as(owner).post('/v1/staff/domains', { host }).expect(409)).body.code).toBe('platform-host');
    const { host } = await add();
    for (const actor of [owner, foreign])
      expect((await t.as(actor).post('/v1/staff/domains', { host }).expect(409)).body.code).toBe('host-taken');
  });

  it('are nothing to another licensee and to other roles', async () => {
    const host = await verified();
    for (const request of [
      t.as(foreign).post(path(host, '/check')),
      t.as(foreign).post(path(host, '/primary')),
      t.as(foreign).delete(`${path(host)}?confirm=${host}`),
    ])
      expect((await request.expect(404)).body.code).toBe('not-found');
    const { body } = await t.as(foreign).get('/v1/staff/domains').expect(200);
    expect(body.data.map((one: { host: string }) => one.host)).toEqual(['zenith.localhost']);
    for (const role of ['finance', 'support', 'analyst', 'advisor', 'end_user'] as const)
      await t
        .as(await t.given.person(role))
        .get('/v1/staff/domains')
        .expect(403);
  });

  it('are listed by name, in pages', async () => {
    const seen: string[] = [];
    let query = '?limit=2';
    while (query !== '') {
      const { body } = await t.as(owner).get(`/v1/staff/domains${query}`).expect(200);
      seen.push(...body.data.map(({ host }: { host: string }) => host));
      query = body.next_cursor === null ? '' : `?limit=2&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining(['advice.example.com', 'aurora.localhost']));
    const [platform] = (await t.as(owner).get('/v1/staff/domains').expect(200)).body.data.filter(
      ({ host }: { host: string }) => host === 'aurora.localhost',
    );
    expect(platform).toMatchObject({ kind: 'platform', status: 'verified', isPrimary: true, records: [] });
  });

  it('ask DNS outside of any transaction, and nothing for hosts of the platform', async () => {
    const { host, proof } = await add();
    dns.prove(host, proof);
    let free = false;
    dns.meanwhile = async () => {
      const rows = await t.db.query(
        `select 1 from pg_stat_activity where application_name = 'app_tenant' and state = 'idle in transaction' and datname = current_database()`,
      );
      free = rows.length === 0;
    };
    expect((await check(host)).status).toBe('verified');
    expect(free).toBe(true);
    const before = dns.looked;
    expect((await check('aurora.localhost')).status).toBe('verified');
    expect(dns.looked).toBe(before);
  });

  it('are verified once and audited once by checks at the same time', async () => {
    const { host, proof } = await add();
    dns.prove(host, proof);
    const results = await race(8, () => check(host));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason))).toEqual(
      Array(8).fill('verified'),
    );
    expect(await statusChanges(host)).toEqual(['person: waiting -> verified']);
  });

  it('lose a check that was under way when they were given up and claimed again', async () => {
    const { host, proof } = await add();
    dns.prove(host, proof);
    let token = '';
    dns.meanwhile = async () => {
      if (token !== '') return;
      token = 'pending';
      await t
        .as(owner)
        .delete(`${path(host)}?confirm=${host}`)
        .expect(204);
      token = (await t.as(owner).post('/v1/staff/domains', { host }).expect(201)).body.records[0].expected;
    };
    expect((await check(host)).status).toBe('waiting');
    expect(token).not.toBe(proof);
    await t.http(host).get('/v1/site').expect(404);
  });

  it('have one primary, which must work', async () => {
    const host = await verified();
    const waiting = (await add()).host;
    expect((await t.as(owner).post(path(waiting, '/primary')).expect(409)).body.code).toBe('domain-not-verified');
    expect((await t.as(owner).post(path(host, '/primary')).expect(200)).body.isPrimary).toBe(true);
    expect((await t.http(host).get('/v1/site').expect(200)).body.host).toBe(host);
    const other = await verified();
    const answers = await race(6, (i) => t.as(owner).post(path(i % 2 === 0 ? other : 'aurora.localhost', '/primary')));
    for (const one of answers) expect([200, 409]).toContain(one.status === 'fulfilled' ? one.value.status : one.reason);
    expect(
      await t.db.query(`select 1 from app.licensee_domain where licensee_id = $1 and is_primary`, [owner.licenseeId]),
    ).toHaveLength(1);
    await t.as(owner).post(path('aurora.localhost', '/primary')).expect(200);
    const [entry] = await t.db.query(
      `select before, after from app.audit_entry where action = 'domain.made_primary' and subject_id = $1 limit 1`,
      [host],
    );
    expect(entry).toEqual({ before: { primary: 'aurora.localhost' }, after: { primary: host } });
  });

  it('go only by name, never the primary one, and answer nobody after', async () => {
    const host = await verified();
    await t.http(host).get('/v1/site').expect(200);
    for (const query of ['', '?confirm=', '?confirm=other.example.com'])
      expect(
        (
          await t
            .as(owner)
            .delete(path(host) + query)
            .expect(422)
        ).body.errors[0].pointer,
      ).toBe('/confirm');
    await t
      .as(owner)
      .delete(`${path(host)}?confirm=${host}`)
      .expect(204);
    await t.http(host).get('/v1/site').expect(404);
    await t
      .as(owner)
      .delete(`${path(host)}?confirm=${host}`)
      .expect(404);
    const primary = `${path('aurora.localhost')}?confirm=aurora.localhost`;
    expect((await t.as(owner).delete(primary).expect(409)).body.code).toBe('domain-needed');
    const last = `${path('zenith.localhost')}?confirm=zenith.localhost`;
    expect((await t.as(foreign).delete(last).expect(409)).body.code).toBe('domain-needed');
  });

  it('break after two bad hours, keep answering, and mend', async () => {
    const host = await verified();
    dns.down = true;
    await t.run('licensees.recheck_domains');
    expect(await statusChanges(host)).toEqual(['person: waiting -> verified']);
    await t.run('licensees.recheck_domains');
    await t.run('licensees.recheck_domains');
    expect(await statusChanges(host)).toEqual(['person: waiting -> verified', 'system: verified -> broken']);
    expect((await t.as(owner).post(path(host, '/primary')).expect(409)).body.code).toBe('domain-not-verified');
    await t.http(host).get('/v1/site').expect(200);
    dns.down = false;
    await t.run('licensees.recheck_domains');
    expect((await statusChanges(host)).at(-1)).toBe('system: broken -> verified');
    const [own] = await t.db.query<{ checks: number }>(
      `select checks from app.licensee_domain where host = 'aurora.localhost'`,
    );
    expect(own!.checks).toBe(0);
  });

  it('that nobody proved are free again after 14 days', async () => {
    const { host } = await add();
    await t.run('licensees.recheck_domains');
    t.clock.advanceSeconds(14 * 24 * 3600 + 60);
    await t.run('licensees.recheck_domains');
    t.clock.reset();
    await t.as(owner).post(path(host, '/check')).expect(404);
    await t.as(foreign).post('/v1/staff/domains', { host }).expect(201);
    expect(
      await t.db.query(`select 1 from app.audit_entry where action = 'domain.lapsed' and subject_id = $1`, [host]),
    ).toHaveLength(1);
  });

  it('are 20 at the most', async () => {
    const admin = await t.given.staff('admin', 'zenith');
    const have = (await t.as(admin).get('/v1/staff/domains?limit=100').expect(200)).body.data.length as number;
    for (let i = have; i < 20; i++)
      await t
        .as(admin)
        .post('/v1/staff/domains', { host: `z${i}.example.net` })
        .expect(201);
    expect((await t.as(admin).post('/v1/staff/domains', { host: 'z.example.net' }).expect(409)).body.code).toBe(
      'too-many-domains',
    );
  });
});

describe('the check of a domain', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp({
      env: { RATE_LIMIT_FACTOR: '1' },
      override: (builder) => builder.overrideProvider(Dns).useValue(new FakeDns()),
    });
  });
  afterAll(() => t.close());

  it('is limited to 30 per minute and person', async () => {
    const [owner, admin] = [await t.given.staff('owner'), await t.given.staff('admin')];
    for (let i = 0; i < 30; i++) await t.as(owner).post('/v1/staff/domains/aurora.localhost/check').expect(200);
    expect((await t.as(owner).post('/v1/staff/domains/aurora.localhost/check').expect(429)).body.code).toBe(
      'rate-limited',
    );
    await t.as(admin).post('/v1/staff/domains/aurora.localhost/check').expect(200);
  });
});
