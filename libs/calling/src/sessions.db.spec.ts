import { createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, runningCall, talk, testApp } from '@app/testing';
import { roomOf } from './call-rooms.service.js';
import { LeaseExtension } from './lease-extension.js';
import { type SignedReceipt, firstFault } from './receipts.js';

const NOTHING = { sessions: [], tiers: [], hours: [], freeSeconds: 0, freePer: 'pair' };
const SESSION = { medium: 'voice', minutes: 20, priceMinor: 3000 };

describe('prices of a call besides the rate of a minute', () => {
  let t: TestApp;
  let advisor: Actor & { advisorId: string };
  beforeAll(async () => {
    t = await testApp();
    advisor = await t.given.advisor();
  });
  afterAll(() => t.close());
  afterEach(async () => {
    expect(await t.violations()).toEqual([]);
  });

  const prices = (body: object) =>
    t
      .as(advisor)
      .put('/v1/advisors/me/prices', { ...NOTHING, ...body })
      .expect(200);
  const quote = (who: Actor, wish: object = {}) =>
    t
      .as(who)
      .post('/v1/calls/quote', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice', ...wish });
  const request = (who: Actor, wish: object = {}) =>
    t.as(who).post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice', ...wish });
  const show = async (who: Actor, id: string) => (await t.as(who).get(`/v1/calls/${id}`).expect(200)).body;
  const endBoth = async (id: string, ...order: Actor[]) => {
    for (const who of order) await t.as(who).post(`/v1/calls/${id}/end`).expect(200);
  };
  /** The receipt, after it was checked with nothing but the public key. */
  const receiptOf = async (who: Actor, id: string) => {
    const { body } = await t.as(who).get(`/v1/calls/${id}/receipt`).expect(200);
    const { publicKey } = (await t.http(who.host).get('/v1/receipt-key').expect(200)).body;
    expect(firstFault(body as SignedReceipt, createPublicKey(publicKey as string))).toBeUndefined();
    return body.receipt;
  };

  describe('a session', () => {
    beforeAll(() => prices({ sessions: [SESSION] }));

    it('is quoted and held at its price, without a connection fee', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const { body } = await quote(user, { sessionMinutes: 20 }).expect(200);
      expect(body).toMatchObject({
        session: { minutes: 20, priceMinor: 3000, thenPerMinute: false },
        holdMinor: 3000,
        affordableMinutes: 20,
        freeSeconds: 0,
        sufficient: true,
      });
      expect((await quote(user, { sessionMinutes: 20, thenPerMinute: true }).expect(200)).body).toMatchObject({
        session: { thenPerMinute: true },
        holdMinor: 3995,
      });
      expect((await quote(user).expect(200)).body).toMatchObject({ session: null, holdMinor: 995 });
    });

    it('costs its price when the caller ends it, and the receipt proves it', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const id = await runningCall(t, user, advisor, { sessionMinutes: 20, acceptedSessionPriceMinor: 3000 });
      await talk(t, 90);
      expect(await show(user, id)).toMatchObject({
        session: SESSION_VIEW,
        heldMinor: 3000,
        maxMinutes: 20,
        meter: { priceMinor: 3000 },
      });
      await endBoth(id, user, advisor);
      expect(await show(user, id)).toMatchObject({ status: 'ended', priceMinor: 3000, billedSeconds: 90 });
      expect(await t.wallet(user)).toMatchObject({ paid: 7000n, held: 0n });
      expect(await receiptOf(user, id)).toMatchObject({
        priceMinor: 3000,
        terms: { session: { minutes: 20, priceMinor: '3000', thenPerMinute: false } },
      });
    });

    it('costs nothing below the free limit', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const id = await paidCall(t, user, advisor, 15, { sessionMinutes: 20 });
      expect(await show(user, id)).toMatchObject({ priceMinor: 0, billedSeconds: 0 });
      expect(await t.wallet(user)).toMatchObject({ paid: 10_000n, held: 0n });
    });

    it('is charged as far as it was served when the advisor ends it, and not at all when that is at once', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const id = await runningCall(t, user, advisor, { sessionMinutes: 20 });
      await talk(t, 300);
      await endBoth(id, advisor, user);
      const { priceMinor, endReason } = await show(user, id);
      expect({ priceMinor, endReason }).toEqual({ priceMinor: 750, endReason: 'hangup_advisor' });
      expect(await receiptOf(user, id)).toMatchObject({ priceMinor: 750 });
      const soon = await runningCall(t, user, advisor, { sessionMinutes: 20 });
      await talk(t, 25);
      await endBoth(soon, advisor, user);
      expect(await show(user, soon)).toMatchObject({ priceMinor: 0 });
    });

    it('ends at its limit with warnings, at its price', async () => {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const id = await runningCall(t, user, advisor, { sessionMinutes: 20 });
      await talk(t, 19 * 60 + 5);
      expect(await t.db.query('select warned_seconds from app.call where id = $1', [t.parseId('call', id)])).toEqual([
        { warned_seconds: 60 },
      ]);
      await talk(t, 60);
      expect(await show(user, id)).toMatchObject({ endReason: 'max_duration' });
      await endBoth(id, user, advisor);
      expect(await show(user, id)).toMatchObject({ status: 'ended', priceMinor: 3000, billedSeconds: 1200 });
    });

    it('goes on per minute where the caller agreed to that', async () => {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const id = await paidCall(t, user, advisor, 22 * 60, { sessionMinutes: 20, thenPerMinute: true });
      const ended = await show(user, id);
      expect(ended).toMatchObject({ endReason: 'hangup_caller' });
      // The clock of the database goes on while the spec works: a busy machine adds a second or two.
      const over = (ended.billedSeconds as number) - 1200;
      expect(over).toBeGreaterThanOrEqual(120);
      expect(over).toBeLessThan(150);
      const priceMinor = 3000 + Math.round((199 * over) / 60);
      expect(ended).toMatchObject({ priceMinor });
      expect(await receiptOf(user, id)).toMatchObject({ priceMinor });
    });

    it('goes on past its first hold, extended call by call', async () => {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const id = await runningCall(t, user, advisor, { sessionMinutes: 20, thenPerMinute: true });
      await talk(t, 22 * 60);
      t.clock.advanceSeconds(60);
      // Extending many together knows one price of a minute only.
      expect(await t.app.get(LeaseExtension).extendDue()).toBe(0);
      await t.run('calling.due');
      await talk(t, 4 * 60);
      expect(await show(user, id)).toMatchObject({ status: 'in_progress', heldMinor: 3000 + 199 * 10 });
      await endBoth(id, user, advisor);
      const { billedSeconds, priceMinor } = await show(user, id);
      expect(billedSeconds as number).toBeGreaterThanOrEqual(27 * 60);
      expect(priceMinor).toBe(3000 + Math.round((199 * ((billedSeconds as number) - 1200)) / 60));
    });

    it('is given back whole after a fault of the platform, or by minutes of it', async () => {
      const user = await t.given.user({ balanceMinor: 50_000n });
      const lost = async () => {
        const id = await runningCall(t, user, advisor, { sessionMinutes: 20 });
        await talk(t, 600);
        t.rooms.rooms.delete(roomOf(t.parseId('call', id)!));
        await t.run('calling.media_sweep');
        await t.run('calling.media_sweep');
        t.clock.advanceSeconds(90);
        await t.run('calling.due');
        return id;
      };
      const owner = await t.given.staff('owner');
      const whole = (
        await t
          .as(owner)
          .get(`/v1/calls/${await lost()}/money`)
          .expect(200)
      ).body;
      expect(whole.refunds).toMatchObject([{ amountMinor: whole.priceMinor }]);
      expect(whole.priceMinor).toBeGreaterThan(1400);
      expect(whole.priceMinor).toBeLessThanOrEqual(1500);
      await t.as(owner).patch('/v1/staff/pricing', { platformFaultRefundMinutes: 2 }).expect(200);
      const part = (
        await t
          .as(owner)
          .get(`/v1/calls/${await lost()}/money`)
          .expect(200)
      ).body;
      expect(part.refunds).toMatchObject([{ amountMinor: 300 }]);
      await t.as(owner).patch('/v1/staff/pricing', { platformFaultRefundMinutes: null }).expect(200);
    });

    it('is refunded by minutes in proportion to its length, also when the caller left early', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const id = await paidCall(t, user, advisor, 300, { sessionMinutes: 20 });
      const owner = await t.given.staff('owner');
      const { body } = await t.as(owner).post(`/v1/calls/${id}/refund/preview`, { minutes: 2 }).expect(200);
      expect(body).toMatchObject({ amountMinor: 300, remainderMinor: 3000 });
    });

    it('is refused where it is not offered, where a limit leaves no room for it, and at another price', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      expect((await quote(user, { sessionMinutes: 21 }).expect(409)).body).toMatchObject({
        code: 'session-not-offered',
        minutes: [20],
      });
      for (const [wish, pointer] of [
        [{ sessionMinutes: 20, maxMinutes: 19 }, '/maxMinutes'],
        [{ sessionMinutes: 20, maxSpendMinor: 2999 }, '/maxSpendMinor'],
        [{ thenPerMinute: true }, '/thenPerMinute'],
      ] as const)
        expect((await quote(user, wish).expect(422)).body.errors).toMatchObject([{ pointer }]);
      expect(
        (await request(user, { sessionMinutes: 20, acceptedSessionPriceMinor: 2900 }).expect(409)).body,
      ).toMatchObject({
        code: 'price-changed',
        sessionPriceMinor: 3000,
      });
      const poor = await t.given.user({ balanceMinor: 2999n });
      await request(poor, { sessionMinutes: 20 }).expect(402);
    });

    it('keeps the price it was requested at', async () => {
      const user = await t.given.user({ balanceMinor: 10_000n });
      const id = await runningCall(t, user, advisor, { sessionMinutes: 20 });
      await prices({ sessions: [{ ...SESSION, priceMinor: 9000 }] });
      await talk(t, 60);
      await endBoth(id, user, advisor);
      expect(await show(user, id)).toMatchObject({ priceMinor: 3000 });
      await prices({ sessions: [SESSION] });
    });
  });

  it('tiers charge each second at its band, also beyond the first hold', async () => {
    await prices({ tiers: [{ medium: 'voice', afterMinutes: 2, ratePerMinuteMinor: 100 }] });
    const user = await t.given.user({ balanceMinor: 10_000n });
    expect((await quote(user).expect(200)).body).toMatchObject({
      tiers: [{ afterMinutes: 2, ratePerMinuteMinor: 100 }],
      holdMinor: 2 * 199 + 3 * 100,
    });
    const id = await runningCall(t, user, advisor);
    await talk(t, 150);
    t.clock.advanceSeconds(30);
    expect(await t.app.get(LeaseExtension).extendDue()).toBe(0);
    await talk(t, 420);
    expect(await show(user, id)).toMatchObject({ status: 'in_progress', tiers: [{ ratePerMinuteMinor: 100 }] });
    await endBoth(id, user, advisor);
    expect(await show(user, id)).toMatchObject({ billedSeconds: 600, priceMinor: 2 * 199 + 8 * 100 });
    expect(await receiptOf(user, id)).toMatchObject({ priceMinor: 1198 });
    await prices({});
  });

  it('hours of the day are judged at the request and frozen', async () => {
    const always = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00', adjustBp: 5000 }));
    const owner = await t.given.staff('owner');
    await t.as(owner).patch('/v1/staff/pricing', { rateHours: always, rateMaxMinor: 250 }).expect(200);
    const user = await t.given.user({ balanceMinor: 10_000n });
    expect((await quote(user).expect(200)).body).toMatchObject({ ratePerMinuteMinor: 250, rateAdjustBp: 5000 });
    expect((await request(user, { acceptedRatePerMinuteMinor: 199 }).expect(409)).body.code).toBe('price-changed');
    const id = await runningCall(t, user, advisor, { acceptedRatePerMinuteMinor: 250 });
    await t.as(owner).patch('/v1/staff/pricing', { rateHours: [], rateMaxMinor: null }).expect(200);
    await talk(t, 60);
    await endBoth(id, user, advisor);
    expect(await show(user, id)).toMatchObject({ ratePerMinuteMinor: 250, priceMinor: 250 });
  });
});

const SESSION_VIEW = { minutes: 20, priceMinor: 3000, thenPerMinute: false };
