import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { roleUrls } from '../../migrations/roles.ts';
import { startPostgres } from '../embedded-postgres.ts';
import { built } from './product.ts';

const ROLE_SECRET = 'role secret of the bench';

/** A migrated database of the bench's own cluster. */
export interface BenchDatabase {
  readonly name: string;
  readonly adminUrl: string;
  readonly urls: ReturnType<typeof roleUrls>;
  /** As superuser, past row-level security: fills the books and checks them. */
  readonly admin: pg.Pool;
}

export interface BenchServer {
  readonly database: BenchDatabase;
  readonly version: string;
  readonly pid: number;
  /** A copy of the database as it is now, so that two states can be measured in turn. */
  copy(name: string): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/**
 * A cluster of its own in a temporary directory, as durable as in production: fsync and synchronous_commit on. Checkpoints are moved out of the
 * measurement, because one that falls into a round of one variant only would decide the ratio.
 */
export async function startServer(): Promise<BenchServer> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'platform-bench-'));
  fs.chmodSync(root, 0o755);
  const postgres = await startPostgres({
    dir: path.join(root, 'pg'),
    database: 'bench',
    settings: {
      fsync: 'on',
      synchronous_commit: 'on',
      shared_buffers: '512MB',
      max_connections: '200',
      max_wal_size: '8GB',
      checkpoint_timeout: '30min',
      maintenance_work_mem: '512MB',
    },
  });
  const open: pg.Pool[] = [];
  const describe = async (name: string): Promise<BenchDatabase> => {
    const { migrate, roleUrls } = await built.migrations();
    const adminUrl = postgres.url.replace(/\/bench$/, `/${name}`);
    await migrate(adminUrl, ROLE_SECRET);
    const admin = new pg.Pool({ connectionString: adminUrl, max: 2, application_name: 'bench_admin' });
    admin.on('error', () => undefined);
    open.push(admin);
    return { name, adminUrl, urls: roleUrls(adminUrl, ROLE_SECRET), admin };
  };
  const stop = async (): Promise<void> => {
    await Promise.all(open.map((pool) => pool.end().catch(() => undefined)));
    await postgres.stop('immediate').catch(() => undefined);
    fs.rmSync(root, { recursive: true, force: true });
  };
  try {
    const database = await describe('bench');
    const { rows } = await database.admin.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    return {
      database,
      version: rows[0]!.version,
      pid: postgres.pid,
      copy: async (name) => {
        const client = new pg.Client({ connectionString: postgres.url.replace(/\/bench$/, '/postgres') });
        await client.connect();
        try {
          // A template may have no other session; ours of this process are idle and come back by themselves.
          await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bench'`);
          await client.query(`create database ${client.escapeIdentifier(name)} template bench strategy file_copy`);
        } finally {
          await client.end();
        }
        return describe(name);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
