import { runMigrations } from 'graphile-worker';
import { migrationDataSource } from './data-source.js';
import { roleUrls, setRolePasswords } from './roles.js';

/**
 * Brings a database up to date: our migrations, passwords of the roles, and the queue's own tables.
 * @returns the names of our migrations that ran.
 */
export async function migrate(adminUrl: string, roleSecret: string): Promise<string[]> {
  const source = await migrationDataSource(adminUrl).initialize();
  try {
    // Each in a transaction of its own: a new value of an enum cannot be used in the one that adds it.
    const ran = await source.runMigrations({ transaction: 'each' });
    await setRolePasswords(adminUrl, roleSecret);
    // Graphile says "create schema if not exists", which needs the right even where the schema exists.
    const [{ name }] = await source.query<[{ name: string }]>('select quote_ident(current_database()) as name');
    await source.query(`grant create on database ${name} to app_jobs`);
    await runMigrations({
      connectionString: roleUrls(adminUrl, roleSecret).DATABASE_JOBS_URL,
      schema: 'graphile_worker',
    });
    await source.query(`revoke create on database ${name} from app_jobs`);
    // A dump reads everything, also what later migrations add.
    await source.query('grant pg_read_all_data to app_backup');
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
