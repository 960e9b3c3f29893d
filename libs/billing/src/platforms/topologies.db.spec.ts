import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HouseKind, Ledger, MoneyRulesService, Topologies, type Topology, TopologyFixed } from '@app/billing';
import { Db, type Tx, newId, rowsOf, systemContext } from '@app/kernel';
import { type Actor, type TestApp, testApp } from '@app/testing';

describe('whose account at Stripe takes payments changes only while nothing is at the other', () => {
  let t: TestApp;
  let user: Actor;
  let advisor: Actor & { advisorId: string };
  beforeAll(async () => {
    t = await testApp();
    user = await t.given.user();
    advisor = await t.given.advisor();
  });
  afterAll(() => t.close());

  /** What is found in the way when something is there, and whether the change is refused for it; nothing of it stays. */
  const inTheWay = async (from: Topology, make: (tx: Tx) => Promise<unknown>): Promise<readonly string[]> => {
    const topologies = t.app.get(Topologies);
    const thrownAway = new Error('thrown away');
    let found: readonly string[] = [];
    const done = t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), async (tx) => {
      await t.app.get(MoneyRulesService).set(tx, { topology: from });
      await make(tx);
      found = await topologies.blockers(tx);
      const change = topologies.set(tx, from === 'operator_platform' ? 'licensee_platform' : 'operator_platform');
      if (found.length > 0) await expect(change).rejects.toThrow(TopologyFixed);
      else await change;
      throw thrownAway;
    });
    await expect(done).rejects.toBe(thrownAway);
    return found;
  };
  const post = async (tx: Tx, currency: string, credit: string, debit: HouseKind, amount = 500n) => {
    const ledger = t.app.get(Ledger);
    const house = await ledger.house(tx, currency, debit);
    await ledger.post(tx, {
      kind: 'adjustment',
      currency,
      key: newId(),
      legs: [
        { accountId: credit, amount },
        { accountId: house[debit], amount: -amount },
      ],
    });
  };
  const ofHouse = async (tx: Tx, currency: string, kind: HouseKind): Promise<string> =>
    (await t.app.get(Ledger).house(tx, currency, kind))[kind];
  const topUp =
    (status: string, failureCode: string | null = null) =>
    (tx: Tx) =>
      rowsOf(
        tx,
        `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, failure_code, created_at, closed_at)
       values ($1, $2, $3, $4, 1000, 'EUR', 'checkout', $5, $6, $7, $8)`,
        [
          user.licenseeId,
          newId(),
          user.id,
          newId(),
          status,
          failureCode,
          tx.now,
          ['failed', 'expired'].includes(status) ? tx.now : null,
        ],
      );

  it('changes both ways while there is nothing', async () => {
    expect(await inTheWay('operator_platform', async () => undefined)).toEqual([]);
    expect(await inTheWay('licensee_platform', async () => undefined)).toEqual([]);
    // A payment that came to nothing is nobody's money.
    expect(await inTheWay('operator_platform', topUp('expired'))).toEqual([]);
    expect(await inTheWay('operator_platform', topUp('failed', 'card_declined'))).toEqual([]);
  });

  it('stays while a payment is made, under way, or without an answer', async () => {
    for (const status of ['requested', 'open', 'processing'])
      expect([status, await inTheWay('operator_platform', topUp(status))]).toEqual([status, ['payments']]);
    expect(await inTheWay('operator_platform', topUp('failed', 'no_answer'))).toEqual(['payments']);
  });

  it('stays while callers, advisors or the account itself have money', async () => {
    const ledger = t.app.get(Ledger);
    expect(
      await inTheWay('operator_platform', async (tx) =>
        post(tx, 'EUR', await ledger.openAccount(tx, 'wallet', user.id, 'EUR'), 'licensee_payable'),
      ),
    ).toEqual(['money_of_callers']);
    expect(
      await inTheWay('operator_platform', async (tx) =>
        post(tx, 'EUR', await ledger.openAccount(tx, 'advisor_payable', advisor.advisorId, 'EUR'), 'licensee_payable'),
      ),
    ).toEqual(['money_of_advisors']);
    expect(
      await inTheWay('operator_platform', async (tx) =>
        post(tx, 'EUR', await ofHouse(tx, 'EUR', 'licensee_payable'), 'stripe_balance'),
      ),
    ).toEqual(['money_at_stripe']);
    // What lies there in one currency is not made up for by what is missing in another.
    expect(
      await inTheWay('operator_platform', async (tx) => {
        await post(tx, 'EUR', await ofHouse(tx, 'EUR', 'licensee_payable'), 'stripe_balance');
        await post(tx, 'GBP', await ofHouse(tx, 'GBP', 'licensee_payable'), 'stripe_balance', -500n);
      }),
    ).toEqual(['money_at_stripe']);
  });

  it("stays at the licensee's own while the operator's share is on no invoice, of which nothing would be heard again", async () => {
    const share = async (tx: Tx) => post(tx, 'EUR', await ofHouse(tx, 'EUR', 'platform_fee'), 'licensee_payable');
    expect(await inTheWay('licensee_platform', share)).toEqual(['operator_share']);
    // At the operator's account it is the operator's money already.
    expect(await inTheWay('operator_platform', share)).toEqual([]);
  });

  it('stays while the operator bears a cost, which it can only where the money is its own', async () => {
    expect(
      await inTheWay('operator_platform', (tx) =>
        t.app.get(MoneyRulesService).set(tx, { disputeFeeBearer: 'operator' }),
      ),
    ).toEqual(['bearers']);
  });
});
