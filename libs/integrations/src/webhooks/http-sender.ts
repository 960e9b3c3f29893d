import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { assertNoTransaction } from '@app/kernel';
import { BlockedAddress, NoAddress, OutboundGuard } from './outbound-guard.js';
import { redacted } from './redact.js';

/** From the question for the address to the end of the answer's head. */
export const TIMEOUT_MS = 15_000;
/** The status decides; of the body only so much is read, and waited for no longer. */
const MAX_BODY_BYTES = 16_384;
const BODY_TIMEOUT_MS = 2_000;
const KEPT_CHARACTERS = 2_048;

/** `interrupted`: nothing was sent, or nobody knows; it ended on our side. */
export type Failure =
  'status' | 'redirect' | 'timeout' | 'connection' | 'tls' | 'no_address' | 'blocked' | 'interrupted';

export interface Answer {
  /** null = taken: an answer of 200 to 299. */
  readonly failure: Failure | null;
  readonly statusCode: number | null;
  readonly retryAfter: string | undefined;
  readonly body: string | null;
  readonly durationMs: number;
}

class TimedOut extends Error {}

/** One POST to an address of somebody else's choice: guarded, bounded in time and size, without redirects, proxies, cookies or kept connections. */
@Injectable()
export class HttpSender {
  /** Shorter in specs. */
  timeoutMs = TIMEOUT_MS;

  constructor(private readonly guard: OutboundGuard) {}

  /** Never throws for what the other side does. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
    assertNoTransaction();
    const began = performance.now();
    const durationMs = (): number => Math.round(performance.now() - began);
    const timer = new AbortController();
    const deadline = setTimeout(() => timer.abort(new TimedOut()), this.timeoutMs);
    try {
      const target = new URL(url);
      const address = await withSignal(this.guard.addressOf(target.hostname), timer.signal);
      const head = await withSignal(exchange(target, address, headers, body, timer.signal), timer.signal);
      const start = redacted(await head.start, KEPT_CHARACTERS);
      const { statusCode, retryAfter } = head;
      return { failure: failureOf(statusCode), statusCode, retryAfter, body: start, durationMs: durationMs() };
    } catch (error) {
      const failure = kindOf(error);
      return { failure, statusCode: null, retryAfter: undefined, body: null, durationMs: durationMs() };
    } finally {
      clearTimeout(deadline);
    }
  }
}

/** The head of an answer, and what comes of its body. */
interface Head {
  readonly statusCode: number;
  readonly retryAfter: string | undefined;
  readonly start: Promise<Buffer>;
}

function failureOf(statusCode: number): Failure | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  return statusCode >= 300 && statusCode < 400 ? 'redirect' : 'status';
}

function exchange(
  target: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  signal: AbortSignal,
): Promise<Head> {
  const { request, Agent } = target.protocol === 'https:' ? https : http;
  // A fresh agent: a kept connection of another request would be used without a look at its address.
  const agent = new Agent({ keepAlive: false, maxSockets: 1 });
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const outgoing = request(target, {
      method: 'POST',
      agent,
      signal,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': body.length,
        accept: '*/*',
        'accept-encoding': 'identity',
      },
      // The checked address and no other: the name is not asked for a second time.
      lookup: (_name, options, found) => {
        if (options.all === true) found(null, [{ address, family }]);
        else found(null, address, family);
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      isAnswered = true;
      const start = beginningOf(incoming).finally(() => outgoing.destroy());
      resolve({ statusCode: incoming.statusCode ?? 0, retryAfter: incoming.headers['retry-after'], start });
    });
    // An answer of 101: nobody asked for another protocol, and after it there is neither a response nor an error.
    outgoing.on('upgrade', ({ statusCode = 101 }, socket) => {
      isAnswered = true;
      socket.destroy();
      resolve({ statusCode, retryAfter: undefined, start: Promise.resolve(Buffer.alloc(0)) });
    });
    outgoing.on('close', () => {
      if (!isAnswered) reject(new Error('Closed without an answer'));
    });
    outgoing.end(body);
  });
}

/** What comes of a body before it is too long or takes too long; an end that never comes is nobody's loss. */
function beginningOf(incoming: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES));
    };
    const timer = setTimeout(done, BODY_TIMEOUT_MS);
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY_BYTES) done();
    });
    for (const end of ['end', 'close', 'error', 'aborted']) incoming.on(end, done);
  });
}

/** Ends with the signal, whatever becomes of the work. */
function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function kindOf(error: unknown): Failure {
  if (error instanceof TimedOut) return 'timeout';
  if (error instanceof BlockedAddress) return 'blocked';
  if (error instanceof NoAddress) return 'no_address';
  const { name, cause, code = '' } = error as Error & { code?: string };
  if (name === 'AbortError') return cause instanceof TimedOut || cause === undefined ? 'timeout' : 'connection';
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code) ? 'tls' : 'connection';
}
