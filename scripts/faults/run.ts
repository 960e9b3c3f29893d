import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onShutdown } from '../shutdown.ts';
import { startStack, type Stack, type Status } from '../stack.ts';
import { type Check, check } from './checker.ts';
import { Client } from './client.ts';
import { withDatabase } from './database.ts';
import { Driver, FINISH_WITHIN_SECONDS } from './driver.ts';
import { openFrontDoor } from './front-door.ts';
import { Journal } from './journal.ts';
import { MUTANT_POSTGRES, removeLocks } from './mutants.ts';
import type { FaultOptions } from './options.ts';
import { awaitAbandoned, awaitQuiescence } from './quiescence.ts';
import { Random } from './random.ts';
import { print, report } from './report.ts';
import { populate } from './world.ts';

/** How often one request may meet a 5xx. A mutant's clients give up early: what they cannot have is not the point there. */
const PATIENCE = { product: 60, mutant: 4 };
const MUTANT_SETTLES_WITHIN_SECONDS = 10;
/** Payments whose answer was lost are asked for again a minute later. */
const ABANDONED_SECONDS = 180;
/** Variables that would lead a part of the stack to something that is not ours. */
const OUTER_SERVICES = [
  ...['', 'TENANT_', 'RESOLVER_', 'OPERATOR_', 'JOBS_'].map((role) => `DATABASE_${role}URL`),
  ...['STRIPE_SECRET_KEY', 'STRIPE_API_BASE', 'STRIPE_WEBHOOK_SECRETS', 'FIREBASE_CREDENTIALS', 'FCM_BASE_URL'],
  ...['LIVEKIT_URL', 'LIVEKIT_API_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
];

/** One run, from an empty directory to the verdict. @returns the exit code: 0 when every check passed. */
export async function run(options: FaultOptions): Promise<number> {
  const { seed, ops, kills, crashes, clients, wallets, mutant } = options;
  console.log(
    `faults: ${ops} operations, ${clients} clients, ${wallets} wallets, ${kills} kills, ${crashes} database crashes, seed ${seed}${mutant ? `, mutant ${mutant}` : ''}`,
  );
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'faults-'));
  fs.chmodSync(dir, 0o755); // for the account that runs Postgres
  const door = await openFrontDoor();
  const abort = new AbortController();
  let stack: Stack | undefined;
  const clear = (): void => {
    door.close();
    fs.rmSync(dir, { recursive: true, force: true });
  };
  onShutdown(
    async () => {
      abort.abort();
      await stack?.stop();
      clear();
    },
    async () => stack?.kill(),
  );
  let passed = false;
  try {
    stack = await startStack(stackOptions(options, dir, door.url, abort.signal));
    door.open(stack.urls.api);
    const checks = await judge(stack, options);
    passed = checks.every(({ findings }) => findings.length === 0);
    return passed ? 0 : 1;
  } finally {
    await stack?.stop();
    door.close();
    if ((passed || mutant) && !options.keep) clear();
    else console.log(`Database and logs stay in ${dir}`);
  }
}

async function judge(stack: Stack, options: FaultOptions): Promise<Check[]> {
  const { mutant } = options;
  const random = new Random(String(options.seed));
  const journal = new Journal();
  const client = new Client(stack.urls.api, mutant ? PATIENCE.mutant : PATIENCE.product);
  try {
    const world = await populate(stack, client, random, options.wallets, journal);
    const driver = new Driver(stack, world, client, journal, options, random);
    await driver.firstCalls();
    // From here on only the load can be lost: people who vanish in a crash would hide what this is about.
    await withDatabase(stack.databaseUrl, (query) => query('checkpoint'));
    if (mutant === 'no-lock') await removeLocks(stack.databaseUrl);
    console.log('faults: the load begins');
    const driven = await driver.run();
    const finishWithin = mutant ? MUTANT_SETTLES_WITHIN_SECONDS : FINISH_WITHIN_SECONDS;
    const left = await awaitQuiescence(stack.databaseUrl, journal, driven.overAt + finishWithin * 1000);
    const doneAt = Date.now();
    if (!mutant) await awaitAbandoned(stack.databaseUrl, doneAt + ABANDONED_SECONDS * 1000);
    const checks = await check(stack.databaseUrl, stack.env.DATABASE_TENANT_URL!, journal);
    checks.push({
      name: `all is done ${finishWithin} s after the last fault`,
      findings: Object.entries(left).map(([what, count]) => `${count} ${what}`),
    });
    if (options.crashes === 0)
      checks.push({
        name: 'no request fails for a reason of our own',
        findings: [...client.internalErrors].map(([name, count]) => `${name}, ${count} times`),
      });
    const figures = report(options, driven, client, journal, checks, doneAt);
    print(figures);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
    return checks;
  } finally {
    client.close();
  }
}

function stackOptions(
  { mutant }: FaultOptions,
  dataDir: string,
  doorUrl: string,
  signal: AbortSignal,
): Parameters<typeof startStack>[0] {
  return {
    dataDir,
    ports: 'free',
    apiReplicas: 2,
    signal,
    // Restarted for ever: the kills are the test, and a crash of its own shows in the checks.
    supervisor: { maxCrashes: Infinity },
    postgres: { settings: { fsync: 'on', synchronous_commit: 'on', ...(mutant && MUTANT_POSTGRES[mutant]) } },
    programs: { sandbox: 'scripts/faults/sandbox.ts' },
    env: {
      NODE_ENV: 'test',
      // The stack waits for a line of the worker's log.
      LOG_LEVEL: 'info',
      MEDIA: 'simulated',
      BCRYPT_COST: '4',
      RATE_LIMIT_FACTOR: '100000',
      FAULTS_FRONT_DOOR: doorUrl,
      // Filled by the seed's run; every restart after a kill takes a quarter less.
      NODE_COMPILE_CACHE: path.join(dataDir, 'compile-cache'),
      // Everything here is our own, whatever the caller's environment names.
      ...Object.fromEntries(OUTER_SERVICES.map((name) => [name, undefined])),
    },
    onStatus: (status: Status) => {
      if (status.kind === 'done') console.log(`  ok   ${status.step}, ${(status.ms / 1000).toFixed(1)} s`);
      if (status.kind === 'failed') console.log(`  !!!  ${status.text}`);
    },
  };
}
