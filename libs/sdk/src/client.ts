import { ConnectionFailed, PlatformProblem } from './problem.js';
import { mayRepeat, pauseMs, retryAfterMs } from './retry.js';
import { API_VERSION } from './facts.gen.js';

export interface PlatformOptions {
  /** The licensee's own host, `https://calls.example.com`. Plain http is for this machine only. */
  readonly baseUrl: string;
  /** An API key `sk_...`, or the access token of somebody who signed in. Public operations need none. A function is asked before each try. */
  readonly key?: string | (() => string | Promise<string>);
  /** Dated version of the API. Default: the one this SDK was made from. */
  readonly version?: string;
  /** Of one try. Default 30 s. */
  readonly timeoutMs?: number;
  /** Tries after the first one. Default 3. */
  readonly maxRetries?: number;
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the one of the runtime. */
  readonly fetch?: typeof fetch;
  /** How a pause between two tries is made; for tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Of one call of a method. */
export interface RequestOptions {
  /** Names this piece of work. Default: a fresh one for each call of a method, the same over its retries. Give your own to be safe over restarts of your program. */
  readonly idempotencyKey?: string;
  /** Ends it, also while it waits for the next try. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxRetries?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: unknown;
  /** It needs an Idempotency-Key. */
  readonly isIdempotent?: true;
  /** The answer is a file. */
  readonly isFile?: true;
}

/** Sends one operation, as often as it is safe to. */
export class Client {
  private readonly base: URL;

  constructor(private readonly options: PlatformOptions) {
    this.base = addressOf(options.baseUrl);
    const isHere = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(this.base.hostname);
    if (this.base.protocol !== 'https:' && !(this.base.protocol === 'http:' && isHere))
      throw new TypeError('baseUrl must begin with https:// (plain http only on this machine)');
    if (typeof options.key === 'string' && !/^[\x21-\x7e]+$/.test(options.key))
      throw new TypeError('The key holds spaces or other characters that no key has');
  }

  /** @throws PlatformProblem for a refusal, ConnectionFailed without an answer, the signal's reason when it was ended */
  async send<T>(operation: Operation, options: RequestOptions = {}): Promise<T> {
    const { method, isIdempotent } = operation;
    const idempotencyKey = isIdempotent ? (options.idempotencyKey ?? crypto.randomUUID()) : options.idempotencyKey;
    const isRepeatable = idempotencyKey !== undefined || (method !== 'POST' && method !== 'PATCH');
    const most = (options.maxRetries ?? this.options.maxRetries ?? 3) + 1;
    for (let tried = 1; ; tried++) {
      options.signal?.throwIfAborted();
      const outcome = await this.attempt(operation, options, idempotencyKey);
      if (outcome.response?.ok) return (await this.read(operation, outcome.response)) as T;
      const problem = outcome.response ? await problemOf(outcome.response) : undefined;
      if (tried >= most || !mayRepeat({ status: undefined, ...problem }, isRepeatable)) {
        if (problem) throw problem;
        throw new ConnectionFailed(
          `${method} ${this.base.host} gave no answer${why(outcome.error)}`,
          tried,
          outcome.error,
        );
      }
      await (this.options.pause ?? pause)(pauseMs(tried, problem?.retryAfterMs, Math.random), options.signal);
    }
  }

  private async attempt(
    operation: Operation,
    options: RequestOptions,
    idempotencyKey: string | undefined,
  ): Promise<{ response?: Response; error?: unknown }> {
    const { key } = this.options;
    const token = typeof key === 'function' ? await key() : key;
    const url = new URL(operation.path, this.base);
    for (const [name, value] of Object.entries(operation.query ?? {}) as [string, unknown][]) {
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined && one !== null) url.searchParams.append(name, String(one as string | number | boolean));
    }
    const timeout = AbortSignal.timeout(options.timeoutMs ?? this.options.timeoutMs ?? 30_000);
    try {
      const response = await (this.options.fetch ?? fetch)(url, {
        method: operation.method,
        // A key goes to the host it was given for, and nowhere else.
        redirect: 'error',
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
        headers: {
          accept: operation.isFile ? '*/*' : 'application/json',
          'platform-version': this.options.version ?? API_VERSION,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(operation.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...this.options.headers,
          ...options.headers,
        },
        ...(operation.body === undefined ? {} : { body: JSON.stringify(operation.body) }),
      });
      // A body that breaks off is no answer either.
      return { response: await whole(response) };
    } catch (error) {
      options.signal?.throwIfAborted();
      return { error };
    }
  }

  private async read(operation: Operation, response: Response): Promise<unknown> {
    if (operation.isFile) return response.blob();
    // 204, and a 202 that only says that it was taken.
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

/** A variable that is not set is the first mistake of a new program; `new URL` says "Invalid URL" of it and nothing more. */
function addressOf(baseUrl: unknown): URL {
  if (typeof baseUrl === 'string' && URL.canParse(baseUrl)) return new URL(baseUrl);
  throw new TypeError(
    `baseUrl must be an address such as https://calls.example.com, not ${typeof baseUrl === 'string' ? JSON.stringify(baseUrl) : String(baseUrl)}`,
  );
}

/** What the system says, such as ` (ENOTFOUND)`: `fetch` hides it in the cause. */
function why(error: unknown): string {
  const { cause = error } = (error ?? {}) as { cause?: unknown };
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  const said = typeof code === 'string' ? code : message;
  return typeof said === 'string' && said !== '' ? ` (${said})` : '';
}

/** The same answer with its body in memory. */
async function whole(response: Response): Promise<Response> {
  const hasBody = response.status !== 204 && response.status !== 304;
  const { status, statusText, headers } = response;
  const copy = new Response(hasBody ? await response.arrayBuffer() : null, { status, statusText, headers });
  Object.defineProperty(copy, 'url', { value: response.url });
  return copy;
}

async function problemOf(response: Response): Promise<PlatformProblem> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return new PlatformProblem({
    status: response.status,
    url: response.url,
    body,
    requestId: response.headers.get('request-id'),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
  });
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
