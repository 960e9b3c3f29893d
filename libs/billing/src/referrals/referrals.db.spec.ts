import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, paidCall, race, testApp } from '@app/testing';
import { DisputesService } from '../disputes/disputes.service.js';

const DAY = 24 * 3600;
const PROGRAMME = {
  isOn: true,
  inviterRewardMinor: 700,
  inviterRewardDays: null,
  invitedRewardMinor: 300,
  invitedRewardDays: 30,
  minTopUpMinor: 2000,
  mostPerInviter: null,
  waitDays: 0,
};

describe('a referral', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    await programme();
  });

  /** There is no Stripe here: each later drain would send the refunds of all tests before it again. */
  afterEach(() =>
    t.database.query(
      `delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
        where task.id = job.task_id and task.identifier = 'billing.send_wallet_refund'`,
    ),
  );

  let count = 0;
  const programme = (changes: object = {}) =>
    t
      .as(owner)
      .put('/v1/staff/referral-programme', { ...PROGRAMME, ...changes })
      .expect(200);
  const codeOf = async (who: Actor): Promise<string> =>
    (await t.as(who).get('/v1/wallet/referral').expect(200)).body.code as string;
  /** Somebody signs up, through a link where there is a code. */
  const signedUp = async (referralCode?: string, host = 'aurora' as 'aurora' | 'zenith'): Promise<Actor> => {
    const email = `invited${++count}@example.org`;
    const { body } = await t
      .http(t.licensees[host].host)
      .post('/v1/auth/sign-up')
      .send({ email, password: PASSWORD, displayName: `Guest ${count}`, adult: true, referralCode })
      .expect(201);
    return {
      id: t.parseId('person', body.person.id as string)!,
      email,
      token: body.accessToken as string,
      host: t.licensees[host].host,
      licenseeId: t.licensees[host].id,
    };
  };
  const pays = (who: Actor, amount: number, card?: string) =>
    creditedTopUp(t, who, BigInt(amount), `pi_${newId()}`, 'EUR', card);
  const gift = (who: Actor, amountMinor: number) =>
    t
      .as(owner)
      .post(`/v1/staff/people/${t.publicId('person', who.id)}/credits`, { amountMinor, reason: 'a gift' })
      .expect(201);
  const promo = async (who: Actor) => Number((await t.wallet(who)).promo);
  const invitations = async (who: Actor) =>
    (await t.as(who).get('/v1/wallet/referral/invitations').expect(200)).body.data as {
      status: string;
      rewardMinor: number;
      takenBackMinor: number;
    }[];
  const listed = async (invited: Actor) =>
    ((await t.as(owner).get('/v1/staff/referrals?limit=100').expect(200)).body.data as Record<string, unknown>[]).find(
      (one) => one['invitedId'] === t.publicId('person', invited.id),
    )!;
  const figures = async () =>
    (await t.as(owner).get('/v1/staff/referrals/figures').expect(200)).body as Record<string, number>;
  /** An inviter, and somebody whom they brought. */
  const pair = async (balanceMinor = 0n): Promise<{ inviter: Actor; invited: Actor }> => {
    const inviter = await t.given.user({ balanceMinor });
    return { inviter, invited: await signedUp(await codeOf(inviter)) };
  };
  const refund = (who: Actor, amountMinor?: number) =>
    t.as(who).post('/v1/wallet/refunds', amountMinor === undefined ? {} : { amountMinor });
  const dispute = (topUpId: string, status: string, amountMinor: bigint) =>
    t.db
      .query<{ payment_intent_id: string }>('select payment_intent_id from app.top_up where id = $1', [topUpId])
      .then(([row]) =>
        t.app.get(DisputesService).apply(systemContext(t.licensees.aurora.id, 'spec'), {
          disputeId: `du_${topUpId}`,
          paymentIntentId: row!.payment_intent_id,
          amountMinor,
          currency: 'EUR',
          reason: 'fraudulent',
          status,
          evidenceDueAt: null,
        }),
      );
  const inTx = <T>(who: Actor, work: Parameters<Db['transaction']>[1]) =>
    t.app.get(Db).transaction(systemContext(who.licenseeId, 'spec'), work) as Promise<T>;
  const clawbacks = (who: Actor) =>
    t.db.query<{ amount: number }>(
      `select e.amount::int from app.ledger_transaction x join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where x.kind = 'promo_clawback' and a.kind = 'promo' and a.owner_id = $1 order by x.created_at`,
      [who.id],
    );
  const booksHold = async () => {
    expect(await t.violations()).toEqual([]);
    expect(
      await t.db.query(
        `select a.owner_id, a.balance, l.rest from app.ledger_account a
           join (select licensee_id, person_id, currency, sum(amount - used - ended) as rest from app.promo_lot group by 1, 2, 3) l
             on l.licensee_id = a.licensee_id and l.person_id = a.owner_id and l.currency = a.currency
          where a.kind = 'promo' and a.balance < l.rest`,
      ),
    ).toEqual([]);
  };

  it('brings both their reward once, with the first payment that is large enough', async () => {
    const { inviter, invited } = await pair();
    expect(await invitations(inviter)).toMatchObject([{ status: 'joined', rewardMinor: 700 }]);
    await pays(invited, 1999);
    await t.drain();
    expect([await promo(inviter), await promo(invited)]).toEqual([0, 0]);
    await pays(invited, 2000);
    await t.drain();
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    await pays(invited, 5000);
    await t.drain();
    await t.run('billing.referrals');
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    expect(await invitations(inviter)).toMatchObject([{ status: 'rewarded', rewardMinor: 700, takenBackMinor: 0 }]);
    const lots = await t.db.query(
      `select source, sponsor, amount::int, expires_at is null as for_ever from app.promo_lot where person_id = any ($1) order by amount`,
      [[inviter.id, invited.id]],
    );
    expect(lots).toEqual([
      { source: 'referral', sponsor: 'licensee', amount: 300, for_ever: false },
      { source: 'referral', sponsor: 'licensee', amount: 700, for_ever: true },
    ]);
    await booksHold();
  });

  it('does not say to the inviter who came', async () => {
    const { inviter, invited } = await pair();
    const text = JSON.stringify(await invitations(inviter));
    for (const secret of [invited.email, 'Guest', t.publicId('person', invited.id)]) expect(text).not.toContain(secret);
    expect(await listed(invited)).toMatchObject({ inviterId: t.publicId('person', inviter.id), status: 'joined' });
  });

  it('keeps the terms of the day of the sign-up, also when the programme is off by then', async () => {
    const { inviter, invited } = await pair();
    await programme({ isOn: false, inviterRewardMinor: 1, minTopUpMinor: 9000 });
    expect((await t.as(inviter).get('/v1/wallet/referral').expect(200)).body).toMatchObject({ code: null, link: null });
    await pays(invited, 2000);
    await t.drain();
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
  });

  it('is for new people only: not by an unknown code, not while the programme is off, not at another licensee, not by signing in', async () => {
    const inviter = await t.given.user();
    const code = await codeOf(inviter);
    const known = await t.given.user();
    await t
      .http(known.host)
      .post('/v1/auth/sign-up')
      .send({ email: known.email, password: PASSWORD, displayName: 'Again', adult: true, referralCode: code })
      .expect(201);
    await signedUp('NOSUCHCODE');
    await signedUp(code, 'zenith');
    await programme({ isOn: false });
    await signedUp(code);
    await programme();
    expect(await invitations(inviter)).toEqual([]);
    // Capitals and spaces of a copied code do not matter; and the same person has one inviter for ever.
    const invited = await signedUp(` ${code.toLowerCase()} `);
    expect(await invitations(inviter)).toHaveLength(1);
    const other = await codeOf(await t.given.user());
    await t
      .http(invited.host)
      .post('/v1/auth/sign-up')
      .send({ email: invited.email, password: PASSWORD, displayName: 'Again', adult: true, referralCode: other })
      .expect(201);
    expect(await listed(invited)).toMatchObject({ inviterId: t.publicId('person', inviter.id) });
  });

  it('cannot be with oneself, and there is one per person, whatever the code does', async () => {
    const inviter = await t.given.user();
    const { invited } = await pair();
    const add = (by: Actor, who: Actor) =>
      t.db.query(
        `insert into app.referral (licensee_id, id, inviter_id, invited_id, status, currency, inviter_reward, invited_reward, sponsor, min_top_up, wait_days, created_at)
         values ($1, gen_random_uuid(), $2, $3, 'joined', 'EUR', 1, 1, 'licensee', 1, 0, now())`,
        [by.licenseeId, by.id, who.id],
      );
    await expect(add(inviter, inviter)).rejects.toThrow('referral_check');
    await expect(add(inviter, invited)).rejects.toThrow('referral_invited');
  });

  it('brings nothing with a card of the inviter, or of anybody else', async () => {
    const inviter = await t.given.user();
    await pays(inviter, 2000, 'card-of-inviter');
    const code = await codeOf(inviter);
    const self = await signedUp(code);
    await pays(self, 2000, 'card-of-inviter');
    const first = await signedUp(code);
    await pays(first, 2000, 'card-1');
    const second = await signedUp(code);
    await pays(second, 2000, 'card-1');
    // Whoever else the card has paid for is no new customer [C14].
    const elsewhere = await pair();
    await pays(elsewhere.invited, 2000, 'card-1');
    await t.drain();
    expect(await promo(inviter)).toBe(700);
    expect([await promo(self), await promo(first), await promo(second)]).toEqual([0, 300, 0]);
    expect(await promo(elsewhere.invited)).toBe(0);
    expect(await listed(self)).toMatchObject({ status: 'refused', refusal: 'same_card' });
    expect(await listed(second)).toMatchObject({ status: 'refused', refusal: 'same_card' });
  });

  it('waits as long as the programme says, and for the bank while the payment is disputed', async () => {
    await programme({ waitDays: 14 });
    const { inviter, invited } = await pair();
    const topUp = await pays(invited, 2000);
    const { invited: other } = await pair();
    await pays(other, 2000);
    await t.drain();
    await t.run('billing.referrals');
    expect([await promo(invited), await promo(other)]).toEqual([0, 0]);
    expect(await invitations(inviter).then(([one]) => one!.status)).toBe('waiting');
    await dispute(topUp, 'needs_response', 2000n);
    t.clock.advanceSeconds(14 * DAY + 60);
    await t.run('billing.referrals');
    expect([await promo(inviter), await promo(invited), await promo(other)]).toEqual([0, 0, 300]);
    await dispute(topUp, 'won', 2000n);
    await t.run('billing.referrals');
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    await booksHold();
  });

  it('is over before it is given, when the payment does not stay that long', async () => {
    await programme({ waitDays: 14 });
    const { inviter, invited } = await pair();
    await pays(invited, 2000);
    await refund(invited).expect(201);
    t.clock.advanceSeconds(15 * DAY);
    await t.run('billing.referrals');
    expect([await promo(inviter), await promo(invited)]).toEqual([0, 0]);
    expect(await listed(invited)).toMatchObject({ status: 'reversed', reversal: 'refunded', takenBackMinor: 0 });
    t.clock.reset();
    // There is one chance: the next payment begins nothing.
    await pays(invited, 5000);
    await t.drain();
    expect(await promo(inviter)).toBe(0);
  });

  it('is taken back when the payment is refunded below the minimum, and not before', async () => {
    const before = await figures();
    const { inviter, invited } = await pair();
    await pays(invited, 5000);
    await t.drain();
    await refund(invited, 3000).expect(201);
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    await refund(invited, 1).expect(201);
    expect([await promo(inviter), await promo(invited)]).toEqual([0, 0]);
    await refund(invited, 1).expect(201);
    expect(await clawbacks(inviter)).toEqual([{ amount: -700 }]);
    expect(await clawbacks(invited)).toEqual([{ amount: -300 }]);
    expect(await invitations(inviter)).toMatchObject([{ status: 'reversed', rewardMinor: 700, takenBackMinor: 700 }]);
    expect(await listed(invited)).toMatchObject({ reversal: 'refunded', takenBackMinor: 1000, spentMinor: 0 });
    const after = await figures();
    expect(after['givenMinor']! - before['givenMinor']!).toBe(1000);
    expect(after['takenBackMinor']! - before['takenBackMinor']!).toBe(1000);
    expect(after['lostMinor']! - before['lostMinor']!).toBe(0);
    await booksHold();
  });

  it('takes back what is left: never other credit, never below zero, and what was spent nobody owes', async () => {
    const { inviter, invited } = await pair(5000n);
    await gift(inviter, 250);
    await pays(invited, 5000);
    await t.drain();
    // Spent in the order of the grants: 250 of before, then some of the reward.
    await paidCall(t, inviter, await t.given.advisor({ voiceRateMinor: 600n }), 60);
    t.clock.reset();
    const left = await promo(inviter);
    const spent = 950 - left - 250;
    expect(spent).toBeGreaterThan(0);
    await gift(inviter, 40);
    await refund(invited).expect(201);
    expect([await promo(inviter), await promo(invited)]).toEqual([40, 0]);
    expect(await listed(invited)).toMatchObject({ takenBackMinor: 1000 - spent, spentMinor: spent });
    expect(await t.db.query('select 1 from app.receivable')).toEqual([]);
    await booksHold();
  });

  it('takes a spent reward again when a refund of the call brings it back after the reversal, also after its last day', async () => {
    const { inviter, invited } = await pair(5000n);
    await gift(inviter, 250);
    await pays(invited, 5000);
    await t.drain();
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const calls = [await paidCall(t, inviter, advisor, 60), await paidCall(t, invited, advisor, 60)];
    t.clock.reset();
    await refund(invited).expect(201);
    const spent = Number((await listed(invited))['spentMinor']);
    expect(spent).toBeGreaterThan(300);
    expect([await promo(inviter), await promo(invited)]).toEqual([0, 0]);
    // The last day of the reward of the invited is over when their call is given back.
    const back = (callId: string) =>
      t.as(owner).post(`/v1/calls/${callId}/refund`, { reason: 'Noise on the line' }).expect(201);
    await back(calls[0]!);
    await t.db.query(
      `update app.promo_lot set expires_at = now() - interval '1 hour' where person_id = $1 and source = 'referral'`,
      [invited.id],
    );
    await back(calls[1]!);
    await t.drain();
    await race(2, () => t.run('billing.referrals'));
    expect([await promo(inviter), await promo(invited)]).toEqual([250, 0]);
    expect(await listed(invited)).toMatchObject({ takenBackMinor: 1000, spentMinor: 0 });
    expect((await clawbacks(inviter)).reduce((sum, { amount }) => sum + amount, 0)).toBe(-700);
    expect((await clawbacks(invited)).reduce((sum, { amount }) => sum + amount, 0)).toBe(-300);
    await booksHold();
  });

  it('leaves what a running call holds until the call is over, and takes the rest then, once', async () => {
    const { inviter, invited } = await pair();
    await pays(invited, 5000);
    await t.drain();
    const hold = newId();
    await inTx(inviter, (tx) =>
      t.app.get(Ledger).placeHold(tx, {
        id: hold,
        personId: inviter.id,
        currency: 'EUR',
        amount: 500n,
        expiresAt: new Date(Date.now() + DAY * 1000),
      }),
    );
    await refund(invited).expect(201);
    expect(await promo(inviter)).toBe(500);
    await t.run('billing.referrals');
    expect(await promo(inviter)).toBe(500);
    await inTx(inviter, (tx) => t.app.get(Ledger).releaseHold(tx, hold));
    await race(3, () => t.run('billing.referrals'));
    expect(await promo(inviter)).toBe(0);
    expect(await clawbacks(inviter)).toEqual([{ amount: -200 }, { amount: -500 }]);
    await booksHold();
  });

  it('stands through a dispute that is won, falls with one that is lost, and an appeal brings nothing back', async () => {
    const { inviter, invited } = await pair();
    const topUp = await pays(invited, 2500);
    await t.drain();
    await dispute(topUp, 'needs_response', 2500n);
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    await dispute(topUp, 'won', 2500n);
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    const second = await pair();
    const lost = await pays(second.invited, 2500);
    await t.drain();
    await dispute(lost, 'needs_response', 2500n);
    await dispute(lost, 'lost', 2500n);
    expect([await promo(second.inviter), await promo(second.invited)]).toEqual([0, 0]);
    await dispute(lost, 'won', 2500n);
    expect([await promo(second.inviter), await promo(second.invited)]).toEqual([0, 0]);
    expect(await listed(second.invited)).toMatchObject({ reversal: 'dispute_lost', takenBackMinor: 1000 });
    await booksHold();
  });

  it('is rewarded once when several payments arrive and several workers look at the same moment', async () => {
    const { inviter, invited } = await pair();
    await race(6, () => pays(invited, 2000));
    const [row] = await t.db.query<{ id: string }>('select id from app.referral where invited_id = $1', [invited.id]);
    const { Referrals } = await import('./referrals.service.js');
    await race(6, () => t.app.get(Referrals).reward(systemContext(invited.licenseeId, 'spec'), { id: row!.id }));
    await t.drain();
    expect([await promo(inviter), await promo(invited)]).toEqual([700, 300]);
    const grants = await t.db.query(
      `select 1 from app.ledger_transaction where kind = 'promo_grant' and ref_id = any ($1)`,
      [[inviter.id, invited.id]],
    );
    expect(grants).toHaveLength(2);
    await booksHold();
  });

  it('is given or not, never given and kept, when the refund comes at the moment of the reward', async () => {
    const { Referrals } = await import('./referrals.service.js');
    const outcomes: number[] = [];
    for (let round = 0; round < 8; round++) {
      const { inviter, invited } = await pair();
      await pays(invited, 2000);
      const [row] = await t.db.query<{ id: string }>('select id from app.referral where invited_id = $1', [invited.id]);
      await race(4, async (n) =>
        n === 0
          ? refund(invited).expect(201)
          : t.app.get(Referrals).reward(systemContext(invited.licenseeId, 'spec'), { id: row!.id }),
      );
      // A job that comes late finds nothing to do.
      await t.app.get(Referrals).reward(systemContext(invited.licenseeId, 'spec'), { id: row!.id });
      expect([await promo(inviter), await promo(invited)]).toEqual([0, 0]);
      const one = await listed(invited);
      expect(one).toMatchObject({ status: 'reversed', spentMinor: 0 });
      outcomes.push(one['takenBackMinor'] as number);
    }
    for (const taken of outcomes) expect([0, 1000]).toContain(taken);
    await booksHold();
  });

  it('brings an inviter no more rewards than there are, however many pay at once; the invited still get theirs', async () => {
    await programme({ mostPerInviter: 2 });
    const inviter = await t.given.user();
    const code = await codeOf(inviter);
    const guests = await Promise.all(Array.from({ length: 5 }, () => signedUp(code)));
    await race(5, (n) => pays(guests[n]!, 2000));
    await t.drain();
    await t.run('billing.referrals');
    expect(await promo(inviter)).toBe(1400);
    expect(await Promise.all(guests.map(promo))).toEqual([300, 300, 300, 300, 300]);
    expect((await t.as(inviter).get('/v1/wallet/referral').expect(200)).body.rewardsLeft).toBe(0);
    expect((await invitations(inviter)).filter(({ rewardMinor }) => rewardMinor === 0)).toHaveLength(3);
    await booksHold();
  });

  it('is set up by staff who handle money, and the log says what changed', async () => {
    await t
      .as(await t.given.staff('support'))
      .put('/v1/staff/referral-programme', PROGRAMME)
      .expect(403);
    const analyst = await t.given.staff('analyst');
    await t.as(analyst).put('/v1/staff/referral-programme', PROGRAMME).expect(403);
    await programme({ inviterRewardMinor: 900 });
    expect((await t.as(analyst).get('/v1/staff/referral-programme').expect(200)).body).toMatchObject({
      inviterRewardMinor: 900,
      sponsor: 'licensee',
      currency: 'EUR',
    });
    const [entry] = (await t.as(owner).get('/v1/staff/audit?limit=1').expect(200)).body.data;
    expect(entry).toMatchObject({
      action: 'referral_programme.changed',
      before: { inviterRewardMinor: 700 },
      after: { inviterRewardMinor: 900 },
    });
    const nothing = { ...PROGRAMME, inviterRewardMinor: 0, invitedRewardMinor: 0 };
    await t.as(owner).put('/v1/staff/referral-programme', nothing).expect(422);
    expect((await t.http(owner.host).get('/v1/referral-offer').expect(200)).body).toMatchObject({
      isOn: true,
      inviterRewardMinor: 900,
      minTopUpMinor: 2000,
    });
    const foreign = await t.given.staff('owner', 'zenith');
    expect((await t.as(foreign).get('/v1/staff/referrals').expect(200)).body.data).toEqual([]);
  });
});
