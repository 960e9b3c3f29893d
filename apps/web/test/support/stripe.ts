import pg from 'pg';
import { soon } from './people.ts';
import type { World } from './world.ts';

/** An order to the sandbox of Stripe: time, a bank's word, a complaint. */
export async function control<T = unknown>(world: World, path: string, body: object): Promise<T> {
  const answer = await fetch(`${world.stack.urls.stripe!}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Rows that no API shows: Stripe's own ids, terms that a contract sets. */
export async function rows<T extends object>(world: World, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: world.stack.databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Stripe's id of the payment that came last. */
export async function newestPayment(world: World): Promise<string> {
  const [payment] = await rows<{ payment_intent_id: string }>(
    world,
    'select payment_intent_id from app.top_up where payment_intent_id is not null order by created_at desc limit 1',
  );
  return payment!.payment_intent_id;
}

/** A cardholder complains about the newest payment; resolves with both ids when the platform knows of it. */
export async function disputeNewestPayment(world: World): Promise<{ id: string; stripeId: string }> {
  await control(world, 'disputes', { paymentIntent: await newestPayment(world) });
  return soon('the dispute', 30_000, async () => {
    const [row] = await rows<{ id: string; stripeId: string }>(
      world,
      'select id, stripe_dispute_id as "stripeId" from app.dispute order by id desc limit 1',
    );
    return row;
  });
}
