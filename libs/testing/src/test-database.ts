import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { roleUrls } from '../../../migrations/roles.js';

/** A database of its own for one spec file, cloned from the migrated template. */
export interface TestDatabase {
  /** As superuser: for set-up and for checks that must not depend on our own code. */
  readonly adminUrl: string;
  readonly urls: ReturnType<typeof roleUrls>;
  /** Runs SQL as superuser. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['TEST_POSTGRES_URL'];
  const secret = process.env['TEST_ROLE_SECRET'];
  if (serverUrl === undefined || secret === undefined)
    throw new Error('No test server: run through npm test, which has a global set-up');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`create database ${name} template template_app strategy file_copy`);
  const adminUrl = serverUrl.replace(/\/postgres$/, `/${name}`);
  const admin = new pg.Pool({ connectionString: adminUrl, max: 4 });
  admin.on('error', () => undefined);
  return {
    adminUrl,
    urls: roleUrls(adminUrl, secret),
    query: async (sql, values = []) => (await admin.query(sql, values)).rows,
    close: async () => {
      await admin.end();
      // Pools say goodbye in the background; a backend that is cut off in the middle of it would show up as an error of nobody.
      for (let i = 0; i < 100; i++) {
        const { rowCount } = await server.query('select 1 from pg_stat_activity where datname = $1', [name]);
        if (rowCount === 0) break;
        await new Promise((done) => setTimeout(done, 20));
      }
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}
