import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../../scripts/ports.ts';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const moduleDir = join(root, 'deploy/dev/stripe-mock');

/** Stripe's own mock server: it checks parameters against Stripe's OpenAPI description, and keeps nothing. */
export interface StripeMock {
  port: number;
  stop(): Promise<void>;
}

/** Is there a Go tool chain that can build it? */
export async function hasGo(): Promise<boolean> {
  try {
    await run('go', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** Builds stripe-mock once for each go.sum; returns the binary. */
export async function buildStripeMock(): Promise<string> {
  const sum = createHash('sha256')
    .update(readFileSync(join(moduleDir, 'go.sum')))
    .digest('hex')
    .slice(0, 16);
  const folder = join(root, '.cache/stripe-mock', sum);
  const binary = join(folder, 'stripe-mock');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  // Two runs at once must not see half a binary.
  const unfinished = `${binary}.${process.pid}`;
  await run('go', ['build', '-trimpath', '-o', unfinished, 'github.com/stripe/stripe-mock'], { cwd: moduleDir });
  renameSync(unfinished, binary);
  return binary;
}

/** Starts stripe-mock on a free loopback port. */
export async function startStripeMock(): Promise<StripeMock> {
  const binary = await buildStripeMock();
  const port = await freePort();
  const child = spawn(binary, ['-http-addr', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.resume();
  const stop = () => stopChild(child);
  try {
    await untilItAnswers(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`stripe-mock ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer) return;
    if (Date.now() > deadline) throw new Error('stripe-mock does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}
