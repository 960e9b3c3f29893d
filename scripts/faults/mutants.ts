import pg from 'pg';
import type { Mutant } from './options.ts';

/** Deliberate defects, made in the harness's own database. The checker must find each, or the checker is broken. */
export const MUTANT_POSTGRES: Partial<Record<Mutant, Record<string, string>>> = {
  // An acknowledgement then only means that the commit lies in the server's memory. The writer is kept from hurrying, so that a crash
  // is sure to take several seconds of them with it.
  'async-commit': {
    synchronous_commit: 'off',
    wal_writer_delay: '10s',
    wal_writer_flush_after: '1GB',
    wal_buffers: '64MB',
    checkpoint_timeout: '1h',
  },
};

interface Change {
  readonly signature: string;
  /** Text of the product's function -> what a careless developer would have written. */
  readonly edits: readonly (readonly [find: string, replace: string])[];
}

/**
 * No row is locked, and what is written is computed from what was read before: balance and held of the last writer win. Each row read
 * costs 100 ms, so that requests meet on a machine of any speed.
 */
const WITHOUT_LOCKS: readonly Change[] = [
  {
    signature: 'app.post_ledger(uuid, text, char, text, uuid[], bigint[], uuid, uuid)',
    edits: [
      ['a.kind, x.amount from', 'a.kind, x.amount, a.balance as seen, pg_sleep(0.1)::text as late from'],
      ['set balance = a.balance + l.amount', 'set balance = l.seen + l.amount'],
    ],
  },
  {
    signature: 'app.place_hold(uuid, uuid, char, bigint, timestamptz)',
    edits: [
      ['set held = a.held + place_hold.paid_amount', 'set held = w.held + place_hold.paid_amount'],
      ['set held = a.held + place_hold.promo_amount', 'set held = p.held + place_hold.promo_amount'],
    ],
  },
];
const LOCK = / for no key update/g;

/** Replaces the posting functions by their unlocked twins. @throws Error when the product's functions have changed too much for that. */
export async function removeLocks(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const { signature, edits } of WITHOUT_LOCKS) {
      const { rows } = await client.query<{ text: string }>('select pg_get_functiondef($1::regprocedure) as text', [
        signature,
      ]);
      const original = rows[0]!.text;
      if (!LOCK.test(original)) throw new Error(`mutant no-lock: ${signature} takes no lock to remove`);
      LOCK.lastIndex = 0;
      const careless = edits.reduce(
        (text, [find, replace]) => {
          if (!text.includes(find)) throw new Error(`mutant no-lock: ${signature} does not contain "${find}" any more`);
          return text.replaceAll(find, replace);
        },
        original.replace(LOCK, ''),
      );
      await client.query(careless);
    }
  } finally {
    await client.end();
  }
}
