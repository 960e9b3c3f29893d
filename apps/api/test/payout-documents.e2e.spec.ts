import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sealed } from '@app/kernel';
import { type Actor, type TestApp, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 3600;
const PERSON = {
  kind: 'individual',
  firstName: 'Ada',
  lastName: 'Byron & Söhne',
  birthDate: '1980-12-10',
  address: { street: 'Hauptstr. 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  residence: 'DE',
  tins: [{ number: '12345678903', issuedBy: 'DE' }],
};
const year = String(new Date().getUTCFullYear());

describe('payees and the tax office', () => {
  let t: TestApp;
  let stripe: NonNullable<TestApp['sandbox']>['stripe'];
  let owner: Actor;
  let user: Actor;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    stripe = t.sandbox!.stripe;
    owner = await t.given.staff();
    await rules({ newAdvisorHoldDays: 0, payoutMinimumMinor: 100, payoutSchedule: 'daily' });
    user = await t.given.user();
    await paidTopUp(t, user, 50_000);
    await paidTopUp(t, user, 50_000);
    stripe.advance(3600); // their money is available
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());
  afterEach(async () => {
    expect(await t.violations()).toEqual([]);
  });

  const rules = (changes: object) => t.as(owner).patch('/v1/staff/payout-rules', changes).expect(200);
  const control = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await settleStripe(t);
  };
  /** An advisor who may be paid at Stripe, with a call of ten minutes at 6.00. */
  const earner = async (): Promise<{ advisor: Advisor; callId: string }> => {
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
    const [row] = await t.db.query<{ account_id: string }>(
      'select account_id from app.connect_account where party_id = $1',
      [advisor.advisorId],
    );
    await control(`accounts/${row!.account_id}`, { state: 'active' });
    const callId = await paidCall(t, user, advisor, 300);
    t.clock.reset();
    return { advisor, callId };
  };
  const declare = (advisor: Advisor, more: object = {}) => t.as(advisor).put('/v1/advisor/tax', { ...PERSON, ...more });
  const agree = (advisor: Advisor, agreed = true) =>
    t.as(advisor).post('/v1/advisor/self-billing', { version: '2026-11', agreed }).expect(200);
  const payOut = async (): Promise<void> => {
    t.clock.advanceSeconds(8 * DAY);
    await t.run('billing.run_payouts');
    await settleStripe(t);
    stripe.advance(120);
    await settleStripe(t);
    t.clock.reset();
  };
  interface PayoutBody {
    amountMinor: number;
    status: string;
    documents: { id: string; kind: string; number: string }[];
  }
  const payouts = async (advisor: Advisor): Promise<PayoutBody[]> =>
    (await t.as(advisor).get('/v1/advisor/payouts').expect(200)).body.data;
  const documentOf = async (who: Actor, id: string) =>
    (await t.as(who).get(`/v1/payout-documents/${id}`).expect(200)).body;

  describe('a tax identity [I8]', () => {
    it('is declared whole or not at all', async () => {
      const advisor = await t.given.advisor();
      expect((await t.as(advisor).get('/v1/advisor/tax').expect(200)).body).toEqual({
        identity: null,
        required: false,
        reminders: 0,
        selfBilling: { version: '2026-11', acceptedVersion: null, acceptedAt: null },
      });
      const pointers = async (more: object): Promise<string[]> =>
        (await declare(advisor, more).expect(422)).body.errors.map(({ pointer }: { pointer: string }) => pointer);
      expect(await pointers({ lastName: undefined, birthDate: '2098-01-01' })).toEqual(['/lastName', '/birthDate']);
      expect(await pointers({ birthDate: '1980-02-31' })).toEqual(['/birthDate']);
      expect(await pointers({ kind: 'company' })).toEqual(['/companyName', '/registrationNumber']);
      expect(await pointers({ tins: [] })).toEqual(['/tins']);
      expect(await pointers({ vatNumber: 'DE123456789' })).toEqual(['/vatNumber']);
      const { body } = await declare(advisor, { vatNumber: 'DE 811 193 231' }).expect(200);
      expect(body.identity).toMatchObject({ ...PERSON, vatNumber: 'DE811193231' });
    });

    it('is asked for, seen by few, and each look at it is kept', async () => {
      const advisor = await t.given.advisor();
      const id = t.publicId('advisor', advisor.advisorId);
      const finance = await t.given.staff('finance');
      const admin = await t.given.staff('admin');
      const stateOf = async () =>
        (await t.as(admin).get('/v1/staff/payee-tax').expect(200)).body.data.find(
          (row: { advisorId: string }) => row.advisorId === id,
        );
      expect(await stateOf()).toMatchObject({ state: 'missing', reminders: 0, remindedAt: null });
      await t.as(finance).get(`/v1/staff/payee-tax/${id}`).expect(404);
      await t.as(admin).post(`/v1/staff/payee-tax/${id}/remind`).expect(200);
      await t.as(admin).post(`/v1/staff/payee-tax/${id}/remind`).expect(200);
      expect(await stateOf()).toMatchObject({ state: 'missing', reminders: 2 });
      expect((await t.as(advisor).get('/v1/advisor/tax').expect(200)).body.reminders).toBe(2);
      await declare(advisor).expect(200);
      expect((await t.as(admin).post(`/v1/staff/payee-tax/${id}/remind`).expect(409)).body.code).toBe(
        'tax-identity-declared',
      );
      const list = await t.as(admin).get('/v1/staff/payee-tax').expect(200);
      expect(list.text).not.toMatch(/Byron|12345678903|Hauptstr|1980-12-10/);
      await t.as(admin).get(`/v1/staff/payee-tax/${id}`).expect(403);
      expect((await t.as(finance).get(`/v1/staff/payee-tax/${id}`).expect(200)).body).toMatchObject(PERSON);
      const entries = await t.db.query<{ action: string; actor_id: string; text: string }>(
        `select action, actor_id, row_to_json(e)::text as text from app.audit_entry e where subject_id = $1 and action like 'tax_identity.%' order by id`,
        [id],
      );
      expect(entries.map(({ action }) => action)).toEqual([
        'tax_identity.reminded',
        'tax_identity.reminded',
        'tax_identity.declared',
        'tax_identity.viewed',
      ]);
      expect(entries.at(-1)!.actor_id).toBe(finance.id);
      for (const { text } of entries) expect(text).not.toMatch(/Byron|12345678903|Hauptstr/);
    });

    it('is asked for before anything is paid out, where the licensee wants it', async () => {
      await rules({ taxIdentityRequired: true });
      const { advisor } = await earner();
      await payOut();
      expect(await payouts(advisor)).toEqual([]);
      const { body } = await t.as(owner).post('/v1/staff/payouts/run').expect(200);
      expect(body.skipped).toContainEqual(expect.objectContaining({ reason: 'no_tax_identity' }));
      await declare(advisor).expect(200);
      await payOut();
      expect(await payouts(advisor)).toMatchObject([{ status: 'paid' }]);
      await rules({ taxIdentityRequired: false });
    });
  });

  describe('the document of a payout [I9]', () => {
    it('is a statement without the agreement, and an invoice in the advisor’s name with it; the numbers have no gap', async () => {
      const [plain, agreed] = [await earner(), await earner()];
      await declare(agreed.advisor, { vatNumber: 'DE811193231' }).expect(200);
      expect(
        (await t.as(agreed.advisor).post('/v1/advisor/self-billing', { version: '2020-01', agreed: true }).expect(409))
          .body.code,
      ).toBe('self-billing-changed');
      await agree(agreed.advisor);
      await payOut();
      const [statement] = (await payouts(plain.advisor))[0]!.documents;
      expect(statement).toMatchObject({
        kind: 'payout_statement',
        number: expect.stringMatching(/^AURORA-P\d{4}-\d{5}$/),
      });
      const [payout] = await payouts(agreed.advisor);
      const [invoice] = payout!.documents;
      expect(invoice).toMatchObject({ kind: 'self_billing', number: expect.stringMatching(/^AURORA-S\d{4}-\d{5}$/) });
      const { document, sha256 } = await documentOf(agreed.advisor, invoice!.id);
      expect(document).toMatchObject({
        currency: 'EUR',
        supplier: { name: 'Ada Byron & Söhne', taxNumber: 'DE811193231' },
        customer: { name: 'Aurora Advice' },
        agreement: { version: '2026-11' },
        lines: [{ kind: 'earnings', count: 1, amountMinor: payout!.amountMinor }],
        tax: { treatment: 'domestic', rateBp: 1900 },
        totalMinor: payout!.amountMinor,
      });
      expect(document.tax.netMinor + document.tax.amountMinor).toBe(payout!.amountMinor);
      expect(sealed(document).sha256.toString('hex')).toBe(sha256);
      expect((await documentOf(plain.advisor, statement!.id)).document).toMatchObject({ tax: null, agreement: null });

      const pdf = await t.as(agreed.advisor).get(`/v1/payout-documents/${invoice!.id}/pdf`).expect(200);
      expect(pdf.headers['content-type']).toBe('application/pdf');
      expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
      await t.as(plain.advisor).get(`/v1/payout-documents/${invoice!.id}`).expect(404);
      await documentOf(owner, invoice!.id);

      const numbers = await t.db.query<{ kind: string; number: string }>(
        'select kind, number from app.payout_document where licensee_id = $1 order by id',
        [owner.licenseeId],
      );
      for (const kind of ['self_billing', 'payout_statement'])
        expect(
          numbers.filter((one) => one.kind === kind).map(({ number }) => Number.parseInt(number.slice(-5), 10)),
        ).toEqual(numbers.filter((one) => one.kind === kind).map((_, n) => n + 1));
    });

    it('is taken back by a credit of its own when the bank says later that nothing arrived', async () => {
      const { advisor } = await earner();
      await declare(advisor).expect(200);
      await agree(advisor);
      await payOut();
      const [paid] = await payouts(advisor);
      expect(paid).toMatchObject({ status: 'paid', documents: [{ kind: 'self_billing' }] });
      const [row] = await t.db.query<{ stripe_payout_id: string }>(
        'select stripe_payout_id from app.payout where party_id = $1',
        [advisor.advisorId],
      );
      await control(`payouts/${row!.stripe_payout_id}`, { state: 'failed', failureCode: 'account_closed' });
      const [failed] = await payouts(advisor);
      expect(failed).toMatchObject({
        status: 'failed',
        documents: [{ kind: 'self_billing' }, { kind: 'payout_credit', number: expect.stringMatching(/^AURORA-SC/) }],
      });
      const { document } = await documentOf(owner, failed!.documents[1]!.id);
      expect(document).toMatchObject({
        totalMinor: -paid!.amountMinor,
        original: { number: paid!.documents[0]!.number },
        reason: 'account_closed',
      });
      const [payable] = await t.db.query<{ balance: string }>(
        `select balance::text as balance from app.ledger_account where kind = 'advisor_payable' and owner_id = $1`,
        [advisor.advisorId],
      );
      expect(payable!.balance).toBe(String(paid!.amountMinor));
    });
  });

  it('reports a year by advisor and quarter, to the unit of the ledger', async () => {
    const { advisor, callId } = await earner();
    await declare(advisor).expect(200);
    await paidCall(t, user, advisor, 60);
    t.clock.reset();
    await t.as(owner).post(`/v1/calls/${callId}/refund`, { amountMinor: 1000, reason: 'Poor line' }).expect(201);
    const id = t.publicId('advisor', advisor.advisorId);
    const { body } = await t.as(owner).get(`/v1/staff/dac7?year=${year}`).expect(200);
    interface Quarter {
      considerationMinor: number;
      activities: number;
      feesMinor: number;
      taxesMinor: number;
    }
    const sellers = body.data as { advisorId: string; declared: boolean; quarters: Quarter[] }[];
    const sum = (quarters: Quarter[], pick: (one: Quarter) => number) =>
      quarters.reduce((total, one) => total + pick(one), 0);
    const mine = sellers.find(({ advisorId }) => advisorId === id)!;
    const calls = await t.db.query<{ price: string; advisor: string; back: string }>(
      `select c.price_minor::text as price, c.advisor_minor::text as advisor, coalesce(r.advisor_amount, 0)::text as back
         from app.call c left join app.refund r on r.call_id = c.id where c.advisor_id = $1`,
      [advisor.advisorId],
    );
    const credited = calls.reduce((total, { advisor: share, back }) => total + BigInt(share) - BigInt(back), 0n);
    const paid = calls.reduce((total, { price }) => total + BigInt(price), 0n) - 1000n;
    expect(mine.declared).toBe(true);
    expect(sum(mine.quarters, (one) => one.activities)).toBe(2);
    expect(BigInt(sum(mine.quarters, (one) => one.considerationMinor))).toBe(credited);
    // What callers paid went to the advisor, was kept, or is tax.
    expect(BigInt(sum(mine.quarters, (one) => one.considerationMinor + one.feesMinor + one.taxesMinor))).toBe(paid);

    // Over all advisors the sums are those of the accounts.
    const [books] = await t.db.query<{ fees: string; taxes: string }>(
      `select sum(e.amount) filter (where a.kind in ('licensee_payable', 'platform_fee'))::text as fees, sum(e.amount) filter (where a.kind = 'tax')::text as taxes
         from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
         join app.ledger_transaction x on x.licensee_id = e.licensee_id and x.id = e.transaction_id
        where e.licensee_id = $1 and x.kind in ('settlement', 'call_refund', 'free_time', 'tip')`,
      [owner.licenseeId],
    );
    const over = (pick: (one: Quarter) => number) =>
      sellers.reduce((total, { quarters }) => total + sum(quarters, pick), 0);
    expect(String(over((one) => one.feesMinor))).toBe(books!.fees);
    expect(String(over((one) => one.taxesMinor))).toBe(books!.taxes);

    const csv = await t.as(owner).get(`/v1/staff/dac7?year=${year}&format=csv`).expect(200);
    expect(csv.text).toContain('DE 12345678903');
    expect((await t.as(owner).get(`/v1/staff/dac7?year=${year}&format=xml`).expect(409)).body.code).toBe(
      'reporting-entity-unknown',
    );
    await t.db.query(
      `insert into app.billing_profile (licensee_id, company, full_name, email, line1, postal_code, city, country, tax_number, changed_at)
       values ($1, 'Aurora GmbH', 'Ada', 'a@aurora.example', 'Ring 1', '10115', 'Berlin', 'DE', 'DE811193231', now())`,
      [owner.licenseeId],
    );
    const { text: xml } = await t.as(owner).get(`/v1/staff/dac7?year=${year}&format=xml`).expect(200);
    expect(xml).toContain('<dpi:DPI_OECD version="1.0" xmlns:dpi="urn:oecd:ties:dpi:v1"');
    expect(xml).toContain('<dpi:LastName>Byron &amp; Söhne</dpi:LastName>');
    expect(xml).toContain(`<dpi:ReportingPeriod>${year}-12-31</dpi:ReportingPeriod>`);
    expect(xml.match(/<dpi:ReportableSeller>/g)).toHaveLength(sellers.filter(({ declared }) => declared).length);
    const opened = [...xml.matchAll(/<([a-z]+:\w+)[ >]/g)].map(([, name]) => name).sort();
    const closed = [...xml.matchAll(/<\/([a-z]+:\w+)>/g)].map(([, name]) => name).sort();
    expect(opened).toEqual(closed);
    expect((await t.as(owner).get('/v1/staff/dac7?year=2020').expect(200)).body.data).toEqual([]);
    await t
      .as(await t.given.staff('admin'))
      .get(`/v1/staff/dac7?year=${year}`)
      .expect(403);
  });
});
