import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestApp, testApp } from '@app/testing';
import { RULES, type RuleName, WITHOUT_TENANT, tenantTables } from './catalogue.js';
import type { Population } from './population.js';
import { populate } from './world.js';

/** trust.md S2: isolation that does not depend on the code above the database. */
describe('the database', () => {
  let t: TestApp;
  let aurora: Population;
  let zenith: Population;
  let pool: pg.Pool;
  let tables: string[];
  beforeAll(async () => {
    t = await testApp();
    aurora = await populate(t, 'aurora');
    zenith = await populate(t, 'zenith');
    pool = new pg.Pool({ connectionString: t.database.urls.DATABASE_TENANT_URL, max: 4 });
    tables = await tenantTables(t.db.query);
  });
  afterAll(async () => {
    await pool.end();
    await t.close();
  });

  const query = <Row extends object>(sql: string, values?: unknown[]) => t.db.query<Row>(sql, values);
  /** The SQLSTATE, or what came back. */
  const outcome = async (run: Promise<pg.QueryResult>): Promise<string | number> =>
    run.then((result) => result.rowCount ?? 0).catch((error: unknown) => (error as { code: string }).code);
  /** A transaction of app_tenant, rolled back. */
  const asTenant = async <T>(licenseeId: string | null, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      if (licenseeId !== null) await client.query(`select set_config('app.licensee_id', $1, true)`, [licenseeId]);
      return await work(client);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it('has tables of tenants to look at', () => {
    expect(tables.length).toBeGreaterThanOrEqual(23);
    expect(tables).toEqual(expect.arrayContaining(['licensee', 'person', 'call', 'ledger_entry', 'receipt']));
  });

  for (const name of Object.keys(RULES) as RuleName[]) {
    it(name, async () => {
      expect(await RULES[name](query)).toEqual([]);
    });
  }

  describe('with a deliberate defect', () => {
    const DEFECTS: Readonly<Record<RuleName, readonly [sql: string, offender: string]>> = {
      'a table has a tenant or a reason': ['create table app.bad_notes (id uuid primary key)', 'bad_notes'],
      'the tenant column is a uuid and never null': [
        'create table app.bad_null (licensee_id uuid, id uuid)',
        'bad_null',
      ],
      'row-level security is enabled and forced': ['alter table app.card no force row level security', 'card'],
      'one restrictive policy holds app_tenant, app_ledger and app_owner to the tenant': [
        `alter policy tenant on app.card using (licensee_id = (select current_setting('app.licensee_id')::uuid) or brand = 'visa')`,
        'card',
      ],
      'no other role but the look-up and the operator gets a policy of its own': [
        'create policy widened on app.card to app_operator using (true)',
        'card.widened',
      ],
      'a primary key or unique constraint starts with the tenant': [
        'create table app.bad_key (id uuid primary key, licensee_id uuid not null)',
        'bad_key',
      ],
      'every unique index starts with the tenant': [
        'create unique index bad_email on app.person (email)',
        'app.bad_email',
      ],
      'a foreign key between tenant tables carries the tenant': [
        'create unique index on app.person (id); alter table app.card add constraint bad_person foreign key (person_id) references app.person (id)',
        'app.card.bad_person',
      ],
      'a foreign key never changes rows by itself': [
        'alter table app.card add constraint bad_cascade foreign key (licensee_id, person_id) references app.person (licensee_id, id) on delete cascade',
        'app.card.bad_cascade',
      ],
      'every table belongs to app_owner': ['alter table app.card owner to app_ledger', 'card'],
      'app_tenant may not truncate, reference or trigger': [
        'grant truncate on app.card to app_tenant',
        'card TRUNCATE',
      ],
      'app_tenant may not create': ['grant create on schema app to public', 'schema app'],
      'app_tenant may not write the ledger or delete history': [
        'grant update on app.ledger_account to app_tenant',
        'ledger_account UPDATE',
      ],
      'only app_backup passes row-level security, and no role of ours is a superuser': [
        'alter role app_tenant bypassrls',
        'app_tenant bypassrls',
      ],
      'owners of tables and functions do not log in, and run-time roles belong to no other': [
        'grant app_owner to app_tenant',
        'app_tenant is a member of app_owner',
      ],
      'the roles of the design exist': ['create role app_surprise', 'app_surprise'],
      'the operator and the look-up only read, and the look-up only named columns': [
        'grant select on app.person to app_lookup',
        'app_lookup all of person',
      ],
      'a security definer function pins its search path': [
        `create function app.bad_path() returns int language sql security definer as 'select 1'`,
        'app.bad_path()',
      ],
      "a security definer function is nobody's but its callers'": [
        `create function app.bad_public() returns int language sql security definer set search_path = pg_catalog, pg_temp as 'select 1'`,
        'app.bad_public() for PUBLIC',
      ],
      'the resolver runs only the look-ups': [
        'grant execute on function app.ledger_violations() to app_resolver',
        'ledger_violations()',
      ],
      'the operator reads only what is listed': ['grant select (display_name) on app.person to app_operator', 'person'],
      'a view asks with the rights of who reads it, and nothing is materialized': [
        'create view app.bad_view as select * from app.person',
        'bad_view',
      ],
    };
    for (const [name, [sql, offender]] of Object.entries(DEFECTS) as [RuleName, readonly [string, string]][]) {
      it(`"${name}" reports it`, async () => {
        // In a transaction that is rolled back: roles belong to the whole cluster, and other specs use them.
        const admin = new pg.Client({ connectionString: t.database.adminUrl });
        await admin.connect();
        try {
          await admin.query('begin');
          await admin.query(sql);
          expect(await RULES[name](async (text, values) => (await admin.query(text, values)).rows)).toContain(offender);
        } finally {
          await admin.query('rollback');
          await admin.end();
        }
      });
    }
  });

  it('refuses to read or write any tenant table without a tenant, loudly', async () => {
    for (const table of tables) {
      const fresh = await asTenant(null, (client) => outcome(client.query(`select * from app.${table}`)));
      expect([table, fresh]).toEqual([table, expect.stringMatching(/^(42704|22P02)$/)]);
    }
  });

  it('shows one tenant nothing of another, whatever is joined', async () => {
    await asTenant(aurora.licenseeId, async (client) => {
      for (const table of tables) {
        const tenant = table === 'licensee' ? 'id' : 'licensee_id';
        const count = async (sql: string) =>
          (await client.query<{ n: number }>(`select count(*)::int as n from ${sql}`, [zenith.licenseeId])).rows[0]!.n;
        const seen = {
          direct: await count(`app.${table} x where x.${tenant} = $1`),
          joined: await count(
            `app.${table} x join app.licensee l on l.id = x.${tenant} where x.${tenant} <> $1 and exists (select 1 from app.${table} y where y.${tenant} = $1)`,
          ),
          lateral: await count(
            `app.licensee l cross join lateral (select * from app.${table} y where y.${tenant} = $1 or y.${tenant} <> l.id) z`,
          ),
          outer: await count(
            `(values ($1::uuid)) v(id) left join app.${table} x on x.${tenant} = v.id where x.${tenant} is not null`,
          ),
        };
        expect([table, seen]).toEqual([table, { direct: 0, joined: 0, lateral: 0, outer: 0 }]);
      }
    });
    // The same tables do hold rows of the other tenant: the zeros above are a proof.
    const filled = await Promise.all(
      tables.map(
        async (table) =>
          (
            await query(
              `select 1 from app.${table} where ${table === 'licensee' ? 'id' : 'licensee_id'} = $1 limit 1`,
              [zenith.licenseeId],
            )
          ).length,
      ),
    );
    const empty = tables.filter((_, i) => filled[i] === 0);
    expect(empty).toEqual(['house_snapshot', 'licence_return', 'livekit_event', 'stripe_customer', 'stripe_event']);
  });

  it('lets no tenant move, change or plant rows of another', async () => {
    const at = (sql: string, values: unknown[] = []) =>
      asTenant(aurora.licenseeId, (client) => outcome(client.query(sql, values)));
    expect(await at('update app.person set display_name = $2 where licensee_id = $1', [zenith.licenseeId, 'x'])).toBe(
      0,
    );
    expect(await at('update app.person set licensee_id = $1', [zenith.licenseeId])).toBe('42501');
    expect(await at('update app.licensee set id = $1', [zenith.licenseeId])).toBe('42501');
    expect(await at('delete from app.licensee_domain where licensee_id = $1', [zenith.licenseeId])).toBe(0);
    expect(
      await at(
        `insert into app.sign_in (licensee_id, id, person_id, outcome, at) values ($1, gen_random_uuid(), $2, 'signed_in', now())`,
        [zenith.licenseeId, zenith.ids.person],
      ),
    ).toBe('42501');
    // A row of one's own that points at another tenant's: the composite key refuses it.
    expect(
      await at(
        `insert into app.sign_in (licensee_id, id, person_id, outcome, at) values ($1, gen_random_uuid(), $2, 'signed_in', now())`,
        [aurora.licenseeId, zenith.ids.person],
      ),
    ).toBe('23503');
    // And the doors around the policies are shut.
    for (const role of ['app_owner', 'app_ledger', 'app_lookup', 'app_backup', 'app_jobs', 'app_resolver'])
      expect([role, await at(`set role ${role}`)]).toEqual([role, '42501']);
    expect(await at(`set row_security = off`)).toBe(0);
    expect(
      await asTenant(aurora.licenseeId, async (client) => {
        await client.query('set local row_security = off');
        return outcome(client.query('select * from app.person'));
      }),
    ).toBe('42501');
    expect(await at('truncate app.card')).toBe('42501');
    expect(await at('alter table app.card disable row level security')).toBe('42501');
    for (const table of Object.keys(WITHOUT_TENANT))
      expect([table, await at(`select * from app.${table}`)]).toEqual([table, '42501']);
    expect(
      await at(`select app.enqueue_job('x', json_build_object('licenseeId', $1::text), null, null, null, 1)`, [
        zenith.licenseeId,
      ]),
    ).toBe('LG004');
  });

  it('keeps 1,000 interleaved transactions of two tenants over four connections apart', async () => {
    let foreign = 0;
    let own = 0;
    await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => {
        const licenseeId = (i % 2 === 0 ? aurora : zenith).licenseeId;
        return asTenant(licenseeId, async (client) => {
          const { rows } = await client.query<{ licensee_id: string }>('select licensee_id from app.person');
          const mine = rows.filter((row) => row.licensee_id === licenseeId).length;
          own += mine;
          foreign += rows.length - mine;
        });
      }),
    );
    expect(foreign).toBe(0);
    expect(own).toBeGreaterThan(5_000);
  });
});
