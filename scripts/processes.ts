import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** True while the process runs, whoever owns it. A zombie is dead: in a container nobody may ever collect it. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in brackets may hold anything, even brackets; the state is the field after the last one.
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Command line of a process, undefined when it is gone or cannot be read. A process id alone proves nothing: after a
 * reboot it belongs to somebody else.
 */
export function commandLine(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  const ps = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.trim() || undefined : undefined;
}

/** Sends a signal; a process that is already gone is not an error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** SIGKILL to a process that was spawned detached, and to what it has spawned itself. */
export function killGroup(pid: number): void {
  signal(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Polls until the condition holds; false when the time is over. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs: number, everyMs = 25) {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
}
