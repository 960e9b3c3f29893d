import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Stack, startStack } from '../stack.ts';
import { median, percentile, run } from './measure.ts';
import { type Product, built, openProduct } from './product.ts';
import { type Report, number } from './report.ts';
import type { Effort } from './settlement.ts';

const REPLICAS = 2;
const CALLERS = 16;

interface Caller {
  readonly token: string;
  readonly advisorId: string;
}

/** How fast calls are set up over HTTP on the whole platform: request (money held, advisor reserved, ringing), then cancel. For information, no goal. */
export async function benchHttp(
  effort: Effort,
  report: Report,
  say: (line: string) => void,
  onStart: (stop: () => Promise<void>) => void,
): Promise<void> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'platform-bench-http-'));
  fs.chmodSync(dataDir, 0o755);
  const abort = new AbortController();
  const clean = (): void => fs.rmSync(dataDir, { recursive: true, force: true });
  onStart(async () => abort.abort());
  const starting = startStack({
    dataDir,
    ports: 'free',
    apiReplicas: REPLICAS,
    onStatus: (status) => status.kind === 'failed' && say(status.text),
    env: { MEDIA: 'simulated', RATE_LIMIT_FACTOR: '1000000', BCRYPT_COST: '4' },
    postgres: { settings: { shared_buffers: '512MB' } },
    signal: abort.signal,
  });
  const stack = await starting.catch((error: unknown) => {
    clean();
    throw error;
  });
  onStart(() => stack.stop().then(clean));
  const clients = stack.urls.api.map((url) => new HttpClient(url, stack.seed.licensees[0]!.host));
  try {
    say('the platform is up');
    const callers = await people(stack, clients[0]!);
    const setUps: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round < effort.rounds; round++) {
      const { perSecond } = await run(
        {
          name: 'call set-up',
          clients: CALLERS,
          operation: async (index) => {
            const { token, advisorId } = callers[index]!;
            const client = clients[index % clients.length]!;
            const began = performance.now();
            const { id } = await client.post<{ id: string }>('/v1/calls', token, { advisorId, medium: 'voice' });
            setUps.push(performance.now() - began);
            await client.post(`/v1/calls/${id}/cancel`, token, {});
          },
        },
        effort.seconds,
      );
      rates.push(perSecond);
      say(`round ${round + 1}/${effort.rounds}  call set-up ${number(perSecond)}/s`);
    }
    setUps.sort((a, b) => a - b);
    report.add({
      name: `calls set up and cancelled over HTTP, ${CALLERS} callers, ${REPLICAS} API replicas`,
      measured: median(rates),
      unit: ' per second',
    });
    report.fact(
      `POST /v1/calls: p50 ${number(percentile(setUps, 0.5))} ms, p99 ${number(percentile(setUps, 0.99))} ms (${setUps.length} calls; each also rings by push and is cancelled)`,
    );
  } finally {
    clients.forEach((client) => client.close());
    await stack.stop();
    clean();
  }
}

/** Callers with money and an advisor for each, because an advisor takes one call at a time. */
async function people(stack: Stack, client: HttpClient): Promise<Caller[]> {
  const kernel = await built.kernel();
  const admin = new pg.Client({ connectionString: stack.databaseUrl });
  await admin.connect();
  const product = await openProduct({ urls: stack.env as never }, 2);
  try {
    const { rows } = await admin.query<{ id: string }>(
      'select licensee_id as id from app.licensee_domain where host = $1',
      [client.host],
    );
    const licenseeId = rows[0]!.id;
    const callers: Caller[] = [];
    for (let index = 0; index < CALLERS; index++) {
      const { accessToken } = await client.post<{ accessToken: string }>('/v1/auth/sign-up', undefined, {
        email: `bench${index}@bench.example`,
        password: 'a good long password',
        displayName: 'Bench',
        adult: true,
      });
      const { rows: made } = await admin.query<{ person: string; advisor: string }>(
        `with a as (insert into app.person (licensee_id, id, role, email, password_hash, display_name) values ($1, gen_random_uuid(), 'advisor', $2, '-', 'Advisor') returning id),
              b as (insert into app.advisor (licensee_id, id, person_id, display_name, voice_rate_minor, available) select $1, gen_random_uuid(), id, 'Advisor', 199, true from a returning id)
         select b.id as advisor, p.id as person from b, app.person p where p.licensee_id = $1 and p.email = $3`,
        [licenseeId, `bench-advisor${index}@bench.example`, `bench${index}@bench.example`],
      );
      await credit(product, licenseeId, made[0]!.person);
      callers.push({ token: accessToken, advisorId: kernel.publicId('advisor', made[0]!.advisor) });
    }
    return callers;
  } finally {
    await Promise.all([admin.end(), product.close()]);
  }
}

async function credit({ db, kernel, ledger }: Product, licenseeId: string, personId: string): Promise<void> {
  await db.transaction(kernel.systemContext(licenseeId, 'bench'), async (tx) => {
    const [row] = await kernel.rowsOf<{ currency: string }>(tx, 'select currency from app.licensee where id = $1', [
      licenseeId,
    ]);
    const { currency } = row!;
    const wallet = await ledger.openAccount(tx, 'wallet', personId, currency);
    const house = await ledger.house(tx, currency, 'stripe_balance');
    await ledger.post(tx, {
      kind: 'top_up',
      currency,
      key: `bench:${personId}`,
      legs: [
        { accountId: wallet, amount: 100_000n },
        { accountId: house.stripe_balance, amount: -100_000n },
      ],
    });
  });
}

/** Kept connections and a host header of our choice, which `fetch` does not allow. */
class HttpClient {
  readonly host: string;
  private readonly url: URL;
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(url: string, host: string) {
    this.url = new URL(url);
    this.host = host;
  }

  post<T>(pathname: string, token: string | undefined, body: object): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const request = http.request(
      {
        agent: this.agent,
        hostname: this.url.hostname,
        port: this.url.port,
        path: pathname,
        method: 'POST',
        headers: {
          host: this.host,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode! < 300) resolve(JSON.parse(text) as T);
          else reject(new Error(`POST ${pathname}: ${response.statusCode} ${text}`));
        });
      },
    );
    request.on('error', reject);
    request.end(JSON.stringify(body));
    return promise;
  }

  close(): void {
    this.agent.destroy();
  }
}
