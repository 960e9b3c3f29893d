import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, creditedTopUp, settledCall, testApp } from '@app/testing';

describe('who bears what', () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const path = (id = t.publicId('licensee', t.licensees.aurora.id)) => `/v1/operator/licensees/${id}/licence/bearers`;
  const AGREED = {
    stripeFeeBearer: 'licensee',
    disputeBearer: 'advisor',
    disputeFeeBearer: 'operator',
    sellerOfRecord: 'licensee',
  };

  it('is set whole by the operator, with a reason, and read by both sides', async () => {
    const { body: before } = await t.as(owner).get('/v1/staff/licence/bearers').expect(200);
    const { body } = await t
      .as(ops)
      .put(path(), { ...AGREED, reason: 'Amendment 2' })
      .expect(200);
    expect(body).toEqual(AGREED);
    expect((await t.as(ops).get(path()).expect(200)).body).toEqual(AGREED);
    expect((await t.as(owner).get('/v1/staff/licence/bearers').expect(200)).body).toEqual(AGREED);
    const log = await t.db.query(
      `select action, reason, before, after from app.audit_entry where action = 'bearers.changed'`,
    );
    // In the log of the licensee and in the operator's.
    const entry = { action: 'bearers.changed', reason: 'Amendment 2', before, after: AGREED };
    expect(log).toEqual([entry, entry]);
    // Another tenant has its own.
    const zenith = await t.given.staff('owner', 'zenith');
    expect((await t.as(zenith).get('/v1/staff/licence/bearers').expect(200)).body).toEqual(before);
  });

  it('is refused to others, and in parts, and for a licensee that is not there', async () => {
    await t
      .as(owner)
      .put(path(), { ...AGREED, reason: 'We would like that' })
      .expect(403);
    await t
      .as(await t.given.advisor())
      .get('/v1/staff/licence/bearers')
      .expect(403);
    await t
      .as(ops)
      .put(path(t.publicId('licensee', newId())), { ...AGREED, reason: 'Nobody' })
      .expect(404);
    const { body: partly } = await t.as(ops).put(path(), { disputeBearer: 'operator', reason: 'Part' }).expect(422);
    expect(partly.errors.map((one: { pointer: string }) => one.pointer)).toEqual(
      expect.arrayContaining(['/stripeFeeBearer', '/disputeFeeBearer', '/sellerOfRecord']),
    );
    const { body: wrong } = await t
      .as(ops)
      .put(path(), { ...AGREED, sellerOfRecord: 'advisor', reason: 'Wrong' })
      .expect(422);
    expect(wrong.errors).toEqual([expect.objectContaining({ pointer: '/sellerOfRecord' })]);
    await t.as(ops).put(path(), AGREED).expect(422);
  });

  it('does not change the seller while tax waits, which belongs to the seller of its calls', async () => {
    const set = (sellerOfRecord: string) => t.as(ops).put(path(), { ...AGREED, sellerOfRecord, reason: 'New seller' });
    await set('operator').expect(200);
    await set('licensee').expect(200);
    const user = await t.given.user();
    await creditedTopUp(t, user, 5_000n, 'pi_bearers_1');
    await settledCall(t, user, await t.given.advisor());
    const { body } = await set('operator').expect(409);
    expect(body.type).toMatch(/seller-fixed$/);
    expect((await t.as(ops).get(path()).expect(200)).body).toEqual(AGREED);
    // The other three can change all the same.
    await t
      .as(ops)
      .put(path(), { ...AGREED, disputeBearer: 'licensee', reason: 'Amendment 3' })
      .expect(200);
  });

  describe('stored value', () => {
    const of = (licensee: 'aurora' | 'zenith') =>
      `/v1/operator/licensees/${t.publicId('licensee', t.licensees[licensee].id)}/stored-value`;
    /** By hand: tax may wait, and what is proved here is the volume. */
    const seller = (licensee: 'aurora' | 'zenith', side: 'licensee' | 'operator') =>
      t.db.query(
        `insert into app.money_rules (licensee_id, seller_of_record, changed_at) values ($1, $2, now())
         on conflict (licensee_id) do update set seller_of_record = excluded.seller_of_record`,
        [t.licensees[licensee].id, side],
      );
    const NONE = { topUpMaxMinor: null, maxBalanceMinor: null, topUpDayMaxMinor: null, topUpYearMaxMinor: null };
    const count = () => t.run('billing.count_stored_value');
    /** What the owner and the operator were told by mail, in order. */
    const told = async () => {
      await t.drain();
      const mails = await t.db.query<{ person_id: string; percent: string; path: string }>(
        `select person_id, data ->> 'percent' as percent, path from app.mail_message where template = 'issuer_volume' and person_id = any($1) order by (data ->> 'percent')::int, path = '/health' desc`,
        [[owner.id, ops.id]],
      );
      return mails.map((mail) => [mail.person_id === ops.id ? 'operator' : 'owner', mail.percent, mail.path]);
    };
    /** Top-ups of a user, as if they had been credited so many days ago. */
    const topUps = async (user: Actor, amount: bigint, daysAgo: number, currency = 'EUR') => {
      const id = await creditedTopUp(t, user, amount, `pi_volume_${newId()}`, currency);
      await t.db.query(`update app.top_up set closed_at = closed_at - $2 * interval '1 day' where id = $1`, [
        id,
        daysAgo,
      ]);
    };

    it('is kept within what the operator allows, with a reason; the lower of both counts', async () => {
      await t
        .as(ops)
        .put(`${of('aurora')}/ceilings`, { ...NONE, topUpDayMaxMinor: 40_000, reason: 'Counsel' })
        .expect(200);
      const tooLow = { ...NONE, topUpMaxMinor: 1, reason: 'A slip' };
      const refused = await t
        .as(ops)
        .put(`${of('aurora')}/ceilings`, tooLow)
        .expect(422);
      expect(refused.body.errors).toMatchObject([{ pointer: '/topUpMaxMinor' }]);
      const { body } = await t.as(owner).get('/v1/staff/stored-value').expect(200);
      expect(body).toMatchObject({
        issuer: 'Aurora Advice',
        isOperator: false,
        caps: { singleMinor: 50_000, dayMinor: 40_000 },
        ceilings: { ...NONE, topUpDayMaxMinor: 40_000 },
      });
      const change = (topUpDayMaxMinor: number) => t.as(owner).patch('/v1/staff/pricing', { topUpDayMaxMinor });
      expect((await change(40_001).expect(422)).body.errors).toMatchObject([{ pointer: '/topUpDayMaxMinor' }]);
      await change(30_000).expect(200);
      await t
        .as(owner)
        .put(`${of('aurora')}/ceilings`, { ...NONE, reason: 'We want more' })
        .expect(403);
      await t
        .as(ops)
        .put(`${of('aurora')}/ceilings`, { ...NONE, reason: 'Over' })
        .expect(200);
      await change(100_000).expect(200);
      expect(
        await t.db.query(
          `select count(*)::int as n from app.audit_entry where action = 'stored_value.ceilings_changed'`,
        ),
      ).toEqual([{ n: 4 }]);
    });

    it('is counted by issuer over twelve months, and 80 and 100 % of a million euro are told once each', async () => {
      // What the tests before brought in was long ago.
      await t.db.query(`update app.top_up set closed_at = closed_at - interval '500 days' where status = 'credited'`);
      const user = await t.given.user();
      await topUps(user, 50_000_000n, 200);
      await topUps(user, 29_999_999n, 0);
      await topUps(user, 70_000_000n, 370); // too long ago
      await count();
      const volume = async () => (await t.as(owner).get('/v1/staff/stored-value').expect(200)).body.volume;
      expect(await volume()).toMatchObject({ euroMinor: 79_999_999, limitMinor: 100_000_000, reachedPercent: null });
      expect(await told()).toEqual([]);
      await topUps(user, 1n, 0);
      await count();
      await count();
      expect(await volume()).toMatchObject({ euroMinor: 80_000_000, reachedPercent: 80 });
      const both = (percent: string) => [
        ['operator', percent, '/health'],
        ['owner', percent, '/admin/licence'],
      ];
      expect(await told()).toEqual(both('80'));
      await topUps(user, 20_000_000n, 0);
      await count();
      await count();
      expect(await told()).toEqual([...both('80'), ...both('100')]);
      const { checks } = (await t.as(ops).get('/v1/operator/health').expect(200)).body;
      expect(checks.at(-1)).toMatchObject({ id: 'issuer_volume', state: 'failing', value: 1 });
    });

    it('is the operator’s where it sells, over all such licensees, and none of them learns the sum', async () => {
      const other = await t.given.user({ licensee: 'zenith' });
      await topUps(other, 5_000n, 0, 'GBP');
      await seller('aurora', 'operator');
      await seller('zenith', 'operator');
      await count();
      const { body } = await t.as(ops).get(of('aurora')).expect(200);
      expect(body).toMatchObject({
        isOperator: true,
        volume: { euroMinor: 100_000_000, unrated: [{ currency: 'GBP', amountMinor: 5_000 }] },
      });
      expect((await t.as(ops).get(of('zenith')).expect(200)).body).toMatchObject({
        issuer: body.issuer,
        volume: body.volume,
      });
      expect((await t.as(owner).get('/v1/staff/stored-value').expect(200)).body).toMatchObject({
        issuer: body.issuer,
        isOperator: true,
        volume: null,
      });
      await seller('aurora', 'licensee');
      await seller('zenith', 'licensee');
    });
  });
});
