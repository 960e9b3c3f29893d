import type { Actor, TestApp } from '@app/testing';
import type { Tenant } from './population.js';

/** Rows that only Stripe can cause. */
export const addCard = (t: TestApp, user: Actor, id: string, tenant: Tenant): Promise<unknown> =>
  t.db.query(
    `insert into app.card (licensee_id, id, person_id, payment_method_id, brand, last4, exp_month, exp_year, created_at)
     values ($1, $2, $3, $4, 'visa', '4242', 12, 2030, now())`,
    [user.licenseeId, id, user.id, `pm_of_${tenant}`],
  );
export const addTopUp = (t: TestApp, user: Actor, id: string, cardId: string, tenant: Tenant): Promise<unknown> =>
  t.db.query(
    `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, card_id, status, checkout_url, created_at)
     values ($1, $2, $3, $4, 2500, $5, 'checkout', $6, 'open', $7, now())`,
    [
      user.licenseeId,
      id,
      user.id,
      `key of ${tenant}`,
      t.licensees[tenant].currency,
      cardId,
      `https://pay.example/${tenant}`,
    ],
  );

/** A posting and an account of the licensee. */
export async function books(t: TestApp, licenseeId: string): Promise<{ transaction: string; account: string }> {
  const [entry] = await t.db.query<{ transaction: string; account: string }>(
    'select transaction_id as transaction, account_id as account from app.ledger_entry where licensee_id = $1 limit 1',
    [licenseeId],
  );
  return entry!;
}
