import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import request from 'supertest';
import {
  Clock,
  type Config,
  type Context,
  Db,
  JobRegistry,
  NestLog,
  type Role,
  SERVER_OPTIONS,
  ShiftedClock,
  loadConfig,
  newId,
  parseId,
  publicId,
  setupHttp,
  systemContext,
} from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { Ledger, PayoutScheduleService, WalletsService } from '@app/billing';
import { Rooms } from '@app/calling';
import { PersonsService } from '@app/identity';
import { LicenseesService, type NewLicensee, VatRegister } from '@app/licensees';
import { Mail } from '@app/notifications';
import { AppModule } from '../../../apps/api/src/app.module.js';
import type { StripeTimings } from '../../../apps/sandbox/src/stripe/state.js';
import { JobRunner } from '../../../apps/worker/src/job-runner.js';
import { freePort } from '../../../scripts/ports.ts';
import { FakeMail } from './fake-mail.js';
import { FakeRooms } from './fake-rooms.js';
import { FakeVatRegister } from './fake-vat-register.js';
import { type TestDatabase, testDatabase } from './test-database.js';
import { brokenPromises } from './told-events.js';

export const PASSWORD = 'a good long password';

export interface TestAppOptions {
  /** Start the sandbox (real Stripe SDK and webhooks over HTTP); the app then listens on a port. */
  readonly sandbox?: boolean;
  /** When things happen at Stripe; by itself moments later, by the real clock. */
  readonly stripeTimings?: Partial<StripeTimings>;
  /** Keep the real LiveKit adapter instead of rooms in memory. */
  readonly realRooms?: boolean;
  /** Keep SMTP instead of mails in memory. */
  readonly realMail?: boolean;
  readonly env?: Record<string, string>;
  /** Last word on providers. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** Somebody with a session: `http` carries the host, the access token and a fresh idempotency key with each request. */
export interface Actor {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly host: string;
  readonly licenseeId: string;
}

export type TestApp = Awaited<ReturnType<typeof testApp>>;

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const AUTH_KEY = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const WEB_PUSH_KEY = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const RECEIPT_KEY = pem(generateKeyPairSync('ed25519').privateKey);
const WEBHOOK_SECRET = 'whsec_test_secret_of_the_specs';
const STRIPE_KEY = 'sk_test_sandbox_specs';
/** Keys of the second account at Stripe, which a licensee may connect; the restricted one lacks two permissions. */
export const SECOND_STRIPE_KEY = 'sk_test_sandbox_second';
export const RESTRICTED_STRIPE_KEY = 'rk_test_sandbox_second';

const LICENSEES = {
  aurora: {
    slug: 'aurora',
    name: 'Aurora Advice',
    shortName: 'AURORA',
    country: 'DE',
    currency: 'EUR',
    hosts: ['aurora.localhost'],
    terms: { operatorShareBp: 1500, advisorShareBp: 6000, taxRateBp: 1900 },
  },
  zenith: {
    slug: 'zenith',
    name: 'Zenith Guides',
    shortName: 'ZENITH',
    country: 'GB',
    currency: 'GBP',
    hosts: ['zenith.localhost'],
    terms: { operatorShareBp: 2000, advisorShareBp: 5500, taxRateBp: 2000 },
  },
} satisfies Record<string, NewLicensee>;

type LicenseeName = keyof typeof LICENSEES;

interface UserOptions {
  readonly balanceMinor?: bigint;
  readonly promoMinor?: bigint;
  readonly licensee?: LicenseeName;
}

interface AdvisorOptions {
  readonly voiceRateMinor?: bigint;
  readonly licensee?: LicenseeName;
}

/** Connections that jobs are taken by, kept for the next time. */
function queuePool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 4 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The configuration of an app under test on a database of its own. */
export const testConfig = (urls: TestDatabase['urls'], env: Record<string, string> = {}): Config =>
  loadConfig(testEnvironment(urls, env));

/** The provider of texts of the sandbox, for SMS. */
const SANDBOX_TEXTS = {
  TEXTS_ACCOUNT: 'AC00000000000000000000000000005a4d',
  TEXTS_KEY: 'SK00000000000000000000000000005a4d',
  TEXTS_SECRET: 'sandbox',
  TEXTS_AUTH_TOKEN: 'sandbox',
  TEXTS_SENDER: '+12025550100',
};

/** The same as the environment of a process. */
function testEnvironment(urls: TestDatabase['urls'], env: Record<string, string>): Record<string, string> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    ...urls,
    DATABASE_POOL_SIZE: '20',
    AUTH_PRIVATE_KEY: AUTH_KEY,
    RECEIPT_PRIVATE_KEY: RECEIPT_KEY,
    REFRESH_SECRET: 'refresh secret of the specs, long enough',
    SECRET_BOX_KEYS: `specs:${'s'.repeat(43)}`,
    PUBLIC_URL_TEMPLATE: 'http://{host}',
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_API_BASE: 'http://127.0.0.1:1',
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    LIVEKIT_URL: 'ws://127.0.0.1:1',
    LIVEKIT_API_URL: 'http://127.0.0.1:1',
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'a secret of the specs with 32 characters',
    FCM_BASE_URL: 'https://127.0.0.1:1',
    WEB_PUSH_KEY,
    WEB_PUSH_CONTACT: 'mailto:push@platform.example',
    WEB_PUSH_BASE_URL: 'https://127.0.0.1:1',
    VIES_URL: 'http://127.0.0.1:1',
    BCRYPT_COST: '4',
    RATE_LIMIT_FACTOR: '1000',
    ...env,
  };
}

/** A job that failed is tried again when the spec makes it due (`run_at`): the queue would do so after seconds of the real clock, which a slow machine may spend inside one drain. */
const NO_RETRY = `
  create function graphile_worker.no_retry() returns trigger language plpgsql as $$ begin new.run_at := now() + interval '1 day'; return new; end $$;
  create trigger no_retry before update of last_error on graphile_worker._private_jobs for each row
    when (new.last_error is not null and new.locked_at is null) execute function graphile_worker.no_retry()`;

/** The whole application on a database of its own, with a clock and rooms that specs move by hand. Close it in afterAll. */
export async function testApp(options: TestAppOptions = {}) {
  const database = await testDatabase();
  const port = options.sandbox === true ? await freePort() : undefined;
  const sandbox =
    port === undefined
      ? undefined
      : await (
          await import('../../../apps/sandbox/src/sandbox.js')
        ).startSandbox({
          port: 0,
          fcmPort: 0,
          smtpPort: 0,
          apnsPort: 0,
          stripe: {
            secretKey: STRIPE_KEY,
            webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe/default/platform`,
            webhookSecrets: [WEBHOOK_SECRET],
            connectWebhookUrl: `http://127.0.0.1:${port}/webhooks/stripe/default/connect`,
            connectWebhookSecrets: [WEBHOOK_SECRET],
            thinWebhookUrl: `http://127.0.0.1:${port}/webhooks/stripe/default/thin`,
            thinWebhookSecrets: [WEBHOOK_SECRET],
            timings: options.stripeTimings,
          },
          secondStripe: {
            secretKey: SECOND_STRIPE_KEY,
            restricted: { [RESTRICTED_STRIPE_KEY]: ['transfers', 'disputes'] },
          },
        });
  const env = testEnvironment(database.urls, {
    ...(sandbox
      ? {
          STRIPE_API_BASE: sandbox.stripeUrl,
          SMTP_URL: sandbox.smtpUrl,
          VIES_URL: `${sandbox.stripeUrl}/vies`,
          ...SANDBOX_TEXTS,
          TEXTS_URL: sandbox.stripeUrl,
          CALENDAR_STAND_IN_URL: sandbox.stripeUrl,
          CALENDAR_CALLBACK_URL: `http://127.0.0.1:${port}/calendars/callback`,
          GOOGLE_CALENDAR_CLIENT_ID: 'google-specs',
          GOOGLE_CALENDAR_CLIENT_SECRET: 'secret of the specs',
          MICROSOFT_CALENDAR_CLIENT_ID: 'microsoft-specs',
          MICROSOFT_CALENDAR_CLIENT_SECRET: 'secret of the specs',
        }
      : {}),
    ...options.env,
  });
  const config = loadConfig(env);
  const clock = new ShiftedClock();
  const rooms = new FakeRooms(clock);
  const mails = new FakeMail();
  const vatRegister = new FakeVatRegister();
  let builder = Test.createTestingModule({ imports: [AppModule.forRoot(config)], providers: [JobRunner] })
    .overrideProvider(Clock)
    .useValue(clock);
  if (options.realMail !== true) builder = builder.overrideProvider(Mail).useValue(mails);
  if (!sandbox) builder = builder.overrideProvider(VatRegister).useValue(vatRegister);
  if (options.realRooms !== true) builder = builder.overrideProvider(Rooms).useValue(rooms);
  if (options.override) builder = options.override(builder);
  const module = await builder.compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(SERVER_OPTIONS), {
    rawBody: true,
    logger: new NestLog(),
  });
  await setupHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await app.listen(port ?? 0, '127.0.0.1');

  const licensees = {} as Record<LicenseeName, { id: string; host: string; currency: string }>;
  for (const [name, seed] of Object.entries(LICENSEES)) {
    const { id } = await app.get(LicenseesService).create(seed);
    licensees[name as LicenseeName] = { id, host: seed.hosts[0], currency: seed.currency };
    // Calls of specs last a minute: every paid one may be rated.
    await database.query(
      'insert into app.rating_rules (licensee_id, min_minutes, window_days, changed_at) values ($1, 0, 7, now())',
      [id],
    );
    // Nor do their advisors open payout accounts, where a spec is not about them.
    await database.query(
      'insert into app.money_rules (licensee_id, payout_account_required, changed_at) values ($1, false, now())',
      [id],
    );
  }
  const house = await app.get(LicenseesService).create({
    kind: 'operator',
    slug: 'operator',
    name: 'Operator',
    shortName: 'OPERATOR',
    country: 'DE',
    currency: 'EUR',
    hosts: ['ops.localhost'],
    terms: { operatorShareBp: 0, advisorShareBp: 0, taxRateBp: 0 },
  });

  // As a worker does when it starts: else the sandbox pays out by itself after a day of its clock.
  if (sandbox) await app.get(PayoutScheduleService).assert();

  const http = (host: string) => request.agent(app.getHttpServer()).set('host', host);
  const runner = app.get(JobRunner);
  let queue: pg.Pool | undefined;
  let count = 0;

  const given = {
    /** A context of the tenant, as the system. */
    ctx: (licensee: LicenseeName = 'aurora'): Context => systemContext(licensees[licensee].id, 'spec'),
    /** A person of any role, signed in. */
    person: async (role: Role, licensee: LicenseeName = 'aurora'): Promise<Actor> => {
      const email = `${role}${++count}@${licensee}.example`;
      const person = await app
        .get(PersonsService)
        .create(given.ctx(licensee), { role, email, password: PASSWORD, displayName: `${role} ${count}`, adult: true });
      const host = licensees[licensee].host;
      const { body } = await http(host).post('/v1/auth/sign-in').send({ email, password: PASSWORD }).expect(200);
      return {
        id: person.id,
        email,
        token: (body as { accessToken: string }).accessToken,
        host,
        licenseeId: licensees[licensee].id,
      };
    },
    /** An end user with money in the wallet. */
    user: async ({ balanceMinor = 0n, promoMinor = 0n, licensee = 'aurora' }: UserOptions = {}): Promise<Actor> => {
      const user = await given.person('end_user', licensee);
      if (balanceMinor > 0n) await given.money(user, balanceMinor, 'wallet');
      if (promoMinor > 0n) await given.money(user, promoMinor, 'promo');
      return user;
    },
    /** Money or promo credit, posted as the product posts it. */
    money: async (user: Actor, amount: bigint, kind: 'wallet' | 'promo'): Promise<void> => {
      await app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), async (tx) => {
        const ledger = app.get(Ledger);
        const currency = await app.get(LicenseesService).currencyOf(tx);
        const account = await ledger.openAccount(tx, kind, user.id, currency);
        const house = await ledger.house(tx, currency, 'stripe_balance', 'promo_issued');
        await ledger.post(tx, {
          kind: kind === 'wallet' ? 'top_up' : 'promo_grant',
          currency,
          key: `spec:${newId()}`,
          legs: [
            { accountId: account, amount },
            { accountId: kind === 'wallet' ? house.stripe_balance : house.promo_issued, amount: -amount },
          ],
        });
      });
    },
    /** An advisor who takes calls. `advisorId` is the profile, `id` the person. */
    advisor: async ({ voiceRateMinor = 199n, licensee = 'aurora' }: AdvisorOptions = {}): Promise<
      Actor & { advisorId: string }
    > => {
      const person = await given.person('advisor', licensee);
      const advisor = await app.get(AdvisorsService).create(given.ctx(licensee), {
        personId: person.id,
        displayName: `Advisor ${count}`,
        voiceRateMinor,
        videoRateMinor: voiceRateMinor + 50n,
        available: true,
      });
      return { ...person, advisorId: advisor.id };
    },
    /** Somebody of the operator, on the operator's own host. */
    operator: async (): Promise<Actor> => {
      const email = `operator${++count}@operator.example`;
      const host = 'ops.localhost';
      const person = await app.get(PersonsService).create(systemContext(house.id, 'spec'), {
        role: 'operator',
        email,
        password: PASSWORD,
        displayName: `Operator ${count}`,
      });
      const { body } = await http(host).post('/v1/auth/sign-in').send({ email, password: PASSWORD }).expect(200);
      return {
        id: person.id,
        email,
        token: (body as { accessToken: string }).accessToken,
        host,
        licenseeId: house.id,
      };
    },
    staff: (role: Role = 'owner', licensee: LicenseeName = 'aurora'): Promise<Actor> => given.person(role, licensee),
  };

  return {
    app,
    config,
    /** For a process of the product beside this one, on the same database. */
    env,
    clock,
    rooms,
    mails,
    /** Not asked where there is a sandbox. */
    vatRegister,
    sandbox,
    database,
    /** SQL as superuser, past row-level security. */
    db: database,
    http,
    licensees,
    given,
    /** Requests as somebody; every POST carries a fresh idempotency key unless one is given. */
    as: (actor: Actor) => {
      const auth = (test: request.Test): request.Test => test.set('authorization', `Bearer ${actor.token}`);
      return {
        get: (path: string) => auth(http(actor.host).get(path)),
        post: (path: string, body: object = {}, key: string = randomUUID()) =>
          auth(http(actor.host).post(path)).set('idempotency-key', key).send(body),
        put: (path: string, body: object = {}) => auth(http(actor.host).put(path)).send(body),
        /** A body that is not JSON: a picture. */
        putBytes: (path: string, bytes: Buffer, type: string) =>
          auth(http(actor.host).put(path)).set('content-type', type).send(bytes),
        patch: (path: string, body: object = {}) => auth(http(actor.host).patch(path)).send(body),
        delete: (path: string) => auth(http(actor.host).delete(path)),
      };
    },
    /** Runs every waiting job once, as the worker would; also those that jobs add, and those that wait for their queue. One that fails waits until the spec makes it due again. */
    drain: async (): Promise<void> => {
      if (!queue) {
        await database.query(NO_RETRY);
        queue = queuePool(database.urls.DATABASE_JOBS_URL);
      }
      // A job of a queue may wait for the one before it to be off the table, and the runner does not: a round each.
      for (let round = 0; round < 200; round++) {
        const waiting = await database.query(
          `select 1 from graphile_worker._private_jobs where run_at <= clock_timestamp() and attempts < max_attempts and locked_at is null limit 1`,
        );
        if (waiting.length === 0) return;
        await runner.drain(queue);
      }
      throw new Error('jobs keep waiting');
    },
    /** Runs a loop or a schedule of the worker once. */
    run: async (name: string): Promise<void> => {
      const registry = app.get(JobRegistry);
      const handler = [...registry.loops, ...registry.scheduled].find((one) => one.name === name);
      if (!handler) throw new Error(`no loop or schedule is called ${name}`);
      await handler.run();
    },
    runner,
    /** Every broken invariant of both licensees' books. */
    violations: async () => {
      const found = [];
      for (const { id } of Object.values(licensees))
        found.push(...(await app.get(Db).read(systemContext(id, 'spec'), (tx) => app.get(Ledger).violations(tx))));
      return found;
    },
    wallet: async (user: Actor) =>
      app
        .get(Db)
        .read(systemContext(user.licenseeId, 'spec'), async (tx) =>
          app.get(WalletsService).balances(tx, user.id, await app.get(LicenseesService).currencyOf(tx)),
        ),
    publicId,
    parseId,
    /** Every spec is a proof of the catalogue too: what it made the product tell must be what is promised. */
    close: async () => {
      const told = await database.query<Parameters<typeof brokenPromises>[0][number]>(
        'select id, type, subject, data, occurred_at from app.event',
      );
      await app.close();
      await queue?.end();
      await sandbox?.stop();
      await database.close();
      const broken = [...new Set(brokenPromises(told))];
      if (broken.length > 0) throw new Error(`Public events break their schemas: ${broken.join('; ')}`);
    },
  };
}
