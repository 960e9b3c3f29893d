import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock, Db, systemContext } from '@app/kernel';
import { type SignedReceipt, firstFault, identityOf, roomOf } from '@app/calling';
import { type Actor, type TestApp, race, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };

describe('a paid call', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());
  beforeEach(() => {
    t.clock.reset();
    t.rooms.down = false;
  });

  const advisorId = (advisor: Advisor) => t.publicId('advisor', advisor.advisorId);
  const request = (user: Actor, advisor: Advisor, extra: object = {}, key?: string) =>
    t.as(user).post('/v1/calls', { advisorId: advisorId(advisor), medium: 'voice', ...extra }, key);
  const show = async (who: Actor, id: string) => (await t.as(who).get(`/v1/calls/${id}`).expect(200)).body;
  const uuid = (id: string) => t.parseId('call', id)!;
  const join = (id: string, side: 'caller' | 'advisor') => t.rooms.join(roomOf(uuid(id)), identityOf(uuid(id), side));
  const leave = (id: string, side: 'caller' | 'advisor') => t.rooms.leave(roomOf(uuid(id)), identityOf(uuid(id), side));
  const sweep = () => t.run('calling.media_sweep');
  const due = () => t.run('calling.due');
  /** Time goes by; the media server is asked every five seconds, as the worker does. */
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 5) {
      t.clock.advanceSeconds(Math.min(5, left));
      await due();
      await sweep();
    }
    await due();
  };
  const settle = async () => {
    t.clock.advanceSeconds(26);
    await due();
    await t.drain();
  };
  /** A call in which both are connected. */
  const running = async ({ balanceMinor = 5000n, promoMinor = 0n, voiceRateMinor = 600n, extra = {} } = {}) => {
    const user = await t.given.user({ balanceMinor, promoMinor });
    const advisor = await t.given.advisor({ voiceRateMinor });
    const { body } = await request(user, advisor, extra).expect(201);
    const id = body.id as string;
    await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
    await t.as(user).post(`/v1/calls/${id}/join`).expect(200);
    await t.as(advisor).post(`/v1/calls/${id}/join`).expect(200);
    join(id, 'caller');
    join(id, 'advisor');
    await sweep();
    expect(await show(user, id)).toMatchObject({ status: 'in_progress' });
    return { user, advisor, id };
  };

  it('goes from quote to receipt: held before it rings, billed by the second, split four ways, the rest given back', async () => {
    const user = await t.given.user({ balanceMinor: 5000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const quote = await t
      .as(user)
      .post('/v1/calls/quote', { advisorId: advisorId(advisor), medium: 'voice' })
      .expect(200);
    expect(quote.body).toMatchObject({
      ratePerMinuteMinor: 600,
      holdMinor: 3000,
      availableMinor: 5000,
      affordableMinutes: 8,
      sufficient: true,
      taxRateBp: 1900,
    });
    const { body: call } = await request(user, advisor, { topic: 'Taxes' }).expect(201);
    expect(call).toMatchObject({ status: 'ringing', heldMinor: 3000 });
    expect((await t.as(user).get('/v1/wallet')).body).toMatchObject({
      paidMinor: 5000,
      heldMinor: 3000,
      availableMinor: 2000,
    });
    const seen = await show(advisor, call.id);
    expect(seen).toMatchObject({ topic: 'Taxes', side: 'advisor', callerId: null, heldMinor: null });
    await t.as(advisor).post(`/v1/calls/${call.id}/accept`).expect(200);
    const ticket = await t.as(user).post(`/v1/calls/${call.id}/join`).expect(200);
    expect(ticket.body).toMatchObject({ room: roomOf(uuid(call.id)), identity: identityOf(uuid(call.id), 'caller') });
    join(call.id, 'caller');
    join(call.id, 'advisor');
    await sweep();
    await pass(90);
    const meter = await show(user, call.id);
    expect(meter).toMatchObject({ status: 'in_progress', meter: { running: true, earningMinor: null } });
    expect(meter.meter.priceMinor).toBeGreaterThanOrEqual(900);
    await t.as(user).post(`/v1/calls/${call.id}/end`).expect(200);
    await t.as(advisor).post(`/v1/calls/${call.id}/end`).expect(200); // the other side's client answers: settled at once
    const ended = await show(user, call.id);
    expect(ended).toMatchObject({ status: 'ended', endReason: 'hangup_caller' });
    expect(ended.billedSeconds).toBeGreaterThanOrEqual(90);
    expect(ended.billedSeconds).toBeLessThanOrEqual(92);
    expect(ended.priceMinor).toBe(ended.billedSeconds * 10);
    const { body: money } = await t.as(owner).get(`/v1/calls/${call.id}/money`).expect(200);
    const { advisorMinor, licenseeMinor, operatorMinor, taxMinor } = money.split;
    expect(advisorMinor + licenseeMinor + operatorMinor + taxMinor).toBe(ended.priceMinor);
    expect((await t.as(user).get('/v1/wallet')).body).toMatchObject({
      paidMinor: 5000 - ended.priceMinor,
      heldMinor: 0,
    });
    expect((await show(advisor, call.id)).earningMinor).toBe(advisorMinor);
    const signed = (await t.as(user).get(`/v1/calls/${call.id}/receipt`).expect(200)).body as SignedReceipt;
    const key = createPublicKey((await t.http(user.host).get('/v1/receipt-key').expect(200)).body.publicKey);
    expect(firstFault(signed, key)).toBeUndefined();
    expect(signed.receipt).toMatchObject({
      priceMinor: ended.priceMinor,
      billedSeconds: ended.billedSeconds,
      number: 1,
      previousHash: null,
    });
    expect(await t.violations()).toEqual([]);
  });

  it('is refused without the money for the first minutes, and nothing rings or is held', async () => {
    const user = await t.given.user({ balanceMinor: 900n });
    const advisor = await t.given.advisor();
    const { body } = await request(user, advisor).expect(402);
    expect(body).toMatchObject({ code: 'insufficient-funds', needMinor: 995, availableMinor: 900, currency: 'EUR' });
    expect(await t.wallet(user)).toMatchObject({ held: 0n });
    expect((await t.as(advisor).get('/v1/calls')).body.data).toEqual([]);
  });

  it('reserves the advisor: of twenty callers at once one rings, the others hear busy at once and keep their money', async () => {
    const advisor = await t.given.advisor();
    const users = await Promise.all(Array.from({ length: 20 }, () => t.given.user({ balanceMinor: 2000n })));
    const answers = await race(20, async (i) => request(users[i]!, advisor));
    const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0)).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    const refused = answers.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value.status === 409 ? [answer.value.body.code] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['advisor-busy']));
    const held = await Promise.all(users.map(async (user) => (await t.wallet(user)).held));
    expect(held.filter((amount) => amount > 0n)).toHaveLength(1);
    expect(await t.violations()).toEqual([]);
  });

  it('gives the first answer again to the same key, and refuses the key for another call', async () => {
    const user = await t.given.user({ balanceMinor: 5000n });
    const [one, two] = [await t.given.advisor(), await t.given.advisor()];
    const first = await request(user, one, {}, 'same-key').expect(201);
    const again = await request(user, one, {}, 'same-key').expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    await request(user, two, {}, 'same-key').expect(422);
    expect((await t.wallet(user)).held).toBe(995n);
    await request(user, two).expect(409); // one live call per caller
  });

  it('that nobody answers gives the money back, and two in a row take the advisor offline', async () => {
    const advisor = await t.given.advisor();
    for (const round of [1, 2]) {
      const user = await t.given.user({ balanceMinor: 2000n });
      const { body } = await request(user, advisor).expect(201);
      t.clock.advanceSeconds(46);
      await due();
      expect(await show(user, body.id)).toMatchObject({ status: 'ended', endReason: 'no_answer', priceMinor: 0 });
      expect(await t.wallet(user)).toMatchObject({ paid: 2000n, held: 0n });
      expect((await t.as(advisor).get('/v1/advisors/me')).body.available).toBe(round === 1);
    }
    const late = await t.given.user({ balanceMinor: 2000n });
    expect((await request(late, advisor).expect(409)).body.code).toBe('advisor-unavailable');
  });

  it('can be declined or cancelled while it rings, not after, and the advisor is free again at once', async () => {
    const advisor = await t.given.advisor();
    const user = await t.given.user({ balanceMinor: 2000n });
    const first = (await request(user, advisor).expect(201)).body.id;
    await t.as(user).post(`/v1/calls/${first}/decline`).expect(403);
    await t.as(advisor).post(`/v1/calls/${first}/decline`, { reason: 'break' }).expect(200);
    const second = (await request(user, advisor).expect(201)).body.id;
    await t.as(user).post(`/v1/calls/${second}/cancel`).expect(200);
    expect(await show(user, second)).toMatchObject({ status: 'ended', endReason: 'cancelled' });
    expect((await t.as(advisor).post(`/v1/calls/${second}/accept`).expect(409)).body.code).toBe('illegal-transition');
    await t.as(user).post(`/v1/calls/${second}/join`).expect(409);
    expect((await t.wallet(user)).held).toBe(0n);
  });

  it('is taken by the first device; the other one is told', async () => {
    const advisor = await t.given.advisor();
    const user = await t.given.user({ balanceMinor: 2000n });
    const { body } = await request(user, advisor).expect(201);
    const elsewhere = (
      await t
        .http(advisor.host)
        .post('/v1/auth/sign-in')
        .send({ email: advisor.email, password: 'a good long password' })
        .expect(200)
    ).body.accessToken;
    const answers = await Promise.all(
      [t.as(advisor), t.as({ ...advisor, token: elsewhere })].map((device) =>
        device.post(`/v1/calls/${body.id}/accept`),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('answered-elsewhere');
    await t.as(user).post(`/v1/calls/${body.id}/cancel`).expect(200);
  });

  it('in which somebody never connects costs nothing', async () => {
    const user = await t.given.user({ balanceMinor: 2000n });
    const advisor = await t.given.advisor();
    const { body } = await request(user, advisor).expect(201);
    await t.as(advisor).post(`/v1/calls/${body.id}/accept`).expect(200);
    join(body.id, 'caller');
    await sweep();
    expect(await show(user, body.id)).toMatchObject({ status: 'connecting' });
    t.clock.advanceSeconds(31);
    await due();
    await due();
    expect(await show(user, body.id)).toMatchObject({
      status: 'ended',
      endReason: 'connect_failed_advisor',
      priceMinor: 0,
      billedSeconds: 0,
    });
    expect(t.rooms.rooms.has(roomOf(uuid(body.id)))).toBe(false);
    expect((await t.as(user).get(`/v1/calls/${body.id}/receipt`).expect(409)).body.code).toBe('receipt-not-ready');
  });

  it('pauses while a side is gone, resumes as the same call, and shows the pause on the receipt', async () => {
    const { user, advisor, id } = await running();
    await pass(30);
    leave(id, 'caller');
    await pass(10);
    expect(await show(advisor, id)).toMatchObject({ status: 'reconnecting', waitingFor: 'caller' });
    const paused = (await show(user, id)).meter;
    await pass(20);
    expect((await show(user, id)).meter.connectedSeconds).toBe(paused.connectedSeconds);
    join(id, 'caller');
    await sweep();
    expect(await show(user, id)).toMatchObject({ status: 'in_progress' });
    await pass(20);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
    const ended = await show(user, id);
    expect(ended.billedSeconds).toBeGreaterThanOrEqual(45);
    expect(ended.billedSeconds).toBeLessThanOrEqual(56);
    const { body } = await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200);
    expect(body.receipt.intervals).toHaveLength(2);
    expect(body.receipt.pauses).toHaveLength(1);
  });

  it('whose side does not come back within the grace ends without billing the wait', async () => {
    const { user, id } = await running();
    await pass(30);
    leave(id, 'advisor');
    await pass(75);
    const ended = await show(user, id);
    expect(ended).toMatchObject({ status: 'ended', endReason: 'connection_lost_advisor' });
    expect(ended.billedSeconds).toBeLessThanOrEqual(31);
    expect(await t.violations()).toEqual([]);
  });

  it('extends its hold before it runs out, warns when the money ends, and is closed at the funded second', async () => {
    const { user, id } = await running({ balanceMinor: 4000n }); // 300 s held, 400 s in all
    await pass(180);
    expect((await show(user, id)).heldMinor).toBe(4000);
    await pass(215);
    expect(await show(user, id)).toMatchObject({ status: 'in_progress' });
    await pass(10);
    await t.drain();
    await due();
    const ended = await show(user, id);
    expect(ended).toMatchObject({ endReason: 'funds_exhausted' });
    expect(t.rooms.rooms.has(roomOf(uuid(id)))).toBe(false);
    await settle();
    expect(await show(user, id)).toMatchObject({ status: 'ended', billedSeconds: 400, priceMinor: 4000 });
    expect(await t.wallet(user)).toMatchObject({ paid: 0n, held: 0n });
  });

  it('goes on when money comes in while it runs', async () => {
    const { user, id } = await running({ balanceMinor: 3000n });
    await pass(200);
    await t.given.money(user, 3000n, 'wallet');
    await t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), async (tx) => {
      const { Outbox, newId } = await import('@app/kernel');
      const { TopUpCredited } = await import('@app/billing');
      await t.app
        .get(Outbox)
        .add(tx, TopUpCredited, { topUpId: newId(), personId: user.id, amountMinor: 3000, currency: 'EUR' });
    });
    await t.drain();
    expect((await show(user, id)).heldMinor).toBeGreaterThan(3000);
    await pass(150);
    expect(await show(user, id)).toMatchObject({ status: 'in_progress' });
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
    expect((await show(user, id)).billedSeconds).toBeGreaterThan(340);
  });

  it("ends at the caller's own limit, and holds no more than that", async () => {
    const { user, id } = await running({ extra: { maxMinutes: 2 } });
    expect((await show(user, id)).heldMinor).toBe(1200);
    await pass(125);
    await settle();
    expect(await show(user, id)).toMatchObject({
      status: 'ended',
      endReason: 'max_duration',
      billedSeconds: 120,
      priceMinor: 1200,
    });
    const capped = await running({ extra: { maxSpendMinor: 700 } });
    expect((await show(capped.user, capped.id)).heldMinor).toBe(700);
    await t.as(capped.user).post(`/v1/calls/${capped.id}/end`).expect(200);
    await settle();
  });

  it('keeps the terms it was requested with when the advisor changes the price', async () => {
    const { user, advisor, id } = await running();
    await t.as(advisor).patch('/v1/advisors/me', { voiceRateMinor: 9900 }).expect(200);
    await pass(60);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
    const ended = await show(user, id);
    expect(ended.priceMinor).toBe(ended.billedSeconds * 10);
  });

  it('shorter than twenty seconds is free, and so is one that the advisor hangs up in the first thirty', async () => {
    const short = await running();
    await pass(15);
    await t.as(short.user).post(`/v1/calls/${short.id}/end`).expect(200);
    await settle();
    expect(await show(short.user, short.id)).toMatchObject({ status: 'ended', billedSeconds: 0, priceMinor: 0 });
    const hung = await running();
    await pass(25);
    await t.as(hung.advisor).post(`/v1/calls/${hung.id}/end`).expect(200);
    await settle();
    expect(await show(hung.user, hung.id)).toMatchObject({
      endReason: 'hangup_advisor',
      billedSeconds: 0,
      priceMinor: 0,
    });
    const { body } = await t.as(hung.user).get(`/v1/calls/${hung.id}/receipt`).expect(200);
    expect(body.receipt).toMatchObject({ waived: 'advisor_hung_up_early', priceMinor: 0 });
  });

  it("spends promo credit first; its tax falls away and its cost is the licensee's", async () => {
    const { user, id } = await running({ balanceMinor: 5000n, promoMinor: 500n });
    await pass(100);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
    const { priceMinor } = await show(user, id);
    expect(await t.wallet(user)).toMatchObject({ promo: 0n, paid: 5000n + 500n - BigInt(priceMinor), held: 0n });
    const { body } = await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200);
    expect(body.receipt).toMatchObject({ promoMinor: 500, paidMinor: priceMinor - 500 });
    expect(await t.violations()).toEqual([]);
  });

  it('survives the media server: the room is made again and the pause is not billed; without it the platform refunds', async () => {
    const back = await running();
    await pass(30);
    t.rooms.rooms.delete(roomOf(uuid(back.id)));
    await pass(10);
    expect(await show(back.user, back.id)).toMatchObject({ status: 'reconnecting', waitingFor: 'media_server' });
    join(back.id, 'caller');
    join(back.id, 'advisor');
    await sweep();
    expect(await show(back.user, back.id)).toMatchObject({ status: 'in_progress' });
    await t.as(back.user).post(`/v1/calls/${back.id}/end`).expect(200);
    await settle();

    const gone = await running();
    await pass(60);
    t.rooms.down = true;
    await pass(75);
    const ended = await show(gone.user, gone.id);
    expect(ended).toMatchObject({ status: 'ended', endReason: 'media_unreachable' });
    expect(ended.priceMinor).toBeGreaterThan(0);
    expect(await t.wallet(gone.user)).toMatchObject({ paid: 5000n, held: 0n });
    const { body } = await t.as(owner).get(`/v1/calls/${gone.id}/money`).expect(200);
    expect(body.refunds).toMatchObject([{ amountMinor: ended.priceMinor }]);
    expect(await t.violations()).toEqual([]);
  });

  it('is refunded in part and then whole: every share goes back to the unit, never more', async () => {
    const { user, id } = await running({ balanceMinor: 5000n, promoMinor: 333n });
    await pass(127);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
    const { priceMinor } = await show(user, id);
    const { body: before } = await t.as(owner).get(`/v1/calls/${id}/money`);
    const preview = (body: object) => t.as(owner).post(`/v1/calls/${id}/refund/preview`, body);
    const { body: shown } = await preview({ amountMinor: 101 }).expect(200);
    expect(shown.remainderMinor).toBe(priceMinor);
    expect(shown.paidMinor + shown.promoMinor).toBe(101);
    const part = await t
      .as(owner)
      .post(`/v1/calls/${id}/refund`, { amountMinor: 101, reason: 'Poor line' }, 'r1')
      .expect(201);
    expect(part.body.split).toEqual(shown.split);
    expect((await preview({}).expect(200)).body.amountMinor).toBe(priceMinor - 101);
    const minute = (await preview({ minutes: 1 }).expect(200)).body.amountMinor;
    expect(minute).toBeGreaterThan(0);
    expect(minute).toBeLessThan(priceMinor);
    expect((await preview({ minutes: 60 }).expect(409)).body).toMatchObject({ remainderMinor: priceMinor - 101 });
    await preview({ amountMinor: 1, minutes: 1 }).expect(422);
    await t.as(user).post(`/v1/calls/${id}/refund/preview`, {}).expect(403);
    expect(Object.values(part.body.split as Record<string, number>).reduce((a, b) => a + b)).toBe(101);
    expect(
      (await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: 101, reason: 'Poor line' }, 'r1').expect(201))
        .body,
    ).toEqual(part.body);
    expect(
      (await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: priceMinor, reason: 'Too much' }).expect(409))
        .body,
    ).toMatchObject({
      code: 'refund-above-remainder',
      remainderMinor: priceMinor - 101,
    });
    const both = await race(2, async (i) =>
      t.as(owner).post(`/v1/calls/${id}/refund`, { reason: 'All of it' }, `all-${i}`),
    );
    expect(both.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort()).toEqual([201, 409]);
    const { body: after } = await t.as(owner).get(`/v1/calls/${id}/money`);
    for (const party of ['advisorMinor', 'licenseeMinor', 'operatorMinor', 'taxMinor']) {
      expect(
        after.refunds.reduce((sum: number, refund: { split: Record<string, number> }) => sum + refund.split[party]!, 0),
      ).toBe(before.split[party]);
    }
    expect(await t.wallet(user)).toMatchObject({ paid: 5000n, promo: 333n, held: 0n });
    expect(await t.violations()).toEqual([]);
    await t.as(user).post(`/v1/calls/${id}/refund`, { reason: 'Me too' }).expect(403);
  });

  it('has receipts that chain per payer and name the first thing that was tampered with', async () => {
    const user = await t.given.user({ balanceMinor: 9000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const receipts: SignedReceipt[] = [];
    for (let n = 0; n < 2; n++) {
      const { id } = (await request(user, advisor).expect(201)).body;
      await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
      join(id, 'caller');
      join(id, 'advisor');
      await sweep();
      await pass(40);
      await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
      await settle();
      receipts.push((await t.as(user).get(`/v1/calls/${id}/receipt`).expect(200)).body);
    }
    const [first, second] = receipts as [SignedReceipt, SignedReceipt];
    expect(second.receipt).toMatchObject({ number: 2, previousHash: first.hash });
    const key = createPublicKey((await t.http(user.host).get('/v1/receipt-key')).body.publicKey);
    const forged = structuredClone(second) as { receipt: { priceMinor: number }; hash: string; signature: string };
    forged.receipt.priceMinor = 1;
    expect(firstFault(forged as unknown as SignedReceipt, key)).toMatch(/^hash:/);
    expect(firstFault({ ...second, signature: first.signature }, key)).toMatch(/^signature:/);
    expect(firstFault({ ...second, keyId: 'other' }, key)).toMatch(/^keyId:/);
    await t
      .as(advisor)
      .get(`/v1/calls/${t.publicId('call', uuid(second.receipt.call.id))}/receipt`)
      .expect(403);
  });

  it('belongs to its two sides: others find nothing', async () => {
    const { user, id } = await running();
    const stranger = await t.given.user();
    const otherAdvisor = await t.given.advisor();
    const foreign = await t.given.staff('owner', 'zenith');
    for (const who of [stranger, otherAdvisor, foreign]) await t.as(who).get(`/v1/calls/${id}`).expect(404);
    await t.as(stranger).post(`/v1/calls/${id}/end`).expect(404);
    await t.as(otherAdvisor).post(`/v1/calls/${id}/accept`).expect(404);
    await t.as(stranger).post(`/v1/calls/${id}/presence`, { sid: 'PA_1' }).expect(404);
    await t.as(owner).post(`/v1/calls/${id}/end`, { reason: 'Abuse' }).expect(200);
    await settle();
    expect(await show(user, id)).toMatchObject({ endReason: 'admin_terminated' });
  });

  it('of a suspended licensee runs to its end, but no new one starts', async () => {
    const { user, advisor, id } = await running();
    await t.db.query(`update app.licensee set status = 'suspended' where slug = 'aurora'`);
    try {
      const other = await t.given.user({ balanceMinor: 2000n });
      expect((await request(other, await t.given.advisor()).expect(403)).body.code).toBe('licensee-suspended');
      await pass(30);
      await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
      await settle();
      expect(await show(user, id)).toMatchObject({ status: 'ended' });
    } finally {
      await t.db.query(`update app.licensee set status = 'active' where slug = 'aurora'`);
    }
  });

  it('keeps its room when left-over rooms are closed, also while the database does not answer', async () => {
    const { user, id } = await running();
    const orphan = 'call_01900000-0000-7000-8000-00000000dead';
    await t.rooms.open(orphan);
    const silent = jest.spyOn(t.app.get(Db), 'resolve').mockRejectedValue(new Error('no answer'));
    await expect(t.run('calling.orphan_rooms')).rejects.toThrow('no answer');
    silent.mockRestore();
    expect(t.rooms.rooms.has(orphan)).toBe(true);
    await t.run('calling.orphan_rooms');
    expect(t.rooms.rooms.has(orphan)).toBe(false);
    expect(t.rooms.rooms.has(roomOf(uuid(id)))).toBe(true);
    await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    await settle();
  });

  it('tells both sides their own meter through the room', async () => {
    const { id } = await running();
    t.rooms.told.length = 0;
    await pass(10);
    const meters = t.rooms.told.filter(({ topic, room }) => topic === 'call.meter' && room === roomOf(uuid(id)));
    const of = (side: 'caller' | 'advisor') =>
      meters.filter(({ identity }) => identity === identityOf(uuid(id), side)).at(-1)!.data as Record<
        string,
        number | null
      >;
    expect(of('caller')).toMatchObject({ earningMinor: null });
    expect(of('advisor')).toMatchObject({ priceMinor: null });
    expect(of('caller')['priceMinor']).not.toBeNull();
    await t.as(owner).post(`/v1/calls/${id}/end`, { reason: 'Abuse' }).expect(200);
    await settle();
    expect(t.app.get(Clock)).toBe(t.clock);
  });
});
