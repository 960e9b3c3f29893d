import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { type TestApp, race, testApp } from '@app/testing';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { StripeReserveCash } from './stripe-reserve.cash.js';

describe('what Stripe holds back at an account', () => {
  let t: TestApp;
  let currency = 'AAA';
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  // A currency for each spec: the books of before are not in its way.
  beforeEach(() => {
    currency = `AA${String.fromCharCode(currency.charCodeAt(2) + 1)}`;
  });

  const topology = (value: string) =>
    t.db.query(
      `insert into app.money_rules (licensee_id, topology, changed_at) values ($1, $2, now())
       on conflict (licensee_id) do update set topology = excluded.topology`,
      [t.licensees.aurora.id, value],
    );
  const line = (type: string, amountMinor: bigint): BalanceTransactionFacts => ({
    id: `txn_${newId()}`,
    type,
    amountMinor,
    feeMinor: 0n,
    netMinor: amountMinor,
    currency,
    createdAt: new Date(),
    availableAt: new Date(),
    sourceId: null,
    licenseeId: undefined,
    kind: undefined,
    localId: undefined,
    paymentIntentId: null,
    relatedIds: [],
  });
  const post = (one: BalanceTransactionFacts) =>
    t.app
      .get(Db)
      .transaction(systemContext(t.licensees.aurora.id, 'spec'), (tx) => t.app.get(StripeReserveCash).post(tx, one));
  const sums = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (
        await t.db.query<{ kind: string; sum: number }>(
          `select a.kind, sum(e.amount)::int as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
            where a.licensee_id = $1 and a.currency = $2 group by a.kind having sum(e.amount) <> 0`,
          [t.licensees.aurora.id, currency],
        )
      ).map(({ kind, sum }) => [kind, sum]),
    );

  it('stays whose it was: only from the balance to the reserve, and back, each line once', async () => {
    await topology('operator_platform');
    const hold = line('reserve_hold', -500n);
    expect(await post(hold)).toEqual(await post(hold));
    expect(await sums()).toEqual({ stripe_balance: 500, stripe_reserved: -500 });
    await post(line('reserve_release', 500n));
    expect(await sums()).toEqual({});
    expect(await t.violations()).toEqual([]);
  });

  it('was the share of a licensee with its own account when it was held before the account was connected', async () => {
    await topology('licensee_platform');
    await post(line('reserve_hold', -300n));
    await post(line('reserve_release', 1000n));
    expect(await sums()).toEqual({ stripe_balance: -700, licensee_payable: 700 });
  });

  it('never falls below zero, however many releases come at one moment', async () => {
    await topology('licensee_platform');
    await post(line('reserve_hold', -900n));
    const posted = await race(6, () => post(line('reserve_release', 250n)));
    expect(posted.map(({ status }) => status)).toEqual(Array(6).fill('fulfilled'));
    expect(await sums()).toEqual({ stripe_balance: -600, licensee_payable: 600 });
    expect(await t.violations()).toEqual([]);
  });
});
