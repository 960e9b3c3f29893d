import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestApp } from './test-app.js';

/** Starts work that comes to a row twice at once: the row is held until both have read and wait to write, so that neither is done before the other begins. */
export async function whileLocked<T>(
  t: Pick<TestApp, 'database' | 'db'>,
  { table, where, id }: { table: string; where: string; id: string | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: t.database.adminUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select 1 from app.${table} where ${where} = $1 for update`, [id]);
    const done = work();
    const waiting = () =>
      t.db.query(
        `select 1 from pg_stat_activity where datname = current_database() and application_name = 'app_tenant' and wait_event_type = 'Lock'`,
      );
    while ((await waiting()).length < 2) await sleep(10);
    await client.query('commit');
    return await done;
  } finally {
    await client.end();
  }
}
