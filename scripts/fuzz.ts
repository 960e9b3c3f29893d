import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run test:fuzz -- [--requests 5000] [--seed 20261121]`: the long form of apps/api/test/conformance/fuzz.e2e.spec.ts. Requests of every kind as everybody:
 * no crash, and no answer that the document does not promise (reference/trust.md, S3).
 */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '5000' }, seed: { type: 'string', default: '20261121' } },
});
const child = spawn(process.execPath, ['scripts/test.ts', 'apps/api/test/conformance/fuzz'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed },
});
child.once('exit', (code) => (process.exitCode = code ?? 1));
