import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run test:fuzz -- [--requests 5000] [--seed 20261121]`: the long form of apps/api/test/conformance/fuzz.e2e.spec.ts. Requests of every kind as everybody:
 * no crash, and no answer that the document does not promise (reference/trust.md, S3). Fails as well when an answer took more than 2 s, or when what the process
 * holds went on growing: by more than a quarter over the second half. Both are for a machine that does nothing else.
 */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '5000' }, seed: { type: 'string', default: '20261121' } },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'platform-fuzz-'));
const file = path.join(folder, 'measures.json');

interface Report {
  readonly requests: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  readonly slow: readonly string[];
  /** At the start, after each quarter and at the end. */
  readonly rssMb: readonly number[];
  /** What was reachable after a full collection: at the start, after each tenth and at the end. */
  readonly heapMb: readonly number[];
}

function told({ requests, medianMs, p99Ms, mostMs, slow, rssMb, heapMb }: Report): boolean {
  const [middle, last] = [heapMb[Math.floor(heapMb.length / 2)]!, heapMb.at(-1)!];
  console.log(`\n${requests} requests: median ${medianMs} ms, p99 ${p99Ms} ms, the slowest ${mostMs} ms`);
  console.log(`${slow.length} answers took more than 2 s${slow.map((one) => `\n  ${one}`).join('')}`);
  console.log(`Memory (RSS) at the start, after each quarter and at the end: ${rssMb.join(', ')} MB`);
  console.log(`Reachable after a collection, at the start, after each tenth and at the end: ${heapMb.join(', ')} MB`);
  return slow.length === 0 && last <= middle * 1.25;
}

const child = spawn(process.execPath, ['scripts/test.ts', 'apps/api/test/conformance/fuzz'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed, FUZZ_MEASURES: file },
});
child.once('exit', (code) => {
  const isQuiet = !fs.existsSync(file) || told(JSON.parse(fs.readFileSync(file, 'utf8')) as Report);
  fs.rmSync(folder, { recursive: true, force: true });
  process.exitCode = code !== 0 ? (code ?? 1) : isQuiet ? 0 : 1;
});
