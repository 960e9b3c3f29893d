import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, PARTY, PASSWORD, type TestApp, race, settledCall, testApp } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { InvoicingService } from './invoicing.service.js';

const ISSUER = {
  ...PARTY,
  taxNumber: 'DE136695976',
  series: 'OP',
  taxRateBp: 1900,
  paymentDays: 14,
  bankDetails: 'IBAN DE02 1203 0000 0000 2020 51',
};
const BUYER = {
  company: 'Žluťoučký & Łódź Advice',
  fullName: 'Ada Owner',
  email: 'owner@aurora.example',
  line1: 'Mariahilfer Straße 7',
  postalCode: '1060',
  city: 'Wien',
  country: 'AT',
  taxNumber: 'ATU 13585627',
  revision: 0,
};

interface Invoice {
  id: string;
  number: string;
  period: string;
  status: string;
  totalMinor: number;
  dueMinor: number;
}

describe('the invoices of a licence', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let aurora: string;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    aurora = t.publicId('licensee', t.licensees.aurora.id);
    await t.as(ops).put('/v1/operator/invoice-issuer', ISSUER).expect(200);
    await t.as(owner).put('/v1/staff/licence/billing-profile', BUYER).expect(200);
  });
  afterAll(() => t.close());

  const plan = async (terms: object) =>
    (
      await t
        .as(ops)
        .post('/v1/operator/plans', { ...FREE_TERMS, ...terms, name: 'Studio', currency: 'EUR', isPublic: true })
        .expect(201)
    ).body.id as string;
  const invoices = async (): Promise<Invoice[]> =>
    (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data;
  const details = async (id: string) => (await t.as(owner).get(`/v1/staff/licence/invoices/${id}`).expect(200)).body;
  const act = (id: string, what: string, body: object) =>
    t.as(ops).post(`/v1/operator/licensees/${aurora}/invoices/${id}/${what}`, body);
  /** Sessions end while the clock runs. */
  const renew = async (): Promise<void> => {
    const again = async (actor: Actor): Promise<Actor> => {
      const { body } = await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: PASSWORD })
        .expect(200);
      return { ...actor, token: (body as { accessToken: string }).accessToken };
    };
    ops = await again(ops);
    owner = await again(owner);
  };
  /** To the third of the next month, an hour after noon. */
  const toNextMonth = async (): Promise<void> => {
    const now = new Date(Date.now() + t.clock.offsetMs);
    const then = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3, 13);
    t.clock.advanceSeconds(Math.ceil((then - now.getTime()) / 1000));
    await renew();
  };
  const books = () =>
    t.app.get(Db).transaction(systemContext(ops.licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', 'licence_receivable', 'licence_revenue', 'tax', 'bank', 'bad_debt');
      const sums: Record<string, bigint> = {};
      for (const [kind, id] of Object.entries(house)) sums[kind] = await ledger.houseBalance(tx, id);
      expect(await ledger.violations(tx)).toEqual([]);
      return sums;
    });

  it('begin with the set-up fee, by the tax of the place where the licensee is', async () => {
    const planId = await plan({ setupFeeMinor: 49_900, monthlyFeeMinor: 9_900, operatorRatePerMinuteMinor: 3 });
    await t.as(ops).post(`/v1/operator/licensees/${aurora}/licence`, { planId, reason: 'Signed' }).expect(201);
    await t.run('licensing.run_licences');
    await t.run('licensing.run_licences');
    const [setup, ...others] = await invoices();
    expect(others).toEqual([]);
    const year = new Date().getUTCFullYear();
    expect(setup).toMatchObject({ number: `OP-${year}-00001`, period: 'setup', status: 'open', totalMinor: 49_900 });
    expect(await details(setup!.id)).toMatchObject({
      taxTreatment: 'reverse_charge',
      taxMinor: 0,
      lines: [{ text: 'Set-up, Studio', amountMinor: 49_900 }],
    });
    expect(await books()).toMatchObject({ licence_receivable: -49_900n, licence_revenue: 49_900n, tax: 0n });
  });

  it('are the document that was issued, as a file, whoever asks for it', async () => {
    const [setup] = await invoices();
    const [stored] = await t.db.query<{ payload: string; sha256: Buffer }>(
      'select payload, sha256 from app.licence_invoice where number = $1',
      [setup!.number],
    );
    expect(createHash('sha256').update(stored!.payload, 'utf8').digest()).toEqual(stored!.sha256);
    expect(JSON.parse(stored!.payload)).toMatchObject({
      seller: { company: 'Betreiber GmbH', taxNumber: 'DE136695976' },
      buyer: { company: BUYER.company, taxNumber: 'ATU13585627' },
    });
    const mine = await t.as(owner).get(`/v1/staff/licence/invoices/${setup!.id}/pdf`).expect(200);
    const theirs = await t
      .as(ops)
      .get(`/v1/operator/licensees/${aurora}/invoices/${setup!.id}/pdf`)
      .expect(200)
      .expect('content-type', 'application/pdf')
      .expect('content-disposition', `attachment; filename="${setup!.number}.pdf"`);
    expect((mine.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    expect((mine.body as Buffer).equals(theirs.body as Buffer)).toBe(true);
    // A changed address changes no document.
    await t
      .as(owner)
      .put('/v1/staff/licence/billing-profile', { ...BUYER, company: 'Other', revision: 1 })
      .expect(200);
    const again = await t.as(owner).get(`/v1/staff/licence/invoices/${setup!.id}/pdf`).expect(200);
    expect((again.body as Buffer).equals(theirs.body as Buffer)).toBe(true);
    await t
      .as(owner)
      .put('/v1/staff/licence/billing-profile', { ...BUYER, revision: 2 })
      .expect(200);
    expect(
      (
        await t
          .as(owner)
          .put('/v1/staff/licence/billing-profile', { ...BUYER, revision: 1 })
          .expect(409)
      ).body.code,
    ).toBe('billing-profile-changed');
    const wrong = { ...BUYER, taxNumber: 'ATU13585628', revision: 3 };
    expect((await t.as(owner).put('/v1/staff/licence/billing-profile', wrong).expect(422)).body.errors).toEqual([
      { pointer: '/taxNumber', detail: 'is no tax number of AT; one looks like ATU13585627' },
    ]);
    const zenith = await t.given.staff('owner', 'zenith');
    await t.as(zenith).get(`/v1/staff/licence/invoices/${setup!.id}/pdf`).expect(404);
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/licence/invoices')
      .expect(403);
  });

  it('ask for each month once, with the minutes that the ledger settled, however often and at once the run comes', async () => {
    const user = await t.given.user({ balanceMinor: 40_000n });
    await settledCall(t, user, await t.given.advisor({ voiceRateMinor: 600n }));
    const [{ seconds }] = (await t.db.query<{ seconds: number }>(
      'select billed_seconds as seconds from app.call where licensee_id = $1',
      [t.licensees.aurora.id],
    )) as [{ seconds: number }];
    expect(seconds).toBeGreaterThan(100);
    await t.run('licensing.run_licences');
    expect(await invoices()).toHaveLength(1); // the month is not over
    await toNextMonth();
    await race(6, () => t.app.get(InvoicingService).invoiceDue(systemContext(t.licensees.aurora.id, 'spec')));
    await t.run('licensing.run_licences');
    const [month, setup, ...others] = await invoices();
    expect(others).toEqual([]);
    expect(setup!.period).toBe('setup');
    const shown = await details(month!.id);
    expect(shown.lines).toHaveLength(2);
    const days = Number.parseInt(/\((\d+) of/.exec(shown.lines[0].text as string)?.[1] ?? '0', 10);
    const monthDays = Number.parseInt(/of (\d+) days/.exec(shown.lines[0].text as string)?.[1] ?? '0', 10);
    if (days > 0) expect(shown.lines[0].amountMinor).toBe(Math.round((9_900 * days) / monthDays));
    else expect(shown.lines[0].amountMinor).toBe(9_900); // it is the first of a month
    expect(shown.lines[1].amountMinor).toBe(Math.round((3 * seconds) / 60));
    expect(shown.lines[1].text).toContain('Billed talk time');
    expect(shown.netMinor).toBe(shown.lines[0].amountMinor + shown.lines[1].amountMinor);
  });

  it('are written whole or not at all: a crash before the commit leaves no number, no posting and no month', async () => {
    const before = await invoices();
    const sums = await books();
    await toNextMonth();
    await t.db.query(
      `create function pg_temp_crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$;`,
    );
    for (const [table, event] of [
      ['licence_invoice', 'insert'],
      ['licence', 'update'],
      ['audit_entry', 'insert'],
    ] as const) {
      await t.db.query(
        `create constraint trigger crash after ${event} on app.${table} initially deferred for each row execute function pg_temp_crash()`,
      );
      await t.run('licensing.run_licences');
      await t.db.query(`drop trigger crash on app.${table}`);
      expect(await invoices()).toEqual(before);
      expect(await books()).toEqual(sums);
    }
    await t.run('licensing.run_licences');
    const after = await invoices();
    expect(after).toHaveLength(before.length + 1);
    const numbers = after.map(({ number }) => number).reverse();
    const sequence = numbers.map((number) => Number.parseInt(number.split('-')[2]!, 10));
    const years = numbers.map((number) => number.split('-')[1]);
    // Without a gap within each year.
    for (let n = 1; n < sequence.length; n++)
      expect(sequence[n]).toBe(years[n] === years[n - 1] ? sequence[n - 1]! + 1 : 1);
  });

  it('are taken back by credit notes that never pass what is left, to the cent of the tax', async () => {
    const [last] = await invoices();
    const third = Math.floor(last!.totalMinor / 3);
    const first = await act(last!.id, 'credit-notes', { amountMinor: third, reason: 'Two days of outage' }).expect(201);
    expect(first.body).toMatchObject({ status: 'open', creditedMinor: third, dueMinor: last!.totalMinor - third });
    const [note] = first.body.creditNotes as [{ id: string; number: string }];
    expect(note.number).toMatch(/^OP-C\d{4}-00001$/);
    const pdf = await t.as(owner).get(`/v1/staff/licence/credit-notes/${note.id}/pdf`).expect(200);
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const tooMuch = await act(last!.id, 'credit-notes', { amountMinor: last!.totalMinor, reason: 'all' }).expect(409);
    expect(tooMuch.body).toMatchObject({ code: 'credit-too-high', leftMinor: last!.totalMinor - third });
    const answers = await race(4, () =>
      act(last!.id, 'credit-notes', { amountMinor: third, reason: 'again' }).then((r) => r),
    );
    expect(answers.filter((one) => one.status === 'fulfilled' && one.value.status === 201).length).toBe(
      Math.floor((last!.totalMinor - third) / third),
    );
    const rest = (await details(last!.id)).dueMinor as number;
    if (rest > 0) await act(last!.id, 'credit-notes', { reason: 'the rest' }).expect(201);
    expect(await details(last!.id)).toMatchObject({ status: 'void', dueMinor: 0, creditedMinor: last!.totalMinor });
    expect((await act(last!.id, 'credit-notes', { reason: 'more' }).expect(409)).body.code).toBe('credit-too-high');
  });

  it('are paid by bank transfer, credited afterwards, and what is too much is paid back', async () => {
    const before = await books();
    const month = (await invoices()).find(({ status, period }) => status === 'open' && period !== 'setup')!;
    const paid = await act(month.id, 'transfer', { reference: 'OP 2 AURORA' }).expect(200);
    expect(paid.body).toMatchObject({ status: 'paid', dueMinor: 0, overpaidMinor: 0 });
    expect(paid.body.payments[0]).toMatchObject({ method: 'bank', reference: 'OP 2 AURORA', status: 'succeeded' });
    expect((await act(month.id, 'transfer', { reference: 'again' }).expect(409)).body.code).toBe('invoice-not-open');
    expect((await act(month.id, 'pay-back', { reference: 'x y z' }).expect(409)).body.code).toBe('nothing-overpaid');
    const credited = await act(month.id, 'credit-notes', { amountMinor: 100, reason: 'Goodwill' }).expect(201);
    expect(credited.body).toMatchObject({ status: 'paid', overpaidMinor: 100 });
    expect((await act(month.id, 'pay-back', { reference: 'Back 1' }).expect(200)).body.overpaidMinor).toBe(0);
    const after = await books();
    expect(after['bank']! - before['bank']!).toBe(-BigInt(month.totalMinor) + 100n);
    expect(after['licence_receivable']! - before['licence_receivable']!).toBe(BigInt(month.totalMinor));
    expect(after['licence_revenue']! - before['licence_revenue']!).toBe(-100n);
  });

  it('are written off when nothing will come', async () => {
    const setup = (await invoices()).find(({ period }) => period === 'setup')!;
    const { body } = await act(setup.id, 'write-off', { reason: 'Insolvent' }).expect(200);
    expect(body).toMatchObject({ status: 'uncollectible', dueMinor: 0 });
    expect((await books())['bad_debt']).toBe(-49_900n);
    expect((await act(setup.id, 'credit-notes', { reason: 'too late' }).expect(409)).body.code).toBe(
      'invoice-not-open',
    );
    expect((await books())['licence_receivable']).toBe(0n);
  });

  it('of all licensees are a list of the operator, and each act stands in both logs', async () => {
    const { body } = await t.as(ops).get('/v1/operator/invoices?status=paid').expect(200);
    expect(body.data).toMatchObject([{ licenseeId: aurora, licenseeName: 'Aurora Advice', status: 'paid' }]);
    await t.as(owner).get('/v1/operator/invoices').expect(403);
    for (const tenant of [ops.licenseeId, t.licensees.aurora.id]) {
      const rows = await t.db.query<{ action: string }>(
        `select distinct action from app.audit_entry where licensee_id = $1 and action like 'licence_invoice.%'`,
        [tenant],
      );
      expect(rows.map(({ action }) => action)).toEqual(
        expect.arrayContaining([
          'licence_invoice.credited',
          'licence_invoice.paid_back',
          'licence_invoice.transfer_taken',
          'licence_invoice.written_off',
        ]),
      );
    }
  });
});
