import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../..');
const MINUTE = 60_000;

/** The figures that scripts/faults.ts writes; only what is looked at here. */
interface Report {
  operations: { acknowledged: number; unanswered: number; byKind: Record<string, number> };
  requests: { replays: number; repeats: Record<string, number> };
  faults: { kills: number; crashes: number; restarts: number };
  seconds: { load: number; afterLastFault: number };
  checks: { name: string; findings: number; examples: string[] }[];
  violations: number;
}

interface Verdict {
  readonly code: number | null;
  readonly output: string;
  readonly report: Report;
  /** Names of the checks that found something. */
  readonly failed: string[];
}

/**
 * A short form of R1 (reference/trust.md; `npm run test:faults -- --ops 2000 --kills 40` is the next longer one): processes die at random
 * moments, and nothing that was acknowledged is lost or done twice. A mutant proves that the checker would have seen it; another is
 * `--mutant async-commit`. The harness is a process of its own; a failing run prints the seed that repeats it.
 */
describe('a platform whose processes are killed', () => {
  let dir: string;
  const children: ChildProcess[] = [];
  let sound: Promise<Verdict>;
  let mutant: Promise<Verdict>;
  // Each waits for restarts most of the time: they run beside each other, each on its own database and ports.
  beforeAll(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'kill-spec-'));
    sound = faults('--ops', '200', '--kills', '4');
    mutant = faults('--mutant', 'no-lock', '--ops', '100', '--kills', '0', '--wallets', '8');
    mutant.catch(() => undefined); // its own test says so
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGTERM');
    fs.rmSync(dir, { recursive: true, force: true });
  });

  async function faults(...args: string[]): Promise<Verdict> {
    const json = path.join(dir, `${args.join('')}.json`);
    const child = spawn(process.execPath, ['scripts/faults.ts', ...args, '--json', json], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    if (!fs.existsSync(json)) throw new Error(`the harness gave no verdict:\n${output}`);
    const report = JSON.parse(fs.readFileSync(json, 'utf8')) as Report;
    return {
      code,
      output,
      report,
      failed: report.checks.filter(({ findings }) => findings > 0).map(({ name }) => name),
    };
  }

  it(
    'loses nothing and doubles nothing: 200 acknowledged operations, 64 clients, 4 SIGKILLs',
    async () => {
      const { code, output, report, failed } = await sound;
      // First, because it shows what is wrong and with which seed.
      if (code !== 0) throw new Error(output);
      expect(failed).toEqual([]);
      expect(report.violations).toBe(0);
      expect(report.operations.acknowledged).toBeGreaterThanOrEqual(200);
      expect(report.operations.unanswered).toBe(0);
      // It has really happened: every kind of operation, every kind of trouble.
      for (const count of Object.values(report.operations.byKind)) expect(count).toBeGreaterThan(0);
      expect(report.faults.kills).toBe(4);
      expect(report.faults.restarts).toBeGreaterThan(0);
      expect(report.requests.replays).toBeGreaterThan(10);
      expect(report.requests.repeats.lost).toBeGreaterThan(0);
      expect(report.requests.repeats['in flight']).toBeGreaterThan(0);
      expect(report.seconds.afterLastFault).toBeLessThanOrEqual(60);
      expect(output).toMatch(/^\d+ passed, 0 failed; 0 violations\. Repeat with --seed \d+$/m);
    },
    8 * MINUTE,
  );

  it(
    'catches postings that take no lock',
    async () => {
      const { code, output, report, failed } = await mutant;
      expect(code).toBe(1);
      expect(failed).toContain('each balance is the sum of its entries');
      expect(failed).toContain('each wallet holds what the clients expect');
      const own = report.checks.find(({ name }) => name === 'the ledger finds no violation itself')!;
      expect(own.examples.join()).toMatch(/balance_drifted/);
      // The sum alone would have seen nothing.
      expect(failed).not.toContain('each transaction sums to zero in one currency');
      expect(output).toMatch(/[1-9]\d* failed; [1-9]\d* violations/);
    },
    5 * MINUTE,
  );
});
