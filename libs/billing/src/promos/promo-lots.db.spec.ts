import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, newId, systemContext } from '@app/kernel';
import { Ledger } from '@app/billing';
import { type Actor, type TestApp, paidCall, race, runningCall, testApp } from '@app/testing';

const DAY = 24 * 3600;

describe('promo credit by grant', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const again = async (actor: Actor): Promise<Actor> => ({
    ...actor,
    token: (
      await t
        .http(actor.host)
        .post('/v1/auth/sign-in')
        .send({ email: actor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken,
  });
  const inDays = (days: number): string => new Date(Date.now() + days * DAY * 1000).toISOString();
  const grant = (user: Actor, amountMinor: number, days?: number, key?: string) =>
    t.as(owner).post(
      `/v1/staff/people/${t.publicId('person', user.id)}/credits`,
      {
        amountMinor,
        reason: 'a gift',
        ...(days === undefined ? {} : { expiresAt: key === undefined ? inDays(days) : '2099-01-01T00:00:00Z' }),
      },
      key,
    );
  const wallet = async (user: Actor) => (await t.as(user).get('/v1/wallet').expect(200)).body;
  const night = () => t.run('billing.expire_promos');
  const postings = (user: Actor, kind: string) =>
    t.db.query<{ amount: string }>(
      `select e.amount::text from app.ledger_transaction x join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where x.kind = $2 and a.kind = 'promo' and a.owner_id = $1 order by x.created_at`,
      [user.id, kind],
    );
  /** Lots of whom the sum differs from the promo account. */
  const drift = () =>
    t.db.query(
      `select a.owner_id, a.balance, l.rest from app.ledger_account a
         join (select licensee_id, person_id, currency, sum(amount - used - ended) as rest from app.promo_lot group by 1, 2, 3) l
           on l.licensee_id = a.licensee_id and l.person_id = a.owner_id and l.currency = a.currency
        where a.kind = 'promo' and a.balance <> l.rest`,
    );
  const hold = async (user: Actor, amount: bigint): Promise<string> => {
    const id = newId();
    await t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), (tx) =>
      t.app.get(Ledger).placeHold(tx, {
        id,
        personId: user.id,
        currency: 'EUR',
        amount,
        expiresAt: new Date(Date.now() + 100 * DAY * 1000),
      }),
    );
    return id;
  };
  const release = (user: Actor, id: string) =>
    t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), (tx) => t.app.get(Ledger).releaseHold(tx, id));

  it('ends in the night after its day, once, and what has no end stays', async () => {
    const user = await t.given.user();
    await grant(user, 300).expect(201);
    await grant(user, 500, 30).expect(201);
    const { body } = await grant(user, 200, 20).expect(201);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now());
    expect(await wallet(user)).toMatchObject({
      promoMinor: 1000,
      promoExpiresAt: body.expiresAt,
      promoExpiringMinor: 200,
    });
    t.clock.advanceSeconds(19 * DAY);
    await night();
    expect((await wallet(await again(user))).promoMinor).toBe(1000);
    t.clock.advanceSeconds(2 * DAY);
    await race(4, night);
    await night();
    const later = await again(user);
    expect(await wallet(later)).toMatchObject({ promoMinor: 800, promoExpiringMinor: 500 });
    expect(await postings(user, 'promo_expiry')).toEqual([{ amount: '-200' }]);
    t.clock.advanceSeconds(20 * DAY);
    await night();
    expect(await wallet(await again(user))).toMatchObject({
      promoMinor: 300,
      promoExpiresAt: null,
      promoExpiringMinor: 0,
    });
    expect(await drift()).toEqual([]);
    expect(await t.violations()).toEqual([]);
  });

  it('that expires first is spent first, also when more was granted since', async () => {
    const user = await t.given.user({ balanceMinor: 10_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await grant(user, 600, 30).expect(201);
    await paidCall(t, user, advisor, 60); // all of the first grant
    await grant(user, 400, 10).expect(201);
    await grant(user, 100).expect(201);
    expect(await wallet(user)).toMatchObject({ promoMinor: 500, promoExpiringMinor: 400 });
    t.clock.advanceSeconds(11 * DAY);
    await night();
    expect((await wallet(await again(user))).promoMinor).toBe(100);
    expect(await drift()).toEqual([]);
  });

  it('never expires while a call holds it, and does in the night after', async () => {
    const user = await t.given.user();
    await grant(user, 500, 10).expect(201);
    const id = await hold(user, 200n);
    t.clock.advanceSeconds(11 * DAY);
    await night();
    expect(await wallet(await again(user))).toMatchObject({ promoMinor: 200, heldMinor: 200 });
    await release(user, id);
    await night();
    await night();
    expect(await wallet(await again(user))).toMatchObject({ promoMinor: 0, heldMinor: 0 });
    expect(await postings(user, 'promo_expiry')).toEqual([{ amount: '-300' }, { amount: '-200' }]);
    expect(await drift()).toEqual([]);
    expect(await t.violations()).toEqual([]);
  });

  it('adds up to the account when grants, holds, releases and nights come at once', async () => {
    const users = await Promise.all([1, 2, 3].map(() => t.given.user()));
    for (const user of users) await grant(user, 400, 1).expect(201);
    t.clock.advanceSeconds(2 * DAY);
    owner = await again(owner);
    const done = await race(36, async (i) => {
      const user = users[i % 3]!;
      if (i % 4 === 0) return night();
      if (i % 4 === 1) return void (await grant(user, 50 + i, i % 8 === 1 ? 30 : undefined).expect(201));
      return hold(user, 20n).then((id) => (i % 4 === 2 ? release(user, id) : true));
    });
    // A hold may find nothing left; nothing else fails.
    for (const one of done)
      if (one.status === 'rejected') expect(String(one.reason)).toMatch(/Only \d+ minor units|not enough/);
    await night();
    expect(await drift()).toEqual([]);
    expect(await t.violations()).toEqual([]);
    t.clock.reset();
    owner = await again(owner);
  });

  it('of before there were lots stays, and a refund after the end of its lot comes back without an end', async () => {
    const user = await t.given.user({ promoMinor: 250n, balanceMinor: 10_000n });
    await grant(user, 100, 5).expect(201);
    expect(await wallet(user)).toMatchObject({ promoMinor: 350, promoExpiringMinor: 100 });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const call = await paidCall(t, user, advisor, 60);
    expect((await wallet(user)).promoMinor).toBe(0);
    t.clock.advanceSeconds(6 * DAY);
    await night();
    owner = await again(owner);
    await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201);
    await night();
    expect(await wallet(await again(user))).toMatchObject({ promoMinor: 350, promoExpiresAt: null });
    await grant(user, 10).expect(201);
    expect(await drift()).toEqual([]);
    t.clock.reset();
    owner = await again(owner);
  });

  it('is granted once per key, and not with an end in the past', async () => {
    const user = await t.given.user();
    await grant(user, 100, 1, 'one-gift').expect(201);
    await grant(user, 100, 1, 'one-gift').expect(201);
    await grant(user, 100, -1).expect(422);
    // A crash came before the first answer was kept.
    await t.db.query(`delete from app.idempotency_key where key = 'one-gift'`);
    await grant(user, 100, 1, 'one-gift').expect(201);
    expect((await wallet(user)).promoMinor).toBe(100);
    expect(await t.db.query('select 1 from app.promo_lot where person_id = $1', [user.id])).toHaveLength(1);
    const audited = await t.db.query(
      `select 1 from app.audit_entry where action = 'credit.granted' and subject_id = $1`,
      [t.publicId('person', user.id)],
    );
    expect(audited).toHaveLength(1);
  });

  it('of the operator costs the operator, not the licensee', async () => {
    const user = await t.given.user({ balanceMinor: 10_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await grant(user, 300, 30).expect(201);
    await t.db.query(`update app.promo_lot set sponsor = 'operator' where person_id = $1`, [user.id]);
    const balance = async (kind: string) =>
      Number(
        (
          await t.db.query<{ sum: string }>(
            `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
              where a.licensee_id = $1 and a.kind::text = $2`,
            [user.licenseeId, kind],
          )
        )[0]!.sum,
      );
    const expense = await balance('promo_expense');
    const live = await runningCall(t, user, advisor);
    t.clock.advanceSeconds(60);
    await t.run('calling.media_sweep');
    await t.as(user).post(`/v1/calls/${live}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${live}/end`).expect(200);
    expect(await balance('promo_expense')).toBe(expense - 300);
    const fee = await balance('platform_fee');
    await night();
    await night();
    expect(await balance('promo_expense')).toBe(expense);
    expect(await balance('platform_fee')).toBe(fee - 300);
  });

  it('that ends soon is noted once, two weeks before', async () => {
    const user = await t.given.user();
    await grant(user, 100, 20).expect(201);
    const told = async () =>
      (
        await t.db.query<{ told_at: string | null }>('select told_at from app.promo_lot where person_id = $1', [
          user.id,
        ])
      )[0]!.told_at;
    await night();
    expect(await told()).toBeNull();
    t.clock.advanceSeconds(7 * DAY);
    await night();
    const first = await told();
    expect(first).not.toBeNull();
    await night();
    expect(await told()).toEqual(first);
  });
});
