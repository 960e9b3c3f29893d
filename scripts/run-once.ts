import { spawn } from 'node:child_process';
import { ProcessLog } from './process-log.ts';
import type { Reaper } from './reaper.ts';
import { UsageError } from './usage-error.ts';

export interface RunOptions {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  logDir: string;
  reaper: Reaper;
  signal?: AbortSignal;
}

/** Runs a script of ours to its end on our own Node. @throws UsageError with its last words when it fails. */
export async function runOnce(options: RunOptions): Promise<ProcessLog> {
  const { name, args, env, cwd, reaper, signal } = options;
  const log = new ProcessLog(options.logDir, name);
  const child = spawn(process.execPath, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'], signal });
  if (child.pid) reaper.add(child.pid, 'SIGKILL', process.execPath);
  log.mark(`${name} started, pid ${child.pid}`);
  log.follow(child, { keepResult: false });
  const how = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) => resolve(by ?? code ?? 1));
  });
  if (child.pid) reaper.remove(child.pid);
  log.mark(`${name} ended: ${how}`);
  log.close();
  if (how === 0) return log;
  signal?.throwIfAborted();
  throw new UsageError(`${name} failed: ${log.lastWords() || how}. Its log: ${log.file}`);
}
