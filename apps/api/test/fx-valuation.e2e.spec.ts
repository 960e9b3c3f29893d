import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FxPositions } from '@app/billing';
import { type Actor, type TestApp, paidTopUp, race, settleStripe, testApp } from '@app/testing';

const DAY = 24 * 3600;

interface Position {
  context: string;
  currency: string;
  settledIn: string;
  shortMinor: number;
  longMinor: number;
  rate: { ownMinor: number; settledMinor: number } | null;
  valueMinor: number | null;
  resultMinor: number | null;
  valuedThrough: string | null;
}

describe('what is owed in one currency and lies there in another', () => {
  let t: TestApp;
  let operator: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
  });
  afterAll(() => t.close());
  beforeEach(() => inDays(0));

  /** So many days from now; whoever was signed in is not any more. */
  const inDays = async (days: number): Promise<void> => {
    t.clock.reset();
    t.clock.advanceSeconds(days * DAY);
    operator = await t.given.operator();
  };

  const settled = async (rate: number): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/settlements`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ currency: 'eur', settledIn: 'usd', rate }),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  const pay = async (amountMinor: number): Promise<void> => {
    await paidTopUp(t, await t.given.user(), amountMinor);
  };
  const positions = async (): Promise<Position[]> =>
    ((await t.as(operator).get('/v1/operator/treasury/currencies').expect(200)).body as { data: Position[] }).data;
  const value = (month: string) => t.as(operator).post('/v1/operator/treasury/currencies/valuations', { month });
  const house = async (kind: string, currency: string): Promise<number> => {
    const [row] = await t.db.query<{ sum: number }>(
      `select coalesce(sum(e.amount), 0)::int as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where a.kind = $1::app.account_kind and a.currency = $2`,
      [kind, currency],
    );
    return row!.sum;
  };
  /** What the list says is what the accounts say. */
  const listed = async (): Promise<void> => {
    const [one] = await positions();
    expect([one!.shortMinor, one!.longMinor]).toEqual([
      -(await house('fx_position', 'EUR')),
      await house('fx_position', 'USD'),
    ]);
    expect(await t.violations()).toEqual([]);
  };
  /** The first of the month so many months after this one. */
  const firstOf = (months: number): Date => {
    const today = new Date();
    return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1));
  };
  const month = (months: number): string => firstOf(months).toISOString().slice(0, 7);
  /** On the second or third of it: a number of days alone reaches another month at the end of a month than in its middle. */
  const inMonths = (months: number): Promise<void> =>
    inDays(Math.ceil((firstOf(months).getTime() - Date.now()) / (DAY * 1000)) + 1);

  it('is not valued before a line of Stripe has shown a rate', async () => {
    await settled(1.1);
    await pay(500);
    expect(await positions()).toEqual([
      {
        context: 'default',
        currency: 'EUR',
        settledIn: 'USD',
        shortMinor: 500,
        longMinor: 550,
        rate: null,
        valueMinor: null,
        resultMinor: null,
        valuedThrough: null,
      },
    ]);
    await inMonths(1);
    await t.run('billing.value_currencies');
    expect(await house('fx_result', 'USD')).toBe(0);
    expect(await t.db.query('select 1 from app.fx_valuation')).toEqual([]);
    await listed();
  });

  it('is valued at the newest rate, to the minor unit', async () => {
    await pay(5_000);
    await settled(1.237);
    await pay(1_500);
    const [one] = await positions();
    // 70.00 at 18.56 for 15.00 is 86.613..., for which 79.06 lie there.
    expect(one).toMatchObject({
      shortMinor: 7_000,
      longMinor: 7_906,
      rate: { ownMinor: 1_500, settledMinor: 1_856 },
      valueMinor: 8_661,
      resultMinor: -755,
    });
    await listed();
  });

  it('is posted once at the end of a month, whoever else does it at the same moment', async () => {
    await inMonths(1);
    const answers = await race(6, () => value(month(0)).then(({ status, body }) => [status, body.posted] as const));
    const done = answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason));
    expect(done.every(([status]) => status === 200)).toBe(true);
    expect(done.reduce((sum, [, posted]) => sum + posted, 0)).toBe(1);
    expect(await house('fx_result', 'USD')).toBe(-755);
    await t.run('billing.value_currencies');
    expect(await house('fx_result', 'USD')).toBe(-755);
    expect((await positions())[0]).toMatchObject({ longMinor: 8_661, resultMinor: 0, valuedThrough: month(0) });
    await listed();
  });

  it('counts only what is new in the month after, and never goes back behind it', async () => {
    await settled(1.1);
    await pay(3_000);
    // 100.00 cost 110.00; 86.61 and 33.00 lie there.
    await inMonths(1);
    expect((await positions())[0]).toMatchObject({ shortMinor: 10_000, valueMinor: 11_000, resultMinor: 961 });
    await inMonths(3);
    await value(month(2)).expect(200, { month: month(2), posted: 1, failed: 0 });
    await value(month(1)).expect(200, { month: month(1), posted: 0, failed: 0 });
    expect(await house('fx_result', 'USD')).toBe(-755 + 961);
    expect((await positions())[0]).toMatchObject({ resultMinor: 0, valuedThrough: month(2) });
    await listed();
  });

  it('is the business of the operator, for a month that is over', async () => {
    const { body } = await value(month(0)).expect(409);
    expect(body).toMatchObject({ code: 'month-not-over' });
    for (const one of ['2026-13', '2026-1', 'october', '']) await value(one).expect(422);
    const owner = await t.given.staff();
    await t.as(owner).get('/v1/operator/treasury/currencies').expect(403);
    await t.as(owner).post('/v1/operator/treasury/currencies/valuations', { month: '2026-01' }).expect(403);
    const { body: log } = await t.as(operator).get('/v1/operator/audit').expect(200);
    expect((log as { data: object[] }).data).toEqual(
      expect.arrayContaining([expect.objectContaining({ action: 'currencies.valued' })]),
    );
    expect(await t.app.get(FxPositions).positions()).toHaveLength(1);
  });

  it('is valued though another pair cannot be, which is said, and done when it can', async () => {
    await settled(1.3);
    await pay(1_000);
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/settlements`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ currency: 'gbp', settledIn: 'usd', rate: 1.25 }),
    });
    expect(answer.status).toBe(200);
    await paidTopUp(t, await t.given.user({ licensee: 'zenith' }), 1_000);
    await t.db.query(`
      create function app.spec_refuses() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
      create trigger spec_refuses before insert on app.fx_valuation for each row when (new.currency = 'GBP') execute function app.spec_refuses()`);
    await inMonths(4);
    await value(month(3)).expect(200, { month: month(3), posted: 1, failed: 1 });
    await expect(t.run('billing.value_currencies')).rejects.toThrow('1 positions');
    await t.db.query('drop trigger spec_refuses on app.fx_valuation; drop function app.spec_refuses()');
    await t.run('billing.value_currencies');
    expect(
      await t.db.query(`select trim(currency) as currency from app.fx_valuation where month = $1 order by 1`, [
        `${month(3)}-01`,
      ]),
    ).toEqual([{ currency: 'EUR' }, { currency: 'GBP' }]);
    expect(await t.violations()).toEqual([]);
  });
});
