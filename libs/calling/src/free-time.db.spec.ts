import { createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, rowsOf, systemContext } from '@app/kernel';
import { type Actor, type TestApp, paidCall, race, runningCall, talk, testApp } from '@app/testing';
import { FreeTime } from './free-time.service.js';
import { roomOf } from './call-rooms.service.js';
import { type SignedReceipt, firstFault } from './receipts.js';

const NONE = { freeSeconds: 0, freeUserSeconds: 0, freePairSeconds: 0, freeSponsor: 'licensee' };

describe('free time', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  afterEach(async () => {
    expect(await t.violations()).toEqual([]);
  });

  const rules = (body: object) =>
    t
      .as(owner)
      .patch('/v1/staff/pricing', { ...NONE, ...body })
      .expect(200);
  const money = async (id: string) => (await t.as(owner).get(`/v1/calls/${id}/money`).expect(200)).body;
  const show = async (who: Actor, id: string) => (await t.as(who).get(`/v1/calls/${id}`).expect(200)).body;
  const quote = async (user: Actor, advisor: { advisorId: string }) =>
    (
      await t
        .as(user)
        .post('/v1/calls/quote', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
        .expect(200)
    ).body;
  const someone = () => t.given.user({ balanceMinor: 10_000n });
  /** What the transactions of a call's free time did to each account, in order. */
  const entries = (id: string) =>
    t.db.query<{ kind: string; amount: string }>(
      `select a.kind, e.amount::text from app.ledger_transaction x
         join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
         join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where x.kind = 'free_time' and x.ref_id = $1 order by x.key, e.leg`,
      [t.parseId('call', id)],
    );

  it('of the licensee is paid to advisor and operator, and posted to the licensee', async () => {
    await rules({ freeUserSeconds: 180 });
    const advisor = await t.given.advisor();
    const user = await someone();
    expect(await quote(user, advisor)).toMatchObject({ freeSeconds: 180, freePer: 'user', holdMinor: 995 });
    const id = await runningCall(t, user, advisor, { acceptedFreeSeconds: 180 });
    await talk(t, 120);
    const { meter } = await show(user, id);
    expect(meter.priceMinor).toBe(0);
    // Two minutes at 199 are 398; without the tax in them 334; 60 % of it.
    expect((await show(advisor, id)).meter.earningMinor).toBe(200);
    await talk(t, 120);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    expect(await show(user, id)).toMatchObject({ billedSeconds: 60, priceMinor: 199, freeSeconds: 180 });
    expect(await t.wallet(user)).toMatchObject({ paid: 9801n, promo: 0n, held: 0n });
    // Free: 597 without its tax is 502: 301 for the advisor, 75 for the operator, the rest, tax included, for the licensee.
    expect(await money(id)).toMatchObject({
      priceMinor: 199,
      split: { taxMinor: 32, advisorMinor: 100, operatorMinor: 25, licenseeMinor: 42 },
      sponsored: {
        seconds: 180,
        priceMinor: 597,
        sponsor: 'licensee',
        split: { taxMinor: 0, advisorMinor: 301, operatorMinor: 75, licenseeMinor: 221 },
      },
    });
    expect(await entries(id)).toEqual([
      { kind: 'promo_expense', amount: '-597' },
      { kind: 'advisor_payable', amount: '301' },
      { kind: 'licensee_payable', amount: '221' },
      { kind: 'platform_fee', amount: '75' },
    ]);
    const { earningMinor } = await show(advisor, id);
    expect(earningMinor).toBe(401);
    const summary = (await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body;
    expect(summary).toMatchObject({ balanceMinor: 401, pendingMinor: 401 });
  });

  it('once per user is had once, and comes back where a call gave none of it', async () => {
    await rules({ freeUserSeconds: 60 });
    const [first, second] = [await t.given.advisor(), await t.given.advisor()];
    const user = await someone();
    const short = await paidCall(t, user, first, 10);
    expect(await show(user, short)).toMatchObject({ priceMinor: 0 });
    expect(await quote(user, first)).toMatchObject({ freeSeconds: 60 });
    await paidCall(t, user, first, 30);
    expect(await quote(user, first)).toMatchObject({ freeSeconds: 0, freePer: null });
    expect(await quote(user, second)).toMatchObject({ freeSeconds: 0, freePer: null });
    expect(await quote(await someone(), first)).toMatchObject({ freeSeconds: 60 });
  });

  it('of the first call with an advisor is had once with each, and not by somebody who had called before', async () => {
    await rules({});
    const [first, second] = [await t.given.advisor(), await t.given.advisor()];
    const [user, regular] = [await someone(), await someone()];
    await paidCall(t, regular, first, 60);
    await rules({ freePairSeconds: 60 });
    expect(await quote(regular, first)).toMatchObject({ freeSeconds: 0 });
    expect(await quote(regular, second)).toMatchObject({ freeSeconds: 60, freePer: 'pair' });
    const id = await paidCall(t, user, first, 90);
    expect(await show(user, id)).toMatchObject({ priceMinor: 100 });
    expect(await quote(user, first)).toMatchObject({ freeSeconds: 0 });
    expect(await quote(user, second)).toMatchObject({ freeSeconds: 60 });
  });

  it('of every call is sponsored too, and a call that was wholly free pays the advisor', async () => {
    await rules({ freeSeconds: 60 });
    const advisor = await t.given.advisor();
    const user = await someone();
    const id = await paidCall(t, user, advisor, 60);
    expect(await money(id)).toMatchObject({
      priceMinor: 0,
      transactionId: null,
      sponsored: { seconds: 60, priceMinor: 199, sponsor: 'licensee' },
    });
    expect(await quote(user, advisor)).toMatchObject({ freeSeconds: 60, freePer: 'call' });
    expect((await t.as(advisor).get('/v1/advisor/earnings').expect(200)).body.data).toMatchObject([
      { earningMinor: 100, priceMinor: 0 },
    ]);
    const { body } = await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200);
    const { publicKey } = (await t.http(user.host).get('/v1/receipt-key').expect(200)).body;
    expect(body.receipt.sponsored).toMatchObject({ seconds: 60, priceMinor: 199, sponsor: 'licensee' });
    expect(firstFault(body as SignedReceipt, createPublicKey(publicKey as string))).toBeUndefined();
  });

  it('that the advisor gives earns nobody anything; the books show the gift', async () => {
    await rules({});
    const advisor = await t.given.advisor();
    await t
      .as(advisor)
      .put('/v1/advisors/me/prices', { sessions: [], tiers: [], hours: [], freeSeconds: 60, freePer: 'pair' })
      .expect(200);
    const user = await someone();
    const id = await runningCall(t, user, advisor);
    await talk(t, 60);
    expect((await show(advisor, id)).meter.earningMinor).toBe(0);
    await talk(t, 60);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    expect(await money(id)).toMatchObject({
      priceMinor: 199,
      sponsored: { seconds: 60, priceMinor: 199, sponsor: 'advisor', split: { advisorMinor: 0, licenseeMinor: 0 } },
    });
    expect(await entries(id)).toEqual([
      { kind: 'promo_expense', amount: '-100' },
      { kind: 'advisor_payable', amount: '100' },
      { kind: 'promo_expense', amount: '100' },
      { kind: 'advisor_payable', amount: '-100' },
    ]);
    expect((await show(advisor, id)).earningMinor).toBe(100);
  });

  it('that the operator pays costs the operator its price, with the tax in it', async () => {
    await rules({ freeSeconds: 60 });
    await t.db.query(`update app.licensee_terms set free_sponsor = 'operator' where licensee_id = $1`, [
      owner.licenseeId,
    ]);
    const advisor = await t.given.advisor();
    const id = await paidCall(t, await someone(), advisor, 60);
    expect(await entries(id)).toEqual([
      { kind: 'advisor_payable', amount: '100' },
      { kind: 'licensee_payable', amount: '42' },
      { kind: 'platform_fee', amount: '-174' },
      { kind: 'tax', amount: '32' },
    ]);
    const [row] = await t.db.query(
      'select advisor_minor, licensee_minor, operator_minor, tax_minor from app.call where id = $1',
      [t.parseId('call', id)],
    );
    expect(row).toEqual({ advisor_minor: '100', licensee_minor: '42', operator_minor: '-174', tax_minor: '32' });
  });

  it('is nobody’s cost when the advisor leaves at once or the platform fails, and may be had again', async () => {
    await rules({ freeUserSeconds: 600 });
    const advisor = await t.given.advisor();
    const user = await someone();
    const left = await runningCall(t, user, advisor);
    await talk(t, 25);
    await t.as(advisor).post(`/v1/calls/${left}/end`).expect(200);
    await t.as(user).post(`/v1/calls/${left}/end`).expect(200);
    expect(await money(left)).toMatchObject({ priceMinor: 0, sponsored: null });
    expect(await quote(user, advisor)).toMatchObject({ freeSeconds: 600 });
    const lost = await runningCall(t, user, advisor);
    await talk(t, 120);
    t.rooms.rooms.delete(roomOf(t.parseId('call', lost)!));
    await t.run('calling.media_sweep');
    await t.run('calling.media_sweep');
    t.clock.advanceSeconds(90);
    await t.run('calling.due');
    expect(await money(lost)).toMatchObject({ priceMinor: 0, sponsored: null });
    expect(await quote(user, advisor)).toMatchObject({ freeSeconds: 600 });
  });

  it('is not part of a refund: the caller gets back what was paid', async () => {
    await rules({ freeUserSeconds: 60 });
    const advisor = await t.given.advisor();
    const user = await someone();
    const id = await paidCall(t, user, advisor, 120);
    const { body } = await t.as(owner).post(`/v1/calls/${id}/refund`, { reason: 'Poor line' }).expect(201);
    expect(body.amountMinor).toBe(199);
    expect(await t.wallet(user)).toMatchObject({ paid: 10_000n, promo: 0n });
    expect((await t.as(advisor).get('/v1/advisor/earnings/summary').expect(200)).body.balanceMinor).toBe(100);
  });

  it('given once goes to one of many first calls at a time', async () => {
    await rules({ freeUserSeconds: 60 });
    const user = await someone();
    const advisors = [
      await t.given.advisor(),
      await t.given.advisor(),
      await t.given.advisor(),
      await t.given.advisor(),
    ];
    const calls: string[] = [];
    for (const advisor of advisors) {
      await rules({});
      calls.push(await paidCall(t, user, advisor, 10));
      await rules({ freeUserSeconds: 60 });
    }
    const ctx = systemContext(user.licenseeId, 'spec');
    const freeTime = t.app.get(FreeTime);
    let met = 0;
    let meet!: () => void;
    const all = new Promise<void>((resolve) => (meet = resolve));
    const claims = await race(advisors.length, (i) =>
      t.app.get(Db).transaction(ctx, async (tx) => {
        // Everybody has looked and found it free before anybody takes it.
        const offers = [{ per: 'user', seconds: 60, sponsor: 'licensee' }] as const;
        const best = await freeTime.best(tx, user.id, advisors[i]!.advisorId, offers);
        if (++met === advisors.length) meet();
        await all;
        return (
          best !== undefined &&
          (await freeTime.claim(
            tx,
            { id: t.parseId('call', calls[i]!)!, callerId: user.id, advisorId: advisors[i]!.advisorId },
            'user',
          ))
        );
      }),
    );
    expect(claims.map((one) => one.status === 'fulfilled' && one.value).filter(Boolean)).toHaveLength(1);
    expect(
      await t.app
        .get(Db)
        .read(ctx, (tx) =>
          rowsOf(tx, 'select 1 from app.free_time where licensee_id = $1 and caller_id = $2', [
            ctx.licenseeId,
            user.id,
          ]),
        ),
    ).toHaveLength(1);
  });

  it('that another call took meanwhile refuses the request: the caller is asked again', async () => {
    await rules({ freeUserSeconds: 60 });
    const user = await someone();
    const [first, second] = [await t.given.advisor(), await t.given.advisor()];
    const id = await runningCall(t, user, first);
    await talk(t, 30);
    // The first call is ending and not settled yet; a second one may ring.
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    expect((await show(user, id)).status).toBe('ending');
    const { body } = await t
      .as(user)
      .post('/v1/calls', {
        advisorId: t.publicId('advisor', second.advisorId),
        medium: 'voice',
        acceptedFreeSeconds: 60,
      })
      .expect(409);
    expect(body).toMatchObject({ code: 'price-changed', freeSeconds: 0 });
    await t.as(first).post(`/v1/calls/${id}/end`).expect(200);
  });

  it('lets a limit of the caller end the call before it costs anything, but not so early that it would not count', async () => {
    await rules({ freeUserSeconds: 180, freeBelowSeconds: 90 });
    const advisor = await t.given.advisor();
    const user = await someone();
    const wish = (limit: object) =>
      t.as(user).post('/v1/calls/quote', {
        advisorId: t.publicId('advisor', advisor.advisorId),
        medium: 'voice',
        ...limit,
      });
    expect((await wish({ maxMinutes: 2 }).expect(200)).body).toMatchObject({ freeSeconds: 180, sufficient: true });
    expect((await wish({ maxSpendMinor: 1 }).expect(200)).body).toMatchObject({ freeSeconds: 180 });
    expect((await wish({ maxMinutes: 1 }).expect(422)).body.errors).toMatchObject([{ pointer: '/maxMinutes' }]);
    const id = await runningCall(t, user, advisor, { maxMinutes: 2 });
    await talk(t, 150);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
    expect(await show(user, id)).toMatchObject({ endReason: 'max_duration', priceMinor: 0 });
    expect(await money(id)).toMatchObject({ sponsored: { seconds: 120 } });
    await rules({ freeBelowSeconds: 20 });
  });

  it('needs a sponsor that a licensee may name', async () => {
    await t.as(owner).patch('/v1/staff/pricing', { freeSponsor: 'operator' }).expect(422);
    await rules({});
  });
});
