import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ID_PREFIX, type Role, newId, publicId } from '@app/kernel';
import { HostResolver } from '@app/licensees';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { type Answer, Client, type Sent } from './client.js';
import {
  ON_OPERATORS_HOST,
  type Api,
  type IdInput,
  type Operation,
  apiOf,
  idInputs,
  isPlain,
  pathOf,
  sampleBody,
} from './document.js';
import { type DeclaredRoute, declaredRoutes, keyOf } from './routes.js';
import { type Canaries, canariesOf, fingerprints } from './canaries.js';
import { type Population, idOf } from './population.js';
import { operator } from './sign-in.js';
import { populate } from './world.js';

jest.setTimeout(240_000); // seconds on a quiet machine, minutes on a busy one

const nameOf = ({ operation, in: place, at }: IdInput): string => `${operation.id} ${place} ${at}`;

/** Where a foreign id is refused with something else than 404, and why. */
const DOCUMENTED: Readonly<
  Record<string, { readonly status: number; readonly code?: string; readonly reason: string }>
> = {
  'topUps.create body /cardId': {
    status: 409,
    code: 'no-saved-card',
    reason: 'the same refusal as for a user without a card',
  },
  'autoTopUps.set body /cardId': {
    status: 409,
    code: 'no-saved-card',
    reason: 'the same refusal as for a user without a card',
  },
  'calls.accept body /deviceId': {
    status: 200,
    reason: 'a label that tells the accepting device from others; it is never looked up',
  },
  'auditLog.list query actor': {
    status: 200,
    reason: 'a filter: it finds nothing, as one of somebody who did nothing',
  },
  'apiKeys.access query keyId': { status: 200, reason: 'a filter: nothing was asked with this key' },
  'complaintDesk.list query callId': { status: 200, reason: 'a filter: nobody complained about this call' },
  'calls.list query advisorId': { status: 200, reason: 'a filter: no call of the licensee is with this advisor' },
  'staffBookings.list query advisorId': {
    status: 200,
    reason: 'a filter: no booking of the licensee is with this advisor',
  },
  'staffBookings.list query userId': { status: 200, reason: 'a filter: no booking of the licensee is of this user' },
  'webhookDeliveries.list query endpointId': { status: 200, reason: 'a filter: nothing is sent to this endpoint' },
  'webhookDeliveries.list query eventId': { status: 200, reason: 'a filter: nothing is sent of this event' },
  'calls.list query callerId': { status: 200, reason: 'a filter: no call of the licensee is of this person' },
};

/** The operator stands above the wall: to them no licensee is foreign. What they may do there is proved beside each service. */
const crosses = ({ id, audience }: Operation): boolean =>
  audience.every((role) => role === 'operator') || ON_OPERATORS_HOST.includes(id);

/** What a route asks for in its query. */
const QUERIES: Readonly<Record<string, string>> = { 'bookings.slots': 'minutes=15' };

/** Members that make the id under test count. */
const BODIES: Readonly<Record<string, object>> = {
  'callLinks.create': { medium: 'voice', ratePerMinuteMinor: 100 },
  'webhookEndpoints.recover': { since: new Date(Date.now() - 3_600_000).toISOString() },
  'topUps.create': { method: 'saved_card', amountMinor: 2500 },
  'wallets.grantCredit': { amountMinor: 100, reason: 'sorry' },
  'refunds.refund': { amountMinor: 1, reason: 'sorry' },
};

/** The console's routes are of no tenant: the operator names any licensee, and nobody else gets past the guard (routes.e2e.spec.ts). */

interface Caller {
  readonly role: Role | 'anonymous';
  readonly host: string;
  readonly token: string | undefined;
}

/** Status and body without what is different in every answer. */
const comparable = ({ status, headers, json, text }: Answer): string => {
  const body =
    typeof json === 'object' && json !== null && 'requestId' in json
      ? { ...json, requestId: '', instance: '' }
      : (json ?? text);
  return JSON.stringify([status, headers['content-type'], body]);
};
/** The same without ids, names and times: for the one answer that describes a row of the caller's own. */
const shapeOf = (answer: Answer): string =>
  comparable(answer)
    .replace(/[a-z]+_[0-9a-z]{26}/g, 'ID')
    .replace(/Guest [0-9A-Z]{6}|Advisor \d+/g, 'NAME')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

describe('the wall between licensees', () => {
  let t: TestApp;
  let client: Client;
  let api: Api;
  let routes: DeclaredRoute[];
  let aurora: Population;
  let zenith: Population;
  let ofZenith: Canaries;
  let ofAurora: Canaries;
  let ops: Actor;

  beforeAll(async () => {
    t = await testApp();
    client = await Client.to(t.app);
    api = apiOf(t.app);
    routes = declaredRoutes(t.app);
    aurora = await populate(t, 'aurora');
    zenith = await populate(t, 'zenith');
    ops = await operator(t, client.send);
    ofZenith = await canariesOf(t, zenith);
    ofAurora = await canariesOf(t, aurora);
  });
  afterAll(async () => {
    client.close();
    await t.close();
  });

  const callersOf = ({ audience }: Operation, own: Population): Caller[] =>
    audience.flatMap((role): Caller[] => {
      if (role === 'public')
        return [
          { role: 'anonymous', host: own.host, token: undefined },
          { role: 'owner', host: own.host, token: own.actors.owner.token },
        ];
      const actor = role === 'operator' ? ops : own.actors[role];
      return [{ role, host: actor.host, token: actor.token }];
    });

  const foreignIds = ({ kind, operation }: IdInput): string[] =>
    kind === 'call' ? [zenith.ids.call!, zenith.ringingCallId] : [idOf(zenith, operation.path, kind)!];

  /** Texts around a foreign id that are no public id of the kind. */
  const malformedOf = (input: IdInput): string[] => {
    const { kind } = input;
    const uuid = foreignIds(input)[0]!;
    const right = publicId(kind, uuid);
    return [
      uuid,
      right.toUpperCase(),
      `x${right}`,
      publicId(kind === 'call' ? 'person' : 'call', uuid),
      `${uuid.slice(0, 9)}garbage`,
      `${ID_PREFIX[kind]}_`,
      "' or 1=1 --",
    ];
  };

  /** The caller's own thing for a path parameter that is not under test. */
  const ownPathId = (operation: Operation, name: string, own: Population): string => {
    const { kind } = idInputs(api).find(
      (one) => one.operation.id === operation.id && one.in === 'path' && one.at === name,
    )!;
    return publicId(kind, idOf(own, operation.path, kind)!);
  };

  /** A request that is right but for the id under test. */
  const request = (input: IdInput, caller: Caller, id: string, ownIds: Population = aurora): Sent => {
    const { operation } = input;
    // A quote leaves no trace, so its answer must tell: the other id is one of the caller's own.
    const isQuote = operation.id === 'userBookings.quote';
    const own = isQuote && caller.host === zenith.host ? zenith : ownIds;
    const path = pathOf(api, operation).replace(/\{(\w+)\}/g, (_, name: string) =>
      input.in === 'path' && input.at === name ? encodeURIComponent(id) : ownPathId(operation, name, own),
    );
    const body = operation.body && { ...sampleBody(api, operation.body), ...BODIES[operation.id] };
    if (isQuote && input.in === 'path')
      Object.assign(body!, { advisorId: publicId('advisor', idOf(own, operation.path, 'advisor')!) });
    if (body && input.in === 'body') {
      const [...way] = input.at.slice(1).split('/');
      const member = way.pop()!;
      // Objects on the way are always there: a member that leads to an id is required.
      Object.assign(
        way.reduce<Record<string, never>>((inner, name) => inner[name]!, body as Record<string, never>),
        {
          [member]: id,
        },
      );
    }
    return {
      method: operation.method,
      path: [
        path,
        [QUERIES[operation.id] ?? '', input.in === 'query' ? `${input.at}=${encodeURIComponent(id)}` : '']
          .filter((part) => part !== '')
          .join('&'),
      ]
        .filter((part) => part !== '')
        .join('?'),
      host: caller.host,
      token: caller.token,
      headers: { 'idempotency-key': newId() },
      body,
    };
  };

  /** Answers for a foreign and a random id to the same caller. A call can be accepted once, so each of these gets a call of its own. */
  const answer = async (input: IdInput, caller: Caller, id: string): Promise<Answer> => {
    if (nameOf(input) !== 'calls.accept body /deviceId') return client.send(request(input, caller, id));
    const advisor = await t.given.advisor();
    const user = await t.given.user({ balanceMinor: 5_000n });
    const call = await t
      .as(user)
      .post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    return client.send({
      ...request(input, { ...caller, token: advisor.token }, id),
      path: `/v1/calls/${call.body.id}/accept`,
    });
  };

  /** What is wrong between a foreign id and one that names nothing. The callers are those of the wrong licensee; a deliberate defect passes the right ones. */
  async function* faultsOf(input: IdInput, callers: readonly Caller[]): AsyncGenerator<string | undefined> {
    const expected = DOCUMENTED[nameOf(input)] ?? { status: 404, code: 'not-found' };
    for (const caller of callers) {
      const fault = (what: string): string => `${nameOf(input)} as ${caller.role}: ${what}`;
      const random = await answer(input, caller, publicId(input.kind, newId()));
      const same = expected.status < 300 ? shapeOf : comparable;
      yield random.status !== expected.status || (expected.code !== undefined && random.json?.code !== expected.code)
        ? fault(`random id: ${random.status} ${random.text}`)
        : undefined;
      for (const uuid of foreignIds(input)) {
        const foreign = await answer(input, caller, publicId(input.kind, uuid));
        yield same(foreign) === same(random)
          ? undefined
          : fault(`foreign id: ${foreign.status} ${foreign.text}, but random id: ${random.status} ${random.text}`);
        const canary = ofZenith.found(foreign.text + JSON.stringify(foreign.headers));
        if (canary !== undefined) yield fault(`the answer holds "${canary}"`);
      }
      if (caller !== callers[0]) continue;
      for (const malformed of malformedOf(input)) {
        const wrong = await client.send(request(input, caller, malformed));
        const right =
          input.in === 'path'
            ? comparable(wrong) === comparable(random)
            : wrong.status === 422 &&
              wrong.json.errors.some((one: { pointer: string }) => [input.at, `/${input.at}`].includes(one.pointer));
        yield right ? undefined : fault(`malformed id "${malformed}": ${wrong.status} ${wrong.text}`);
      }
    }
  }

  const rowsOfZenith = async (): Promise<string> => JSON.stringify(await fingerprints(t, zenith.licenseeId));

  it('stands between real rows of every kind', async () => {
    for (const population of [aurora, zenith]) {
      const digests = await fingerprints(t, population.licenseeId);
      const filled = Object.keys(digests).filter((table) => digests[table] !== 'empty');
      expect(filled).toEqual(
        expect.arrayContaining([
          'advisor',
          'billing_profile',
          'brand_asset',
          'brand_draft',
          'brand_version',
          'call',
          'call_segment',
          'card',
          'credit',
          'device',
          'email_verification',
          'hold',
          'idempotency_key',
          'ledger_account',
          'ledger_entry',
          'ledger_transaction',
          'licence',
          'licence_change',
          'licence_credit_note',
          'licence_customer',
          'licence_invoice',
          'licence_netting',
          'licence_payment',
          'licensee_domain',
          'licensee_limits',
          'licensee_switches',
          'licensee_terms',
          'netting_consent',
          'operator_access',
          'person',
          'person_note',
          'plan',
          'receipt',
          'refund',
          'session',
          'sign_in',
          'top_up',
        ]),
      );
    }
  });

  it('covers every id that a client can send', () => {
    const inputs = idInputs(api).map(nameOf);
    expect(inputs).toEqual(
      expect.arrayContaining([
        'calls.request body /advisorId',
        'calls.quote body /advisorId',
        'calls.accept body /deviceId',
        'topUps.create body /cardId',
        'calls.show path id',
        'sessions.end path id',
      ]),
    );
    // Path parameters of the router and of the document are the same, so none is left out of the matrix.
    const inRouter = routes
      .filter(({ anyHost }) => !anyHost)
      .flatMap(({ method, path }) => [...path.matchAll(/:(\w+)/g)].map((match) => `${method} ${path} ${match[1]}`));
    const inMatrix = idInputs(api)
      .filter((input) => input.in === 'path')
      .map(({ operation, at }) => `${operation.method} ${operation.path.replace(/\{(\w+)\}/g, ':$1')} ${at}`);
    // Those that are words or numbers name nothing of others.
    const plain = api.operations.flatMap(({ method, path, parameters }) =>
      parameters
        .filter((one) => one.in === 'path' && isPlain(one))
        .map(({ name }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')} ${name}`),
    );
    expect([...inMatrix, ...plain].sort()).toEqual(inRouter.sort());
    // Every kind has a foreign row to try.
    for (const input of idInputs(api))
      expect([nameOf(input), foreignIds(input).every((id) => id !== undefined)]).toEqual([nameOf(input), true]);
    // A field that is called an id without saying of what is an error of the document.
    const hidden: Operation = {
      ...api.operations[0]!,
      body: { type: 'object', properties: { order: { type: 'object', properties: { walletId: { type: 'string' } } } } },
    };
    expect(() => idInputs({ ...api, operations: [hidden] })).toThrow('"walletId" is called an id but has no pattern');
    expect(Object.keys(DOCUMENTED).filter((name) => !inputs.includes(name))).toEqual([]);
  });

  it('makes a foreign id look like one that does not exist, for everybody who may call the route', async () => {
    let requests = 0;
    const faults: string[] = [];
    let before = await rowsOfZenith();
    for (const input of idInputs(api).filter(({ operation }) => !crosses(operation))) {
      for await (const fault of faultsOf(input, callersOf(input.operation, aurora))) {
        requests += 1;
        if (fault !== undefined) faults.push(fault);
      }
      const after = await rowsOfZenith();
      if (after !== before) faults.push(`${nameOf(input)}: rows of the other licensee changed`);
      before = after;
    }
    expect(faults).toEqual([]);
    expect(requests).toBeGreaterThan(250);
  });

  it('lets nothing of the other licensee into any answer', async () => {
    let answers = 0;
    for (const operation of api.operations.filter(({ method }) => method === 'GET')) {
      for (const [own, other] of [
        [aurora, ofZenith],
        [zenith, ofAurora],
      ] as const) {
        for (const caller of callersOf(operation, own).filter(({ host }) => host === own.host)) {
          const kind = idInputs({ ...api, operations: [operation] })[0]?.kind;
          const path = pathOf(api, operation).replace(/\{\w+\}/g, () =>
            publicId(kind!, idOf(own, operation.path, kind!)!),
          );
          const { status, text, headers } = await client.send({
            method: 'GET',
            path,
            host: caller.host,
            token: caller.token,
          });
          answers++;
          expect([operation.id, caller.role, status, other.found(text + JSON.stringify(headers))]).toEqual([
            operation.id,
            caller.role,
            expect.any(Number),
            undefined,
          ]);
        }
      }
    }
    expect(answers).toBeGreaterThan(80);
    // The canaries are alive: the licensee's own answers are full of them.
    const { text } = await client.send({
      method: 'GET',
      path: '/v1/staff/people',
      host: zenith.host,
      token: zenith.actors.owner.token,
    });
    expect(ofZenith.found(text)).toBeDefined();
    expect(ofZenith.found(text.replaceAll('zenith', ''))).toBeDefined();
  });

  const samplePath = ({ path }: { path: string }): string =>
    path.replace(/:\w+|\{\w+\}/g, publicId('call', aurora.ids.call!));

  /** Every tenant route on a host of nobody. */
  const unknownHostFaults = async (): Promise<string[]> => {
    const faults: string[] = [];
    const bodies = new Set<string>();
    for (const route of routes.filter(({ anyHost }) => !anyHost)) {
      for (const host of ['nobody.localhost', 'aurora.localhost.evil.example', 'auroralocalhost', '127.0.0.1', '_']) {
        const token = host === 'nobody.localhost' ? aurora.actors.owner.token : undefined;
        const found = await client.send({
          method: route.method,
          path: samplePath(route),
          host,
          token,
          ...(route.method === 'GET' ? {} : { body: {} }),
          ...(route.takesImage ? { headers: { 'content-type': 'image/png' } } : {}),
        });
        bodies.add(comparable(found));
        const canary =
          ofZenith.found(found.text + JSON.stringify(found.headers)) ??
          ofAurora.found(found.text + JSON.stringify(found.headers));
        if (found.status !== 404 || found.json?.code !== 'not-found' || canary !== undefined)
          faults.push(`${keyOf(route)} on ${host}: ${found.status} ${found.text}`);
      }
    }
    if (bodies.size !== 1) faults.push(`${bodies.size} different answers: ${[...bodies].join(' ')}`);
    return faults;
  };

  it('answers 404 without a word on a host of nobody, on every route', async () => {
    expect(await unknownHostFaults()).toEqual([]);
  });

  it('takes a token only on the host of its own licensee', async () => {
    let tried = 0;
    for (const operation of api.operations.filter(({ audience }) => !audience.includes('public'))) {
      for (const [own, other] of [
        [aurora, zenith],
        [zenith, aurora],
      ] as const) {
        for (const role of operation.audience.filter((one) => one !== 'operator') as Exclude<Role, 'operator'>[]) {
          const found = await client.send({
            method: operation.method,
            path: samplePath(operation),
            host: other.host,
            token: own.actors[role].token,
            headers: { 'idempotency-key': newId() },
            ...(operation.body ? { body: sampleBody(api, operation.body) } : {}),
          });
          tried++;
          expect([operation.id, role, found.status, found.json?.code]).toEqual([
            operation.id,
            role,
            401,
            'unauthenticated',
          ]);
        }
      }
    }
    expect(tried).toBeGreaterThan(150);
  });

  describe('with a deliberate defect', () => {
    it('a host that is taken for a licensee is reported on every route', async () => {
      const spy = jest
        .spyOn(t.app.get(HostResolver), 'tenantOf')
        .mockResolvedValue({ licenseeId: zenith.licenseeId, kind: 'licensee', status: 'active' });
      const faults = await unknownHostFaults();
      spy.mockRestore();
      for (const route of routes.filter(({ anyHost, audience }) => !anyHost && !audience?.includes('public')))
        expect(faults.some((one) => one.startsWith(`${keyOf(route)} on `))).toBe(true);
    });

    /** By the answers, or by what has changed. */
    const isReported = async (input: IdInput, callers: readonly Caller[]): Promise<boolean> => {
      const before = await rowsOfZenith();
      for await (const fault of faultsOf(input, callers))
        if (fault !== undefined && !fault.includes('malformed')) return true;
      return (await rowsOfZenith()) !== before;
    };

    // The last one: it changes rows. Callers of the other licensee itself stand for callers whom no wall keeps out.
    it('every input whose foreign id is honoured is reported', async () => {
      const inputs = idInputs(api).filter(
        (input) => DOCUMENTED[nameOf(input)]?.status !== 200 && !crosses(input.operation),
      );
      // A reply comes first: a refund of the whole call ends its rating. Those that end sessions, devices and ratings come last, or nobody could do the others.
      const ending = (input: IdInput): number =>
        input.operation.id === 'ratings.reply'
          ? -2
          : [
              'ratings.withdraw',
              'ratings.remove',
              'webhookEndpoints.delete',
              'devices.revoke',
              'sessions.end',
              'team.changeRole',
              'team.remove',
              'persons.freeze',
            ].indexOf(input.operation.id);
      for (const input of inputs.sort((a, b) => ending(a) - ending(b))) {
        const callers = callersOf(input.operation, zenith).filter(({ host }) => host === zenith.host);
        expect([nameOf(input), await isReported(input, callers)]).toEqual([nameOf(input), true]);
      }
    });
  });
});
