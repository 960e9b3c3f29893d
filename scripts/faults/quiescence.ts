import { sleep } from '../processes.ts';
import { type Query, withDatabase } from './database.ts';
import type { Journal } from './journal.ts';

const LEFT = `
  select (select count(*) from app.call where status <> 'ended') as "live calls",
         (select count(*) from app.hold where status = 'pending') as "pending holds",
         (select count(*) from app.stripe_event where status = 'received') as "received Stripe events",
         (select count(*) from app.top_up where id = any ($1) and status <> 'credited') as "top-ups without credit"`;

const UNDER_WAY = `
  select ((select count(*) from app.top_up where status in ('requested', 'processing'))
        + (select count(*) from app.stripe_event where status = 'received'))::int as underway`;

/**
 * Waits until the worker has done what the clients left to it, or until the deadline.
 * @returns what is left, empty when all is done
 */
export function awaitQuiescence(
  databaseUrl: string,
  journal: Journal,
  deadline: number,
): Promise<Record<string, number>> {
  const topUps = journal.entries.flatMap(({ kind, state, id }) =>
    kind === 'top_up' && state === 'acknowledged' && id ? [id] : [],
  );
  return withDatabase(databaseUrl, async (query) => {
    for (;;) {
      const left = await whatIsLeft(query, topUps);
      if (Object.keys(left).length === 0 || Date.now() > deadline) return left;
      await sleep(250);
    }
  });
}

/**
 * Waits for the payments of top-ups whose client never learned the answer: what comes of them is judged like the rest, and one that is still under way at
 * the deadline is found by the checker.
 */
export function awaitAbandoned(databaseUrl: string, deadline: number): Promise<void> {
  return withDatabase(databaseUrl, async (query) => {
    for (; Date.now() < deadline; await sleep(250)) {
      const [row] = await query<{ underway: number }>(UNDER_WAY, []);
      if (row!.underway === 0) return;
    }
  });
}

async function whatIsLeft(query: Query, topUps: string[]): Promise<Record<string, number>> {
  const [row] = await query<Record<string, number>>(LEFT, [topUps]);
  return Object.fromEntries(Object.entries(row!).filter(([, count]) => count > 0));
}
