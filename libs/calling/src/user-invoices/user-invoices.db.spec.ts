import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, race, testApp } from '@app/testing';
import { localDate } from '@app/kernel';
import { monthAfter } from './user-invoice.js';

type Listed = { id: string; kind: string; number: string; month: string; totalMinor: number };
const ZONE = 'Pacific/Auckland';
const FRENCH = 'FR40303265045';

describe('invoices of users', () => {
  let t: TestApp;
  let advisor: Actor & { advisorId: string };
  /** First days of this month, of the next and of the one after, on the licensee's wall. */
  let months: [string, string, string];
  beforeAll(async () => {
    t = await testApp();
    advisor = await t.given.advisor();
    // A wall that is half a day ahead of UTC: its months begin while it is still the old one there.
    await t.db.query('update app.licensee set time_zone = $2 where id = $1', [t.licensees.aurora.id, ZONE]);
    const first = `${localDate(new Date(), ZONE).slice(0, 7)}-01`;
    months = [first, monthAfter(first), monthAfter(monthAfter(first))];
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());
  afterEach(async () => {
    t.clock.reset();
    expect(await t.violations()).toEqual([]);
  });

  /** The fourth day of a month, noon UTC, whatever day it is today. */
  const goTo = (month: string): void => {
    t.clock.reset();
    t.clock.advanceSeconds(Math.ceil((Date.parse(`${month.slice(0, 8)}04T12:00:00Z`) - Date.now()) / 1000));
  };
  const issue = () => t.run('calling.issue_user_invoices');
  const caller = () => t.given.user({ balanceMinor: 20_000n });
  const called = async (user: Actor, seconds = 60): Promise<string> => {
    const id = await paidCall(t, user, advisor, seconds);
    t.clock.reset();
    return id;
  };
  const settledAt = (callId: string, moment: string) =>
    t.db.query(`update app.call set settled_at = ($2::timestamp at time zone $3) where id = $1`, [
      t.parseId('call', callId),
      moment,
      ZONE,
    ]);
  const refundedAt = (callId: string, moment: string) =>
    t.db.query(`update app.refund set created_at = ($2::timestamp at time zone $3) where call_id = $1`, [
      t.parseId('call', callId),
      moment,
      ZONE,
    ]);
  const sells = (who: 'licensee' | 'operator') =>
    t.db.query('update app.money_rules set seller_of_record = $2 where licensee_id = $1', [t.licensees.aurora.id, who]);
  const list = async (user: Actor): Promise<Listed[]> =>
    (await t.as(user).get('/v1/user-invoices').expect(200)).body.data as Listed[];
  const show = async (user: Actor, id: string) => (await t.as(user).get(`/v1/user-invoices/${id}`).expect(200)).body;
  /** How many numbers were drawn, and how many documents there are, by kind; over all years. */
  const series = () =>
    t.db.query<{ kind: string; last: number; count: number }>(
      `select s.kind, sum(s.last)::int as last, (select count(*)::int from app.user_invoice d where d.licensee_id = $1 and d.kind = s.kind) as count
         from app.invoice_series s where s.licensee_id = $1 and s.kind like 'user_%' group by s.kind order by s.kind`,
      [t.licensees.aurora.id],
    );

  it('are one document per user and month, with each call, what was given back, and sums by rate', async () => {
    const user = await caller();
    const [first, second] = [await called(user), await called(user, 120)];
    const owner = await t.given.staff('owner');
    await t.as(owner).post(`/v1/calls/${first}/refund`, { reason: 'Poor line', amountMinor: 100 }).expect(201);
    const idle = await t.given.user({ balanceMinor: 500n });
    await issue();
    expect(await list(user)).toEqual([]); // the month is not over
    goTo(months[1]);
    await race(3, issue);
    await issue();
    t.clock.reset();
    const [one, ...more] = await list(user);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ kind: 'user_invoice', month: months[0].slice(0, 7), totalMinor: 199 + 398 - 100 });
    expect(await list(idle)).toEqual([]);
    const { document, sha256 } = await show(user, one!.id);
    expect(document).toMatchObject({
      number: one!.number,
      period: { from: months[0] },
      seller: { name: 'Aurora Advice' },
      buyer: { lines: [user.email], taxNumber: null },
      totalMinor: 497,
      original: null,
    });
    // The clock of the calls was ahead of that of the refund.
    expect(
      [...document.lines].sort((a: { receipt: number }, b: { receipt: number }) => a.receipt - b.receipt),
    ).toMatchObject([
      { kind: 'refund', grossMinor: -100, receipt: 1, billedSeconds: null },
      { kind: 'call', billedSeconds: 60, receipt: 1, rateBp: 1900, grossMinor: 199, taxMinor: 32 },
      { kind: 'call', billedSeconds: 120, receipt: 2, rateBp: 1900, grossMinor: 398 },
    ]);
    expect(document.rates).toHaveLength(1);
    expect(document.netMinor + document.taxMinor).toBe(497);
    const [stored] = await t.db.query<{ payload: string }>('select payload from app.user_invoice where number = $1', [
      one!.number,
    ]);
    expect(createHash('sha256').update(stored!.payload).digest('hex')).toBe(sha256);
    expect(second).not.toBe(first);
    const pdf = await t.as(user).get(`/v1/user-invoices/${one!.id}/pdf`).expect(200);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    for (const { last, count } of await series()) expect(last).toBe(count);
  });

  it('name the company, and that it owes the tax itself', async () => {
    const owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/pricing', { taxPlace: 'customer' }).expect(200);
    const user = await caller();
    const business = {
      company: 'Analytical SARL',
      line1: '1 rue du Port',
      postalCode: '69001',
      city: 'Lyon',
      country: 'FR',
    };
    await t
      .as(user)
      .patch('/v1/me', { business: { ...business, vatNumber: FRENCH } })
      .expect(200);
    await t.drain();
    await called(user);
    await t.as(owner).patch('/v1/staff/pricing', { taxPlace: 'seller' }).expect(200);
    await called(user, 120);
    goTo(months[1]);
    await issue();
    t.clock.reset();
    const [one] = await list(user);
    const { document } = await show(user, one!.id);
    expect(document).toMatchObject({
      buyer: { name: 'Analytical SARL', lines: ['1 rue du Port', '69001 Lyon', 'FR'], taxNumber: FRENCH },
      rates: [
        { country: 'DE', rateBp: 1900, vatNumber: null, grossMinor: 398 },
        { country: 'FR', rateBp: 0, vatNumber: FRENCH, netMinor: 199, taxMinor: 0, grossMinor: 199 },
      ],
    });
    await t.as(user).get(`/v1/user-invoices/${one!.id}/pdf`).expect(200);
  });

  it('are seen by who paid and by staff, and by nobody else', async () => {
    const user = await caller();
    await called(user);
    goTo(months[1]);
    await issue();
    t.clock.reset();
    const [one] = await list(user);
    const path = `/v1/user-invoices/${one!.id}`;
    await t
      .as(await caller())
      .get(path)
      .expect(404);
    await t.as(advisor).get(path).expect(403);
    const finance = await t.given.staff('finance');
    await t.as(finance).get(path).expect(200);
    const of = `/v1/staff/people/${t.publicId('person', user.id)}/user-invoices`;
    expect((await t.as(finance).get(of).expect(200)).body.data).toEqual([one]);
    await t
      .as(await t.given.staff('support'))
      .get(of)
      .expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .get(path)
      .expect(404);
  });

  it('are followed by a credit note when something of an invoiced call is given back later', async () => {
    const user = await caller();
    const call = await called(user);
    const other = await called(user, 120);
    goTo(months[1]);
    await issue();
    const boss = await t.given.staff('owner');
    await t.as(boss).post(`/v1/calls/${call}/refund`, { reason: 'Late' }).expect(201);
    await issue(); // the month of the refund is not over
    goTo(months[2]);
    await race(2, issue);
    t.clock.reset();
    const [note, invoice, ...more] = await list(user);
    expect(more).toEqual([]);
    expect(note).toMatchObject({ kind: 'user_credit_note', month: months[1].slice(0, 7), totalMinor: -199 });
    expect((await show(user, note!.id)).document).toMatchObject({
      lines: [{ kind: 'refund', grossMinor: -199, taxMinor: -32 }],
      original: { number: invoice!.number },
      netMinor: -167,
    });
    // What was issued stays as it was.
    expect((await show(user, invoice!.id)).document.totalMinor).toBe(199 + 398);
    expect(other).not.toBe(call);
    for (const { last, count } of await series()) expect(last).toBe(count);
  });

  it('are corrected however late: by a note of each month in which something was given back, also where no more are issued', async () => {
    const user = await caller();
    const calls = [await called(user), await called(user, 120)];
    goTo(months[1]);
    await issue();
    t.clock.reset();
    const owner = await t.given.staff('owner');
    for (const call of calls)
      await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Late', amountMinor: 50 }).expect(201);
    // One in the month after the calls, one in the month after that.
    await refundedAt(calls[0]!, `${months[1]} 10:00:00`);
    await refundedAt(calls[1]!, `${months[2]} 10:00:00`);
    await t.as(owner).put('/v1/staff/user-invoices', { monthly: false }).expect(200);
    await sells('operator');
    // No night of the months after did anything.
    goTo(monthAfter(monthAfter(months[2])));
    await race(2, issue);
    await issue();
    await sells('licensee');
    t.clock.reset();
    await t.as(owner).put('/v1/staff/user-invoices', { monthly: true }).expect(200);
    const [late, early, invoice, ...more] = await list(user);
    expect(more).toEqual([]);
    expect([late, early].map((one) => [one!.kind, one!.month, one!.totalMinor])).toEqual([
      ['user_credit_note', months[2].slice(0, 7), -50],
      ['user_credit_note', months[1].slice(0, 7), -50],
    ]);
    const [note, original] = [await show(user, late!.id), await show(user, invoice!.id)];
    expect(note.document).toMatchObject({
      period: { from: months[2] },
      seller: original.document.seller,
      original: { number: invoice!.number },
    });
    for (const { last, count } of await series()) expect(last).toBe(count);
  });

  it("count a call in the month of the licensee's wall, not of UTC", async () => {
    const user = await caller();
    const [last, next] = [await called(user), await called(user, 120)];
    await settledAt(last, `${months[1]} 00:00:00`);
    await t.db.query(`update app.call set settled_at = settled_at - interval '1 minute' where id = $1`, [
      t.parseId('call', last),
    ]);
    await settledAt(next, `${months[1]} 00:30:00`);
    goTo(months[1]);
    await issue();
    goTo(months[2]);
    await issue();
    t.clock.reset();
    expect((await list(user)).map(({ month, totalMinor }) => [month, totalMinor])).toEqual([
      [months[1].slice(0, 7), 398],
      [months[0].slice(0, 7), 199],
    ]);
  });

  it('leave no gap where one cannot be issued, and none is issued where the licensee does not want them', async () => {
    const [broken, well] = [await caller(), await caller()];
    await called(broken);
    await called(well);
    await t.db.query(`
      create function public.refuse_one() returns trigger language plpgsql as $$ begin
        if exists (select 1 from app.user_invoice d where d.id = new.invoice_id and d.person_id = '${broken.id}') then raise exception 'not now'; end if;
        return new; end $$;
      create trigger refuse_one before insert on app.user_invoice_item for each row execute function public.refuse_one()`);
    goTo(months[1]);
    await issue();
    await t.db.query('drop trigger refuse_one on app.user_invoice_item; drop function public.refuse_one()');
    const owner = await t.given.staff('owner');
    await t.as(owner).put('/v1/staff/user-invoices', { monthly: false }).expect(200);
    await issue();
    t.clock.reset();
    expect([await list(broken), await list(well)]).toEqual([[], [expect.anything()]]);
    goTo(months[1]);
    await t
      .as(await t.given.staff('finance'))
      .put('/v1/staff/user-invoices', { monthly: true })
      .expect(200);
    await issue();
    t.clock.reset();
    expect(await list(broken)).toHaveLength(1);
    for (const { last, count } of await series()) expect(last).toBe(count);
  });
});
