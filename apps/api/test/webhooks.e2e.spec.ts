import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Outbox, newId, systemContext } from '@app/kernel';
import {
  type Actor,
  BEHAVIOURS,
  type Behaviour,
  type ReceivedWebhook,
  type TestApp,
  WebhookReceiver,
  testApp,
  verifiesWebhook,
} from '@app/testing';
import { TopUpRequested } from '@app/billing';

/**
 * R6 of reference/trust.md: hostile receivers and killed workers. `npm run test:webhooks` runs the long form; `WEBHOOK_EVENTS` and `WEBHOOK_KILLS` tell how long.
 * The workers are processes of their own, as in production; only time is helped along where a pause of the schedule would have to pass.
 */
// eslint-disable-next-line no-restricted-properties -- how long the proof is belongs to who runs it, not to the product
const { WEBHOOK_EVENTS = '300', WEBHOOK_KILLS = '3', PATH } = process.env;
const EVENTS = Number.parseInt(WEBHOOK_EVENTS, 10);
const KILLS = Number.parseInt(WEBHOOK_KILLS, 10);
const PACED = 80;
const root = path.resolve(import.meta.dirname, '../../..');
const MINUTE = 60_000;

const HOSTILE = {
  broken: BEHAVIOURS.broken,
  redirect: BEHAVIOURS.redirect,
  gone: BEHAVIOURS.gone,
  never: BEHAVIOURS.never,
  upgrade: BEHAVIOURS.upgrade,
} satisfies Record<string, Behaviour>;
/** Nothing may be lost to these, though most of them make trouble. */
const HEALTHY = {
  ok: BEHAVIOURS.ok,
  brokenOnce: BEHAVIOURS.brokenOnce,
  limitedOnce: BEHAVIOURS.limitedOnce,
  resetOnce: BEHAVIOURS.resetOnce,
  endless: BEHAVIOURS.endless,
} satisfies Record<string, Behaviour>;

describe('webhooks to hostile receivers, by workers that are killed', () => {
  let t: TestApp;
  let owner: Actor;
  let receiver: WebhookReceiver;
  let worker: ChildProcess | undefined;
  const secrets = new Map<string, string>();
  beforeAll(async () => {
    [t, receiver] = await Promise.all([
      testApp({ env: { WEBHOOKS_TO_LOOPBACK: 'allowed' } }),
      WebhookReceiver.listen(),
    ]);
    owner = await t.given.staff('owner');
  });
  afterEach(() => kill());
  afterAll(async () => {
    await t.close();
    await receiver.close();
  });

  async function start(): Promise<void> {
    const child = spawn(process.execPath, ['dist/apps/worker/src/main.js'], {
      cwd: root,
      env: { PATH, ...t.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    worker = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('worker ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  }

  async function kill(): Promise<void> {
    const dying = worker;
    worker = undefined;
    if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
  }

  async function endpoint(name: string, behaviour: Behaviour, who = owner): Promise<void> {
    const { body } = await t
      .as(who)
      .post('/v1/webhook-endpoints', { url: receiver.at(name, behaviour), eventTypes: ['top_up.requested'] })
      .expect(201);
    secrets.set(`/${name}`, body.secret as string);
  }

  const happen = (licenseeId = owner.licenseeId, topUpId = newId()): Promise<void> =>
    t.app
      .get(Db)
      .transaction(systemContext(licenseeId, 'spec'), (tx) =>
        t.app.get(Outbox).add(tx, TopUpRequested, { topUpId, personId: newId() }),
      );

  /** Every pause is over: of the schedule, of tired endpoints, and the leases of dead workers. Endpoints first, as everybody locks them. */
  const timePasses = (): Promise<unknown> =>
    t.db.query(`
      update app.webhook_endpoint e set paused_until = null, wake_at = case when status = 'enabled' then now() end;
      update app.webhook_delivery set due_at = now() where due_at > now() and (status = 'waiting' ${worker ? '' : `or status = 'sending'`})`);

  const idsOf = (name: string): Set<string> => new Set(receiver.of(name).map(({ id }) => id));

  async function until(
    what: string,
    isTrue: () => boolean | Promise<boolean>,
    pass?: () => Promise<unknown>,
  ): Promise<void> {
    // The long form has more to send, and a busy machine is slow.
    for (let i = 0; i < Math.max(3_000, EVENTS * 2); i++) {
      if (await isTrue()) return;
      // A receiver that refuses each message once is sent one after each pause: what it takes in all is ruled by how often a pause is over.
      if (pass) await pass();
      await sleep(100);
    }
    throw new Error(`never came: ${what}`);
  }

  const taken = async (): Promise<boolean> => {
    const left = await t.db.query<{ url: string }>(
      `select e.url from app.webhook_endpoint e where e.licensee_id = $1 and (e.last_sequence < $2 or exists (
         select 1 from app.webhook_delivery d where d.endpoint_id = e.id and d.status <> 'delivered')) and substring(e.url from '[^/]+$') = any ($3)`,
      [owner.licenseeId, EVENTS, Object.keys(HEALTHY)],
    );
    return left.length === 0;
  };

  it(
    `loses none of ${EVENTS} events to a receiver that can be reached, through ${KILLS} kills`,
    async () => {
      for (const [name, behaviour] of Object.entries({ ...HOSTILE, ...HEALTHY })) await endpoint(name, behaviour);
      // Ten things happen again and again, so that there is an order to keep.
      const subjects = Array.from({ length: Math.max(10, EVENTS / 4) }, () => newId());
      const facts = (async () => {
        for (let n = 0; n < EVENTS; n++) await happen(owner.licenseeId, subjects[n % subjects.length]);
      })();
      for (let n = 0; n < KILLS; n++) {
        await start();
        const goal = receiver.received.length + Math.floor((EVENTS * 2) / (KILLS + 1));
        const atOnce = Date.now() + 4_000;
        await until('work for a worker to die in', () => receiver.received.length > goal || Date.now() > atOnce);
        await kill();
        await timePasses();
      }
      await facts;
      await start();
      await until('the end', taken, timePasses);

      for (const name of Object.keys(HEALTHY)) {
        const sequences = [...new Set(receiver.of(name).map(({ body }) => body.sequence!))].sort((a, b) => a - b);
        // The numbers show that nothing is missing, and the ids that each is a message of its own.
        expect([name, sequences]).toEqual([name, Array.from({ length: EVENTS }, (_, n) => n + 1)]);
        expect([name, idsOf(name).size]).toEqual([name, EVENTS]);
      }
      const unsigned = receiver.received.filter((message) => !verifiesWebhook(secrets.get(message.path)!, message));
      expect(unsigned).toEqual([]);
      const bodies = Map.groupBy(receiver.received, ({ path: to, id }) => to + id);
      for (const [, tries] of bodies) expect(new Set(tries.map(({ raw }) => raw)).size).toBe(1);
      expect(outOfOrder(receiver.of('ok'))).toEqual([]);
      // The long form outlasts the first one's sign-in.
      const colleague = await t.given.staff('owner');
      const gone = (await t.as(colleague).get('/v1/webhook-endpoints').expect(200)).body.data.find(
        ({ url }: { url: string }) => url.endsWith('/gone'),
      );
      expect(gone).toMatchObject({ enabled: false, disabledBecause: 'gone' });
      expect(receiver.of('gone').length).toBeLessThanOrEqual(4 * (KILLS + 1));
    },
    Math.max(10, EVENTS / 100) * MINUTE, // of the long form on two cores about one for three hundred events
  );

  it(
    'does not make a licensee wait for the dead endpoints of another: the 99th percentile at the most doubles',
    async () => {
      // Signed in anew: the long form lasts longer than a token.
      owner = await t.given.staff('owner');
      const zenith = await t.given.staff('owner', 'zenith');
      await endpoint('calm', BEHAVIOURS.ok, zenith);
      await t.db.query(
        `update app.webhook_endpoint set wake_at = null, status = 'disabled', disabled_because = 'staff', disabled_at = now()
                         where licensee_id = $1 and status = 'enabled'`,
        [owner.licenseeId],
      );
      await start();
      const before = await paced(zenith);
      // Ten endpoints that swallow everything, each with a backlog: more than the licensee has slots for.
      for (const { id } of (await t.as(owner).get('/v1/webhook-endpoints').expect(200)).body.data)
        await t.as(owner).delete(`/v1/webhook-endpoints/${id}`).expect(204);
      for (let n = 0; n < 10; n++) await endpoint(`dead${n}`, BEHAVIOURS.never);
      for (let n = 0; n < 50; n++) await happen();
      await until(
        'the dead ones are being tried',
        () => receiver.received.filter(({ path: to }) => to.startsWith('/dead')).length >= 15,
      );
      const beside = percentile(await paced(zenith));
      for (const { id } of (await t.as(owner).get('/v1/webhook-endpoints').expect(200)).body.data)
        await t.as(owner).delete(`/v1/webhook-endpoints/${id}`).expect(204);
      // Measured on both sides of it: what else the machine does comes and goes.
      const alone = Math.max(percentile(before), percentile(await paced(zenith)));
      const figures = { alone, beside, ratio: beside / alone };
      console.log(`p99 of a healthy endpoint, ms: ${JSON.stringify(figures)}`);
      expect(figures.ratio).toBeLessThan(2);
    },
    5 * MINUTE,
  );

  /** From the commit of each fact to its arrival; one every 50 ms. */
  async function paced(who: Actor): Promise<number[]> {
    const committed = new Map<string, number>();
    for (let n = 0; n < PACED; n++) {
      const topUpId = newId();
      await happen(who.licenseeId, topUpId);
      committed.set(t.publicId('topUp', topUpId), Date.now());
      await sleep(50);
    }
    const arrived = () => receiver.of('calm').filter(({ body }) => committed.has(body.subject));
    await until('all of a calm endpoint', () => arrived().length >= PACED);
    return arrived().map(({ at, body }) => at - committed.get(body.subject)!);
  }
});

const percentile = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;

/** Messages whose first arrival was before that of an earlier one about the same subject. */
function outOfOrder(messages: readonly ReceivedWebhook[]): string[] {
  const firsts = messages.filter(({ repeats }) => repeats === 0);
  return [...Map.groupBy(firsts, ({ body }) => body.subject)].flatMap(([subject, ofSubject]) =>
    ofSubject.some(({ body }, n) => n > 0 && body.sequence! < ofSubject[n - 1]!.body.sequence!) ? [subject] : [],
  );
}
