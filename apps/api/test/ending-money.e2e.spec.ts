import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, paidTopUp, race, settleStripe, testApp } from '@app/testing';

const REFUND_FAILS = '4000000000005126';
const DAY = 86_400;
const FREE_TERMS = {
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

interface Unreturned {
  personId: string;
  name: string | null;
  email: string | null;
  amountMinor: number;
  reason: string;
  failureCode: string | null;
  tries: number;
  payableBy: string;
}

describe('money that no card takes back at the end of a licence', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  let lucky: Actor;
  let unlucky: Actor;
  let second: Actor;
  let licensee: string;

  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    licensee = t.publicId('licensee', t.licensees.aurora.id);
    [lucky, unlucky, second] = [await t.given.user(), await t.given.user(), await t.given.user()];
    await paidTopUp(t, lucky, 4_000);
    await paidTopUp(t, unlucky, 2_500, REFUND_FAILS);
    await paidTopUp(t, second, 1_200, REFUND_FAILS);
    const { body: plan } = await t
      .as(ops)
      .post('/v1/operator/plans', { ...FREE_TERMS, name: 'Studio', currency: 'EUR', isPublic: false })
      .expect(201);
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${licensee}/licence`, { planId: plan.id, reason: 'Signed' })
      .expect(201);
  });
  afterAll(() => t.close());

  const ofOperator = () => `/v1/operator/licensees/${licensee}/licence/ending`;
  const listOf = async (actor: Actor, path: string): Promise<Unreturned[]> =>
    ((await t.as(actor).get(path).expect(200)).body as { data: Unreturned[] }).data;
  const personId = (who: Actor) => t.publicId('person', who.id);
  const ending = async () => (await t.as(owner).get('/v1/staff/licence/ending').expect(200)).body;
  const arrive = async () => {
    await settleStripe(t);
    t.sandbox!.stripe.advance(2);
    await settleStripe(t);
  };
  const advance = () => t.run('licensing.run_licences');
  const again = async (actor: Actor): Promise<Actor> => {
    const { body } = await t
      .http(actor.host)
      .post('/v1/auth/sign-in')
      .send({ email: actor.email, password: PASSWORD })
      .expect(200);
    return { ...actor, token: (body as { accessToken: string }).accessToken };
  };
  const later = async (days: number) => {
    t.clock.advanceSeconds(days * DAY);
    [ops, owner] = [await again(ops), await again(owner)];
  };
  const pay = (who: Actor, key?: string, as = ops, path = ofOperator()) =>
    t.as(as).post(`${path}/unreturned/${personId(who)}/paid`, { reference: 'SEPA OP-17' }, key);
  const sum = async (kind: string): Promise<bigint> => {
    const [row] = await t.db.query<{ sum: string }>(
      `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where e.licensee_id = $1 and a.kind = $2::app.account_kind`,
      [t.licensees.aurora.id, kind],
    );
    return BigInt(row!.sum);
  };

  it('is not given away by hand while the licence runs', async () => {
    expect((await pay(unlucky).expect(409)).body.code).toBe('licence-not-over');
    expect(
      (
        await t
          .as(ops)
          .post(`${ofOperator()}/unreturned/${personId(unlucky)}/send-again`)
          .expect(409)
      ).body.code,
    ).toBe('licence-not-over');
  });

  it('is listed for both sides with its amount and reason, names for the licensee only', async () => {
    await t.as(ops).post(ofOperator(), { endsAt: new Date().toISOString(), reason: 'Notice was given' }).expect(200);
    await advance();
    await arrive();
    const seen = await listOf(owner, '/v1/staff/licence/ending/unreturned');
    expect(seen).toHaveLength(2);
    expect(seen.find((one) => one.personId === personId(unlucky))).toMatchObject({
      email: unlucky.email,
      amountMinor: 2_500,
      reason: 'refused',
      tries: 1,
      payableBy: 'operator',
    });
    expect(seen[0]!.failureCode).not.toBeNull();
    const bySide = await listOf(ops, `${ofOperator()}/unreturned`);
    expect(bySide.map(({ amountMinor }) => amountMinor).sort()).toEqual([1_200, 2_500]);
    expect(bySide.map(({ name, email }) => [name, email])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(await ending()).toMatchObject({ leftMinor: 3_700, refundedMinor: 4_000, peopleWithMoney: 2 });
  });

  it('is sent to the cards again a week later and not before, or at once when somebody asks', async () => {
    await advance();
    await advance();
    expect((await listOf(ops, `${ofOperator()}/unreturned`)).map(({ tries }) => tries)).toEqual([1, 1]);
    const path = `${ofOperator()}/unreturned/${personId(unlucky)}/send-again`;
    // Two hands at a time send it once.
    const sent = await race(4, () => t.as(ops).post(path));
    expect(sent.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort()).toEqual([200, 409, 409, 409]);
    await arrive();
    const tries = async (who: Actor) =>
      (await listOf(ops, `${ofOperator()}/unreturned`)).find((one) => one.personId === personId(who))!.tries;
    expect([await tries(unlucky), await tries(second)]).toEqual([2, 1]);
    await later(8);
    await advance();
    await arrive();
    expect([await tries(unlucky), await tries(second)]).toEqual([3, 2]);
    expect(await t.violations()).toEqual([]);
  });

  it('keeps the tenant from deletion, and no later than that', async () => {
    for (let step = 0; step < 3; step++) await advance();
    await arrive();
    expect(await ending()).toMatchObject({ stage: 'export', deletionWaitsFor: ['export_time', 'balances'] });
    await later(31);
    for (let step = 0; step < 2; step++) {
      await advance();
      await arrive();
    }
    expect(await ending()).toMatchObject({ stage: 'export', deletionWaitsFor: ['balances'], leftMinor: 3_700 });
  });

  it('is marked as paid by who has it, once, from the bank, and the books say so', async () => {
    const asLicensee = await pay(unlucky, undefined, owner, '/v1/staff/licence/ending').expect(409);
    expect(asLicensee.body).toMatchObject({ code: 'money-kept-elsewhere', payableBy: 'operator' });
    const admin = await t.given.staff('admin');
    await pay(unlucky, undefined, admin, '/v1/staff/licence/ending').expect(403);
    const bank = await sum('bank');
    const paid = await race(6, () => pay(unlucky));
    expect(paid.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort()).toEqual([
      201, 409, 409, 409, 409, 409,
    ]);
    expect((await sum('bank')) - bank).toBe(2_500n);
    const first = await pay(second, 'the-same-key').expect(201);
    expect((await pay(second, 'the-same-key').expect(201)).body).toEqual(first.body);
    expect(first.body).toMatchObject({ amountMinor: 1_200, reference: 'SEPA OP-17', paidBy: 'operator' });
    expect((await pay(lucky).expect(409)).body.code).toBe('nothing-unreturned');
    expect((await sum('bank')) - bank).toBe(3_700n);
    expect(await sum('wallet')).toBe(0n);
    expect(await t.violations()).toEqual([]);
    for (const one of await t.app.get(StripeComparisonService).compare())
      expect([one.currency, unexplainedMinor(one)]).toEqual([one.currency, 0n]);
    const payments = (await t.as(owner).get('/v1/staff/licence/ending/hand-payments').expect(200)).body as {
      data: { personId: string }[];
    };
    expect(payments.data.map((one) => one.personId)).toEqual([personId(second), personId(unlucky)]);
    const log = await t.db.query(
      `select after ->> 'amountMinor' as amount from app.audit_entry where action = 'wallet.paid_by_hand' and licensee_id = $1 order by id`,
      [t.licensees.aurora.id],
    );
    expect(log).toEqual([{ amount: '2500' }, { amount: '1200' }]);
    // Each is told once, in the name of the licensee, how much it was and under which reference.
    await t.drain();
    for (const [who, amount] of [
      [unlucky, '€25.00'],
      [second, '€12.00'],
    ] as const) {
      const mails = t.mails.to(who.email).filter(({ subject }) => subject === 'Your unspent money was paid to you');
      expect(mails).toHaveLength(1);
      for (const word of [amount, 'Aurora Advice', 'SEPA OP-17']) expect(mails[0]!.text).toContain(word);
    }
  });

  it('lets the deletion follow, and touches nobody else', async () => {
    await advance();
    expect(await ending()).toMatchObject({
      stage: 'deletion_due',
      leftMinor: 0,
      paidByHandMinor: 3_700,
      deletionWaitsFor: [],
    });
    const zenith = await t.given.staff('owner', 'zenith');
    expect(await listOf(zenith, '/v1/staff/licence/ending/unreturned')).toEqual([]);
    expect((await t.as(zenith).get('/v1/staff/licence/ending/hand-payments').expect(200)).body.data).toEqual([]);
    await pay(unlucky, undefined, zenith, '/v1/staff/licence/ending').expect(404);
  });
});
