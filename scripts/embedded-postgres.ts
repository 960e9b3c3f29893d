import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { executable, reachableBinaries, reachableDataDir, unprivilegedUser } from './postgres-binaries.ts';
import { environment, findRunning, launch, stopServer, type Cluster, type StopMode } from './postgres-server.ts';
import { signal } from './processes.ts';
import { UsageError } from './usage-error.ts';

export interface PostgresOptions {
  /** Data directory. The password (`<dir>.password`, 0600) and the log (`<dir>.log`) lie beside it. */
  dir: string;
  /** Free port when left out. */
  port?: number;
  /** Only used when the cluster is made; later starts read it from `<dir>.password`. Random when left out. */
  superuserPassword?: string;
  /** Created when it does not exist. */
  database: string;
  settings?: Record<string, string>;
  /** For tests: no fsync, full_page_writes or synchronous_commit. A crash of the machine may destroy the data. */
  fast?: boolean;
}

export type { StopMode };

export interface EmbeddedPostgres {
  /** As superuser, to the database asked for, with the password. */
  url: string;
  port: number;
  pid: number;
  /** Where the data really is; see `reachableDataDir`. */
  dir: string;
  /** True when a server that an earlier, killed process left behind was taken over. */
  adopted: boolean;
  /** Resolves when the server is gone for any reason. */
  exited: Promise<void>;
  stop(mode?: StopMode): Promise<void>;
  /** SIGKILL: what a crash looks like. The next start recovers from the log. */
  kill9(): Promise<void>;
}

const SUPERUSER = 'postgres';

/**
 * Starts the Postgres that came with `npm ci`, or takes over the one that already runs on this directory. The server is
 * detached, so a Ctrl-C reaches our processes first and Postgres last; whoever starts it has to stop it.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = prepare(options);
  const running = await findRunning(cluster);
  const server = running ?? (await launch(cluster, options));
  const url = (database: string) =>
    `postgres://${SUPERUSER}:${encodeURIComponent(cluster.password)}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`;
  await createDatabase(url('postgres'), options.database);
  return {
    url: url(options.database),
    port: server.port,
    pid: server.pid,
    dir: cluster.dir,
    adopted: running !== undefined,
    exited: server.exited,
    stop: async (mode = 'fast') => {
      server.hold();
      stopServer(cluster, server.pid, mode);
      await server.exited;
    },
    kill9: async () => {
      server.hold();
      signal(server.pid, 'SIGKILL');
      await server.exited;
    },
  };
}

function prepare(options: PostgresOptions): Cluster {
  const as = unprivilegedUser();
  const binaries = reachableBinaries(as);
  const dir = reachableDataDir(as, options.dir);
  const beside = path.resolve(options.dir);
  const passwordFile = `${beside}.password`;
  const cluster = { dir, binaries, as, logFile: `${beside}.log` };
  if (!fs.existsSync(path.join(dir, 'PG_VERSION'))) {
    const password = options.superuserPassword ?? randomBytes(24).toString('base64url');
    // Written first: a cluster without its password would be lost, a password without its cluster is replaced.
    fs.rmSync(passwordFile, { force: true });
    fs.writeFileSync(passwordFile, password, { mode: 0o600 });
    initialise({ ...cluster, password }, options.fast === true);
  }
  if (!fs.existsSync(passwordFile)) {
    throw new UsageError(
      `${passwordFile} is missing, so nobody can sign in to ${dir}. Restore it or remove ${dir} to start anew.`,
    );
  }
  requireSameMajor(cluster.dir, binaries);
  return { ...cluster, password: fs.readFileSync(passwordFile, 'utf8').trim() };
}

function initialise(cluster: Cluster, fast: boolean): void {
  if (fs.existsSync(cluster.dir) && fs.readdirSync(cluster.dir).length > 0) {
    throw new UsageError(`${cluster.dir} is not empty and not a Postgres cluster. Remove it or set DATA_DIR.`);
  }
  // Made elsewhere and moved into place, so that an interrupted first start leaves nothing that looks finished.
  const draft = `${cluster.dir}.init-${process.pid}`;
  const passwordFile = `${draft}.password`;
  try {
    fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
    fs.writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
    for (const file of [draft, passwordFile])
      if (cluster.as.uid !== undefined) fs.chownSync(file, cluster.as.uid, cluster.as.gid!);
    const result = spawnSync(
      executable(cluster.binaries, 'initdb'),
      [
        ...[
          '-D',
          draft,
          '-U',
          SUPERUSER,
          '-A',
          'scram-sha-256',
          `--pwfile=${passwordFile}`,
          '-E',
          'UTF8',
          '--data-checksums',
        ],
        // The builtin provider sorts the same on every machine; the locales of the system do not.
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
        ...(fast ? ['--no-sync'] : []),
      ],
      { ...cluster.as, env: environment(), cwd: '/', encoding: 'utf8' },
    );
    if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr}`);
    fs.rmSync(cluster.dir, { recursive: true, force: true });
    fs.renameSync(draft, cluster.dir);
  } finally {
    fs.rmSync(passwordFile, { force: true });
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

function requireSameMajor(dir: string, binaries: string): void {
  const data = fs.readFileSync(path.join(dir, 'PG_VERSION'), 'utf8').trim();
  const program = /\d+/.exec(
    spawnSync(executable(binaries, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout ?? '',
  )?.[0];
  if (program === undefined || data === program) return;
  throw new UsageError(
    `${dir} was made by Postgres ${data}, this is ${program}. Move the data over with pg_dump or remove the directory.`,
  );
}

async function createDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // 42P04: another process created it between the two statements.
    if ((error as { code?: string }).code !== '42P04') throw error;
  } finally {
    await client.end();
  }
}
