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
});
