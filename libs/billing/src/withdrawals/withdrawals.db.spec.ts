import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Db, addSeconds, newId, publicId, systemContext } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import {
  type Actor,
  type TestApp,
  creditedTopUp,
  paidTopUp,
  race,
  runningCall,
  settleStripe,
  slotIn,
  takesBookings,
  talk,
  testApp,
} from '@app/testing';

const REFUND_FAILS = '4000000000005126';

interface Payment {
  topUpId: string;
  refundedMinor: number;
  heldMinor: number;
}
interface Withdrawal {
  id: string;
  amountMinor: number;
  payments: Payment[];
  cases: { id: string; why: string; state: string; amountMinor: number | null }[];
  createdAt: string;
}

describe('a withdrawal from a contract', () => {
  let t: TestApp;
  let owner: Actor;
  let finance: Actor;
  let count = 0;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    owner = await t.given.staff('owner');
    finance = await t.given.staff('finance');
  });
  afterAll(() => t.close());
  afterEach(() => t.clock.reset());

  const offer = async (user: Actor) =>
    (await t.as(user).get('/v1/wallet/withdrawals/offer').expect(200)).body.payments as {
      topUpId: string;
      unspentMinor: number;
      heldMinor: number;
      startedAt: string | null;
    }[];
  const withdraw = (user: Actor, topUpIds: string[], more: object = {}, key?: string) =>
    t
      .as(user)
      .post(
        '/v1/wallet/withdrawals',
        { payments: topUpIds.map((topUpId) => ({ topUpId })), locale: 'en', ...more },
        key,
      );
  const declare = (body: object) => t.http(owner.host).post('/v1/withdrawals').send(body);
  const own = async (user: Actor) =>
    (await t.as(user).get('/v1/wallet/withdrawals').expect(200)).body.data as Withdrawal[];
  const queue = async (query = '?limit=100') =>
    (await t.as(owner).get(`/v1/staff/withdrawal-cases${query}`).expect(200)).body.data as Record<string, unknown>[];
  const decide = (id: string, body: object, who = owner) =>
    t.as(who).post(`/v1/staff/withdrawal-cases/${id}/decide`, { reason: 'As agreed', ...body });
  /** A payment of which Stripe knows nothing: for what does not go so far. */
  const credited = async (user: Actor, amount: bigint) =>
    publicId('topUp', await creditedTopUp(t, user, amount, `pi_withdrawal_${(count += 1)}`));
  const refundsOf = (user: Actor) =>
    t.db.query<{ amount: number; cause: string }>(
      `select amount::int, cause from app.wallet_refund where person_id = $1 order by id`,
      [user.id],
    );
  const paidAt = (topUp: string, at: string) =>
    t.db.query('update app.top_up set closed_at = $2 where id = $1', [t.parseId('topUp', topUp), at]);
  const mails = (address: string) =>
    t.mails.to(address).map(({ subject, text }) => `${subject}\n${text}`.replaceAll('\u202f', ' '));

  it('gives back what is unspent at once, and is acknowledged by mail in the language in which it was said with content, day and time', async () => {
    const user = await t.given.user();
    const first = await paidTopUp(t, user, 1000, undefined, true);
    const second = await paidTopUp(t, user, 2000);
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const call = await runningCall(t, user, advisor);
    await talk(t, 60);
    for (const who of [user, advisor]) await t.as(who).post(`/v1/calls/${call}/end`).expect(200);
    t.clock.reset();
    expect(await offer(user)).toMatchObject([
      { topUpId: second, unspentMinor: 2000, heldMinor: 0 },
      { topUpId: first, unspentMinor: 500, heldMinor: 0 },
    ]);
    const { body: cards } = await t.as(user).get('/v1/cards').expect(200);
    const terms = { thresholdMinor: 500, amountMinor: 2000, monthlyCapMinor: 9000, agreed: true, locale: 'de' };
    await t
      .as(user)
      .put('/v1/wallet/auto-top-up', { ...terms, cardId: cards.data[0].id as string })
      .expect(200);
    t.mails.sent = [];
    const key = 'the-same-twice';
    const { body } = await withdraw(user, [first, second], { locale: 'de' }, key).expect(201);
    expect(body).toMatchObject({
      amountMinor: 2500,
      currency: 'EUR',
      words: null,
      cases: [],
      payments: [
        { topUpId: first, amountMinor: 1000, refundedMinor: 500, heldMinor: 0 },
        { topUpId: second, amountMinor: 2000, refundedMinor: 2000, heldMinor: 0 },
      ],
    });
    expect((await withdraw(user, [first, second], { locale: 'de' }, key).expect(201)).body).toEqual(body);
    expect((await t.wallet(user)).paid).toBe(0n);
    // An empty wallet charges the card of nobody who has withdrawn.
    await t.run('billing.auto_top_ups');
    expect((await t.as(user).get('/v1/wallet/auto-top-up').expect(200)).body).toMatchObject({
      status: 'off',
      reason: 'switched_off',
    });
    expect((await withdraw(user, [first]).expect(409)).body.code).toBe('nothing-to-withdraw');
    await settleStripe(t);
    t.sandbox!.stripe.advance(2);
    await settleStripe(t);
    const { body: refunds } = await t.as(user).get('/v1/wallet/refunds').expect(200);
    expect(refunds.data).toMatchObject([
      {
        cause: 'withdrawal',
        parts: [
          { topUpId: second, amountMinor: 2000, status: 'succeeded' },
          { topUpId: first, amountMinor: 500, status: 'succeeded' },
        ],
      },
    ]);
    const acknowledged = mails(user.email).filter((mail) => mail.startsWith('Ihr Widerruf vom '));
    expect(acknowledged).toHaveLength(1);
    const [mail] = acknowledged;
    const at = new Intl.DateTimeFormat('de-DE', { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
    expect(mail).toContain(`Eingegangen: ${at.format(new Date(body.createdAt as string))}`);
    expect(mail).toMatch(/Inhalt: Zahlung vom .+, 10,00.€: 5,00.€ gehen zurück; Zahlung vom .+: 20,00.€ gehen zurück/);
    expect(mail).toContain('Aurora Advice');
    expect(await own(user)).toEqual([body]);
    expect(await t.violations()).toEqual([]);
  });

  it('can be made until the end of the fourteenth day, and of no payment of others', async () => {
    const user = await t.given.user();
    const [late, last] = [await credited(user, 700n), await credited(user, 800n)];
    // Wednesdays, so that no weekend adds to them.
    await paidAt(last, '2026-11-04T00:00:01Z');
    await paidAt(late, '2026-11-03T23:59:59Z');
    t.clock.advanceSeconds((Date.parse('2026-11-18T23:50:00Z') - Date.now()) / 1000);
    const again = { ...user, token: await signIn(user) };
    expect((await offer(again)).map(({ topUpId }) => topUpId)).toEqual([last]);
    const refused = await withdraw(again, [late, last]).expect(409);
    expect(refused.body).toMatchObject({ code: 'no-open-payment', topUpId: late });
    const stranger = await t.given.user();
    const foreign = await credited(stranger, 900n);
    await withdraw(again, [foreign]).expect(404);
    expect(await refundsOf(user)).toEqual([]);
    expect((await withdraw(again, [last]).expect(201)).body.amountMinor).toBe(800);
  });

  const signIn = async ({ host, email }: Actor): Promise<string> =>
    (await t.http(host).post('/v1/auth/sign-in').send({ email, password: 'a good long password' }).expect(200)).body
      .accessToken as string;

  it('refunds once when it is confirmed many times at once', async () => {
    const user = await t.given.user();
    const topUp = await credited(user, 3000n);
    const answers = await race(8, () => withdraw(user, [topUp]).then(({ status }) => status));
    expect(answers.map((one) => (one as { value: number }).value).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(await refundsOf(user)).toEqual([{ amount: 3000, cause: 'withdrawal' }]);
    expect(await own(user)).toHaveLength(1);
    await t.drain();
    expect(mails(user.email).filter((mail) => mail.startsWith('Your withdrawal of'))).toHaveLength(1);
  });

  it('and a call that starts in the same moment share the money exactly, and the withdrawal is never refused for it', async () => {
    const advisors = await Promise.all(Array.from({ length: 4 }, () => t.given.advisor({ voiceRateMinor: 500n })));
    const pairs = await Promise.all(
      advisors.map(async (advisor) => {
        const user = await t.given.user();
        return { user, advisor, topUp: await credited(user, 5000n) };
      }),
    );
    const outcomes = await Promise.all(
      pairs.map(async ({ user, advisor, topUp }) => {
        const [call, said] = await Promise.all([
          t.as(user).post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice' }),
          withdraw(user, [topUp]),
        ]);
        return { user, call, said };
      }),
    );
    for (const { user, call, said } of outcomes) {
      expect([said.status, said.body.code]).toEqual([201, undefined]);
      const { amountMinor, payments, cases } = said.body as Withdrawal;
      const { paid, held } = await t.wallet(user);
      expect([201, 402]).toContain(call.status);
      const callHolds = call.status === 201 ? held : 0n;
      expect(held).toBe(callHolds);
      expect(BigInt(amountMinor) + paid).toBe(5000n);
      expect(payments).toMatchObject([{ refundedMinor: amountMinor, heldMinor: Number(callHolds) }]);
      expect(cases.map(({ why, amountMinor: about }) => [why, about])).toEqual(
        callHolds > 0n ? [['held', Number(callHolds)]] : [],
      );
      expect(await refundsOf(user)).toEqual([{ amount: amountMinor, cause: 'withdrawal' }]);
    }
    expect(await t.violations()).toEqual([]);
  });

  it('waits for who has the wallet: what is held meanwhile is said to be held, and not refused', async () => {
    const user = await t.given.user();
    const topUp = await credited(user, 5000n);
    let said: Promise<{ status: number; body: Withdrawal }> | undefined;
    await t.app.get(Db).transaction(systemContext(user.licenseeId, 'spec'), async (tx) => {
      const hold = { id: newId(), personId: user.id, currency: 'EUR', amount: 1800n };
      await t.app.get(Ledger).placeHold(tx, { ...hold, expiresAt: addSeconds(tx.now, 3600) });
      said ??= withdraw(user, [topUp]).then(({ status, body }) => ({ status, body: body as Withdrawal }));
      await somebodyWaits();
    });
    const { status, body } = await said!;
    expect([status, body]).toMatchObject([
      201,
      {
        amountMinor: 3200,
        payments: [{ refundedMinor: 3200, heldMinor: 1800 }],
        cases: [{ why: 'held', amountMinor: 1800 }],
      },
    ]);
    expect(await refundsOf(user)).toEqual([{ amount: 3200, cause: 'withdrawal' }]);
  });

  /** Until a transaction of this database waits for the lock of another. */
  const somebodyWaits = async (): Promise<void> => {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await t.db.query(waiting)).length === 0);
  };

  it('leaves what a call holds to staff, who give it back when the call has ended; both sides read it', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 5000);
    const advisor = await t.given.advisor({ voiceRateMinor: 500n });
    const call = await runningCall(t, user, advisor, { acceptedStart: { version: 'start-at-once-1', locale: 'de' } });
    const held = Number((await t.wallet(user)).held);
    expect(await offer(user)).toMatchObject([{ unspentMinor: 5000 - held, heldMinor: held }]);
    const { body } = await withdraw(user, [topUp]).expect(201);
    expect(body).toMatchObject({
      amountMinor: 5000 - held,
      cases: [{ why: 'held', state: 'open', amountMinor: held }],
    });
    for (const who of [user, advisor]) await t.as(who).post(`/v1/calls/${call}/end`).expect(200);
    await t.run('calling.media_sweep');
    const left = Number((await t.wallet(user)).paid);
    const id = (body as Withdrawal).cases[0]!.id;
    const one = (await queue()).find((row) => row['id'] === id)!;
    expect(one).toMatchObject({
      personId: t.publicId('person', user.id),
      matchingPersonId: null,
      email: user.email,
      withdrawal: { payments: [{ topUpId: topUp }] },
      startConsents: [{ kind: 'call', callId: call, topUpId: null, version: 'start-at-once-1', locale: 'de' }],
    });
    await decide(id, { decision: 'decline', amountMinor: 1 }).expect(422);
    expect((await decide(id, { decision: 'refund', amountMinor: 5001 }).expect(409)).body.code).toBe(
      'refund-above-refundable',
    );
    t.mails.sent = [];
    const decided = await decide(
      id,
      { decision: 'refund', amountMinor: left, reason: 'Your call has ended.' },
      finance,
    );
    expect([decided.status, decided.body]).toMatchObject([200, { state: 'refunded', reason: 'Your call has ended.' }]);
    expect(decided.body.email).toMatch(/^.\*\*\*@/); // finance counts money
    expect((await decide(id, { decision: 'decline' }).expect(409)).body.code).toBe('withdrawal-case-closed');
    expect((await t.wallet(user)).paid).toBe(0n);
    await settleStripe(t);
    expect(mails(user.email).filter((mail) => mail.startsWith('About your withdrawal'))).toEqual([
      expect.stringContaining('Reason: Your call has ended.'),
    ]);
    expect((await own(user))[0]!.cases).toMatchObject([{ state: 'refunded', reason: 'Your call has ended.' }]);
    expect((await queue('?state=decided&limit=1'))[0]).toMatchObject({ id, decidedByName: expect.any(String) });
    const log = (await t.as(owner).get('/v1/staff/audit').expect(200)).body as { data: object[] };
    expect(log.data[0]).toMatchObject({ action: 'withdrawal.decided', reason: 'Your call has ended.' });
    expect(await t.violations()).toEqual([]);
  });

  it('is a case for staff when the card refuses the money, and again when it refuses what staff sent', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 1500, REFUND_FAILS);
    await withdraw(user, [topUp]).expect(201);
    const failed = async () => {
      await settleStripe(t);
      t.sandbox!.stripe.advance(2);
      await settleStripe(t);
    };
    await failed();
    expect((await t.wallet(user)).paid).toBe(1500n);
    const [said] = await own(user);
    expect(said!.cases).toMatchObject([{ why: 'refused', state: 'open', amountMinor: 1500 }]);
    await decide(said!.cases[0]!.id, { decision: 'refund' }).expect(200);
    await failed();
    expect((await own(user))[0]!.cases).toMatchObject([
      { why: 'refused', state: 'refunded' },
      { why: 'refused', state: 'open', amountMinor: 1500 },
    ]);
    expect(await t.violations()).toEqual([]);
  });

  it('leaves the wallet when staff say that they paid it by a transfer, once, and for the share of the licensee', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 1500, REFUND_FAILS);
    await withdraw(user, [topUp]).expect(201);
    await settleStripe(t);
    t.sandbox!.stripe.advance(2);
    await settleStripe(t);
    const { id } = (await own(user))[0]!.cases[0]!;
    const share = async () =>
      t.app.get(Db).read(systemContext(user.licenseeId, 'spec'), async (tx) => {
        const ledger = t.app.get(Ledger);
        return ledger.houseBalance(tx, (await ledger.house(tx, 'EUR', 'licensee_payable')).licensee_payable);
      });
    const before = await share();
    const tooMuch = await decide(id, { decision: 'refunded', amountMinor: 1501 }).expect(409);
    expect(tooMuch.body).toMatchObject({ code: 'paid-above-wallet', freeMinor: 1500 });
    expect((await decide(id, { decision: 'refund', amountMinor: 0 }).expect(422)).body.errors[0].pointer).toBe(
      '/amountMinor',
    );
    // Staff say so many times at once, and the person asks for the money at the same time: it goes once.
    const [answers, asked] = await Promise.all([
      race(6, () => decide(id, { decision: 'refunded', reason: 'SEPA of today' }).then(({ status }) => status)),
      t.as(user).post('/v1/wallet/refunds', {}),
    ]);
    const decided = answers.filter((one) => (one as { value: number }).value === 200);
    expect([decided.length, asked.status].sort()).toEqual(asked.status === 201 ? [0, 201] : [1, 409]);
    expect((await t.wallet(user)).paid).toBe(0n);
    expect((await share()) - before).toBe(decided.length === 1 ? 1500n : 0n);
    if (decided.length === 1)
      expect((await own(user))[0]!.cases).toMatchObject([{ state: 'refunded', paidMinor: 1500 }]);
    else await decide(id, { decision: 'refunded', amountMinor: 0 }).expect(200);
    expect(await t.violations()).toEqual([]);
  });

  it('takes what is said in words for staff to decide, without any payment', async () => {
    const user = await t.given.user();
    const { body } = await withdraw(user, [], { words: '  My call of yesterday ' }).expect(201);
    expect(body).toMatchObject({
      amountMinor: 0,
      words: 'My call of yesterday',
      cases: [{ why: 'other', state: 'open' }],
    });
    const { id } = (body as Withdrawal).cases[0]!;
    expect((await decide(id, { decision: 'refund' }).expect(422)).body.errors[0].pointer).toBe('/amountMinor');
    t.mails.sent = [];
    await decide(id, { decision: 'decline', reason: 'The call was over.' }).expect(200);
    await t.drain();
    expect(mails(user.email)).toEqual([
      expect.stringMatching(/^Your withdrawal of [^]*Content: “My call of yesterday”[^]*Our team looks at it/),
      expect.stringContaining('No money is given back for it.'),
    ]);
  });

  it('is the end of automatic top-up also where staff give the money back: the emptied wallet would charge the card again', async () => {
    const user = await t.given.user();
    await paidTopUp(t, user, 2000, undefined, true);
    const { body: cards } = await t.as(user).get('/v1/cards').expect(200);
    const terms = { thresholdMinor: 500, amountMinor: 2000, monthlyCapMinor: 9000, agreed: true, locale: 'de' };
    await t
      .as(user)
      .put('/v1/wallet/auto-top-up', { ...terms, cardId: cards.data[0].id as string })
      .expect(200);
    const { body } = await withdraw(user, [], { words: 'All of it' }).expect(201);
    await decide((body as Withdrawal).cases[0]!.id, { decision: 'refund', amountMinor: 2000 }).expect(200);
    await t.run('billing.auto_top_ups');
    expect((await t.as(user).get('/v1/wallet/auto-top-up').expect(200)).body.status).toBe('off');
    expect(await t.db.query('select 1 from app.top_up where person_id = $1 and auto', [user.id])).toEqual([]);
  });

  it('is taken from who is not signed in, acknowledged to the address, and tells nothing of accounts', async () => {
    const user = await t.given.user();
    const said = { name: 'Ada', words: 'My payment of June', locale: 'en' };
    t.mails.sent = [];
    const known = await declare({ ...said, email: user.email.toUpperCase() }).expect(202);
    const unknown = await declare({ ...said, email: 'nobody.here@example.com', locale: 'de' }).expect(202);
    expect(Object.keys(known.body as object)).toEqual(Object.keys(unknown.body as object));
    await t.drain();
    for (const [address, subject] of [
      [user.email, 'Your withdrawal of '],
      ['nobody.here@example.com', 'Ihr Widerruf vom '],
    ] as const)
      expect(mails(address)).toEqual([expect.stringMatching(new RegExp(`^${subject}[^]*My payment of June`))]);
    expect(mails(owner.email).some((mail) => mail.startsWith('A withdrawal waits'))).toBe(true);
    const rows = (await queue()).filter(({ why }) => why === 'form');
    expect(rows).toMatchObject([
      { name: 'Ada', email: user.email, personId: null, matchingPersonId: t.publicId('person', user.id) },
      { email: 'nobody.here@example.com', matchingPersonId: null, withdrawal: { words: 'My payment of June' } },
    ]);
    expect(await own(user)).toEqual([]);
    const [first, second] = rows.map(({ id }) => id as string);
    expect((await decide(first!, { decision: 'refund', amountMinor: 1 }).expect(409)).body.code).toBe(
      'withdrawal-without-account',
    );
    expect((await decide(first!, { decision: 'refunded', amountMinor: 1 }).expect(409)).body.code).toBe(
      'withdrawal-without-account',
    );
    await decide(first!, { decision: 'refunded', reason: 'By bank transfer.' }).expect(200);
    await decide(second!, { decision: 'decline', reason: 'Nobody of ours.' }).expect(200);
    await t.drain();
    expect(mails('nobody.here@example.com').at(-1)).toContain('Begründung: Nobody of ours.');
    expect(mails(user.email).at(-1)).toContain('Reason: By bank transfer.');
  });

  it('names what is wrong with it', async () => {
    const user = await t.given.user();
    const topUp = await credited(user, 500n);
    for (const [body, pointer] of [
      [{ payments: [], locale: 'en' }, '/payments'],
      [{ payments: [], words: '   ', locale: 'en' }, '/words'],
      [{ payments: [{ topUpId: user.id }], locale: 'en' }, '/payments/0/topUpId'],
      [{ payments: [{ topUpId: topUp, amountMinor: 1 }], locale: 'en' }, '/payments/0/amountMinor'],
      [{ payments: [{ topUpId: topUp }], locale: 'English' }, '/locale'],
      [{ payments: [{ topUpId: topUp }], words: 'x'.repeat(2001), locale: 'en' }, '/words'],
    ] as const)
      expect((await t.as(user).post('/v1/wallet/withdrawals', body).expect(422)).body.errors[0].pointer).toBe(pointer);
    for (const [body, pointer] of [
      [{ name: ' ', email: 'a@example.com', words: 'x', locale: 'en' }, '/name'],
      [{ name: 'Ada', email: 'no address', words: 'x', locale: 'en' }, '/email'],
      [{ name: 'Ada', email: 'a@example.com', words: ' ', locale: 'en' }, '/words'],
    ] as const)
      expect((await declare(body).expect(422)).body.errors[0].pointer).toBe(pointer);
    await t.as(user).get('/v1/staff/withdrawal-cases').expect(403);
    expect(await refundsOf(user)).toEqual([]);
  });

  it('knows who asked to start at once, with version, language, time and address; who was not asked is not refused', async () => {
    const user = await t.given.user();
    const body = { amountMinor: 2000, method: 'checkout' };
    const acceptedStart = { version: 'start-at-once-1', locale: 'de' };
    const asked = await t
      .as(user)
      .post('/v1/top-ups', { ...body, acceptedStart })
      .expect(201);
    await t.as(user).post('/v1/top-ups', body).expect(201);
    const wrong = await t
      .as(user)
      .post('/v1/top-ups', { ...body, acceptedStart: { ...acceptedStart, version: 'start-at-once-0' } })
      .expect(422);
    expect(wrong.body.errors[0].pointer).toBe('/acceptedStart/version');
    const rows = await t.db.query(
      'select kind, ref_id, version, locale, ip is not null as has_ip, at is not null as has_time from app.start_consent where person_id = $1',
      [user.id],
    );
    expect(rows).toEqual([
      {
        kind: 'top_up',
        ref_id: t.parseId('topUp', asked.body.id as string),
        version: 'start-at-once-1',
        locale: 'de',
        has_ip: true,
        has_time: true,
      },
    ]);
  });

  it('knows it of who booked a call too, also weeks before; a server that books for somebody says nothing for them', async () => {
    const user = await t.given.user();
    const topUp = await paidTopUp(t, user, 9000);
    const advisor = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, advisor);
    const wish = {
      advisorId: t.publicId('advisor', advisor.advisorId),
      medium: 'voice',
      minutes: '30',
      startsAt: slotIn(t, 2 * 24 * 60),
      acceptedPriceMinor: 6000,
    };
    const acceptedStart = { version: 'start-at-once-1', locale: 'de' };
    const { body: key } = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['bookings:write'] })
      .expect(201);
    const forUser = `/v1/users/${t.publicId('person', user.id)}/bookings`;
    const refused = await t
      .as({ ...owner, token: key.key as string })
      .post(forUser, { ...wish, acceptedStart })
      .expect(422);
    expect(refused.body.errors[0].pointer).toBe('/acceptedStart');
    const { body: booking } = await t
      .as(user)
      .post('/v1/bookings', { ...wish, acceptedStart })
      .expect(201);
    await t.db.query(
      `update app.start_consent set at = at - interval '80 days' where person_id = $1 and kind = 'booking'`,
      [user.id],
    );
    const { body } = await withdraw(user, [topUp]).expect(201);
    const one = (await queue()).find((row) => row['id'] === (body as Withdrawal).cases[0]!.id)!;
    expect(one).toMatchObject({
      startConsents: [{ kind: 'booking', bookingId: booking.id, callId: null, topUpId: null, ...acceptedStart }],
    });
  });

  it('is forgotten when nothing can be claimed of it any more: what was typed, not what became of money, nor what waits for staff', async () => {
    const user = await t.given.user();
    const topUp = await credited(user, 700n);
    const said = async (words: string, isDecided = true): Promise<string> => {
      await declare({ name: 'Ada', email: 'ada@example.com', words, locale: 'en' }).expect(202);
      const { id, withdrawalId } = (await queue()).find(
        (row) => (row['withdrawal'] as Withdrawal & { words: string }).words === words,
      )!;
      if (isDecided) await decide(id as string, { decision: 'decline' }).expect(200);
      return t.parseId('withdrawal', withdrawalId as string)!;
    };
    const { body } = await withdraw(user, [topUp], { words: 'And my call' }).expect(201);
    const { id: account, cases } = body as Withdrawal;
    await decide(cases[0]!.id, { decision: 'decline' }).expect(200);
    const ids = {
      old: await said('Old'),
      thisYear: await said('Decided when the year began'),
      open: await said('Nobody has looked', false),
      account: t.parseId('withdrawal', account)!,
      new: await said('New'),
    };
    const YEAR = `date_trunc('year', now(), 'UTC') - interval '3 years'`;
    const age = (id: string, at: string) =>
      t.db.query(
        `with w as (update app.withdrawal set created_at = ${at} where id = $1)
         update app.withdrawal_case set decided_at = case when state <> 'open' then ${at} end where withdrawal_id = $1`,
        [id],
      );
    for (const name of ['old', 'open', 'account'] as const) await age(ids[name], `${YEAR} - interval '1 second'`);
    await age(ids.thisYear, YEAR);
    await t.db.query(`update app.withdrawal set created_at = now() - interval '89 days' where id = $1`, [ids.new]);
    const agreed = (ref: string, at: string) =>
      t.db.query(
        `insert into app.start_consent (licensee_id, kind, ref_id, person_id, version, locale, at, ip, user_agent)
         values ($1, 'top_up', $2, $3, 'start-at-once-1', 'en', ${at}, '127.0.0.1', 'a browser')`,
        [user.licenseeId, ref, user.id],
      );
    await agreed(newId(), `${YEAR} - interval '1 second'`);
    await agreed(newId(), YEAR);
    await t.run('billing.forget_withdrawals');
    const rows = await t.db.query<{ id: string }>(
      `select id, name, words, amount::int, wallet_refund_id is not null as "isRefunded", ip is not null as "hasIp" from app.withdrawal where id = any ($1)`,
      [Object.values(ids)],
    );
    const kept = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, rows.find((row) => row.id === id)]));
    expect(kept).toEqual({
      old: undefined,
      thisYear: expect.objectContaining({ name: 'Ada', hasIp: false }),
      open: expect.objectContaining({ words: 'Nobody has looked', hasIp: false }),
      account: expect.objectContaining({ words: null, amount: 700, isRefunded: true, hasIp: false }),
      new: expect.objectContaining({ words: 'New', hasIp: true }),
    });
    expect(await t.db.query('select 1 from app.withdrawal_case where withdrawal_id = $1', [ids.old])).toEqual([]);
    expect(
      await t.db.query(
        'select version, ip is not null as "hasIp", user_agent from app.start_consent where person_id = $1 order by at',
        [user.id],
      ),
    ).toEqual([
      { version: 'start-at-once-1', hasIp: false, user_agent: null },
      { version: 'start-at-once-1', hasIp: true, user_agent: 'a browser' },
    ]);
    await queue();
    expect(await own(user)).toMatchObject([{ words: null, amountMinor: 700 }]);
  });

  it('cannot be changed or deleted by the application, nor what was agreed to before', async () => {
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_TENANT_URL });
    await client.connect();
    try {
      for (const sql of [
        `update app.withdrawal set words = 'x'`,
        'delete from app.withdrawal',
        'delete from app.withdrawal_case',
        `update app.start_consent set version = 'x'`,
        'delete from app.start_consent',
      ]) {
        await client.query('begin');
        await client.query(`select set_config('app.licensee_id', $1, true)`, [owner.licenseeId]);
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      }
    } finally {
      await client.end();
    }
  });
});
