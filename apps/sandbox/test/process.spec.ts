import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { joinSimulated } from '../src/livekit/sim-participant.js';
import { Receiver, sdk, until } from './harness.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const built = join(root, '.cache/sandbox-spec');
const main = join(built, 'apps/sandbox/src/main.js');
const LIVEKIT_SECRET = 'a secret of at least thirty-two characters';

interface Ready {
  ready: boolean;
  stripeUrl: string;
  fcmUrl: string;
  livekitUrl: string | null;
}

/** One sandbox process and what it wrote. */
class Process {
  readonly lines: string[] = [];
  errors = '';
  readonly exit: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(line));
    child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.exit = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  }

  async ready(): Promise<Ready> {
    const line = await until(() => this.lines[0] ?? (this.child.exitCode !== null && this.errors), 'the ready line');
    return JSON.parse(line) as Ready;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exit;
  }
}

let processes: Process[];
let dataDir: string;

const run = (env: Record<string, string>): Process => {
  const started = new Process(
    spawn(join(root, 'node_modules/.bin/node'), [main], {
      env: {
        PATH: process.env['PATH'],
        SANDBOX_PORT: '0',
        SANDBOX_FCM_PORT: '0',
        SANDBOX_DATA_DIR: dataDir,
        STRIPE_SECRET_KEY: 'sk_test_sandbox_spec',
        ...env,
      },
    }),
  );
  processes.push(started);
  return started;
};

beforeAll(async () => {
  const swc = join(root, 'node_modules/.bin/swc');
  await promisify(execFile)(swc, ['apps/sandbox/src', '-d', built, '--copy-files'], { cwd: root });
}, 60_000);
beforeEach(() => {
  processes = [];
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
});
afterEach(async () => {
  for (const { child } of processes) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await Promise.all(processes.map(({ exit }) => exit));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the sandbox process', () => {
  it('is ready, says so in one line, and ends cleanly on SIGTERM', async () => {
    // The first run makes the certificate; the usual one finds it.
    const first = run({});
    await first.ready();
    expect(await first.end('SIGTERM')).toBe(0);
    const second = run({});
    expect(await second.ready()).toMatchObject({ ready: true, livekitUrl: null });
    expect(second.lines).toHaveLength(1);
    expect(await second.end('SIGINT')).toBe(0);
    expect(second.errors).toBe('');
  });

  it('names the port and the variable when the port is taken', async () => {
    const { stripeUrl } = await run({}).ready();
    const port = new URL(stripeUrl).port;
    const second = run({ SANDBOX_PORT: port, SANDBOX_DATA_DIR: join(dataDir, 'other') });
    expect(await second.exit).toBe(1);
    expect(second.errors).toBe(`sandbox: port ${port} on 127.0.0.1 is not free; choose another with SANDBOX_PORT\n`);
    expect(second.lines).toEqual([]);
  });

  it.each([
    [{ NODE_ENV: 'production' }, 'NODE_ENV'],
    [{ STRIPE_SECRET_KEY: 'sk_live_123' }, 'live'],
    [{ OTHER_STRIPE_KEY: 'rk_live_123' }, 'OTHER_STRIPE_KEY'],
    [{ STRIPE_SECRET_KEY: 'sk_test_123' }, 'sk_test_sandbox_'],
    [{ SANDBOX_HOST: '0.0.0.0' }, 'SANDBOX_HOST'],
    [{ SANDBOX_LIVEKIT: '1' }, 'LIVEKIT_API_KEY'],
    [{ SANDBOX_STRIPE_CONNECT_WEBHOOK_URL: 'http://127.0.0.1:9' }, 'SANDBOX_STRIPE_CONNECT_WEBHOOK_SECRET'],
    [{ SANDBOX_STRIPE_THIN_WEBHOOK_SECRET: 'secret' }, 'SANDBOX_STRIPE_THIN_WEBHOOK_SECRET must be whsec_'],
  ] as [Record<string, string>, string][])('does not start with %j', async (env, word) => {
    const refused = run(env);
    expect(await refused.exit).toBe(1);
    expect(refused.errors).toContain(word);
    expect(refused.errors.trim().split('\n')).toHaveLength(1);
    expect(refused.errors).not.toContain('_123');
  });

  it('killed in the middle: the next run has every object and delivers what the dead one did not', async () => {
    const receiver = await new Receiver().start();
    receiver.status = 500;
    try {
      const env = { SANDBOX_STRIPE_WEBHOOK_URL: receiver.url, SANDBOX_STRIPE_WEBHOOK_SECRET: 'whsec_spec' };
      const first = run(env);
      const stripe = sdk(Number(new URL((await first.ready()).stripeUrl).port));
      const intent = await stripe.paymentIntents.create(
        { amount: 700, currency: 'eur', payment_method: 'pm_card_visa', confirm: true },
        { idempotencyKey: 'atu:1' },
      );
      await until(() => receiver.received.length > 0, 'a failed delivery');
      await first.end('SIGKILL');

      receiver.status = 200;
      receiver.received.length = 0;
      const again = sdk(Number(new URL((await run(env).ready()).stripeUrl).port));
      const repeated = await again.paymentIntents.create(
        { amount: 700, currency: 'eur', payment_method: 'pm_card_visa', confirm: true },
        { idempotencyKey: 'atu:1' },
      );
      expect(repeated.id).toBe(intent.id);
      expect((await again.paymentIntents.list()).data).toHaveLength(1);
      await until(() => receiver.events().some(({ type }) => type === 'payment_intent.succeeded'), 'the event');
      await until(() => receiver.events().some(({ type }) => type === 'charge.updated'), 'the fee');
      const charge = await again.charges.retrieve(intent.latest_charge as string, { expand: ['balance_transaction'] });
      expect(charge.balance_transaction).toMatchObject({ amount: 700, fee: 36 });
    } finally {
      await receiver.stop();
    }
  });

  it('serves the start page, the control API and the media simulator', async () => {
    const ready = await run({
      SANDBOX_LIVEKIT: '1',
      SANDBOX_LIVEKIT_PORT: '0',
      LIVEKIT_API_KEY: 'devkey',
      LIVEKIT_API_SECRET: LIVEKIT_SECRET,
    }).ready();
    expect(await (await fetch(ready.stripeUrl)).text()).toContain('SANDBOX - no real money');
    const rooms = new RoomServiceClient(ready.livekitUrl as string, 'devkey', LIVEKIT_SECRET);
    await rooms.createRoom({ name: 'call_1' });
    const token = new AccessToken('devkey', LIVEKIT_SECRET, { identity: 'alice' });
    token.addGrant({ roomJoin: true, room: 'call_1' });
    const alice = await joinSimulated(ready.livekitUrl as string, await token.toJwt());
    const control = (path: string, body?: unknown) =>
      fetch(`${ready.stripeUrl}/_control${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }).then((answer) => answer.json() as Promise<Record<string, unknown>>);
    expect(await control('/livekit')).toMatchObject({
      rooms: [{ name: 'call_1', participants: [{ identity: 'alice' }] }],
    });
    await alice.leave();

    const stripe = sdk(Number(new URL(ready.stripeUrl).port));
    const customer = await stripe.customers.create({ name: 'A' });
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      customer: customer.id,
      line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 900, product_data: { name: 'x' } } }],
      success_url: 'https://shop.example/ok',
    });
    const pay = `/checkout/${session.id}/pay`;
    expect(await control(pay, { card: '4000000000000002' })).toMatchObject({
      outcome: 'declined',
      message: 'Your card was declined.',
    });
    expect(await control(pay, { card: '4000002760003184', threeDSecure: 'fail' })).toMatchObject({
      outcome: 'declined',
    });
    expect(await control(pay, { card: '4000002760003184', threeDSecure: 'complete' })).toMatchObject({
      outcome: 'paid',
    });
    await control('/faults', { kind: '429', pathPattern: 'customers', times: 1 });
    await expect(stripe.customers.create({})).rejects.toMatchObject({ statusCode: 429 });
    expect(await control('/state')).toMatchObject({ objects: { charge: 2, 'checkout.session': 1 }, wireDefects: [] });
    expect((await control('/requests'))['requests']).toHaveLength(3);
    expect(await control('/fcm')).toEqual({ messages: [] });
    const form = await fetch(`${ready.stripeUrl}/_control/faults`, { method: 'POST', body: 'kind=429' });
    expect(form.status).toBe(415);
  });
});
