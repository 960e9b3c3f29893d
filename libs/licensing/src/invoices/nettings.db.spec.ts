import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import {
  Ledger,
  type HouseKind,
  PaymentsUnavailable,
  PayoutClaims,
  PayoutsService,
  TreasuryService,
} from '@app/billing';
import { type Actor, PASSWORD, type TestApp, race, testApp, PARTY } from '@app/testing';
import {
  type InvoiceOrder,
  LicenceBilling,
  type LicencePageFacts,
  type LicencePaymentFacts,
} from '../licence-billing.js';
import { FREE_TERMS } from '../plans/plan-terms.js';
import type { InvoiceDetails } from './invoices.dto.js';
import { LicenceBooks } from './licence-books.js';
import { NettingsService } from './nettings.service.js';

/** A card that always pays; its answer may be lost. */
class Card extends LicenceBilling {
  readonly paid = new Map<string, LicencePaymentFacts>();
  loseAnswer = false;
  createCustomer = (): Promise<string> => Promise.resolve('cus_1');
  openPage = (): Promise<{ sessionId: string; url: string }> =>
    Promise.resolve({ sessionId: 'cs_1', url: 'https://pay.example/cs_1' });
  page = (): Promise<LicencePageFacts> => Promise.reject(new Error('no page'));
  removeCard = (): Promise<void> => Promise.resolve();
  refund = (): Promise<never> => Promise.reject(new Error('nobody refunds here'));
  payment = (id: string): Promise<LicencePaymentFacts> => Promise.resolve(this.paid.get(id)!);
  charge({ invoiceId, attempt, amountMinor, currency, licenseeId, paymentId }: InvoiceOrder) {
    const paymentIntentId = `pi_${invoiceId}_${attempt}`;
    const known = { status: 'succeeded' as const, card: undefined, failureCode: undefined };
    this.paid.set(paymentIntentId, {
      ...known,
      paymentIntentId,
      amountReceivedMinor: amountMinor,
      currency,
      licenseeId,
      paymentId,
    });
    if (this.loseAnswer) return Promise.reject(new PaymentsUnavailable());
    return Promise.resolve({ paymentIntentId, declined: undefined });
  }
}

/** An invoice of each month: 100.00 and 19 % tax. */
const INVOICE = 11_900;
const DAY = 86_400;

describe('an invoice is settled from the share of a licensee that agreed to it', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let finance: Actor;
  let admin: Actor;
  let aurora: string;
  let planId: string;
  const card = new Card();

  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(LicenceBilling).useValue(card) });
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    finance = await t.given.staff('finance');
    admin = await t.given.staff('admin');
    aurora = t.licensees.aurora.id;
    await t
      .as(ops)
      .put('/v1/operator/invoice-issuer', { ...PARTY, series: 'OP', taxRateBp: 1900, paymentDays: 14 })
      .expect(200);
    await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
    const { body } = await t
      .as(ops)
      .post('/v1/operator/plans', {
        ...FREE_TERMS,
        monthlyFeeMinor: 10_000,
        name: 'Studio',
        currency: 'EUR',
        isPublic: true,
      })
      .expect(201);
    planId = body.id as string;
    await t.as(ops).post(`/v1/operator/licensees/${licensee()}/licence`, { planId, reason: 'Signed' }).expect(201);
    await nextMonth(); // a part of a month is behind us
    await t.db.query(
      `update app.licence_invoice set paid = total, status = 'paid', closed_at = now(), next_attempt_at = null`,
    );
    await t.db.query(
      `insert into app.connect_account (licensee_id, id, party, party_id, account_id, country, entity_type, status, created_at)
       values ($1, $2, 'licensee', $1, 'acct_licensee', 'DE', 'company', 'active', now())`,
      [aurora, newId()],
    );
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    card.loseAnswer = false;
    await share(0n);
    await t.db.query(
      `update app.licence_invoice set paid = total - credited, status = 'paid', next_attempt_at = null where status = 'open'`,
    );
  });

  const system = () => systemContext(aurora, 'spec');
  const licensee = (name: 'aurora' | 'zenith' = 'aurora') => t.publicId('licensee', t.licensees[name].id);
  const again = async (actor: Actor): Promise<Actor> => {
    const { body } = await t
      .http(actor.host)
      .post('/v1/auth/sign-in')
      .send({ email: actor.email, password: PASSWORD })
      .expect(200);
    return { ...actor, token: (body as { accessToken: string }).accessToken };
  };
  const travel = async (seconds: number): Promise<void> => {
    t.clock.advanceSeconds(seconds);
    [ops, owner, finance, admin] = [await again(ops), await again(owner), await again(finance), await again(admin)];
  };
  const nextMonth = async () => {
    const now = new Date(Date.now() + t.clock.offsetMs);
    await travel(Math.ceil((Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 2) - now.getTime()) / 1000));
    await t.run('licensing.run_licences');
  };
  const agree = (wording = 1) => t.as(owner).put('/v1/staff/licence/netting', { wording });
  const withdraw = () => t.as(owner).delete('/v1/staff/licence/netting').expect(204);
  const newest = async (): Promise<InvoiceDetails> => {
    const [invoice] = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data;
    return (await t.as(owner).get(`/v1/staff/licence/invoices/${invoice.id}`).expect(200)).body;
  };
  const idOf = ({ id }: { id: string }): string => t.parseId('licenceInvoice', id)!;
  const settle = ({ id }: { id: string }) => t.app.get(NettingsService).settleOne(system(), idOf({ id }));
  const balance = (kind: HouseKind, licenseeId = aurora) =>
    t.app.get(Db).transaction(systemContext(licenseeId, 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', kind);
      return ledger.houseBalance(tx, house[kind]);
    });
  /** Brings what lies on an account of the licensee to an amount, with the cash behind it. */
  const bring = (kind: 'licensee_payable' | 'tax', to: bigint, currency = 'EUR') =>
    t.app.get(Db).transaction(system(), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, currency, kind, 'stripe_balance');
      const amount = to - (await ledger.houseBalance(tx, house[kind]));
      if (amount === 0n) return;
      await ledger.post(tx, {
        kind: 'adjustment',
        currency,
        key: `spec:${newId()}`,
        legs: [
          { accountId: house[kind], amount },
          { accountId: house.stripe_balance, amount: -amount },
        ],
      });
    });
  const share = (to: bigint) => bring('licensee_payable', to);
  /** What a call brings, or what is taken back of it. @returns the transaction */
  const earn = (amount: bigint, reversesId?: string) =>
    t.app.get(Db).transaction(system(), async (tx) => {
      const ledger = t.app.get(Ledger);
      const house = await ledger.house(tx, 'EUR', 'licensee_payable', 'stripe_balance');
      return ledger.post(tx, {
        kind: amount > 0n ? 'booking_fee' : 'call_refund',
        currency: 'EUR',
        key: `spec:${newId()}`,
        legs: [
          { accountId: house.licensee_payable, amount },
          { accountId: house.stripe_balance, amount: -amount },
        ],
        ...(reversesId === undefined ? {} : { reversesId }),
      });
    });
  const surplus = async () =>
    (await t.app.get(TreasuryService).coverage()).find(({ currency }) => currency === 'EUR')!.surplusMinor;
  const claim = () =>
    t.app
      .get(Db)
      .transaction(system(), (tx) =>
        t.app.get(PayoutClaims).claim(tx, { party: 'licensee', partyId: aurora }, 'final', null),
      );
  const paidOut = async (): Promise<bigint> => {
    const [row] = await t.db.query<{ sum: string }>('select coalesce(sum(amount), 0)::text as sum from app.payout');
    return BigInt(row!.sum);
  };

  it('stays open while nobody has agreed, and is settled at once by who agrees: whoever pays the bills, to the words of today', async () => {
    await share(50_000n);
    await nextMonth();
    expect(await newest()).toMatchObject({ status: 'open', nettedMinor: 0, dueMinor: INVOICE });
    await t.as(admin).put('/v1/staff/licence/netting', { wording: 1 }).expect(403);
    expect((await agree(2).expect(409)).body).toMatchObject({ code: 'netting-wording-outdated', wording: 1 });
    const [before, owed] = [await surplus(), await balance('licence_receivable', ops.licenseeId)];

    const { body } = await t.as(finance).put('/v1/staff/licence/netting', { wording: 1 }).expect(200);
    expect(body).toMatchObject({
      isPossible: true,
      topology: 'operator_platform',
      consent: { wording: 1, givenBy: t.publicId('person', finance.id) },
    });
    const settled = await newest();
    expect(settled).toMatchObject({ status: 'paid', nettedMinor: INVOICE, paidMinor: INVOICE, dueMinor: 0 });
    expect(settled.nettings).toMatchObject([{ amountMinor: INVOICE, dueAfterMinor: 0 }]);
    expect(await balance('licensee_payable')).toBe(50_000n - BigInt(INVOICE));
    expect(await balance('licence_receivable', ops.licenseeId)).toBe(owed + BigInt(INVOICE));
    // The cash is the operator's: it may leave, and the rest of the share may not.
    expect(await surplus()).toBe(before + BigInt(INVOICE));
    expect(await t.violations()).toEqual([]);
    const { body: listed } = await t.as(owner).get('/v1/staff/licence/nettings').expect(200);
    expect(listed.data).toMatchObject([{ invoiceNumber: settled.number, amountMinor: INVOICE }]);
    expect((await t.as(ops).get('/v1/operator/invoices').expect(200)).body.data[0]).toMatchObject({
      nettedMinor: INVOICE,
    });
    const audit = await t.db.query<{ action: string }>(
      `select action from app.audit_entry where action like 'netting%' or action like '%netted'`,
    );
    expect(audit.map(({ action }) => action).sort()).toEqual(['licence_invoice.netted', 'netting_consent.given']);
  });

  it('is settled as far as the share goes when it is written, and the card is charged for the rest alone', async () => {
    await t.db.query(
      `insert into app.licence_customer (licensee_id, customer_id, payment_method_id, changed_at) values ($1, 'cus_1', 'pm_1', now())`,
      [aurora],
    );
    await share(4_000n);
    await nextMonth();
    expect(await newest()).toMatchObject({ status: 'open', nettedMinor: 4_000, dueMinor: INVOICE - 4_000 });
    expect(await balance('licensee_payable')).toBe(0n);
    await share(1_000n);
    await t.run('licensing.collect');
    const paid = await newest();
    expect(paid).toMatchObject({ status: 'paid', nettedMinor: 5_000, paidMinor: INVOICE });
    expect(paid.payments).toMatchObject([{ method: 'card', status: 'succeeded', amountMinor: INVOICE - 5_000 }]);
    expect(paid.nettings.map(({ amountMinor, dueAfterMinor }) => [amountMinor, dueAfterMinor])).toEqual([
      [1_000, INVOICE - 5_000],
      [4_000, INVOICE - 4_000],
    ]);
  });

  it('takes nothing while a charge is on its way, nor when nobody knows how it ended', async () => {
    await nextMonth();
    card.loseAnswer = true;
    await t.run('licensing.collect');
    await share(50_000n);
    const open = await newest();
    expect(open.payments).toMatchObject([{ status: 'requested' }]);
    await t.run('licensing.net_invoices');
    await settle(open);
    await travel(3601);
    await t.run('licensing.collect');
    expect((await newest()).payments).toMatchObject([{ status: 'failed', failureCode: 'no_answer' }]);
    await t.run('licensing.net_invoices');
    expect(await newest()).toMatchObject({ status: 'open', nettedMinor: 0 });
    // Stripe tells of a payment for three days.
    await travel(3 * DAY);
    await t.run('licensing.net_invoices');
    expect(await newest()).toMatchObject({ status: 'paid', nettedMinor: INVOICE });
    await t.db.query('update app.licence_customer set payment_method_id = null');
  });

  it('never takes more than the share, however many ask and whatever is paid out at the same time', async () => {
    for (let round = 0; round < 3; round++) {
      await withdraw();
      await share(0n);
      await nextMonth();
      const invoice = await newest();
      await t.db.query(`update app.payout set status = 'paid', closed_at = now()`);
      const before = await paidOut();
      await share(15_000n);
      await t.db.query(
        `insert into app.netting_consent (licensee_id, id, wording, given_by, given_at) values ($1, $2, 1, $3, now())`,
        [aurora, newId(), owner.id],
      );
      await race<unknown>(25, (n) => (n % 5 === 2 ? claim() : settle(invoice)));
      const { nettedMinor, dueMinor, nettings } = await newest();
      const taken = (await paidOut()) - before;
      expect([nettedMinor, dueMinor]).toEqual([
        nettings.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        INVOICE - nettedMinor,
      ]);
      expect(await balance('licensee_payable')).toBe(15_000n - BigInt(nettedMinor) - taken);
      expect(await balance('licensee_payable')).toBeGreaterThanOrEqual(0n);
      expect(nettings.length).toBeLessThanOrEqual(1);
      await t.db.query(`update app.licence_invoice set paid = total, status = 'paid' where status = 'open'`);
    }
    expect(await t.violations()).toEqual([]);
    await t.db.query(`update app.payout set status = 'paid', closed_at = now()`);
  });

  it('waits for a payout that takes the share in the same moment, and finds what that left', async () => {
    await nextMonth();
    const invoice = await newest();
    const before = await paidOut();
    await share(15_000n);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: claimed, resolve: hasClaimed } = Promise.withResolvers<void>();
    const payout = t.app.get(Db).transaction(system(), async (tx) => {
      await t.app.get(PayoutClaims).claim(tx, { party: 'licensee', partyId: aurora }, 'final', null);
      hasClaimed();
      await mayEnd;
    });
    await claimed;
    let isSettled = false;
    const settled = settle(invoice).finally(() => (isSettled = true));
    const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
    while (!isSettled && (await t.db.query(waiting)).length === 0);
    end();
    await Promise.all([payout, settled]);
    expect((await paidOut()) - before).toBe(15_000n);
    expect(await balance('licensee_payable')).toBe(0n);
    expect(await newest()).toMatchObject({ status: 'open', nettedMinor: 0 });
    await t.db.query(`update app.payout set status = 'paid', closed_at = now()`);
  });

  it('comes before the payout of the share, which takes what is left', async () => {
    await nextMonth();
    const before = await paidOut();
    await share(20_000n);
    await t.app.get(PayoutsService).start(system(), { party: 'licensee', partyId: aurora }, 'staff');
    expect(await newest()).toMatchObject({ status: 'paid', nettedMinor: INVOICE });
    expect((await paidOut()) - before).toBe(20_000n - BigInt(INVOICE));
    await t.db.query(`update app.payout set status = 'paid', closed_at = now()`);
  });

  it('gives the money back to the share when it is credited, once', async () => {
    await share(20_000n);
    await nextMonth();
    const invoice = await newest();
    const path = `/v1/operator/licensees/${licensee()}/invoices/${invoice.id}`;
    const credit = (amountMinor?: number) => t.as(ops).post(`${path}/credit-notes`, { amountMinor, reason: 'Outage' });
    expect(await balance('licensee_payable')).toBe(20_000n - BigInt(INVOICE));
    await credit(1_900).expect(201);
    expect(await balance('licensee_payable')).toBe(20_000n - BigInt(INVOICE) + 1_900n);
    const results = await race(4, () => credit().then(({ status }) => status));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([201, 409, 409, 409]);
    expect(await balance('licensee_payable')).toBe(20_000n);
    const back = await newest();
    expect(back).toMatchObject({ nettedMinor: 0, dueMinor: 0, overpaidMinor: 0 });
    expect(back.nettings.map(({ amountMinor }) => amountMinor)).toEqual([-(INVOICE - 1_900), -1_900, INVOICE]);
    await t.as(ops).post(`${path}/pay-back`, { reference: 'Twice' }).expect(409);
    expect(await t.violations()).toEqual([]);
  });

  it('is void when it is credited before anything but the share has paid it', async () => {
    await share(4_000n);
    await nextMonth();
    const { id } = await newest();
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee()}/invoices/${id}/credit-notes`, { reason: 'Never ran' })
      .expect(201);
    expect(await newest()).toMatchObject({ status: 'void', nettedMinor: 0, overpaidMinor: 0 });
    expect(await balance('licensee_payable')).toBe(4_000n);
  });

  it('is one step in both books: a crash in between leaves nothing behind', async () => {
    await nextMonth();
    await share(20_000n);
    const books = jest.spyOn(t.app.get(LicenceBooks), 'post').mockRejectedValueOnce(new Error('crashed'));
    const invoice = await newest();
    await expect(settle(invoice)).rejects.toThrow('crashed');
    books.mockRestore();
    expect(await balance('licensee_payable')).toBe(20_000n);
    expect((await newest()).nettings).toEqual([]);
    await settle(invoice);
    await settle(invoice);
    expect((await newest()).nettings).toHaveLength(1);
    expect(await balance('licensee_payable')).toBe(20_000n - BigInt(INVOICE));
  });

  it('leaves money of another currency, and what the tax office is owed', async () => {
    await nextMonth();
    const invoice = await newest();
    await bring('licensee_payable', 50_000n, 'USD');
    await settle(invoice);
    expect(await newest()).toMatchObject({ nettedMinor: 0 });
    await share(1_500n);
    await bring('tax', -1_000n);
    await settle(invoice);
    expect(await newest()).toMatchObject({ nettedMinor: 500 });
    await bring('tax', 0n);
    await settle(invoice);
    expect(await newest()).toMatchObject({ nettedMinor: 1_500 });
  });

  it('leaves what came in during the hold and what somebody still decides about; what was taken back of an old call counts at once', async () => {
    await nextMonth();
    const { id } = await newest();
    const netted = async (): Promise<bigint> => {
      const [row] = await t.db.query<{ netted: string }>('select netted::text from app.licence_invoice where id = $1', [
        idOf({ id }),
      ]);
      return BigInt(row!.netted);
    };
    const ahead = t.clock.offsetMs;
    t.clock.reset();
    const earned = await earn(3_000n);
    await settle({ id });
    expect(await netted()).toBe(0n);
    t.clock.advanceSeconds(30 * DAY);
    await t.db.query('insert into app.earning_hold (licensee_id, transaction_id, placed_at) values ($1, $2, now())', [
      aurora,
      earned,
    ]);
    await settle({ id });
    expect(await netted()).toBe(0n);
    await t.db.query('update app.earning_hold set released_at = now() where transaction_id = $1', [earned]);
    t.clock.reset();
    await t.db
      .query(`alter table app.ledger_transaction disable trigger user; update app.ledger_transaction set created_at = created_at - interval '30 days' where id = '${earned}'; alter table app.ledger_transaction enable trigger user;
      alter table app.ledger_entry disable trigger user; update app.ledger_entry set created_at = created_at - interval '30 days' where transaction_id = '${earned}'; alter table app.ledger_entry enable trigger user`);
    await earn(5_000n);
    await earn(-1_000n, earned);
    await settle({ id });
    expect(await netted()).toBe(2_000n);
    t.clock.advanceSeconds(ahead / 1000);
  });

  it('is the card that pays again once the consent is withdrawn; what was settled stays settled', async () => {
    const before = await newest();
    await withdraw();
    await withdraw();
    await share(50_000n);
    await nextMonth();
    await t.run('licensing.net_invoices');
    await settle(await newest());
    expect(await newest()).toMatchObject({ status: 'open', nettedMinor: 0 });
    expect((await t.as(owner).get(`/v1/staff/licence/invoices/${before.id}`)).body.nettedMinor).toBe(
      before.nettedMinor,
    );
    const consents = await t.db.query<{ given_by: string; withdrawn_by: string | null }>(
      'select given_by, withdrawn_by from app.netting_consent order by id',
    );
    expect(consents[0]).toEqual({ given_by: finance.id, withdrawn_by: owner.id });
    expect(consents.every(({ withdrawn_by: by }) => by !== null)).toBe(true);
  });

  it.each(['licensee_platform', 'self_managed'] as const)(
    'is not offered where the money of calls is elsewhere: %s',
    async (topology) => {
      const boss = await t.given.staff('owner', 'zenith');
      const path = `/v1/operator/licensees/${licensee('zenith')}/licence`;
      if (topology === 'licensee_platform') {
        const terms = { ...FREE_TERMS, name: 'Abroad', currency: t.licensees.zenith.currency, isPublic: true };
        const { body } = await t.as(ops).post('/v1/operator/plans', terms).expect(201);
        await t.as(ops).post(path, { planId: body.id, reason: 'Signed' }).expect(201);
      }
      await t.as(ops).put(`${path}/topology`, { topology, reason: 'As agreed' }).expect(200);
      const { body } = await t.as(boss).put('/v1/staff/licence/netting', { wording: 1 }).expect(409);
      expect(body).toMatchObject({ code: 'netting-impossible', topology });
      expect((await t.as(boss).get('/v1/staff/licence/netting').expect(200)).body).toMatchObject({ isPossible: false });
    },
  );
});
