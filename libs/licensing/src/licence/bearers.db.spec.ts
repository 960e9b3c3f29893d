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
});
