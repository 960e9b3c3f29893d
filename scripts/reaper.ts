import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandLine, isAlive, killGroup, signal, sleep } from './processes.ts';

/**
 * Nothing we started may outlive us, not even when we are killed with SIGKILL and cannot clean up. So a second, tiny
 * process holds the other end of a pipe with the list of our children; when the pipe closes, for whatever reason, it
 * ends what is still on the list: Postgres with SIGINT (a clean, fast stop), all others at once.
 */
export interface Reaper {
  pid: number;
  /** `sign` is a piece of the command line; by it the process is told from a later one with the same number. */
  add(pid: number, end: 'SIGINT' | 'SIGKILL', sign: string): void;
  remove(pid: number): void;
  /** Lets it go, and with it whatever is still on the list. */
  close(): void;
}

interface Entry {
  pid: number;
  end?: 'SIGINT' | 'SIGKILL';
  sign: string;
}

export function startReaper(): Reaper {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(import.meta.url), 'reap'], {
    // Of its own session: a Ctrl-C or a closed terminal must not end it before it has done its work.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const pipe = child.stdin as NonNullable<typeof child.stdin> & { unref(): void };
  for (const part of [child, pipe]) part.on('error', () => undefined);
  for (const part of [child, pipe]) part.unref();
  const tell = (entry: Omit<Entry, 'sign'> & { sign?: string }) => void pipe.write(`${JSON.stringify(entry)}\n`);
  return {
    pid: child.pid!,
    add: (pid, end, sign) => tell({ pid, end, sign }),
    remove: (pid) => tell({ pid }),
    close: () => void pipe.end(),
  };
}

async function reap(): Promise<void> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  const list = new Map<number, Entry>();
  let rest = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const entry = JSON.parse(line) as Entry;
      if (entry.end) list.set(entry.pid, entry);
      else list.delete(entry.pid);
    }
  }
  const left = () =>
    [...list.values()].filter(({ pid, sign }) => isAlive(pid) && (commandLine(pid) ?? sign).includes(sign));
  for (const { pid, end } of left()) {
    if (end === 'SIGKILL') killGroup(pid);
    else signal(pid, 'SIGINT');
  }
  for (let waited = 0; waited < 15_000 && left().length > 0; waited += 50) await sleep(50);
  for (const { pid } of left()) signal(pid, 'SIGQUIT');
}

const isMain =
  process.argv[2] === 'reap' && process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isMain) await reap();
