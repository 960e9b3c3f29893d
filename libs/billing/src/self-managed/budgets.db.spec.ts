import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Context, Db, newId, rowsOf, systemContext } from '@app/kernel';
import { type Actor, type TestApp, race, testApp } from '@app/testing';
import { Ledger } from '../ledger/ledger.js';
import { PostingKeyReused } from '../ledger/ledger.problems.js';
import { BudgetsNotAgreed } from '../platforms/platforms.problems.js';
import { Topologies } from '../platforms/topologies.service.js';
import { AccountClosed } from '../promos/promos.problems.js';
import { Budgets } from './budgets.service.js';

/** Behind the kept answers of requests: a process may end between what was done and the answer that was to be kept of it [N19]. */
describe('a request for a budget that comes again because its answer was lost', () => {
  let t: TestApp;
  let budgets: Budgets;
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp();
    budgets = t.app.get(Budgets);
    owner = await t.given.staff('owner');
    await setTopology(owner.licenseeId, 'self_managed');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    user = await t.given.user();
  });

  const setTopology = (licenseeId: string, topology: 'self_managed' | 'operator_platform') =>
    t.app.get(Db).transaction(systemContext(licenseeId, 'spec'), (tx) => t.app.get(Topologies).set(tx, topology));
  const as = (who: Actor, idempotencyKey: string): Context => ({
    ...systemContext(who.licenseeId, 'spec'),
    actor: { kind: 'person', personId: who.id, sessionId: newId(), role: 'owner' },
    idempotencyKey,
  });
  const give = (key: string, amountMinor: number, who = owner, to = user) =>
    budgets.give(as(who, key), to.id, { amountMinor });
  const take = (key: string, amountMinor?: number) =>
    budgets.take(as(owner, key), user.id, amountMinor === undefined ? {} : { amountMinor });
  const inWallet = async () => (await t.as(user).get('/v1/wallet').expect(200)).body.paidMinor;
  /** How often others were told that this user may spend more. */
  const told = async () =>
    (
      await t.db.query(
        `select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
          where k.identifier = 'calling.extend_on_budget' and j.payload::text like '%' || $1 || '%'`,
        [user.id],
      )
    ).length;

  it('gives once, tells it once, and answers as at first', async () => {
    const first = await give('k-once', 500);
    const again = await give('k-once', 500);
    expect(again).toEqual(first);
    expect(first).toMatchObject({ amountMinor: 500, availableMinor: 500 });
    expect([await inWallet(), await told()]).toEqual([500, 1]);
  });

  it('takes everything once, and says how much that was, also when there is more by then', async () => {
    await give('k-all-1', 500);
    const first = await take('k-all-back');
    expect(first).toMatchObject({ amountMinor: 500, availableMinor: 0 });
    await give('k-all-2', 300);
    expect(await take('k-all-back')).toEqual({ ...first, availableMinor: 300 });
    expect(await take('k-part', 100)).toMatchObject({ amountMinor: 100 });
    expect(await take('k-part', 100)).toMatchObject({ amountMinor: 100, availableMinor: 200 });
    expect(await inWallet()).toBe(200);
  });

  it('is done once when it comes four times at the same moment', async () => {
    // The wallet is there: what opens it would already let one after the other through.
    await give('k-before', 100);
    const answers = await race(4, () => give('k-race', 700));
    const ids = answers.map((one) => (one.status === 'fulfilled' ? one.value.transactionId : String(one.reason)));
    expect(new Set(ids).size).toBe(1);
    expect([await inWallet(), await told()]).toEqual([800, 2]);
  });

  it('is refused for who has closed their account; what is there is taken back all the same', async () => {
    await give('k-open', 400);
    await t.db.query(`update app.person set status = 'closed' where id = $1`, [user.id]);
    await expect(give('k-closed', 500)).rejects.toThrow(AccountClosed);
    expect(await give('k-open', 400)).toMatchObject({ amountMinor: 400 });
    expect(await take('k-rest')).toMatchObject({ amountMinor: 400, availableMinor: 0 });
  });

  it('is refused with another amount or for another user, and is another one by somebody else or the other way round', async () => {
    await give('k-mine', 500);
    await expect(give('k-mine', 501)).rejects.toThrow(PostingKeyReused);
    await expect(give('k-mine', 500, owner, await t.given.user())).rejects.toThrow(PostingKeyReused);
    await give('k-mine', 500, await t.given.staff('finance'));
    expect(await inWallet()).toBe(1000);
    expect(await take('k-mine', 500)).toMatchObject({ amountMinor: 500, availableMinor: 500 });
  });

  it('records a payment to an advisor once, in the books and in the audit log', async () => {
    const advisor = await t.given.advisor();
    await t.app.get(Db).transaction(systemContext(owner.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const { promo_expense: expense } = await ledger.house(tx, 'EUR', 'promo_expense');
      const payable = await ledger.openAccount(tx, 'advisor_payable', advisor.advisorId, 'EUR');
      await ledger.post(tx, {
        kind: 'adjustment',
        currency: 'EUR',
        key: newId(),
        legs: [
          { accountId: payable, amount: 900n },
          { accountId: expense, amount: -900n },
        ],
      });
    });
    const record = (amountMinor: number) =>
      budgets.recordPayout(as(owner, 'k-payout'), advisor.advisorId, { amountMinor, reference: 'May' });
    const first = await record(600);
    expect(first.owedMinor).toBe(300);
    expect(await record(600)).toEqual(first);
    await expect(record(200)).rejects.toThrow(PostingKeyReused);
    const audited = await t.db.query(
      `select 1 from app.audit_entry where licensee_id = $1 and action = 'payout.recorded'`,
      [owner.licenseeId],
    );
    expect(audited).toHaveLength(1);
  });

  it('waits for the operator who is just taking the agreement back, and is refused then', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const theirs = await t.given.user({ licensee: 'zenith' });
    await setTopology(zenith.licenseeId, 'self_managed');
    let end!: () => void;
    const ended = new Promise<void>((done) => (end = done));
    let begun!: () => void;
    const isSet = new Promise<void>((done) => (begun = done));
    const change = t.app.get(Db).transaction(systemContext(zenith.licenseeId, 'spec'), async (tx) => {
      await t.app.get(Topologies).set(tx, 'operator_platform');
      begun();
      await ended;
    });
    await isSet;
    const given = give('k-late', 500, zenith, theirs).then(
      () => 'given',
      (error: unknown) => error,
    );
    // Waits for the lock, or is done already.
    let seen: unknown;
    void given.then((answer) => (seen ??= answer));
    while (seen === undefined) {
      const locks = await t.db.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`);
      if (locks.length > 0) seen ??= 'waits';
    }
    end();
    await change;
    expect(seen).toBe('waits');
    expect(await given).toBeInstanceOf(BudgetsNotAgreed);
    const books = await t.app
      .get(Db)
      .read(systemContext(zenith.licenseeId, 'spec'), (tx) =>
        rowsOf(tx, `select 1 from app.ledger_transaction where licensee_id = $1 and kind = 'budget'`, [
          zenith.licenseeId,
        ]),
      );
    expect(books).toEqual([]);
  });

  it('leaves the books whole', async () => {
    expect(await t.violations()).toEqual([]);
  });
});
