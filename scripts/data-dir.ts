import fs from 'node:fs';
import path from 'node:path';
import { commandLine, isAlive, until } from './processes.ts';
import { UsageError } from './usage-error.ts';

interface Lock {
  pid: number;
  command: string | undefined;
  reaper: number;
}

/**
 * One stack per data directory: a second one would adopt, and later stop, the database of the first. A lock whose owner
 * is dead is taken over, after the reaper of that owner has finished ending what was left of it.
 * @returns the release.
 */
export async function lockDataDir(dataDir: string, reaper: number): Promise<() => void> {
  const file = path.join(dataDir, 'lock.json');
  fs.mkdirSync(dataDir, { recursive: true });
  const mine: Lock = { pid: process.pid, command: commandLine(process.pid), reaper };
  for (let attempt = 0; attempt < 3; attempt++) {
    const owner = read(file);
    if (owner && isAlive(owner.pid) && commandLine(owner.pid) === owner.command) {
      throw new UsageError(
        `${dataDir} is in use by process ${owner.pid}. Stop it or set DATA_DIR to another directory.`,
      );
    }
    if (owner) await until(() => !commandLine(owner.reaper)?.includes('reaper'), 20_000);
    fs.rmSync(file, { force: true });
    try {
      fs.writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new UsageError(`${dataDir} is being started by another process. Stop it or set DATA_DIR to another directory.`);
}

function read(file: string): Lock | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Lock;
  } catch {
    return undefined;
  }
}
