import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, settledCall, talk, testApp } from '@app/testing';
import { MoneyRulesService } from '@app/billing';
import { Db, rowsOf } from '@app/kernel';
import { type SignedReceipt, firstFault, signReceipt } from '../receipts.js';

const DAY = 86_400;
const FRENCH = 'FR40303265045';
const DUTCH = 'NL004495445B01';
const GERMAN = 'DE136695976';
const PROFILE = {
  company: 'Aurora Advice GmbH',
  fullName: 'Aurora Meyer',
  email: 'billing@aurora.example',
  line1: 'Am Markt 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  revision: 0,
};
const ADDRESS = { company: 'Analytical SARL', line1: '1 rue du Port', postalCode: '69001', city: 'Lyon' };

describe('calls of companies [E24]', () => {
  let t: TestApp;
  let advisor: Actor & { advisorId: string };
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    advisor = await t.given.advisor();
    owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/pricing', { taxPlace: 'customer' }).expect(200);
  });
  afterAll(() => t.close());
  afterEach(async () => {
    t.clock.reset();
    t.vatRegister.answers.clear();
    t.vatRegister.meanwhile = () => Promise.resolve();
    await t.drain();
    expect(await t.violations()).toEqual([]);
  });

  const quote = async (who: Actor) =>
    (
      await t
        .as(who)
        .post('/v1/calls/quote', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
        .expect(200)
    ).body;
  const stated = (who: Actor, business: object | null) => t.as(who).patch('/v1/me', { business });
  const company = async (country: string, vatNumber: string) => {
    const user = await t.given.user({ balanceMinor: 20_000n });
    await stated(user, { ...ADDRESS, country, vatNumber }).expect(200);
    return user;
  };
  const checkOf = async (who: Actor) => (await t.as(who).get('/v1/me').expect(200)).body.business.vatCheck;
  const checks = (who: Actor) =>
    t.db.query<{ number: string; result: string; consultation: string | null; name: string | null }>(
      `select number, result, consultation, name from app.vat_check where subject = 'user' and subject_id = $1 order by checked_at, id`,
      [who.id],
    );
  const receiptOf = async (who: Actor, id: string) => {
    const { body } = await t.as(who).get(`/v1/calls/${id}/receipt`).expect(200);
    const { publicKey } = (await t.http(who.host).get('/v1/receipt-key').expect(200)).body;
    expect(firstFault(body as SignedReceipt, createPublicKey(publicKey as string))).toBeUndefined();
    return body.receipt;
  };
  /** Access tokens do not outlive days. */
  const signedInAgain = async (user: Actor): Promise<Actor> => ({
    ...user,
    token: (
      await t
        .http(user.host)
        .post('/v1/auth/sign-in')
        .send({ email: user.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken as string,
  });

  it('refuses a number that cannot be right at once, and asks nobody for one outside of the EU', async () => {
    const user = await t.given.user();
    const { body } = await stated(user, { ...ADDRESS, country: 'FR', vatNumber: 'FR41303265045' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/business/vatNumber' }]);
    await stated(user, { ...ADDRESS, country: 'NO', vatNumber: 'NO 995 525 828 MVA' }).expect(200);
    await t.drain();
    expect((await t.as(user).get('/v1/me').expect(200)).body.business).toMatchObject({
      vatNumber: 'NO995525828MVA',
      vatCheck: null,
    });
    expect(t.vatRegister.asked.map(({ number }) => number)).not.toContain('NO995525828MVA');
    expect((await quote(user)).tax).toMatchObject({ country: 'DE', business: null, reverseCharge: false });
    await stated(owner, { ...ADDRESS, country: 'FR' }).expect(422);
  });

  it('have no tax in another state of the EU once the register knows the number, and terms and receipt say why', async () => {
    const user = await company('FR', FRENCH);
    // Not yet: an answer that nobody gave is none.
    expect(await checkOf(user)).toEqual({ result: 'unchecked', checkedAt: null, consultation: null, name: null });
    expect(await quote(user)).toMatchObject({
      taxRateBp: 1900,
      tax: { country: 'DE', reverseCharge: false, business: { vatNumber: FRENCH, result: 'unchecked' } },
    });
    await t.drain();
    expect(await checkOf(user)).toMatchObject({ result: 'valid', name: `Company of ${FRENCH}` });
    expect(await quote(user)).toMatchObject({
      taxRateBp: 0,
      tax: { country: 'FR', reverseCharge: true, evidence: [{ kind: 'vat_number', country: 'FR' }] },
    });
    const id = await paidCall(t, user, advisor, 60);
    const receipt = await receiptOf(user, id);
    expect(receipt).toMatchObject({
      priceMinor: 199,
      split: { taxMinor: 0 },
      terms: { taxRateBp: 0, taxed: { reverseCharge: true, business: { vatNumber: FRENCH, result: 'valid' } } },
      tax: { taxMinor: 0, reverseCharge: { company: ADDRESS.company, vatNumber: FRENCH } },
    });
    // The seller has no number yet.
    expect(receipt.seller).toBeUndefined();
    // A receipt that forgets it is false, whoever signs it.
    const { reverseCharge: _forgotten, ...tax } = receipt.tax;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    expect(firstFault(signReceipt({ ...receipt, tax }, privateKey), publicKey)).toContain('reverse charge');
    expect(firstFault(signReceipt(receipt, privateKey), publicKey)).toBeUndefined();
  });

  it('are taxed as at home there, and as a consumer with a number that the register does not know', async () => {
    const neighbour = await company('DE', GERMAN);
    t.vatRegister.answers.set(DUTCH, 'invalid');
    const unknown = await company('NL', DUTCH);
    await t.drain();
    expect(await quote(neighbour)).toMatchObject({
      taxRateBp: 1900,
      tax: { country: 'DE', reverseCharge: false, business: { vatNumber: GERMAN, result: 'valid' } },
    });
    expect(await quote(unknown)).toMatchObject({
      taxRateBp: 1900,
      tax: { country: 'DE', reverseCharge: false, business: { vatNumber: DUTCH, result: 'invalid' } },
    });
    const receipt = await receiptOf(neighbour, await paidCall(t, neighbour, advisor, 60));
    expect(receipt).toMatchObject({ split: { taxMinor: 32 }, terms: { taxed: { business: { result: 'valid' } } } });
    expect(receipt.tax.reverseCharge).toBeUndefined();
  });

  it('wait for no register: one that is silent leaves the number unchecked, and a job asks again, later each time', async () => {
    t.vatRegister.answers.set(DUTCH, 'silent');
    const user = await company('NL', DUTCH);
    await t.drain();
    expect(await checkOf(user)).toMatchObject({ result: 'unchecked' });
    expect((await quote(user)).taxRateBp).toBe(1900);
    const asked = () => t.vatRegister.asked.filter(({ number }) => number === DUTCH).length;
    const before = asked();
    await t.run('licensees.check_vat_numbers');
    expect(asked()).toBe(before);
    t.clock.advanceSeconds(301);
    await t.run('licensees.check_vat_numbers');
    expect(asked()).toBe(before + 1);
    t.clock.advanceSeconds(301);
    await t.run('licensees.check_vat_numbers');
    expect(asked()).toBe(before + 1);
    t.vatRegister.answers.delete(DUTCH);
    t.clock.advanceSeconds(301);
    await t.run('licensees.check_vat_numbers');
    expect(await checkOf(user)).toMatchObject({ result: 'valid' });
    expect(await checks(user)).toHaveLength(1);
  });

  it('keep every answer, are asked for anew before one is too old, and count one that is too old as none', async () => {
    const user = await company('FR', FRENCH);
    await t.drain();
    t.clock.advanceSeconds(22 * DAY);
    await t.run('licensees.check_vat_numbers');
    expect(await checks(user)).toHaveLength(1);
    t.vatRegister.answers.set(FRENCH, 'silent');
    t.clock.advanceSeconds(7 * DAY);
    await t.run('licensees.check_vat_numbers');
    expect((await quote(await signedInAgain(user))).taxRateBp).toBe(0);
    t.clock.advanceSeconds(2 * DAY);
    expect(await quote(await signedInAgain(user))).toMatchObject({
      taxRateBp: 1900,
      tax: { reverseCharge: false, business: { result: 'unchecked' } },
    });
    t.vatRegister.answers.set(FRENCH, 'invalid');
    await t.run('licensees.check_vat_numbers');
    expect((await checks(user)).map(({ result }) => result)).toEqual(['valid', 'invalid']);
    await expect(
      t.app.get(Db).transaction(t.given.ctx(), (tx) => rowsOf(tx, `update app.vat_check set result = 'valid'`)),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('in progress keep their terms, whatever is said of the number or by the person meanwhile', async () => {
    const user = await company('FR', FRENCH);
    await t.drain();
    const id = await runningCall(t, user, advisor);
    await talk(t, 60);
    await stated(user, null).expect(200);
    expect((await quote(user)).taxRateBp).toBe(1900);
    for (const who of [user, advisor]) await t.as(who).post(`/v1/calls/${id}/end`).expect(200);
    expect(await receiptOf(user, id)).toMatchObject({ terms: { taxRateBp: 0 }, tax: { taxMinor: 0 } });
  });

  it('drop an answer to a number that was replaced while the register was asked', async () => {
    const user = await company('FR', FRENCH);
    t.vatRegister.meanwhile = async () => {
      t.vatRegister.meanwhile = () => Promise.resolve();
      t.vatRegister.answers.set(DUTCH, 'silent');
      await stated(user, { ...ADDRESS, country: 'NL', vatNumber: DUTCH }).expect(200);
    };
    await t.drain();
    expect(await checks(user)).toEqual([]);
    expect(await checkOf(user)).toMatchObject({ result: 'unchecked' });
  });

  it('are asked for in the name of who sells: the licensee, or the operator where it does', async () => {
    await t
      .as(owner)
      .put('/v1/staff/licence/billing-profile', { ...PROFILE, taxNumber: GERMAN })
      .expect(200);
    await company('FR', FRENCH);
    await t.drain();
    expect(t.vatRegister.asked.at(-1)).toEqual({ number: FRENCH, requester: GERMAN });
    // Who sells stands on the receipt too, with the number.
    const user = await t.given.user({ balanceMinor: 20_000n });
    expect(await receiptOf(user, await paidCall(t, user, advisor, 60))).toMatchObject({
      seller: { company: 'Aurora Advice GmbH', taxNumber: GERMAN },
    });
    const [own] = await t.db.query<{ consultation: string | null }>(
      `select consultation from app.vat_check where subject = 'licensee' and licensee_id = $1`,
      [owner.licenseeId],
    );
    // The operator has no number yet: there is an answer, and no proof of having asked.
    expect(own).toEqual({ consultation: null });
    expect((await t.as(owner).get('/v1/staff/licence/billing-profile').expect(200)).body.vatCheck).toMatchObject({
      result: 'valid',
    });
  });

  it('have advisors too, whose numbers the database shows to nobody; those of before are asked for once', async () => {
    const identity = {
      kind: 'individual',
      firstName: 'Ada',
      lastName: 'Byron',
      birthDate: '1980-12-10',
      address: { street: 'Ring 1', postalCode: '1010', city: 'Wien', country: 'AT' },
      residence: 'AT',
      tins: [{ number: '12345678903', issuedBy: 'AT' }],
      vatNumber: 'ATU13585627',
    };
    await t.as(advisor).put('/v1/advisor/tax', identity).expect(200);
    await t.drain();
    const shown = async () => (await t.as(advisor).get('/v1/advisor/tax').expect(200)).body.identity.vatCheck;
    expect(await shown()).toMatchObject({ result: 'valid', name: null });
    expect(t.vatRegister.asked.at(-1)!.number).toBe('ATU13585627');
    // As declarations of before this was asked for: nothing stands in the table of numbers.
    await t.db.query(`delete from app.vat_number where subject = 'advisor'`);
    await t.db.query('update app.payee_tax set vat_stated = false');
    expect(await shown()).toBeNull();
    t.vatRegister.answers.set('ATU13585627', 'invalid');
    for (let times = 0; times < 2; times++) {
      await t.run('billing.state_vat_numbers');
      await t.drain();
      expect(await shown()).toMatchObject({ result: 'invalid' });
    }
  });

  it('are stated by programs too, beside what else is known of a user', async () => {
    const { body } = await t
      .as(owner)
      .post('/v1/users', {
        email: 'company@example.com',
        displayName: 'Company',
        adult: true,
        business: { ...ADDRESS, country: 'FR', vatNumber: 'fr 40 303 265 045' },
      })
      .expect(201);
    expect(body.business).toMatchObject({ vatNumber: FRENCH, vatCheck: { result: 'unchecked' } });
    await t.drain();
    const path = `/v1/users/${body.id as string}`;
    expect((await t.as(owner).get(path).expect(200)).body.business.vatCheck).toMatchObject({ result: 'valid' });
    expect((await t.as(owner).patch(path, { business: null }).expect(200)).body.business).toBeNull();
  });

  describe('in the reports of a quarter', () => {
    const now = new Date();
    const quarterOf = (date: Date) => `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
    const quarter = quarterOf(now);
    interface Line {
      part?: string;
      memberState: string;
      country: string;
      supplyQuarter: string;
      vatNumber: string | null;
      taxMinor: number;
      netMinor: number;
    }
    const report = async (who: Actor, path: string, of = quarter) =>
      (await t.as(who).get(`/v1/${path}?quarter=${of}`).expect(200)).body.data as Line[];
    const sum = (lines: readonly Line[]) => lines.reduce((total, { taxMinor }) => total + taxMinor, 0);
    const taxInLedger = async () =>
      (
        await t.db.query<{ sum: string }>(
          `select coalesce(sum(e.amount), 0)::bigint as sum from app.ledger_entry e
             join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'tax' where e.licensee_id = $1`,
          [owner.licenseeId],
        )
      )[0]!.sum;
    let abroad: string;
    beforeAll(async () => {
      const italian = await t.given.user({ balanceMinor: 20_000n });
      await t.as(italian).patch('/v1/me', { billingCountry: 'IT' }).expect(200);
      abroad = t.publicId('call', await settledCall(t, italian, advisor));
      const firm = await company('FR', FRENCH);
      await t.drain();
      await settledCall(t, firm, advisor);
    });

    it('are apart, by number; all of the ledger’s tax is at home, in the one-stop shop or outside of the EU', async () => {
      const rows = await report(owner, 'staff/tax-report');
      expect(rows.filter(({ vatNumber }) => vatNumber !== null)).toMatchObject([
        { country: 'FR', vatNumber: FRENCH, rateBp: 0, taxMinor: 0 },
      ]);
      expect(sum(rows).toString()).toBe(await taxInLedger());
      const oss = await report(owner, 'staff/oss-return');
      expect(oss).toMatchObject([{ part: 'supply', memberState: 'IT', rateType: 'standard', rateBp: 2200 }]);
      expect(sum(oss) + sum(rows.filter(({ country }) => country === 'DE'))).toBe(sum(rows));
      const [listed] = await report(owner, 'staff/ec-sales-list');
      expect(listed).toMatchObject({ memberState: 'FR', vatNumber: FRENCH, supplyQuarter: quarter });
      expect(listed!.netMinor).toBe(rows.find(({ vatNumber }) => vatNumber !== null)!.netMinor);
      const file = await t.as(owner).get(`/v1/staff/oss-return?quarter=${quarter}&format=csv`).expect(200);
      expect(file.headers['content-disposition']).toBe(`attachment; filename="oss-${quarter}.csv"`);
      expect(file.text).toContain(`supply,IT,${quarter},standard,2200,EUR,`);
      await t.as(advisor).get(`/v1/staff/oss-return?quarter=${quarter}`).expect(403);
    });

    it('put what is given back later into the quarter in which that was, as a correction of the quarter of the call', async () => {
      const before = await report(owner, 'staff/oss-return');
      t.clock.advanceSeconds(95 * DAY);
      const later = await signedInAgain(owner);
      await t.as(later).post(`/v1/calls/${abroad}/refund`, { reason: 'Poor line' }).expect(201);
      const next = quarterOf(new Date(now.getTime() + 95 * DAY * 1_000));
      const corrected = await report(later, 'staff/oss-return', next);
      expect(corrected).toMatchObject([
        { part: 'correction', memberState: 'IT', supplyQuarter: quarter, rateBp: null },
      ]);
      expect(corrected[0]!.taxMinor).toBe(-before[0]!.taxMinor);
      expect(await report(later, 'staff/oss-return')).toEqual(before);
    });

    it('are of who sold when a call was made: the licensee’s stay its own, the operator has those since it sells', async () => {
      const ops = await t.given.operator();
      const whole = async () => ({
        tax: sum(await report(owner, 'staff/tax-report')),
        own: await report(owner, 'staff/oss-return'),
        sales: await report(owner, 'staff/ec-sales-list'),
        theirs: await report(ops, 'operator/oss-return'),
        theirSales: await report(ops, 'operator/ec-sales-list'),
      });
      // The licence has its own way, which refuses while tax waits to be passed on.
      const sells = (sellerOfRecord: 'licensee' | 'operator') =>
        t.app.get(Db).transaction(t.given.ctx(), (tx) => t.app.get(MoneyRulesService).set(tx, { sellerOfRecord }));
      const before = await whole();
      expect([before.own.length, before.sales.length, before.theirs, before.theirSales]).toEqual([1, 1, [], []]);
      t.clock.advanceSeconds(300); // behind the calls of before
      await sells('operator');
      expect(await whole()).toEqual(before);
      const italian = await t.given.user({ balanceMinor: 20_000n });
      await t.as(italian).patch('/v1/me', { billingCountry: 'IT' }).expect(200);
      const firm = await company('FR', FRENCH);
      await t.drain();
      await settledCall(t, italian, advisor);
      t.clock.advanceSeconds(300);
      const sold = await settledCall(t, firm, advisor);
      const after = await whole();
      expect([after.own, after.sales]).toEqual([before.own, before.sales]);
      expect([after.theirs, after.theirSales]).toMatchObject([
        [{ part: 'supply', memberState: 'IT', rateBp: 2200 }],
        [{ part: 'supply', memberState: 'FR', vatNumber: FRENCH, count: 1 }],
      ]);
      expect(after.tax - before.tax).toBe(sum(after.theirs));
      expect(
        (await t.as(ops).get(`/v1/operator/ec-sales-list?quarter=${quarter}&format=csv`).expect(200)).text,
      ).toContain(FRENCH);
      const logged = await t.db.query(
        `select 1 from app.audit_entry where licensee_id = any ($1) and action = 'export.made' and subject_id = 'ec-sales'`,
        [[owner.licenseeId, ops.licenseeId]],
      );
      expect(logged).toHaveLength(2);
      await t.as(owner).get(`/v1/operator/oss-return?quarter=${quarter}`).expect(403);
      // What the operator sold stays with it, and so does what of it is given back.
      t.clock.advanceSeconds(600);
      await sells('licensee');
      t.clock.reset();
      await t
        .as(owner)
        .post(`/v1/calls/${t.publicId('call', sold)}/refund`, { reason: 'Poor line' })
        .expect(201);
      expect(await whole()).toEqual({ ...after, theirSales: [] });
    });
  });

  it('keeps answers of the register for ten years after their year, and the one by which a stated number goes', async () => {
    t.clock.reset();
    const user = await company('FR', FRENCH);
    await t.drain();
    const [current] = await checks(user);
    const YEAR = `date_trunc('year', now(), 'UTC') - interval '10 years'`;
    await t.db.query(`update app.vat_check set checked_at = ${YEAR} - interval '1 day' where subject_id = $1`, [
      user.id,
    ]);
    for (const at of [`${YEAR} - interval '1 second'`, YEAR])
      await t.db.query(
        `insert into app.vat_check (licensee_id, id, subject, subject_id, country, number, result, checked_at)
         values ($1, gen_random_uuid(), 'user', $2, 'FR', 'FR00000000000', 'invalid', ${at})`,
        [user.licenseeId, user.id],
      );
    await t.run('licensees.forget_vat_checks');
    expect((await checks(user)).map(({ number }) => number)).toEqual([current!.number, 'FR00000000000']);
  });
});
