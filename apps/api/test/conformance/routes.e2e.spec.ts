import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  Allow,
  AnyHost,
  type Audience,
  ROLES,
  type Role,
  SCOPES,
  SERVER_OPTIONS,
  type Scope,
  setupHttp,
} from '@app/kernel';
import { AccessTokens } from '@app/identity';
import { type Actor, type TestApp, testApp, testConfig } from '@app/testing';
import { AppModule } from '../../src/app.module.js';
import { createServer } from '../../src/server.js';
import { type Answer, Client, type Send } from './client.js';
import { apiOf } from './document.js';
import { type DeclaredRoute, type ServedRoute, declaredRoutes, keyOf, servedRoutes } from './routes.js';
import { operator, signIn } from './sign-in.js';

jest.setTimeout(240_000); // seconds on a quiet machine, minutes on a busy one

/** Routes that belong to no tenant. A new one fails here until it is listed with its reason. */
const ANY_HOST_ROUTES: Readonly<Record<string, string>> = {
  'GET /livez': 'the supervisor asks by address',
  'GET /readyz': 'the load balancer asks by address',
  'GET /version': 'the deployment asks by address',
  'GET /metrics': 'the scraper on the same machine or pod asks by address',
  'GET /calendars/callback': 'the secret state of a consent leads to the tenant, and on to its host',
  'POST /webhooks/livekit': 'the media server names the call, which names the tenant',
  'POST /webhooks/texts/:licensee/:id': 'the signature covers the address, and it names the tenant',
  'POST /webhooks/stripe/:context/platform': 'the account in the address and the signed metadata name the tenant',
  'POST /webhooks/stripe/:context/connect': 'the account that the signed event names leads to the tenant',
  'POST /webhooks/stripe/:context/thin': 'the same',
};

/** Routes that no controller makes, so that no guard of ours runs. */
const WITHOUT_CONTROLLER: Readonly<Record<string, string>> = {
  'GET /docs': 'the documentation: docs.e2e.spec.ts',
  'GET /docs/:page': 'the documentation: docs.e2e.spec.ts',
  'GET /docs/:page/:part': 'the documentation: docs.e2e.spec.ts',
  'GET /problems/:code': 'the documentation: docs.e2e.spec.ts',
  'GET /llms.txt': 'the documentation: docs.e2e.spec.ts',
  'GET /embed/v1.js': 'the call button: web.e2e.spec.ts',
  'GET /embed/advisors/:id': 'the call button: web.e2e.spec.ts',
  'GET /v1/openapi.json': 'the document itself: docs.e2e.spec.ts',
  'GET /': 'the screens: web.e2e.spec.ts',
  'GET /*': 'the screens: web.e2e.spec.ts',
  'GET /manifest.webmanifest': 'the screens: web.e2e.spec.ts',
  'GET /pro/manifest.webmanifest': 'the screens: web.e2e.spec.ts',
  'GET /sw.js': 'the screens: web.e2e.spec.ts',
  'GET /pro/sw.js': 'the screens: web.e2e.spec.ts',
};

/** Declared routes that the document leaves out on purpose. */
const UNDOCUMENTED: ReadonlySet<string> = new Set(Object.keys(ANY_HOST_ROUTES));

/** Parts of a path where money moves, a call begins or a licensee is made. A POST below one takes an Idempotency-Key, or is listed with its reason. */
const MONEY_PARTS: ReadonlySet<string> = new Set([
  'bookings',
  'budget',
  'calls',
  'complaints',
  'coupons',
  'credits',
  'disputes',
  'invoices',
  'licensee-sign-ups',
  'outside-payouts',
  'payout-account',
  'payee-debts',
  'payouts',
  'refunds',
  'safeguarding',
  'top-ups',
  'unreturned',
  'valuations',
  'wallet-refunds',
  'withdrawal-cases',
  'withdrawals',
]);

/** The state of the row lets it happen once, whoever asks how often: what is over is refused or answered as it is. */
const ONCE_BY_STATE = 'its row moves on once';
const NO_MONEY = 'moves no money and starts no call';
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  'POST /v1/advisor/coupons/:id/agree': NO_MONEY,
  'POST /v1/advisor/coupons/:id/decline': NO_MONEY,
  'POST /v1/bookings/:id/accept': ONCE_BY_STATE,
  'POST /v1/bookings/:id/decline': ONCE_BY_STATE,
  'POST /v1/bookings/quote': NO_MONEY,
  'POST /v1/calls/:id/accept': ONCE_BY_STATE,
  'POST /v1/calls/:id/cancel': ONCE_BY_STATE,
  'POST /v1/calls/:id/complaint': NO_MONEY,
  'POST /v1/calls/:id/decline': ONCE_BY_STATE,
  'POST /v1/calls/:id/end': ONCE_BY_STATE,
  'POST /v1/calls/:id/heard': NO_MONEY,
  'POST /v1/calls/:id/join': ONCE_BY_STATE,
  'POST /v1/calls/:id/join-links': NO_MONEY,
  'POST /v1/calls/:id/presence': NO_MONEY,
  'POST /v1/calls/:id/refund/preview': NO_MONEY,
  'POST /v1/calls/:id/report': NO_MONEY,
  'POST /v1/calls/quote': NO_MONEY,
  'POST /v1/complaints/:id/answer': NO_MONEY,
  'POST /v1/complaints/:id/withdraw': NO_MONEY,
  'POST /v1/operator/licensees/:id/coupons': NO_MONEY,
  'POST /v1/operator/licensees/:id/coupons/:couponId/stop': NO_MONEY,
  'POST /v1/payout-account/onboarding-link': NO_MONEY,
  'POST /v1/payout-account/refresh': NO_MONEY,
  'POST /v1/staff/coupons': NO_MONEY,
  'POST /v1/staff/coupons/:id/stop': NO_MONEY,
  'POST /v1/staff/licence/invoices/:id/pay': 'opens the page of the payment provider, which takes one payment',
  'POST /v1/staff/licence/invoices/:id/refresh': 'asks the provider what became of the payment',
  'POST /v1/test/bookings/:id/simulate': 'its sides move the booking once',
  'POST /v1/test/calls/:id/simulate': 'its sides move the call once',
  'POST /v1/test/top-ups/:id/complete': ONCE_BY_STATE,
  'POST /v1/users/:id/bookings/quote': NO_MONEY,
  'POST /v1/withdrawals': 'moves no money: staff look at it',
};

interface Bearing {
  readonly name: string;
  readonly host: string;
  readonly role?: Role;
  token(): Promise<string | undefined>;
  /** The route may have ended the session. */
  forget?(): void;
}

function insider(send: Send, role: Role, actor: Actor): Bearing {
  let token: string | undefined;
  return {
    name: role,
    role,
    host: actor.host,
    token: async () => (token ??= await signIn(send, actor)),
    forget: () => (token = undefined),
  };
}

// --- rules: each returns what is wrong, so that the specs and the deliberate defects share them -------------------------------------------------------

const undeclared = (routes: readonly DeclaredRoute[]): string[] =>
  routes
    .filter(({ audience }) => audience === undefined || audience.length === 0)
    .map((route) => `${keyOf(route)} (${route.name})`);

const isAboutMoney = ({ method, path }: ServedRoute): boolean =>
  method === 'POST' && path.split('/').some((part) => MONEY_PARTS.has(part));

/** Money routes without a key and without a reason; reasons that are left over; and money routes that the parts of paths do not find. */
const keyFaults = (routes: readonly DeclaredRoute[]): string[] => {
  const open = new Set(routes.filter((route) => isAboutMoney(route) && !route.idempotent).map(keyOf));
  return [
    ...[...open].filter((key) => WITHOUT_KEY[key] === undefined).map((key) => `${key} takes no Idempotency-Key`),
    ...Object.keys(WITHOUT_KEY)
      .filter((key) => !open.has(key))
      .map((key) => `${key} needs no reason`),
    ...routes
      .filter((route) => route.idempotent && !isAboutMoney(route))
      .map((route) => `${keyOf(route)} is below no part where money moves`),
  ];
};

const unexplained = (
  routes: readonly ServedRoute[],
  declared: readonly DeclaredRoute[],
  reasons: Readonly<Record<string, string>>,
): string[] => {
  const known = new Set([...declared.map(keyOf), ...Object.keys(reasons)]);
  return routes.map(keyOf).filter((key) => !known.has(key));
};

const ROLE_REFUSAL = 'This route is not open for your role.';
const byRole = ({ status, json }: Answer): boolean =>
  (status === 401 && json?.code === 'unauthenticated') ||
  (status === 403 && json?.code === 'forbidden' && json.detail === ROLE_REFUSAL);

/** What is wrong with the answer that somebody got, or undefined. */
function fault(audience: readonly Audience[], who: Bearing, answer: Answer): string | undefined {
  const got = `${answer.status} ${String(answer.json?.code ?? '')}`;
  if (audience.includes('signature'))
    return [400, 401].includes(answer.status) && /^invalid-.*signature$/.test(String(answer.json?.code))
      ? undefined
      : `unsigned, yet ${got}`;
  const welcome = audience.includes('public') || (who.role !== undefined && audience.includes(who.role));
  if (welcome)
    return byRole(answer)
      ? `in the audience, yet ${got}`
      : answer.status === 500
        ? `${got}: ${answer.text}`
        : undefined;
  if (!byRole(answer)) return `not in the audience, yet ${got}`;
  return answer.status === (who.role === undefined ? 401 : 403) ? undefined : `refused with ${got}`;
}

/** What is wrong with the answers that two keys got: one with every scope, and one with all but that of the route. */
function keyFault({ keyScope }: DeclaredRoute, withAll: string, withOthers: string): string | undefined {
  if (keyScope === undefined)
    return [withAll, withOthers].every((got) => got === '403 api-key-not-accepted')
      ? undefined
      : `takes no key, yet ${withAll} and ${withOthers}`;
  if (/^(401|500)|api-key|^403 forbidden/.test(withAll)) return `a key with every scope gets ${withAll}`;
  return withOthers === '403 api-key-scope-missing' ? undefined : `a key without ${keyScope} gets ${withOthers}`;
}

/** Keys with every scope but one, by that one. */
const withoutScope: Partial<Record<Scope | 'none', Promise<string>>> = {};

const RANDOM = '00000000000000000000000001';
/** Parameters that are no ids. */
const WORDS: Readonly<Record<string, string>> = {
  context: 'default',
  endpoint: 'platform',
  kind: 'logo_light',
  number: '999',
  file: '32.png',
  host: 'nobody.example',
  locale: 'en',
  provider: 'google',
};

/** What an id after this part of a path begins with. */
const PREFIXES: Readonly<Record<string, string>> = {
  accounts: 'acc',
  advisors: 'adv',
  'api-keys': 'key',
  assets: 'ast',
  bookings: 'bkg',
  'call-links': 'lnk',
  calls: 'call',
  cards: 'card',
  'dead-jobs': 'job',
  coupons: 'cpn',
  devices: 'dev',
  'fraud-warnings': 'efw',
  licensees: 'lic',
  'operator-access': 'opa',
  people: 'usr',
  photos: 'pic',
  reports: 'rep',
  complaints: 'cmpl',
  sessions: 'ses',
  'sign-in-keys': 'sik',
  team: 'usr',
  'top-ups': 'top',
  transactions: 'txn',
  users: 'usr',
};
/** Real path parameters of the right form that name nothing. */
const concrete = (path: string): string =>
  path.replace(/:(\w+)/g, (_, name: string) =>
    path.includes('/legal/') && name === 'kind'
      ? 'terms'
      : (WORDS[name] ?? `${PREFIXES[/([\w-]+)\/:/.exec(path)![1]!]}_${RANDOM}`),
  );

async function faultsOf(
  send: Send,
  routes: readonly DeclaredRoute[],
  people: readonly Bearing[],
): Promise<{ cells: number; faults: string[] }> {
  const faults: string[] = [];
  let cells = 0;
  for (const route of routes) {
    for (const who of people) {
      const hasBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
      const answer = await send({
        method: route.method,
        path: concrete(route.path),
        host: who.host,
        token: await who.token(),
        headers: { 'idempotency-key': `cell-${cells}`, ...(route.takesImage ? { 'content-type': 'image/png' } : {}) },
        // A body that no route accepts: the guards decide before it is read, and nothing is changed behind them.
        ...(hasBody ? { body: { notAMember: true } } : {}),
      });
      cells++;
      if (route.method !== 'GET' && answer.status < 300) who.forget?.();
      const wrong = fault(route.audience ?? [], who, answer);
      if (wrong !== undefined) faults.push(`${keyOf(route)} as ${who.name}: ${wrong}`);
    }
  }
  return { cells, faults };
}

describe('every route the app serves', () => {
  let t: TestApp;
  let server: NestFastifyApplication;
  let client: Client;
  let routes: DeclaredRoute[];
  let insiders: Bearing[];
  let outsiders: Bearing[];

  beforeAll(async () => {
    t = await testApp({ realRooms: true });
    server = await createServer(testConfig(t.database.urls));
    await server.init();
    client = await Client.to(t.app);
    routes = declaredRoutes(t.app);
    const people = [
      ...(await Promise.all(
        ROLES.filter((role) => role !== 'operator').map(async (role) => ({
          role,
          actor: await (role === 'advisor' ? t.given.advisor() : t.given.person(role)),
        })),
      )),
      { role: 'operator' as const, actor: await operator(t, client.send) },
    ];
    insiders = people.map(({ role, actor }) => insider(client.send, role, actor));
    const owner = await t.given.staff('owner');
    const foreign = await t.given.staff('owner', 'zenith');
    const frozen = await t.given.staff('owner');
    await t.db.query(`update app.person set status = 'frozen' where id = $1`, [frozen.id]); // the session itself stays open
    const revoked = await t.given.staff('owner');
    await t.db.query(`update app.session set revoked_at = now(), revoked_reason = 'revoked' where person_id = $1`, [
      revoked.id,
    ]);
    const lapsed = await t.given.staff('owner');
    await t.db.query(`update app.session set expires_at = now() - interval '1 second' where person_id = $1`, [
      lapsed.id,
    ]);
    const out = (name: string, token: string | undefined, actor: Actor = owner): Bearing => ({
      name,
      host: actor.host,
      token: async () => token,
    });
    outsiders = [
      out('anonymous', undefined),
      out("another tenant's owner", foreign.token),
      out('a frozen owner', frozen.token),
      out('an owner with a revoked session', revoked.token),
      out('an owner with an expired session', lapsed.token),
      out('an expired access token', expiredToken(t, owner)),
      out('a token with a changed signature', `${owner.token.slice(0, -4)}AAAA`),
    ];
  });
  afterAll(async () => {
    client.close();
    await server.close();
    await t.close();
  });

  it('is made by a controller that declares it, or is listed with a reason', () => {
    const served = servedRoutes(server);
    expect(served.length).toBeGreaterThan(50);
    expect(unexplained(served, routes, WITHOUT_CONTROLLER)).toEqual([]);
    // And the other way round: nothing is declared that is not served, and no reason is left over.
    const keys = new Set(served.map(keyOf));
    expect([...routes.map(keyOf), ...Object.keys(WITHOUT_CONTROLLER)].filter((key) => !keys.has(key))).toEqual([]);
    // The rule reports a route that somebody adds to the router beside the controllers.
    expect(unexplained([...served, { method: 'GET', path: '/v1/backdoor' }], routes, WITHOUT_CONTROLLER)).toEqual([
      'GET /v1/backdoor',
    ]);
  });

  it('declares its audience', () => {
    expect(undeclared(routes)).toEqual([]);
  });

  it('belongs to a tenant, or is listed with a reason', () => {
    expect(
      routes
        .filter(({ anyHost }) => anyHost)
        .map(keyOf)
        .sort(),
    ).toEqual(Object.keys(ANY_HOST_ROUTES).sort());
  });

  it('is in the document with the audience that its guard reads', () => {
    const documented = new Map(
      apiOf(t.app).operations.map((operation) => [
        `${operation.method} ${operation.path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation.audience,
      ]),
    );
    expect(routes.map(keyOf).filter((key) => !documented.has(key) && !UNDOCUMENTED.has(key))).toEqual([]);
    expect([...documented.keys()].filter((key) => !routes.some((route) => keyOf(route) === key))).toEqual([]);
    for (const route of routes.filter((one) => documented.has(keyOf(one))))
      expect([keyOf(route), documented.get(keyOf(route))]).toEqual([keyOf(route), route.audience]);
  });

  it('lets in exactly the people it declares', async () => {
    const { cells, faults } = await faultsOf(client.send, routes, [...outsiders, ...insiders]);
    expect(faults).toEqual([]);
    expect(cells).toBe(routes.length * 15);
  });

  it('says in the document what it asks of a key, and asks it only where a person of the licensee may do the same', () => {
    const documented = new Map(
      apiOf(t.app).operations.map(({ method, path, keyScope }) => [
        `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        keyScope,
      ]),
    );
    for (const route of routes.filter((one) => documented.has(keyOf(one))))
      expect([keyOf(route), documented.get(keyOf(route))]).toEqual([keyOf(route), route.keyScope]);
    const open = routes.filter(({ keyScope }) => keyScope !== undefined);
    expect(open.length).toBeGreaterThan(10);
    expect(open.filter(({ audience }) => !audience?.includes('admin')).map(keyOf)).toEqual([]);
  });

  it('lets in a key with its scope, and no other key', async () => {
    const owner = insiders.find(({ role }) => role === 'owner')!;
    let names = 0;
    const keyWith = async (scopes: readonly string[]): Promise<string> => {
      const { json } = await client.send({
        method: 'POST',
        path: '/v1/staff/api-keys',
        host: owner.host,
        token: await owner.token(),
        body: { name: `Key ${names++}`, scopes },
      });
      return (json as { key: string }).key;
    };
    const everything = await keyWith(['*']);
    const faults: string[] = [];
    for (const route of routes.filter(
      ({ audience }) => !audience?.some((one) => one === 'public' || one === 'signature'),
    )) {
      const got = async (token: string): Promise<string> => {
        const { status, json } = await client.send({
          method: route.method,
          path: concrete(route.path),
          host: owner.host,
          token,
          headers: { 'idempotency-key': 'key', ...(route.takesImage ? { 'content-type': 'image/png' } : {}) },
          ...(['POST', 'PUT', 'PATCH'].includes(route.method) ? { body: { notAMember: true } } : {}),
        });
        return `${status} ${String(json?.code ?? '')}`;
      };
      const wrong = keyFault(route, await got(everything), await got(await others(route.keyScope)));
      if (wrong !== undefined) faults.push(`${keyOf(route)}: ${wrong}`);
    }
    expect(faults).toEqual([]);

    /** A key with every scope but this one. */
    async function others(scope: Scope | undefined): Promise<string> {
      const made = (withoutScope[scope ?? 'none'] ??= keyWith(SCOPES.filter((one) => one !== scope)));
      return made;
    }
  });

  it('takes an Idempotency-Key where money moves or a call begins, or says why not', () => {
    expect(keyFaults(routes)).toEqual([]);
    // Each of them is missed when its decorator is left out.
    const keyed = routes.filter(({ idempotent }) => idempotent);
    expect(keyed.length).toBeGreaterThan(25);
    for (const one of keyed)
      expect(keyFaults(routes.map((route) => (route === one ? { ...route, idempotent: false } : route)))).toEqual([
        `${keyOf(one)} takes no Idempotency-Key`,
      ]);
  });

  it('answers only a signature on webhooks, whoever asks', async () => {
    const hooks = routes.filter(({ path }) => path.startsWith('/webhooks/'));
    expect(hooks.map(({ audience }) => audience)).toEqual(hooks.map(() => ['signature']));
    const forged = {
      'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`,
      authorization: 'Bearer e30.e30.e30',
    };
    for (const route of hooks) {
      for (const headers of [{}, forged]) {
        const answer = await client.send({
          method: 'POST',
          path: concrete(route.path),
          host: 'any.host',
          headers,
          body: { id: 'evt_1', object: 'event' },
        });
        expect([keyOf(route), fault(['signature'], outsiders[0]!, answer)]).toEqual([keyOf(route), undefined]);
      }
    }
  });

  describe('with a deliberate defect', () => {
    @Controller('v1/defect')
    class DefectController {
      @Get('closed')
      closed(): string {
        return 'open';
      }
      @Post('calls/:id/surcharge')
      @Allow('owner')
      surcharge(): string {
        return 'paid';
      }
      @Post('any')
      @AnyHost()
      @Allow('owner')
      any(): string {
        return 'open';
      }
    }
    let broken: NestFastifyApplication;
    let brokenClient: Client;
    beforeAll(async () => {
      const module = await Test.createTestingModule({
        imports: [AppModule.forRoot(testConfig(t.database.urls))],
        controllers: [DefectController],
      }).compile();
      broken = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(SERVER_OPTIONS), {
        rawBody: true,
        logger: false,
      });
      await setupHttp(broken);
      brokenClient = await Client.to(broken);
    });
    afterAll(async () => {
      brokenClient.close();
      await broken.close();
    });

    it('a route without a declaration is closed to everybody, and reported', async () => {
      expect(undeclared(declaredRoutes(broken))).toEqual(['GET /v1/defect/closed (DefectController.closed)']);
      for (const who of [...outsiders, ...insiders]) {
        const answer = await brokenClient.send({
          method: 'GET',
          path: '/v1/defect/closed',
          host: who.host,
          token: await who.token(),
        });
        expect([who.name, answer.status, answer.json?.code]).toEqual([who.name, 403, 'forbidden']);
      }
      expect(
        declaredRoutes(broken)
          .filter(({ anyHost }) => anyHost)
          .map(keyOf),
      ).toContain('POST /v1/defect/any');
    });

    it('a route that moves money without a key is reported', () => {
      expect(keyFaults(declaredRoutes(broken))).toEqual([
        'POST /v1/defect/calls/:id/surcharge takes no Idempotency-Key',
      ]);
    });

    it('an access guard that lets everybody in is reported for every route with an audience', async () => {
      const guards = broken.get(ApplicationConfig, { strict: false }).getGlobalGuards();
      const guard = guards.find((one) => one.constructor.name === 'AccessGuard')!;
      const spy = jest.spyOn(guard, 'canActivate').mockResolvedValue(true);
      const closed = routes.filter(
        ({ audience, method }) => method === 'GET' && !audience?.includes('public') && !audience?.includes('signature'),
      );
      const { cells, faults } = await faultsOf(brokenClient.send, closed, outsiders.slice(0, 1));
      spy.mockRestore();
      expect(cells).toBeGreaterThan(10);
      expect(faults).toHaveLength(cells);
    });
  });
});

/** A token that was ours until a second ago. */
function expiredToken(t: TestApp, actor: Actor): string {
  const claims = JSON.parse(Buffer.from(actor.token.split('.')[1]!, 'base64url').toString('utf8')) as { sid: string };
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 601_000);
  try {
    return t.app
      .get(AccessTokens)
      .sign({ licenseeId: actor.licenseeId, personId: actor.id, sessionId: claims.sid, role: 'owner' });
  } finally {
    now.mockRestore();
  }
}
