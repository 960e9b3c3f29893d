import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import qs from 'qs';
import { readBody, readBytes } from '../http.js';
import type { ConnectedAccount } from './account-status.js';
import { expand } from './expand.js';
import type { Fault, Faults } from './faults.js';
import { type IdempotencyKeys, type StoredAnswer, keyInUse } from './idempotency.js';
import { readMultipart } from './multipart.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';
import { API_VERSION, type StripeState } from './state.js';

/** A request as it was received: the proof of what the platform really sends. */
export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  /** The connected account it was made for, null for the platform. */
  account: string | null;
  /** Name of the SDK call, null when there is no such route. */
  call: string | null;
  params: Record<string, unknown>;
  idempotencyKey: string | null;
  status: number | null;
  replayed: boolean;
}

const KEPT_REQUESTS = 2000;
/** Evidence may have 5 MB. */
const UPLOAD_LIMIT = 10_000_000;
/** Far longer than any client waits. */
const HANG_MS = 120_000;

/** The `/v1` and `/v2` API. */
export class StripeApi {
  readonly requests: LoggedRequest[] = [];

  constructor(
    private readonly state: StripeState,
    private readonly secretKey: string,
    private readonly keys: IdempotencyKeys,
    private readonly faults: Faults,
    /** Restricted keys, with what each may not touch: the first part of the path, e.g. `transfers`. */
    private readonly restricted: Readonly<Record<string, readonly string[]>> = {},
  ) {}

  /** Whether a request comes with a key of this account. */
  knows(request: IncomingMessage): boolean {
    const given = apiKey(request);
    return given !== undefined && this.isKey(given);
  }

  private isKey(given: string): boolean {
    return sameText(given, this.secretKey) || Object.hasOwn(this.restricted, given);
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    const method = request.method ?? 'GET';
    const isUpload = method === 'POST' && path === '/v1/files';
    const bytes = isUpload ? await readBytes(request, UPLOAD_LIMIT) : undefined;
    const upload = bytes && readMultipart(request.headers['content-type'], bytes);
    const body = upload?.canonical ?? bytes?.toString('utf8') ?? (await readBody(request));
    const requestId = this.state.newId('req', 14);
    const account = accountOf(request);
    const key = method === 'GET' ? undefined : scopedKey(account, header(request, 'idempotency-key'));
    const params = upload?.params ?? paramsOf(method, path, query, body);
    const found = findRoute(method, path);
    const logged: LoggedRequest = {
      at: new Date().toISOString(),
      method,
      path,
      account: account || null,
      call: found?.route.root ?? null,
      params: upload ? { form: upload.canonical } : (structuredClone(params) ?? {}),
      idempotencyKey: header(request, 'idempotency-key') ?? null,
      status: null,
      replayed: false,
    };
    this.requests.push(logged);
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift();

    const fault = this.faults.take(method, path);
    if (fault?.kind === 'reset_before') {
      request.socket.destroy();
      return;
    }
    let running = false;
    try {
      this.admit(request, account, path);
      if (!found) throw unknownUrl(method, path);
      if (!params) throw invalidRequest('Invalid JSON in the request body.');
      if (fault?.kind === '409') throw keyInUse(key ?? '');
      if (fault?.kind === '429') throw tooMany();
      if (fault?.kind === '503') throw unavailable();
      const stored = key ? this.keys.recall(key, path, body) : undefined;
      if (stored) {
        logged.status = stored.status;
        logged.replayed = true;
        // What a client hears of a repeat can be lost as well.
        if (fault?.kind === 'timeout_after_success') return await hang(response, fault);
        return send(response, stored, { 'idempotent-replayed': 'true', 'original-request': stored.requestId }, key);
      }
      if (key) {
        this.keys.begin(key);
        running = true;
      }
      if (fault?.kind === 'delay') await pause(fault.delayMs ?? 1000);
      const answer = this.state.within(account, () =>
        this.execute(found, params, { requestId, key, path, query, body, fault }),
      );
      logged.status = answer.status;
      if (fault?.kind === 'timeout_after_success') return await hang(response, fault);
      send(response, answer, {}, key);
    } catch (error) {
      const refusal = error instanceof StripeRefusal ? error : internal(error);
      logged.status = refusal.status;
      send(response, { status: refusal.status, body: errorBody(refusal), requestId }, refusal.headers, key);
    } finally {
      if (running && key) this.keys.done(key);
    }
  }

  private admit(request: IncomingMessage, account: string, path: string): void {
    const given = apiKey(request);
    if (!given) {
      throw new StripeRefusal(401, {
        type: 'invalid_request_error',
        message:
          "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      });
    }
    if (!this.isKey(given)) {
      throw new StripeRefusal(401, {
        type: 'invalid_request_error',
        message: `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(Math.max(0, given.length - 12))}${given.slice(-4)}`,
      });
    }
    const connected = account ? this.state.get<ConnectedAccount>('connected_account', account) : undefined;
    if (account && (!connected || connected.revoked === true)) {
      throw new StripeRefusal(403, {
        type: 'invalid_request_error',
        code: 'account_invalid',
        message: `The provided key '${given.slice(0, 8)}***' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
      });
    }
    const [, , resource = ''] = path.split('/');
    if (this.restricted[given]?.includes(resource)) {
      throw new StripeRefusal(403, {
        type: 'invalid_request_error',
        message: `The provided key '${given.slice(0, 8)}***' does not have the required permissions for this endpoint on account '${this.state.platform.id}'.`,
      });
    }
    if (!this.state.hasConnect && /^\/v[12]\/(core\/)?accounts$/.test(path)) {
      throw new StripeRefusal(400, {
        type: 'invalid_request_error',
        code: 'platform_account_required',
        message: 'Only Stripe Connect platforms can work with other accounts.',
      });
    }
    if (!this.state.hasAccountsV2 && path.startsWith('/v2/core/account')) {
      throw new StripeRefusal(400, {
        code: 'accounts_v2_access_blocked',
        message: 'Accounts v2 is not enabled for your platform.',
      });
    }
    const version = header(request, 'stripe-version');
    if (version && version !== API_VERSION) {
      throw invalidRequest(`Invalid Stripe API version: ${version}. The sandbox speaks ${API_VERSION} only.`);
    }
  }

  private execute(
    found: FoundRoute,
    params: Record<string, unknown>,
    call: {
      requestId: string;
      key: string | undefined;
      path: string;
      query: string;
      body: string;
      fault: Fault | undefined;
    },
  ): StoredAnswer {
    const { state } = this;
    const { requestId, key, path, query, body, fault } = call;
    // What the schema refuses was never executed, so its answer is not kept for the key.
    state.wire.checkRequest(found.route.root, params);
    const keep = (answer: StoredAnswer) => {
      if (key) this.keys.keep(key, path, body, answer);
      return answer;
    };
    const failed: StoredAnswer = {
      status: 500,
      requestId,
      body: errorBody(
        new StripeRefusal(500, { type: 'api_error', message: 'An error occurred. (sandbox fault stored_500)' }),
      ),
    };
    if (fault?.kind === 'stored_500' && !fault.executed) return keep(failed);
    const run = (): StoredAnswer => {
      state.origin = {
        id: requestId,
        idempotency_key: key?.slice(state.account ? state.account.length + 1 : 0) ?? null,
      };
      const paths = Array.isArray(params['expand']) ? (params['expand'] as string[]) : [];
      const { route, id, sub } = found;
      const plain = route.answer({ state, params, id, sub, path, query }) as Record<string, unknown>;
      const isList = plain['object'] === 'list' || path.startsWith('/v2/');
      const objects = isList && Array.isArray(plain['data']) ? (plain['data'] as object[]) : [plain];
      for (const object of objects) if (!('deleted' in object)) state.check(object);
      return { status: 200, requestId, body: JSON.stringify(expand(state, plain, paths), null, 2) };
    };
    try {
      return state.store.atomically(() => {
        try {
          const answer = run();
          return keep(fault?.kind === 'stored_500' ? failed : answer);
        } catch (error) {
          // A decline is an effect (a failed charge, events): it is kept. Every other refusal undoes what it began.
          if (!(error instanceof StripeRefusal) || error.status !== 402) throw error;
          return keep({ status: 402, requestId, body: errorBody(error) });
        }
      });
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      return keep({ status: error.status, requestId, body: errorBody(error) });
    }
  }
}

interface FoundRoute {
  route: Route;
  id: string;
  sub: string;
}

function findRoute(method: string, path: string): FoundRoute | undefined {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return { route, id: decodeURIComponent(match[1] ?? ''), sub: decodeURIComponent(match[2] ?? '') };
  }
  return undefined;
}

/** Form parameters of v1, JSON of v2; undefined when the JSON is broken. */
function paramsOf(method: string, path: string, query: string, body: string): Record<string, unknown> | undefined {
  const options = { depth: 20, arrayLimit: 1000 };
  if (method === 'GET') {
    const params = qs.parse(query, options);
    // The place in a v2 list comes back to us from `next_page_url`; the types do not list it.
    if (path.startsWith('/v2/')) delete params['page'];
    return params;
  }
  if (!path.startsWith('/v2/')) return { ...qs.parse(query, options), ...qs.parse(body, options) };
  try {
    return (body ? JSON.parse(body) : {}) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** `Stripe-Context` is the newer name of `Stripe-Account`; a context may be a path, whose last part counts. */
function accountOf(request: IncomingMessage): string {
  const context = header(request, 'stripe-context')?.split('/').at(-1);
  return context ?? header(request, 'stripe-account') ?? '';
}

/** Keys of one account mean nothing in another. */
const scopedKey = (account: string, key: string | undefined) => (account && key ? `${account}:${key}` : key);

function send(
  response: ServerResponse,
  answer: StoredAnswer,
  headers: Record<string, string>,
  key: string | undefined,
): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'request-id': answer.requestId,
    'stripe-version': API_VERSION,
    // A stored 500 would only come again: Stripe says so, and the SDK stops.
    ...(answer.status === 500 && { 'stripe-should-retry': 'false' }),
    ...(key && { 'idempotency-key': key }),
    ...headers,
  });
  response.end(answer.body);
}

async function hang(response: ServerResponse, fault: Fault): Promise<void> {
  const gone = new Promise<void>((resolve) => response.once('close', () => resolve()));
  const stop = new AbortController();
  await Promise.race([gone, pause(fault.delayMs ?? HANG_MS, undefined, { signal: stop.signal })]);
  stop.abort();
  response.destroy();
}

function errorBody(refusal: StripeRefusal): string {
  return JSON.stringify({ error: refusal.body }, null, 2);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function apiKey(request: IncomingMessage): string | undefined {
  const authorization = header(request, 'authorization') ?? '';
  const [scheme, value = ''] = authorization.split(' ');
  if (scheme?.toLowerCase() === 'bearer') return value || undefined;
  if (scheme?.toLowerCase() === 'basic')
    return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || undefined;
  return undefined;
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const tooMany = () =>
  new StripeRefusal(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.',
  });

const unavailable = () =>
  new StripeRefusal(503, { type: 'api_error', message: 'Stripe is temporarily unavailable. Please try again.' });

const unknownUrl = (method: string, path: string) =>
  new StripeRefusal(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). The sandbox answers only the calls the platform makes.`,
  });

function internal(error: unknown): StripeRefusal {
  process.stderr.write(`sandbox: ${String((error as Error)?.stack ?? error)}\n`);
  return new StripeRefusal(500, { type: 'api_error', message: `Sandbox defect: ${String((error as Error)?.message)}` });
}
