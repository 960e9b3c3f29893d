import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.ts';
import { resolveLiveKit } from './livekit.ts';

/**
 * `npm test`: the demo, the kill test, every spec, then the screens; the gates run beside all of it on what the others leave of the machine.
 * `npm test -- PATH...` runs only the specs that match.
 * The last line is the sum over all runs.
 */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** The demo measures time, and so does the kill test: nothing runs beside them but the gates, which give way. */
const DEMO = 'apps/api/test/demo';
const KILLS = 'apps/api/test/faults';
/** The lowest priority of a process. */
const LAST = 19;
const bin = (name: string): string => path.join('node_modules', '.bin', name);
const color = { FORCE_COLOR: process.env['FORCE_COLOR'] ?? '0' };
const started = performance.now();
const say = (text: string): void => console.log(`\n[${Math.round((performance.now() - started) / 1000)} s] ${text}`);

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...color } });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal === null ? 1 : 128)));
  });
}

/** A check that is right or wrong as a whole. */
interface Gate {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
}

/** The longest first, because two run at a time. */
const GATES: readonly Gate[] = [
  { title: 'Lint', command: ['eslint', '.'] },
  { title: 'Types', command: ['tsc', '-p', 'tsconfig.json'] },
  { title: 'Types of the screens', command: ['tsc', '-p', 'apps/web/tsconfig.json'] },
  { title: 'Types of the browser tests', command: ['tsc', '-p', 'apps/web/test/tsconfig.json'] },
  { title: 'Format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  {
    title: 'Who may import whom',
    command: ['depcruise', 'apps', 'libs', 'migrations', '--config', '.dependency-cruiser.mjs', '--output-type', 'err'],
  },
  { title: 'Unused code and packages', command: ['knip'] },
  { title: 'What the API promises', command: ['node', 'scripts/check-api.ts'] },
];

/** Two gates at a time; each prints what it has to say when it has ended. */
async function gates(): Promise<Outcome> {
  say(`Gates: ${GATES.map(({ title }) => title.toLowerCase()).join(', ')}`);
  const waiting = [...GATES];
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const [name, ...args] = gate.command;
      const { code, output } = await quietly(bin(name), args);
      if (code !== 0) failed += 1;
      say(`${gate.title}: ${code === 0 ? 'passed' : 'FAILED'}`);
      if (code !== 0) console.log(output);
    }
  };
  await Promise.all([lane(), lane()]);
  return { passed: GATES.length - failed, failed };
}

function quietly(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...color } });
    if (child.pid !== undefined) os.setPriority(child.pid, LAST);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

async function jest(title: string, args: readonly string[]): Promise<Outcome> {
  say(title);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'platform-results-'));
  const file = path.join(folder, 'results.json');
  const code = await run(process.execPath, [
    '--experimental-vm-modules',
    '--no-warnings',
    path.join('node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    `--outputFile=${file}`,
    ...args,
  ]);
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      number
    >;
    const failed = Math.max(numFailedTests ?? 0, numFailedTestSuites ?? 0);
    return { passed: numPassedTests ?? 0, failed: code === 0 ? failed : Math.max(failed, 1) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The screens in a browser, in their short form. */
async function screens(): Promise<Outcome> {
  const found = findChromium((line) => console.log(`  ${line}`));
  if ('reason' in found) {
    say(`The browser tests cannot run: ${found.reason}`);
    return { passed: 0, failed: 1 };
  }
  process.env['CHROMIUM'] = found.path;
  process.env['SCREENS'] = 'short';
  return jest('The screens in Chromium', ['--config', 'apps/web/test/jest.browser.config.mjs']);
}

async function all(): Promise<Outcome[]> {
  say('Media server for the proofs with real audio');
  const media = await resolveLiveKit({ onProgress: (line) => console.log(`  ${line}`) });
  console.log(
    media.kind === 'none' ? `  none: ${media.reason}. The demo runs with simulated media.` : '  real LiveKit server',
  );
  const gated = gates();
  const run = [
    await jest('The demo call', ['--runInBand', DEMO]),
    await jest('Kill test', ['--runInBand', KILLS]),
    await jest('Specs: pure, database, scenarios', ['--config', 'jest.groups.config.mjs']),
    await screens(),
  ];
  return [await gated, ...run];
}

const only = process.argv.slice(2);
const outcomes = only.length > 0 ? [await jest('Specs', only)] : await all();
const sum = outcomes.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
