import type { Stack } from '../stack.ts';
import { until } from '../processes.ts';
import type { Client, Identity } from './client.ts';
import { type Query, withDatabase } from './database.ts';
import type { Journal } from './journal.ts';
import { topUpByCheckout } from './operations.ts';
import type { Random } from './random.ts';

export interface Advisor {
  readonly id: string;
  readonly identity: Identity;
}

export interface Wallet {
  readonly licensee: Licensee;
  readonly owner: Identity;
  /** Who is called from this wallet, so that clients of different wallets do not wait for each other. */
  readonly advisor: Advisor;
}

export interface Licensee {
  readonly id: string;
  readonly host: string;
  readonly staff: Identity;
}

/** A call with a price that staff can refund from. */
export interface SettledCall {
  readonly wallet: Wallet;
  readonly publicId: string;
}

export interface World {
  readonly licensees: Licensee[];
  readonly wallets: Wallet[];
  readonly settled: SettledCall[];
  readonly stripeUrl: string;
}

const PASSWORD = 'many-kills-no-loss-2026';
/** 1.00 a second: a call of seconds has a price worth splitting. */
const RATE_PER_MINUTE_MINOR = 6_000;
const FIRST_TOP_UP_MINOR = 30_000;
const AT_ONCE = 16;

/** Makes the people and their money, all through the product. */
export async function populate(
  stack: Stack,
  client: Client,
  random: Random,
  wallets: number,
  journal: Journal,
): Promise<World> {
  const world: World = { licensees: [], wallets: [], settled: [], stripeUrl: stack.urls.stripe! };
  await withDatabase(stack.databaseUrl, async (query) => {
    // The seed's terms make short calls free; here a call of three seconds has to cost something.
    await query(
      `update app.licensee_terms set free_below_seconds = 0, free_seconds = 0, increment_seconds = 1, hold_minutes = 3`,
    );
    for (const { host } of stack.seed.licensees.slice(0, 2))
      world.licensees.push(await licenseeOf(query, stack, client, random, host));
    await inParallel(
      Array.from({ length: wallets }, (_, index) => index),
      async (index) => {
        world.wallets[index] = await newWallet(client, world, index, random.fork(`wallet ${index}`), journal);
      },
    );
    const isReady = async (): Promise<boolean> =>
      (await query<{ n: number }>('select count(*) as n from app.card'))[0]!.n >= wallets;
    if (!(await until(isReady, 60_000, 200))) throw new Error('the first top-ups were not credited within 60 s');
  });
  return world;
}

async function licenseeOf(query: Query, stack: Stack, client: Client, random: Random, host: string): Promise<Licensee> {
  const [row] = await query<{ id: string }>('select licensee_id as id from app.licensee_domain where host = $1', [
    host,
  ]);
  const { email, password } = stack.seed.logins.find((login) => login.host === host && login.role === 'owner')!;
  const staff: Identity = { host, email, password, personId: '', token: '' };
  await client.signIn(staff, random);
  return { id: row!.id, host, staff };
}

async function newWallet(
  client: Client,
  world: World,
  index: number,
  random: Random,
  journal: Journal,
): Promise<Wallet> {
  const licensee = world.licensees[index % world.licensees.length]!;
  const owner: Identity = {
    host: licensee.host,
    email: `payer${index}@faults.example`,
    password: PASSWORD,
    personId: '',
    token: '',
  };
  await client.signUp(owner, `Payer ${index}`, random);
  const wallet = { licensee, owner, advisor: await newAdvisor(client, licensee, index, random) };
  await topUpByCheckout(client, wallet, world.stripeUrl, FIRST_TOP_UP_MINOR, random, journal);
  return wallet;
}

async function newAdvisor(client: Client, licensee: Licensee, index: number, random: Random): Promise<Advisor> {
  const identity: Identity = {
    host: licensee.host,
    email: `advisor${index}@faults.example`,
    password: PASSWORD,
    personId: '',
    token: '',
  };
  const body = {
    email: identity.email,
    password: PASSWORD,
    displayName: `Advisor ${index}`,
    voiceRateMinor: RATE_PER_MINUTE_MINOR,
  };
  const { id } = await client.must<{ id: string }>(
    { method: 'POST', path: '/v1/staff/advisors', as: licensee.staff, body },
    random,
  );
  await client.signIn(identity, random);
  const available = {
    method: 'PUT',
    path: '/v1/advisors/me/availability',
    as: identity,
    body: { available: true },
  } as const;
  await client.must(available, random);
  return { id, identity };
}

/** Runs over the items with bounded concurrency. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, run));
}
