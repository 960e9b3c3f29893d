import { setImmediate as turn } from 'node:timers/promises';
import { StripeClient } from '@app/billing';
import { Db } from '@app/kernel';
import type { TestApp } from './test-app.js';

/** What everybody gets who asks something of a process that has died. */
export class ProcessDied extends Error {}

export type Border = 'a transaction' | 'a request to Stripe';

/** The process of an app under test, which can be made to die between any two steps that leave a trace. */
export interface Mortal {
  /** It dies at this step from now on (the first is 1), of all or of those at one border. */
  dieAt(step: number, only?: Border): void;
  /** Where it died, or undefined while it lives. */
  readonly death: string | undefined;
  /** A new process takes over, once nothing of the old one runs any more. */
  revive(): Promise<void>;
}

/**
 * Between the steps: before a transaction begins, after it has committed, before a request to Stripe, and after Stripe has done it but nobody heard. From then
 * on nothing of the process reaches the database or Stripe, whatever it catches or cleans up: what follows is what a killed one leaves behind.
 */
export function mortal(t: TestApp): Mortal {
  let left = Infinity;
  let border: Border | undefined;
  let death: string | undefined;
  let running = 0;

  const alive = (): void => {
    if (death !== undefined) throw new ProcessDied(death);
  };
  const step = (side: 'before' | 'after', what: Border): void => {
    alive();
    if ((border ?? what) !== what || --left > 0) return;
    death = `${side} ${what}`;
    alive();
  };
  const between = async <T>(what: Border, work: () => Promise<T>): Promise<T> => {
    step('before', what);
    running += 1;
    try {
      const result = await work();
      step('after', what);
      return result;
    } finally {
      running -= 1;
    }
  };

  const db = t.app.get(Db);
  const client = t.app.get(StripeClient);
  const [transaction, read, resolve] = [db.transaction.bind(db), db.read.bind(db), db.resolve.bind(db)];
  const call = client.call.bind(client);
  db.transaction = (ctx, work) => between('a transaction', () => transaction(ctx, work));
  client.call = (context, request) => between('a request to Stripe', () => call(context, request));
  // Who only reads leaves no trace: to die there is to die after the step before.
  db.read = async (ctx, work) => (alive(), read(ctx, work));
  db.resolve = async (sql, values) => (alive(), resolve(sql, values));

  return {
    dieAt: (at, only) => {
      left = at;
      border = only;
    },
    get death() {
      return death;
    },
    revive: async () => {
      for (let quiet = 0; quiet < 5; quiet = running > 0 ? 0 : quiet + 1) await turn();
      left = Infinity;
      death = undefined;
      // What the dead process held is taken over, as when its leases have ended. Jobs that it could not begin have not had their try.
      await t.db.query('update graphile_worker._private_job_queues set locked_at = null, locked_by = null');
      await t.db.query(
        `update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = clock_timestamp(), attempts = 0
          where locked_at is not null or last_error is not null`,
      );
    },
  };
}
