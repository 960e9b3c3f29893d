import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { type Actor, type TestApp, race, testApp } from '@app/testing';
import { PayeeDebts } from './payee-debts.js';

interface Debt {
  id: string;
  advisorId: string;
  amountMinor: number;
  recoveredMinor: number;
  writtenOffMinor: number;
  dueMinor: number;
  bearer: string;
}

describe('what an advisor owes', () => {
  let t: TestApp;
  let owner: Actor;
  let operator: Actor;
  let licensee: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff();
    operator = await t.given.operator();
    licensee = t.publicId('licensee', t.licensees.aurora.id);
  });
  afterAll(() => t.close());
  beforeEach(() => sellerIs('licensee'));

  const sellerIs = (seller: string) =>
    t.db.query(
      `insert into app.money_rules (licensee_id, seller_of_record, changed_at) values ($1, $2, now())
       on conflict (licensee_id) do update set seller_of_record = excluded.seller_of_record`,
      [t.licensees.aurora.id, seller],
    );
  const inBooks = <T>(work: Parameters<Db['transaction']>[1]) =>
    t.app.get(Db).transaction(systemContext(t.licensees.aurora.id, 'spec'), work) as Promise<T>;
  /** A debt of a new advisor. */
  const given = async (amount: bigint): Promise<{ advisor: string; transactionId: string; id: string }> => {
    const { advisorId: advisor } = await t.given.advisor({});
    const transactionId = await inBooks<string>(async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', 'payee_receivable', 'licensee_payable');
      const posted = await ledger.post(tx, {
        kind: 'call_refund',
        currency: 'EUR',
        key: `spec:${newId()}`,
        legs: [
          { accountId: house.payee_receivable, amount: -amount },
          { accountId: house.licensee_payable, amount },
        ],
      });
      await t.app.get(PayeeDebts).record(tx, advisor, 'EUR', amount, posted);
      return posted;
    });
    return { advisor, transactionId, id: (await debtOf(advisor)).id };
  };
  const debtOf = async (advisor: string): Promise<Debt> =>
    ((await t.as(owner).get('/v1/staff/payee-debts?limit=100').expect(200)).body as { data: Debt[] }).data.find(
      ({ advisorId }) => advisorId === t.publicId('advisor', advisor),
    )!;
  const writeOff = (id: string, amountMinor: number, key?: string) =>
    t.as(owner).post(`/v1/staff/payee-debts/${id}/write-off`, { amountMinor, reason: 'Cannot be reached' }, key);
  const sum = async (kind: string): Promise<number> => {
    const [row] = await t.db.query<{ sum: number }>(
      `select coalesce(sum(e.amount), 0)::int as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where a.licensee_id = $1 and a.kind = $2::app.account_kind`,
      [t.licensees.aurora.id, kind],
    );
    return row!.sum;
  };

  it('is written off in parts at the cost of the licensee that sells the calls, with reason and name in the log', async () => {
    const { advisor, id } = await given(1000n);
    const before = [await sum('payee_receivable'), await sum('licensee_payable'), await sum('bad_debt')];
    const { body } = await writeOff(id, 400).expect(200);
    expect(body).toMatchObject({ amountMinor: 1000, writtenOffMinor: 400, dueMinor: 600, bearer: 'licensee' });
    expect(await debtOf(advisor)).toEqual(body);
    expect([await sum('payee_receivable'), await sum('licensee_payable'), await sum('bad_debt')]).toEqual([
      before[0]! + 400,
      before[1]! - 400,
      before[2]!,
    ]);
    const { body: log } = await t.as(owner).get('/v1/staff/audit').expect(200);
    expect((log as { data: object[] }).data[0]).toMatchObject({
      action: 'payee_debt.written_off',
      after: { amountMinor: 400, currency: 'EUR', dueMinor: 600 },
      reason: 'Cannot be reached',
    });
    expect(await t.violations()).toEqual([]);
  });

  it('is never written off above what is left, however many do it at one moment, and once per key', async () => {
    const { advisor, id } = await given(1000n);
    await writeOff(id, 1001)
      .expect(409)
      .expect(({ body }) => expect(body).toMatchObject({ code: 'above-debt', dueMinor: 1000 }));
    const key = newId();
    const answers = await race(4, () => writeOff(id, 300, key).then(({ status }) => status));
    expect(answers.some((one) => one.status === 'fulfilled' && one.value === 200)).toBe(true);
    expect((await debtOf(advisor)).writtenOffMinor).toBe(300);
    await race(5, () => writeOff(id, 300));
    expect(await debtOf(advisor)).toMatchObject({ writtenOffMinor: 900, dueMinor: 100 });
    expect(await t.violations()).toEqual([]);
  });

  it('is a bad debt of the operator where it sells the calls; each side gives up only what it bears', async () => {
    const { id } = await given(500n);
    const path = `/v1/operator/licensees/${licensee}/payee-debts/${id}/write-off`;
    const body = { amountMinor: 500, reason: 'Cannot be reached' };
    await t
      .as(operator)
      .post(path, body)
      .expect(409)
      .expect(({ body: problem }) =>
        expect(problem).toMatchObject({ code: 'debt-borne-elsewhere', bearer: 'licensee' }),
      );
    await sellerIs('operator');
    await writeOff(id, 500).expect(409);
    const before = [await sum('bad_debt'), await sum('licensee_payable')];
    await t.as(operator).post(path, body).expect(200);
    expect([await sum('bad_debt'), await sum('licensee_payable')]).toEqual([before[0]! - 500, before[1]!]);
    const { body: list } = await t.as(operator).get(`/v1/operator/licensees/${licensee}/payee-debts`).expect(200);
    expect((list as { data: Debt[] }).data.find((one) => one.id === id)).toMatchObject({ dueMinor: 0 });
    const { body: log } = await t.as(operator).get('/v1/operator/audit').expect(200);
    expect((log as { data: object[] }).data).toEqual(
      expect.arrayContaining([expect.objectContaining({ action: 'payee_debt.written_off' })]),
    );
  });

  it('is not taken from earnings when it is written off, and no loss any more when its cause is undone', async () => {
    const { advisor, transactionId, id } = await given(1000n);
    await writeOff(id, 700).expect(200);
    const before = [await sum('payee_receivable'), await sum('licensee_payable')];
    await inBooks(async (tx) => {
      const payable = await t.app.get(Ledger).openAccount(tx, 'advisor_payable', advisor, 'EUR');
      const { licensee_payable: share } = await t.app.get(Ledger).house(tx, 'EUR', 'licensee_payable');
      await t.app.get(Ledger).post(tx, {
        kind: 'adjustment',
        currency: 'EUR',
        key: `spec:${newId()}`,
        legs: [
          { accountId: payable, amount: 5000n },
          { accountId: share, amount: -5000n },
        ],
      });
      await t.app.get(PayeeDebts).recover(tx, advisor, payable, 'EUR', 5000n);
    });
    expect(await debtOf(advisor)).toMatchObject({ recoveredMinor: 300, writtenOffMinor: 700, dueMinor: 0 });
    await inBooks((tx) => t.app.get(PayeeDebts).cancel(tx, transactionId, transactionId));
    expect([await sum('payee_receivable'), await sum('licensee_payable')]).toEqual([
      before[0]! - 700,
      before[1]! - 5000 + 700,
    ]);
    expect(await debtOf(advisor)).toMatchObject({ writtenOffMinor: 0, dueMinor: 0 });
    expect(await t.violations()).toEqual([]);
  });

  it('is the business of those who handle money, with a reason and a real amount', async () => {
    const { id } = await given(100n);
    const body = { amountMinor: 100, reason: 'Cannot be reached' };
    for (const change of [{ amountMinor: 0 }, { amountMinor: 1.5 }, { reason: 'no' }])
      await t
        .as(owner)
        .post(`/v1/staff/payee-debts/${id}/write-off`, { ...body, ...change })
        .expect(422);
    for (const role of ['admin', 'support'] as const)
      await t
        .as(await t.given.staff(role))
        .post(`/v1/staff/payee-debts/${id}/write-off`, body)
        .expect(403);
    await t
      .as(owner)
      .post(`/v1/staff/payee-debts/${t.publicId('payeeDebt', newId())}/write-off`, body)
      .expect(404);
    await t
      .as(await t.given.staff('finance'))
      .post(`/v1/staff/payee-debts/${id}/write-off`, body)
      .expect(200);
  });
});
