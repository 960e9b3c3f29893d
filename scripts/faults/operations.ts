import { type Answer, type Client, type Request, Unanswered } from './client.ts';
import { callThrough } from './full-call.ts';
import type { Entry, Journal, Kind } from './journal.ts';
import { uuidOf } from './public-id.ts';
import type { Random } from './random.ts';
import type { Wallet, World } from './world.ts';

/** An answered request that will be asked again. */
export interface Answered {
  readonly request: Request;
  readonly answer: Answer;
}

/** One client's way to do things: its own random numbers, its own wallet for calls. */
export interface Actor {
  readonly client: Client;
  readonly world: World;
  readonly journal: Journal;
  readonly random: Random;
  readonly home: Wallet;
  /** Prefix of its keys. */
  readonly name: string;
  count: number;
  /** Answered requests with a key, the newest last. */
  readonly answered: Answered[];
}

const REMEMBERED = 40;
/** Share of the operations that nobody repeats when their first reply is lost. */
const ABANDONED = 0.15;

const WEIGHTS: Record<Kind, number> = { credit: 34, cancelled_call: 26, top_up: 22, refund: 15, call: 3 };

/** Does the next operation of the plan. */
export async function operate(actor: Actor): Promise<Entry> {
  const { random, world } = actor;
  const kind = random.weighted(WEIGHTS);
  // Drawn always, so that the plan does not depend on what is there to refund.
  const [wallet, amount, abandon, turn] = [
    random.pick(world.wallets),
    random.int(1, 500),
    random.chance(ABANDONED),
    random.next(),
  ];
  if (kind === 'credit') return credit(actor, wallet, amount, abandon);
  if (kind === 'top_up') return topUp(actor, wallet, 500 + amount, abandon);
  if (kind === 'call') return call(actor);
  const settled = world.settled[Math.floor(turn * world.settled.length)];
  if (kind === 'refund' && settled) return refund(actor, settled, 1 + (amount % 5), abandon);
  return cancelledCall(actor);
}

/** Asks an answered request again: the answer must be the same, byte for byte. */
export async function replay(actor: Actor): Promise<void> {
  const { answered, client, journal, random } = actor;
  if (answered.length === 0) return;
  const { request, answer: first } = random.pick(answered);
  const subject = `${request.method} ${request.path} ${request.key}`;
  try {
    const again = await client.ask(request, random);
    journal.replays++;
    if (again.status !== first.status || again.text !== first.text)
      journal.complaints.push({
        rule: 'replay_differs',
        subject: `${subject}: ${first.status} ${first.text} then ${again.status} ${again.text}`,
      });
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    journal.complaints.push({ rule: 'replay_unanswered', subject: error.message });
  }
}

async function credit(actor: Actor, wallet: Wallet, amountMinor: number, abandon: boolean): Promise<Entry> {
  const { staff } = wallet.licensee;
  const entry = open(actor, 'credit', wallet, staff.personId, amountMinor);
  const path = `/v1/staff/people/${wallet.owner.personId}/credits`;
  await actor.journal.track(entry, async () => {
    const body = { amountMinor, reason: `credit ${entry.key}` };
    const answer = await askWithKey(actor, entry, { method: 'POST', path, as: staff, key: entry.key, body }, abandon);
    if (answer) entry.id = entry.transactionId = uuidOf((answer as { id: string }).id);
  });
  return entry;
}

async function topUp(actor: Actor, wallet: Wallet, amountMinor: number, abandon: boolean): Promise<Entry> {
  const entry = open(actor, 'top_up', wallet, wallet.owner.personId, amountMinor);
  await actor.journal.track(entry, async () => {
    const body = { amountMinor, method: 'saved_card' };
    const answer = await askWithKey(
      actor,
      entry,
      { method: 'POST', path: '/v1/top-ups', as: wallet.owner, key: entry.key, body },
      abandon,
    );
    if (answer) entry.id = uuidOf((answer as { id: string }).id);
  });
  return entry;
}

async function refund(
  actor: Actor,
  settled: World['settled'][number],
  amountMinor: number,
  abandon: boolean,
): Promise<Entry> {
  const { wallet, publicId } = settled;
  const { staff } = wallet.licensee;
  const entry = open(actor, 'refund', wallet, staff.personId, amountMinor);
  const path = `/v1/calls/${publicId}/refund`;
  await actor.journal.track(entry, async () => {
    const body = { amountMinor, reason: `refund ${entry.key}` };
    const answer = await askWithKey(actor, entry, { method: 'POST', path, as: staff, key: entry.key, body }, abandon);
    if (!answer) return;
    const { id, transactionId } = answer as { id: string; transactionId: string };
    entry.id = uuidOf(id);
    entry.transactionId = uuidOf(transactionId);
  });
  return entry;
}

/** Holds money and gives it back. */
async function cancelledCall(actor: Actor): Promise<Entry> {
  const { home, client, random } = actor;
  const entry = open(actor, 'cancelled_call', home, home.owner.personId);
  await actor.journal.track(entry, async () => {
    const requested = await requestCall(actor, entry);
    if (!requested) return;
    const path = `/v1/calls/${requested}/cancel`;
    const answer = await client.ask({ method: 'POST', path, as: home.owner, body: {} }, random);
    // A client that was kept waiting for longer than it rings finds a call that is over already.
    if (answer.status === 409) return accept(entry, { endReason: 'no_answer' });
    if (answer.status !== 200) return accept(entry, vanished(actor, requested));
    const { endReason } = JSON.parse(answer.text) as { endReason: string };
    accept(entry, { endReason });
  });
  return entry;
}

async function call(actor: Actor): Promise<Entry> {
  const { home, journal } = actor;
  const entry = open(actor, 'call', home, home.owner.personId);
  await journal.track(entry, async () => {
    const publicId = await requestCall(actor, entry);
    if (!publicId) return;
    accept(entry, await callThrough(actor, publicId));
    if ((entry.priceMinor ?? 0) > 0) actor.world.settled.push({ wallet: home, publicId });
  });
  return entry;
}

/** A call with its money, for the start; the same as in the plan. */
export const firstCall = call;

/** @returns the public id, undefined when the request was refused. */
async function requestCall(actor: Actor, entry: Entry): Promise<string | undefined> {
  const { owner, advisor } = actor.home;
  const body = { advisorId: advisor.id, medium: 'voice', maxMinutes: 1, topic: entry.key };
  const answer = await askWithKey(
    actor,
    entry,
    { method: 'POST', path: '/v1/calls', as: owner, key: entry.key, body },
    false,
  );
  if (!answer) return undefined;
  // The request is acknowledged, the operation is not: its end is still to come.
  entry.state = 'unanswered';
  const { id } = answer as { id: string };
  entry.id = uuidOf(id);
  return id;
}

/** The first money of a wallet, from the hosted page, which also saves the card. */
export async function topUpByCheckout(
  client: Client,
  wallet: Wallet,
  stripeUrl: string,
  amountMinor: number,
  random: Random,
  journal: Journal,
): Promise<void> {
  const { owner } = wallet;
  const entry = journal.open('top_up', wallet, owner.personId, `first-${owner.email}`, amountMinor);
  const body = { amountMinor, method: 'checkout', saveCard: true };
  const answer = await client.must<{ id: string; checkoutUrl: string }>(
    { method: 'POST', path: '/v1/top-ups', as: owner, key: entry.key, body },
    random,
  );
  const session = /cs_[A-Za-z0-9_]+/.exec(answer.checkoutUrl)![0];
  const paid = await fetch(`${stripeUrl}/_control/checkout/${session}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ save: true }),
  });
  if (((await paid.json()) as { outcome?: string }).outcome !== 'paid')
    throw new Error('the sandbox did not take the first payment');
  accept(entry, { id: uuidOf(answer.id) });
}

/** The call was acknowledged, and now nobody knows it. */
export function vanished(actor: Actor, callId: string): Partial<Entry> {
  actor.journal.complaints.push({ rule: 'acknowledged_then_not_found', subject: callId });
  return {};
}

function open(actor: Actor, kind: Kind, wallet: Wallet, askedBy: string, amountMinor = 0): Entry {
  return actor.journal.open(kind, wallet, askedBy, `${actor.name}-${++actor.count}`, amountMinor);
}

function accept(entry: Entry, facts: Partial<Entry>): void {
  Object.assign(entry, { state: 'acknowledged' }, facts);
}

function refuse(entry: Entry, { status, text }: Answer): void {
  entry.state = 'refused';
  entry.note = /"code":"([a-z-]+)"/.exec(text)?.[1] ?? String(status);
}

/** @returns the body of a good answer; undefined, and a refused entry, for any other final one. */
async function askWithKey(actor: Actor, entry: Entry, request: Request, abandon: boolean): Promise<object | undefined> {
  const answer = await actor.client.ask(request, actor.random, { abandon });
  actor.answered.push({ request, answer });
  if (actor.answered.length > REMEMBERED) actor.answered.shift();
  if (answer.status >= 300) {
    refuse(entry, answer);
    return undefined;
  }
  accept(entry, {});
  return JSON.parse(answer.text) as object;
}
