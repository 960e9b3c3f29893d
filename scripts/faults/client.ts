import http from 'node:http';
import { sleep } from '../processes.ts';
import type { Random } from './random.ts';

/** Somebody who signs in. */
export interface Identity {
  readonly host: string;
  readonly email: string;
  readonly password: string;
  personId: string;
  token: string;
  renewal?: Promise<void>;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly as: Identity;
  /** Made before the first attempt, the same for every repeat. */
  readonly key?: string;
  readonly body?: object;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Why an attempt had to be repeated. */
export const REPEATS = ['refused', 'lost', 'in flight', '429', '503', '5xx', '401'] as const;
export type Repeat = (typeof REPEATS)[number];

/** The client stopped asking: it was told to after a lost reply, or its patience ended. */
export class Unanswered extends Error {
  readonly why: 'abandoned' | 'deadline' | '5xx';
  constructor(why: Unanswered['why'], request: Request, last: string) {
    super(`${request.method} ${request.path}: ${why}, last ${last}`);
    this.why = why;
  }
}

/** How long one request may be without an answer: longer than the longest lock an earlier attempt can have left behind. */
const TIMEOUT_MS = 20_000;
const PAUSE_MS: Record<Repeat, readonly [number, number]> = {
  refused: [100, 400],
  lost: [10, 100],
  'in flight': [400, 1_000],
  '429': [500, 1_500],
  '503': [100, 500],
  '5xx': [200, 600],
  '401': [0, 10],
};

type Attempt = { answer: Answer } | { repeat: Repeat; text: string };

/** A client as the API's documentation wants it: the same key until there is a final answer, at whatever replica. */
export class Client {
  readonly repeats: Record<Repeat, number> = {
    refused: 0,
    lost: 0,
    'in flight': 0,
    '429': 0,
    '503': 0,
    '5xx': 0,
    '401': 0,
  };
  attempts = 0;
  /** Nobody waits longer than until then. */
  deadline = Infinity;
  /** First words of the answers that should never be given, by route. */
  readonly internalErrors = new Map<string, number>();
  private readonly agents: { url: URL; agent: http.Agent; waiting: number }[];
  private readonly patience: number;

  /** @param patience how often one request may meet a 5xx before the client gives it up */
  constructor(replicas: readonly string[], patience: number) {
    this.agents = replicas.map((url) => ({
      url: new URL(url),
      agent: new http.Agent({ keepAlive: true }),
      waiting: 0,
    }));
    this.patience = patience;
  }

  close(): void {
    for (const { agent } of this.agents) agent.destroy();
  }

  /**
   * Repeats the request until the answer is final.
   * @param abandon gives up when a reply is lost, so that nobody knows what became of the request
   * @throws Unanswered
   */
  async ask(request: Request, random: Random, { abandon = false } = {}): Promise<Answer> {
    let troubles = 0;
    let replica = random.int(0, this.agents.length - 1);
    for (;;) {
      const attempt = await this.attempt(request, replica);
      if ('answer' in attempt) return attempt.answer;
      const { repeat, text } = attempt;
      this.repeats[repeat]++;
      if (repeat === 'lost' && abandon) throw new Unanswered('abandoned', request, repeat);
      if (repeat === '5xx') this.note(request, text);
      if ((repeat === '5xx' || repeat === '401') && ++troubles >= this.patience)
        throw new Unanswered('5xx', request, text);
      if (Date.now() > this.deadline) throw new Unanswered('deadline', request, `${repeat} ${text}`);
      if (repeat === '401') await this.renew(request.as, random);
      await sleep(random.int(...PAUSE_MS[repeat]));
      // Away from a replica that is dead; else to any, so that a repeat often meets the other one.
      const step = repeat === 'refused' ? 1 : random.int(0, this.agents.length - 1);
      replica = (replica + step) % this.agents.length;
    }
  }

  /** Like {@link ask}, for answers that must be good. */
  async must<T = Record<string, unknown>>(request: Request, random: Random): Promise<T> {
    const { status, text } = await this.ask(request, random);
    if (status >= 300) throw new Error(`${request.method} ${request.path} answered ${status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  async signIn(identity: Identity, random: Random): Promise<void> {
    const body = { email: identity.email, password: identity.password };
    this.admit(identity, await this.must({ method: 'POST', path: '/v1/auth/sign-in', as: identity, body }, random));
  }

  async signUp(identity: Identity, displayName: string, random: Random): Promise<void> {
    const body = { email: identity.email, password: identity.password, displayName, adult: true };
    this.admit(identity, await this.must({ method: 'POST', path: '/v1/auth/sign-up', as: identity, body }, random));
  }

  private admit(identity: Identity, signedIn: Record<string, unknown>): void {
    identity.token = signedIn.accessToken as string;
    identity.personId = (signedIn.person as { id: string }).id;
  }

  /** A token lives ten minutes. Clients that share a person share the new one. */
  private async renew(identity: Identity, random: Random): Promise<void> {
    identity.token = '';
    identity.renewal ??= this.signIn(identity, random).finally(() => (identity.renewal = undefined));
    await identity.renewal;
  }

  private async attempt(request: Request, replica: number): Promise<Attempt> {
    this.attempts++;
    const agent = this.agents[replica]!;
    agent.waiting++;
    try {
      const answer = await this.send(request, agent);
      const repeat = repeatOf(answer, request);
      return repeat ? { repeat, text: `${answer.status} ${answer.text.slice(0, 200)}` } : { answer };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { repeat: code === 'ECONNREFUSED' ? 'refused' : 'lost', text: code ?? String(error) };
    } finally {
      agent.waiting--;
    }
  }

  /** Whether somebody waits for an answer of a replica. */
  isAsking(replica: number): boolean {
    return this.agents[replica]!.waiting > 0;
  }

  private send(request: Request, { url, agent }: { url: URL; agent: http.Agent }): Promise<Answer> {
    const { method, path, as: identity, key, body } = request;
    const payload = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = http.request(
        new URL(path, url),
        {
          method,
          agent,
          timeout: TIMEOUT_MS,
          headers: {
            host: identity.host,
            ...(identity.token === '' ? {} : { authorization: `Bearer ${identity.token}` }),
            ...(key === undefined ? {} : { 'idempotency-key': key }),
            ...(payload === ''
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => resolve({ status: answer.statusCode!, text: Buffer.concat(chunks).toString('utf8') }));
        },
      );
      outgoing.on('error', reject);
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.end(payload);
    });
  }

  private note(request: Request, text: string): void {
    const name = `${request.method} ${request.path.replace(/_[0-9a-z]{26}/, '')}: ${text.slice(0, 3)}`;
    this.internalErrors.set(name, (this.internalErrors.get(name) ?? 0) + 1);
  }
}

/** Undefined for a final answer. */
function repeatOf({ status, text }: Answer, { path }: Request): Repeat | undefined {
  if (status === 503 || status === 429) return String(status) as Repeat;
  if (status >= 500) return '5xx';
  if (status === 401 && !path.startsWith('/v1/auth/')) return '401';
  return status === 409 && text.includes('"code":"idempotency-key-in-flight"') ? 'in flight' : undefined;
}
