import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run test:webhooks -- [--events 10000] [--kills 25]`: the long form of apps/api/test/webhooks.e2e.spec.ts. Hostile receivers, workers that are killed at
 * random moments: nothing is lost to a receiver that can be reached (reference/trust.md, R6).
 */
const { values } = parseArgs({
  options: { events: { type: 'string', default: '10000' }, kills: { type: 'string', default: '25' } },
});
const child = spawn(process.execPath, ['scripts/test.ts', 'apps/api/test/webhooks'], {
  stdio: 'inherit',
  env: { ...process.env, WEBHOOK_EVENTS: values.events, WEBHOOK_KILLS: values.kills },
});
child.once('exit', (code) => (process.exitCode = code ?? 1));
