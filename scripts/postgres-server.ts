import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from './ports.ts';
import { executable, type RunAs } from './postgres-binaries.ts';
import { commandLine, isAlive, signal, sleep, until } from './processes.ts';
import { UsageError } from './usage-error.ts';

/** One data directory and what belongs to it. */
export interface Cluster {
  dir: string;
  binaries: string;
  as: RunAs;
  password: string;
  logFile: string;
}

export type StopMode = 'smart' | 'fast' | 'immediate';

export interface LaunchOptions {
  port?: number;
  settings?: Record<string, string>;
  fast?: boolean;
}

export const environment = () => ({
  ...(process.platform === 'win32' ? process.env : { PATH: process.env.PATH }),
  LC_ALL: 'C',
  TZ: 'UTC',
});

export interface Server {
  pid: number;
  port: number;
  exited: Promise<void>;
  /** A running server must not keep our process alive; waiting for its end must. */
  hold(): void;
}

/** pid, port and state from postmaster.pid, the file by which Postgres itself tells them. */
function readPidFile(dir: string): { pid: number; port: number; state: string } | undefined {
  try {
    const lines = fs.readFileSync(path.join(dir, 'postmaster.pid'), 'utf8').split('\n');
    return {
      pid: Number.parseInt(lines[0] ?? '', 10),
      port: Number.parseInt(lines[3] ?? '', 10),
      state: lines[7]?.trim() ?? '',
    };
  } catch {
    return undefined;
  }
}

/** A server that a killed process left behind: adopt it. One that is just starting or stopping: wait for the outcome. */
export async function findRunning(cluster: Cluster): Promise<Server | undefined> {
  const isOurs = (pid: number) => {
    const command = commandLine(pid);
    return isAlive(pid) && (command === undefined ? process.platform === 'win32' : command.includes(cluster.dir));
  };
  const end = Date.now() + 60_000;
  for (let found = readPidFile(cluster.dir); found; found = readPidFile(cluster.dir)) {
    const { pid, port, state } = found;
    if (!isOurs(pid)) {
      // Left by a crash. Postgres would refuse to start when the number now belongs to another of our processes.
      fs.rmSync(path.join(cluster.dir, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (state === 'ready') return { pid, port, ...watchForeign(() => isOurs(pid)) };
    if (Date.now() > end)
      throw new UsageError(
        `Postgres (pid ${pid}) on ${cluster.dir} hangs while ${state}. End it with: kill -QUIT ${pid}`,
      );
    await sleep(50);
  }
  return undefined;
}

/** Somebody else's child: nobody tells us when it ends, so look. */
function watchForeign(isRunning: () => boolean): Pick<Server, 'exited' | 'hold'> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    if (isRunning()) return;
    clearInterval(timer);
    resolve();
  }, 50);
  timer.unref();
  return { exited: promise, hold: () => void timer.ref() };
}

export async function launch(cluster: Cluster, options: LaunchOptions): Promise<Server> {
  const end = Date.now() + 20_000;
  for (;;) {
    const port = options.port ?? (await freePort());
    const outcome = await attempt(cluster, options, port);
    if (typeof outcome !== 'string') return outcome;
    // After a kill -9 of the postmaster its last backends need a moment to notice; until then the memory is theirs.
    if (!/pre-existing shared memory block/.test(outcome) || Date.now() > end) {
      if (/could not bind|could not create any TCP/.test(outcome)) {
        throw new UsageError(`Port ${port} is busy (Postgres). Stop the other program or choose another port.`);
      }
      throw new Error(`Postgres did not start, see ${cluster.logFile}:\n${outcome}`);
    }
    await sleep(100);
  }
}

/** The running server, or what it wrote before it gave up. */
async function attempt(cluster: Cluster, options: LaunchOptions, port: number): Promise<Server | string> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    ...(options.fast ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
    ...options.settings,
  };
  // A file and not a pipe: the server must be able to write after the process that started it was killed.
  const log = fs.openSync(cluster.logFile, 'a', 0o600);
  const from = fs.fstatSync(log).size;
  const child: ChildProcess = spawn(
    executable(cluster.binaries, 'postgres'),
    [
      '-D',
      cluster.dir,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...cluster.as, env: environment(), cwd: '/', detached: true, stdio: ['ignore', log, log] },
  );
  fs.closeSync(log);
  let gone = false;
  const exited = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  }).finally(() => (gone = true));
  child.unref();
  const isReady = () => {
    const found = readPidFile(cluster.dir);
    return found?.pid === child.pid && found?.state === 'ready';
  };
  // Generous: after a crash the server replays its log before it is ready.
  const settled = await Promise.race([until(() => gone || isReady(), 120_000, 20), exited.then(() => true)]);
  if (settled && !gone) return { pid: child.pid!, port, exited, hold: () => child.ref() };
  if (!gone) child.kill('SIGQUIT');
  return fs.readFileSync(cluster.logFile, 'utf8').slice(from).slice(-4000);
}

/** Signals of the Postgres manual: smart waits for clients, fast ends them, immediate leaves recovery to the next start. */
export function stopServer(cluster: Cluster, pid: number, mode: StopMode): void {
  if (process.platform === 'win32') {
    spawnSync(executable(cluster.binaries, 'pg_ctl'), ['stop', '-D', cluster.dir, '-m', mode, '-w'], {
      env: environment(),
    });
    return;
  }
  signal(pid, ({ smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const)[mode]);
}
