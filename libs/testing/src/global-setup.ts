import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../../scripts/embedded-postgres.ts';
import { fastFolder } from '../../../scripts/fast-folder.ts';

declare global {
  var testPostgres: { stop(): Promise<void>; root: string } | undefined;
}

export const ROLE_SECRET = 'role secret of the test databases';

/**
 * One Postgres for the whole run, migrated once into a template that every spec file clones. Loaded by Node itself, not by Jest, so it takes
 * the migrations from the build that `pretest` made.
 */
export default async function setup(): Promise<void> {
  process.env['LOG_LEVEL'] ??= 'fatal';
  const started = performance.now();
  const root = fs.mkdtempSync(path.join(fastFolder(), 'platform-test-'));
  fs.chmodSync(root, 0o755);
  const postgres = await startPostgres({
    dir: path.join(root, 'pg'),
    database: 'template_app',
    fast: true,
    // Shared memory as files in the data folder, so that nothing outlives a server that is stopped at once.
    settings: { max_connections: '300', shared_buffers: '256MB', dynamic_shared_memory_type: 'mmap' },
  });
  try {
    const built = (await import(`${import.meta.dirname}/../../../dist/migrations/migrate.js`)) as {
      migrate(url: string, secret: string): Promise<string[]>;
    };
    await built.migrate(postgres.url, ROLE_SECRET);
    const admin = new pg.Client({ connectionString: postgres.url.replace(/\/template_app$/, '/postgres') });
    await admin.connect();
    await admin.query('alter database template_app is_template true');
    await admin.end();
  } catch (error) {
    // Jest does not tear down what was not set up.
    await postgres.stop('immediate');
    fs.rmSync(root, { recursive: true, force: true });
    throw error;
  }
  process.env['TEST_POSTGRES_URL'] = postgres.url.replace(/\/template_app$/, '/postgres');
  process.env['TEST_ROLE_SECRET'] = ROLE_SECRET;
  globalThis.testPostgres = { stop: () => postgres.stop('immediate'), root };
  console.log(`\nPostgres with a migrated template is up after ${Math.round(performance.now() - started)} ms`);
}
