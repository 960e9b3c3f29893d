import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.ts';
import { resolveLiveKit } from './livekit.ts';

/**
 * `npm test`: gates, then every spec, then the slow proofs one at a time because they measure time. `npm test -- PATH...` runs only the specs that match.
 * The last line is the sum over all runs.
 */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Kill tests and the demo need the machine for themselves. */
const SLOW = ['apps/api/test/faults', 'apps/api/test/demo'];
const bin = (name: string): string => path.join('node_modules', '.bin', name);
const started = performance.now();
const say = (text: string): void => console.log(`\n[${Math.round((performance.now() - started) / 1000)} s] ${text}`);

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, FORCE_COLOR: process.env['FORCE_COLOR'] ?? '0' },
    });
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? (signal === null ? 1 : 128)));
  });
}

/** A check that is right or wrong as a whole. */
async function gate(title: string, command: string, args: readonly string[]): Promise<Outcome> {
  say(title);
  const code = await run(command, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
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
  return jest('The screens in Chromium', ['--config', 'apps/web/test/jest.browser.config.mjs', '--runInBand']);
}

async function all(): Promise<Outcome[]> {
  const outcomes = [
    await gate('Types', bin('tsc'), ['-p', 'tsconfig.json']),
    await gate('Types of the screens', bin('tsc'), ['-p', 'apps/web/tsconfig.json']),
    await gate('Who may import whom', bin('depcruise'), [
      'apps',
      'libs',
      'migrations',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err',
    ]),
    await gate('Lint', bin('eslint'), ['.']),
    await gate('Format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
    await gate('Unused code and packages', bin('knip'), []),
    await jest(
      'Specs: pure, database, scenarios',
      SLOW.flatMap((folder) => ['--testPathIgnorePatterns', folder]),
    ),
  ];
  say('Media server for the proofs with real audio');
  const media = await resolveLiveKit({ onProgress: (line) => console.log(`  ${line}`) });
  console.log(
    media.kind === 'none' ? `  none: ${media.reason}. The demo runs with simulated media.` : '  real LiveKit server',
  );
  outcomes.push(await jest('Slow proofs: the demo call, and the kill tests', ['--runInBand', ...SLOW]));
  outcomes.push(await screens());
  return outcomes;
}

const only = process.argv.slice(2);
const outcomes = only.length > 0 ? [await jest('Specs', only)] : await all();
const sum = outcomes.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
