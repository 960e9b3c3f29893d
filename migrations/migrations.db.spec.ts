import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@app/testing';
import { migrationDataSource } from './data-source.js';
import { MIGRATIONS } from './list.js';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const shape = () =>
    database.query<{ line: string }>(`
      select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line from information_schema.columns where table_schema = 'app'
      union all select indexname || ' ' || indexdef from pg_indexes where schemaname = 'app'
      union all select tablename || ' ' || policyname || ' ' || permissive || ' ' || coalesce(qual, '') from pg_policies where schemaname = 'app'
      union all select p.oid::regprocedure::text || ' ' || p.proowner::regrole::text || ' ' || p.prosecdef from pg_proc p where pronamespace = 'app'::regnamespace
      order by 1`);

  it('go down to nothing and up again to the same shape', async () => {
    const before = await shape();
    expect(before.length).toBeGreaterThan(100);
    const source = await migrationDataSource(database.adminUrl).initialize();
    try {
      for (let i = 0; i < MIGRATIONS.length; i++) await source.undoLastMigration();
      expect(await database.query(`select 1 from pg_namespace where nspname = 'app'`)).toEqual([]);
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
    expect(await shape()).toEqual(before);
  });

  it('reads from the log of staff who sold the calls of a licensee, and when', async () => {
    const source = await migrationDataSource(database.adminUrl).initialize();
    try {
      while ((await database.query(`select 1 from pg_class where relname = 'seller_term'`)).length > 0)
        await source.undoLastMigration();
      // The first was changed twice, the second never, the third by hand since its last change, the fourth once.
      await database.query(`
        insert into app.licensee (id, kind, slug, name, short_name, country, currency, created_at)
          select ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'licensee', 'seller-' || n, 'Seller', 'Seller', 'DE', 'EUR', '2020-01-01' from generate_series(1, 4) n;
        insert into app.money_rules (licensee_id, seller_of_record, changed_at) select id, case when slug in ('seller-1', 'seller-4') then 'licensee' else 'operator' end, now() from app.licensee where slug like 'seller-%';
        insert into app.audit_entry (licensee_id, id, at, actor_kind, actor_task, action, before, after, request_id)
          select ('00000000-0000-0000-0000-00000000000' || n)::uuid, gen_random_uuid(), at, 'system', 'spec', 'bearers.changed', jsonb_build_object('sellerOfRecord', b), jsonb_build_object('sellerOfRecord', a), 'spec'
            from (values (1, timestamptz '2020-02-01', 'licensee', 'operator'), (1, '2020-03-01', 'operator', 'operator'), (1, '2020-04-01', 'operator', 'licensee'), (3, '2020-05-01', 'operator', 'licensee'), (4, '2020-05-01', 'operator', 'licensee')) c (n, at, b, a)`);
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
    const sellers = await database.query<{ line: string }>(
      `select l.slug || ' ' || string_agg(app.seller_at(l.id, at), ' ' order by at) as line
         from app.licensee l, unnest(array['2020-01-15', '2020-02-15', '2020-03-15', '2020-04-15', '2020-05-15', '2130-01-01']::timestamptz[]) at
        where l.slug like 'seller-%' group by l.slug order by 1`,
    );
    expect(sellers.map(({ line }) => line)).toEqual([
      'seller-1 licensee operator operator licensee licensee licensee',
      'seller-2 operator operator operator operator operator operator',
      'seller-3 operator operator operator operator licensee operator',
      'seller-4 operator operator operator operator licensee licensee',
    ]);
  });
});
