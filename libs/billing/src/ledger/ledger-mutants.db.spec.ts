import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Context, Db, addSeconds, newId } from '@app/kernel';
import { type TestApp, race, testApp } from '@app/testing';
import { InsufficientFunds } from './ledger.problems.js';
import { Ledger } from './ledger.js';

/**
 * Proof that the specs of the ledger can fail: the functions are replaced, in this file's own database, by copies that lack one line, and the same checks
 * see it.
 */
describe('a ledger with a line missing', () => {
  let t: TestApp;
  let db: Db;
  let ledger: Ledger;
  let ctx: Context;
  beforeAll(async () => {
    t = await testApp();
    [db, ledger, ctx] = [t.app.get(Db), t.app.get(Ledger), t.given.ctx()];
  });
  afterAll(() => t.close());

  /** Replaces a function by a changed copy of itself while `work` runs. */
  const mutated = async <T>(name: string, change: (source: string) => string, work: () => Promise<T>): Promise<T> => {
    const [row] = await t.db.query<{ source: string }>(
      `select pg_get_functiondef(p.oid) as source from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname = $1`,
      [name],
    );
    const mutant = change(row!.source);
    expect(mutant).not.toBe(row!.source);
    await t.db.query(mutant);
    try {
      return await work();
    } finally {
      await t.db.query(row!.source);
    }
  };
  const withoutLocks = (source: string) =>
    source
      .replaceAll(' for no key update;', ';')
      .replace('if w.frozen_reason', 'perform pg_sleep(0.003); if w.frozen_reason');

  /** Two hundred holds of 1 on a wallet of 100, as ledger.db.spec does it. */
  const twoHundredHolds = async () => {
    const user = await t.given.user({ balanceMinor: 100n });
    const outcomes = await race(200, () =>
      db.transaction(ctx, (tx) =>
        ledger.placeHold(tx, {
          id: newId(),
          personId: user.id,
          currency: 'EUR',
          amount: 1n,
          expiresAt: addSeconds(tx.now, 600),
        }),
      ),
    );
    const refused = outcomes.filter((one) => one.status === 'rejected');
    return {
      held: outcomes.length - refused.length,
      refusedProperly: refused.filter((one) => one.reason instanceof InsufficientFunds).length,
      rules: new Set((await t.violations()).map(({ rule }) => rule)),
    };
  };

  const topUpTwice = async () => {
    const user = await t.given.user();
    const key = `topup:${newId()}`;
    const post = () =>
      db.transaction(ctx, async (tx) => {
        const wallet = await ledger.openAccount(tx, 'wallet', user.id, 'EUR');
        const { stripe_balance } = await ledger.house(tx, 'EUR', 'stripe_balance');
        return ledger.post(tx, {
          kind: 'top_up',
          currency: 'EUR',
          key,
          legs: [
            { accountId: wallet, amount: 500n },
            { accountId: stripe_balance, amount: -500n },
          ],
        });
      });
    await post();
    await post();
    return (await t.wallet(user)).paid;
  };

  it('is sound before anything is taken out', async () => {
    expect(await twoHundredHolds()).toEqual({ held: 100, refusedProperly: 100, rules: new Set() });
    expect(await topUpTwice()).toBe(500n);
  });

  it('without row locks still cannot overspend, because of the floor; but refusals come from the floor, and the spec sees that', async () => {
    const { held, refusedProperly, rules } = await mutated('place_hold', withoutLocks, twoHundredHolds);
    expect([held, rules]).toEqual([100, new Set()]);
    expect(refusedProperly).toBeLessThan(100);
  });

  it('without row locks and without the floor overspends, and both the count and the check of the books see it', async () => {
    await t.db.query('alter table app.ledger_account drop constraint ledger_account_floor');
    const { held, rules } = await mutated('place_hold', withoutLocks, twoHundredHolds);
    await t.db.query(
      `update app.ledger_account set held = 0; delete from app.hold; alter table app.ledger_account add constraint ledger_account_floor check (held >= 0 and balance >= held)`,
    );
    expect(held).toBeGreaterThan(100);
    expect(rules).toContain('negative');
    expect(await t.violations()).toEqual([]);
  });

  it('without the key credits twice', async () => {
    const keyless = (source: string) =>
      source.replace('p_currency, p_key, p_fingerprint', `p_currency, p_key || ' ' || p_id, p_fingerprint`);
    expect(await mutated('claim_posting', keyless, topUpTwice)).toBe(1000n);
    expect(await topUpTwice()).toBe(500n);
  });

  it.each([
    ['posts what does not sum to zero', 'sum_not_zero', 'v_sum is distinct from 0 or ', '', -499n],
    ['forgets to count an entry', 'balance_drifted', 'seq = a.seq + 1', 'seq = a.seq + 2', -500n],
    [
      'moves a balance by more than the entry says',
      'balance_drifted',
      'balance = a.balance + l.amount,',
      'balance = a.balance + l.amount + 1,',
      -500n,
    ],
  ])('that %s is found by the check of the books: %s', async (_, rule, line, instead, counterpart) => {
    // Entries are immutable, so these wounds never heal: they are made in the other licensee's books and told apart by account.
    const user = await t.given.user({ licensee: 'zenith' });
    const zenith = t.given.ctx('zenith');
    const violations = async () =>
      (await db.read(zenith, (tx) => ledger.violations(tx))).map((one) => `${one.rule} ${one.subject}`);
    const before = await violations();
    await mutated(
      'post_ledger',
      (source) => source.replace(line, instead),
      () =>
        db.transaction(zenith, async (tx) => {
          const wallet = await ledger.openAccount(tx, 'wallet', user.id, 'GBP');
          const { suspense } = await ledger.house(tx, 'GBP', 'suspense');
          const legs = [
            { accountId: wallet, amount: 500n },
            { accountId: suspense, amount: counterpart },
          ];
          await ledger.post(tx, { kind: 'adjustment', currency: 'GBP', key: newId(), legs });
        }),
    );
    const found = (await violations()).filter((one) => !before.includes(one)).map((one) => one.split(' ')[0]);
    expect(found).toContain(rule);
  });
});
