import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { isAlive } from './processes.ts';
import { plantStack, startStack, type Stack, type StackOptions, type Status } from './stack.ts';

/** Stands in for the built programs: the order, the environment and the way to kill and stop are the subject here. */
const PROGRAMS = {
  migrate: `if (process.env.FAIL === 'migrate') { console.error('Migration failed: no'); process.exit(1); }
            const url = process.env.DATABASE_URL;
            console.log(JSON.stringify({ DATABASE_TENANT_URL: url, DATABASE_RESOLVER_URL: url, DATABASE_OPERATOR_URL: url, DATABASE_JOBS_URL: url }));`,
  sandbox: `console.log(JSON.stringify({ ready: true, stripeUrl: 'http://127.0.0.1:1', fcmUrl: 'https://127.0.0.1:2', livekitUrl: 'http://127.0.0.1:3' }));
            setInterval(() => {}, 1000);`,
  seed: `console.log(JSON.stringify({ licensees: [{ host: 'aurora.localhost', name: 'Aurora' }], logins: [] }));`,
  api: `require('node:http').createServer((request, response) => response.end(JSON.stringify(process.env))).listen(process.env.PORT, '127.0.0.1');`,
  worker: `console.log('{"msg":"worker ready"}'); setInterval(() => {}, 1000);`,
};

describe('stack', () => {
  let dir: string;
  let programs: typeof PROGRAMS;
  let statuses: Status[];
  beforeAll(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'stack-'));
    fs.chmodSync(dir, 0o755); // for the account that runs Postgres
    const files = Object.entries(PROGRAMS).map(([name, code]) => {
      const file = path.join(dir, `${name}.cjs`);
      fs.writeFileSync(file, code);
      return [name, file];
    });
    programs = Object.fromEntries(files) as typeof PROGRAMS;
  });
  beforeEach(() => (statuses = []));
  afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

  const options = (env: NodeJS.ProcessEnv): StackOptions => ({
    dataDir: path.join(dir, 'data'),
    ports: 'free',
    apiReplicas: 2,
    programs,
    postgres: { fast: true },
    env: { MEDIA: 'simulated', DATABASE_URL: '', ...env },
    onStatus: (status) => statuses.push(status),
  });
  const start = (env: NodeJS.ProcessEnv = {}) => startStack(options(env));
  const steps = () => statuses.flatMap((status) => (status.kind === 'done' ? [status.step] : []));
  const isLeftBehind = (file: string) => fs.existsSync(path.join(dir, 'data', file));
  const pids = ({ processes: { api, worker, sandbox }, database }: Stack) =>
    [...api, worker, sandbox!, database!].map(({ pid }) => pid!);
  const environmentOf = async (url: string) => (await (await fetch(url)).json()) as Record<string, string>;

  it('brings everything up in order, kills and restarts parts, and leaves nothing behind', async () => {
    const stack = await start();
    try {
      expect(steps()).toEqual([
        'media server',
        'database',
        'migrations',
        'sandbox',
        'seed',
        'API (2 replicas) and worker',
      ]);
      expect(stack.media.kind).toBe('simulated');
      expect(stack.seed.licensees).toEqual([{ host: 'aurora.localhost', name: 'Aurora' }]);

      const [first, second] = await Promise.all(stack.urls.api.map(environmentOf));
      expect(first).toMatchObject({
        MEDIA: 'simulated',
        STRIPE_API_BASE: 'http://127.0.0.1:1',
        FCM_BASE_URL: 'https://127.0.0.1:2',
        LIVEKIT_URL: 'ws://127.0.0.1:3',
        LIVEKIT_API_URL: 'http://127.0.0.1:3',
        PUBLIC_URL_TEMPLATE: `http://{host}:${stack.ports.api[0]}`,
        DATABASE_TENANT_URL: stack.databaseUrl,
      });
      // The admin login stays with the migrations.
      expect(first).not.toHaveProperty('DATABASE_URL');
      expect(first).not.toHaveProperty('ROLE_SECRET');
      expect([first!.PORT, second!.PORT]).toEqual(stack.ports.api.map(String));

      const before = pids(stack);
      await Promise.all([...stack.processes.api, stack.processes.worker].map((one) => one.kill9()));
      await stack.database!.kill9();
      await stack.ready();
      const after = pids(stack);
      expect(before.filter((pid) => after.includes(pid))).toEqual([stack.processes.sandbox!.pid]);
      const client = new pg.Client(stack.databaseUrl);
      await client.connect();
      await client.end();

      await expect(start()).rejects.toThrow(/is in use by process \d+\. Stop it or set DATA_DIR/);
      expect(after.every(isAlive)).toBe(true);
    } finally {
      await stack.stop();
    }
    expect(pids(stack).filter((pid) => pid && isAlive(pid))).toEqual([]);
  });

  it('stops what it has started when a step fails', async () => {
    await expect(start({ FAIL: 'migrate' })).rejects.toThrow(/^migrate failed: Migration failed: no\. Its log: /);
    expect(['postgres/postmaster.pid', 'lock.json'].filter(isLeftBehind)).toEqual([]);
  });

  it('makes the data alone, and nothing runs on them any more', async () => {
    await plantStack(options({}));
    expect(steps()).toEqual(['media server', 'database', 'migrations', 'sandbox', 'seed']);
    expect(['postgres/PG_VERSION', 'postgres/postmaster.pid', 'lock.json'].filter(isLeftBehind)).toEqual([
      'postgres/PG_VERSION',
    ]);
  });

  it.each([
    [{ BCRYPT_COST: '99' }, /^Invalid configuration: BCRYPT_COST must be .* \(is "99"\)\. Correct it/],
    [{ DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' }, /^DATABASE_URL \(127\.0\.0\.1:1\/x\) cannot be used: /],
    [
      { LIVEKIT_URL: 'ws://elsewhere', MEDIA: 'livekit' },
      /^LIVEKIT_URL is set, so LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set too\.$/,
    ],
    [{ STRIPE_SECRET_KEY: 'sk_test_of_a_real_account' }, /^STRIPE_SECRET_KEY is a real key, so .* must both be set\.$/],
  ])('tells one line before anything is started: %j', async (env, line) => {
    const error = await start(env).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringMatching(line) });
    expect((error as Error).message).not.toMatch(/\n|secret@/);
    expect(statuses).toEqual([]);
  });
});
