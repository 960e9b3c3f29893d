import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ledger } from '@app/billing';
import { Db, parseId, systemContext } from '@app/kernel';
import { type Actor, type TestApp, WebhookReceiver, race, testApp, verifiesWebhook, whileLocked } from '@app/testing';

const DAY = 86_400;
const REAL = (table: string): string => `${table}.licensee_id in (select id from app.licensee where test_of is null)`;

/** [N13] Money that goes back, is asked back and is paid out, with a key of test mode and nothing else. Stripe is a real adapter that asks a server which counts. */
describe('refunds, disputes and payouts of test mode', () => {
  let t: TestApp;
  let owner: Actor;
  let key: string;
  let liveKey: string;
  let twin: string;
  let receiver: WebhookReceiver;
  const asked: string[] = [];
  const stripe = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  let secret: string;
  let before: unknown;
  beforeAll(async () => {
    await new Promise<void>((resolve) => stripe.listen(0, '127.0.0.1', resolve));
    receiver = await WebhookReceiver.listen();
    t = await testApp({
      env: {
        WEBHOOKS_TO_LOOPBACK: 'allowed',
        STRIPE_API_BASE: `http://127.0.0.1:${(stripe.address() as AddressInfo).port}`,
      },
    });
    owner = await t.given.staff('owner');
    [key, liveKey] = [await newKey(true), await newKey(false)];
    const [found] = await t.db.query<{ id: string }>('select id from app.licensee where test_of = $1', [
      owner.licenseeId,
    ]);
    twin = found!.id;
    await t.run('events.place'); // what the people of test mode came with is not for this endpoint
    const { body } = await test()
      .post('/v1/webhook-endpoints', {
        url: receiver.at('shop'),
        eventTypes: [
          'call.refunded',
          'wallet_refund.requested',
          'wallet_refund.failed',
          'dispute.opened',
          'dispute.closed',
          'payout.started',
          'payout.paid',
          'payout.failed',
        ],
      })
      .expect(201);
    secret = body.secret as string;
    before = await realBusiness();
  });
  afterAll(async () => {
    await t.close();
    await receiver.close();
    stripe.closeAllConnections();
    await new Promise((resolve) => stripe.close(resolve));
  });

  const newKey = async (isTest: boolean, of: Actor = owner): Promise<string> => {
    const { body } = await t
      .as(of)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['*'] })
      .set('test-mode', String(isTest))
      .expect(201);
    return body.key as string;
  };
  const test = () => t.as({ ...owner, token: key });
  const live = () => t.as({ ...owner, token: liveKey });
  const newUser = async (name: string): Promise<string> => {
    const { body } = await test()
      .post('/v1/users', { externalId: name, email: `${name}@example.com`, displayName: 'Cleo', adult: true })
      .expect(201);
    return body.id as string;
  };
  const newAdvisor = async (name: string, voiceRateMinor = 600): Promise<string> => {
    const { body } = await test()
      .post('/v1/staff/advisors', {
        email: `${name}@example.com`,
        password: 'a good long password',
        displayName: 'Adele',
        voiceRateMinor,
        currency: 'EUR',
      })
      .expect(201);
    await test()
      .put(`/v1/test/advisors/${body.id as string}/availability`, { available: true })
      .expect(200);
    return body.id as string;
  };
  const payIn = async (userId: string, amountMinor: number): Promise<string> =>
    (await test().post('/v1/test/top-ups', { userId, amountMinor, card: 'success' }).expect(201)).body.id as string;
  const called = async (userId: string, advisorId: string, seconds: number): Promise<string> => {
    const { body } = await test().post(`/v1/users/${userId}/calls`, { advisorId, medium: 'voice' }).expect(201);
    const steps = [
      { event: 'advisor_answers' },
      { event: 'both_connect' },
      { event: 'caller_hangs_up', afterSeconds: seconds },
    ];
    await test()
      .post(`/v1/test/calls/${body.id as string}/simulate`, { steps })
      .expect(200);
    return body.id as string;
  };
  const wallet = async (userId: string) => (await test().get(`/v1/users/${userId}/wallet`).expect(200)).body;
  const dispute = (topUpId: string, more: object = {}) => test().post('/v1/test/disputes', { topUpId, ...more });
  const decide = (id: string, outcome: string) => test().post(`/v1/test/disputes/${id}/decide`, { outcome });
  const payOut = (advisorId: string) => test().post('/v1/test/payouts', { advisorId });
  const setBank = (advisorId: string, bank: string) =>
    test().put(`/v1/test/advisors/${advisorId}/payout-account`, { bank });
  const forward = (days: number) =>
    test()
      .post('/v1/test/clock/advance', { seconds: days * DAY })
      .expect(200);
  /** What lies in house accounts of the twin, and with payees. */
  const books = async (...kinds: string[]): Promise<Record<string, number>> => {
    const rows = await t.db.query<{ kind: string; sum: string }>(
      `select a.kind::text as kind, coalesce(sum(e.amount), 0)::text as sum from app.ledger_account a
         left join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id where a.licensee_id = $1 and a.kind::text = any ($2) group by 1`,
      [twin, kinds],
    );
    return Object.fromEntries(kinds.map((kind) => [kind, Number(rows.find((row) => row.kind === kind)?.sum ?? 0)]));
  };
  /** Messages that came, when those of these types are among them; a subject may be named. */
  const told = async (types: readonly string[], subject?: string): Promise<WebhookReceiver['received']> => {
    for (let tries = 0; ; tries++) {
      await t.drain();
      await t.run('events.place');
      await t.run('webhooks.send');
      const came = receiver.of('shop').filter(({ body }) => subject === undefined || body.subject === subject);
      const isThere = (type: string): boolean => came.some(({ body }) => body.type === type);
      if (types.every(isThere) || tries === 200) return came;
      await sleep(50);
    }
  };
  /** Events about one thing, oldest first, as the API lists them. */
  const eventsOf = async (subject: string): Promise<{ type: string; data: Record<string, unknown> }[]> => {
    await t.drain();
    await t.run('events.place');
    const { body } = await test().get('/v1/events?limit=100').expect(200);
    return (body.data as { type: string; subject: string; data: Record<string, unknown> }[])
      .filter((one) => one.subject === subject)
      .reverse();
  };
  /** Rows and sums that only the real business may change. */
  const realBusiness = async () => ({
    rows: await t.db.query(
      `select (select count(*) from app.payout p where ${REAL('p')})::int as payouts, (select count(*) from app.dispute d where ${REAL('d')})::int as disputes,
              (select count(*) from app.connect_account c where ${REAL('c')})::int as accounts, (select count(*) from app.ledger_entry e where ${REAL('e')})::int as entries,
              (select count(*) from app.stripe_balance_transaction b where ${REAL('b')})::int as lines`,
    ),
    sums: await t.db.query('select * from app.operator_trial_balance() order by 1'),
    treasury: await t.db.query(`select * from app.treasury('default') order by 1`),
    stripe: await t.db.query(`select * from app.stripe_totals('default', now()) order by 1`),
  });

  it('gives the price of a call and what was not spent back, by the routes of real money', async () => {
    const user = await newUser('refunded');
    const advisor = await newAdvisor('refunding');
    await payIn(user, 5000);
    const call = await called(user, advisor, 90);
    expect(await wallet(user)).toMatchObject({ paidMinor: 4100 });
    await test().post(`/v1/calls/${call}/refund`, { amountMinor: 400, reason: 'The line was bad' }).expect(201);
    expect(await wallet(user)).toMatchObject({ paidMinor: 4500 });
    const { body: back } = await test()
      .post(`/v1/staff/people/${user}/wallet/refunds`, { amountMinor: 1500, reason: 'Asked by mail' })
      .expect(201);
    expect(await wallet(user)).toMatchObject({ paidMinor: 3000 });
    await t.drain();
    const { body: refunds } = await test().get(`/v1/staff/people/${user}/wallet/refunds`).expect(200);
    expect(refunds.data).toMatchObject([{ id: back.id, parts: [{ amountMinor: 1500, status: 'succeeded' }] }]);
    // The money has left: nothing is on its way any more.
    expect(await books('refund_clearing')).toEqual({ refund_clearing: 0 });
    const types = ['call.refunded', 'wallet_refund.requested'];
    const messages = await told(types);
    expect(messages.map(({ body }) => body.type)).toEqual(expect.arrayContaining(types));
    for (const message of messages) {
      expect(verifiesWebhook(secret, message)).toBe(true);
      expect(message.body).toMatchObject({ livemode: false });
    }
  });

  it('asks a top-up back: what is left is frozen, and free again when the dispute is won', async () => {
    const user = await newUser('disputing-1');
    const topUp = await payIn(user, 3000);
    const { body: opened } = await dispute(topUp, { reason: 'product_not_received' }).expect(201);
    expect(opened).toMatchObject({
      topUpId: topUp,
      amountMinor: 3000,
      frozenMinor: 3000,
      reason: 'product_not_received',
      status: 'needs_response',
      outcome: null,
      livemode: false,
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 0 });
    expect(await books('dispute_held')).toEqual({ dispute_held: -3000 });
    // Staff see it in test mode and answer; in the real business it is not there.
    const staff = (path: string) => t.as(owner).get(path).set('test-mode', 'true');
    expect((await staff('/v1/staff/disputes').expect(200)).body.data).toMatchObject([{ id: opened.id }]);
    await t
      .as(owner)
      .get(`/v1/staff/disputes/${opened.id as string}`)
      .expect(404);
    const { body: answered } = await t
      .as(owner)
      .post(`/v1/staff/disputes/${opened.id as string}/evidence`, {})
      .set('test-mode', 'true')
      .expect(200);
    expect(answered).toMatchObject({ status: 'under_review' });
    expect((await decide(opened.id as string, 'won').expect(200)).body).toMatchObject({
      outcome: 'won',
      status: 'won',
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 3000 });
    // The bank has given the money back, and kept its fee.
    expect(await books('dispute_held', 'wallet_frozen')).toEqual({ dispute_held: 0, wallet_frozen: 0 });
    expect((await decide(opened.id as string, 'lost').expect(409)).body.code).toBe('dispute-not-open');
    expect(await eventsOf(opened.id as string)).toMatchObject([
      { type: 'dispute.opened', data: { amountMinor: 3000 } },
      { type: 'dispute.closed', data: { outcome: 'won' } },
    ]);
  });

  it('loses a dispute of money that was spent in part, and wins it after all by an appeal', async () => {
    const user = await newUser('disputing-2');
    const advisor = await newAdvisor('disputed');
    const topUp = await payIn(user, 5000);
    await called(user, advisor, 100); // 1,000 of it are spent
    const { body: opened } = await dispute(topUp).expect(201);
    expect(opened).toMatchObject({ amountMinor: 5000, frozenMinor: 4000 });
    const share = await books('licensee_payable');
    expect((await decide(opened.id as string, 'lost').expect(200)).body).toMatchObject({ outcome: 'lost' });
    expect(await wallet(user)).toMatchObject({ paidMinor: 0 });
    // What was spent is borne by whom the rules name: the licensee, without more.
    expect(await books('dispute_held', 'user_debt', 'wallet_frozen')).toEqual({
      dispute_held: 0,
      user_debt: 0,
      wallet_frozen: 0,
    });
    expect(await books('licensee_payable')).toEqual({ licensee_payable: share['licensee_payable']! - 1000 });
    expect((await decide(opened.id as string, 'lost').expect(409)).body.code).toBe('dispute-not-open');
    expect((await decide(opened.id as string, 'won').expect(200)).body).toMatchObject({ outcome: 'won' });
    expect(await books('licensee_payable')).toEqual(share);
    expect(await books('dispute_held')).toEqual({ dispute_held: 0 });
    expect(await wallet(user)).toMatchObject({ paidMinor: 4000 });
    expect((await eventsOf(opened.id as string)).map(({ type }) => type)).toEqual([
      'dispute.opened',
      'dispute.closed',
      'dispute.closed',
    ]);
  });

  it('disputes no more than was paid, and once where two ask at one moment', async () => {
    const user = await newUser('disputing-3');
    const topUp = await payIn(user, 2000);
    const { body: tooMuch } = await dispute(topUp, { amountMinor: 2001 }).expect(409);
    expect(tooMuch).toMatchObject({ code: 'top-up-not-disputable', topUpStatus: 'credited', leftMinor: 2000 });
    const answers = await whileLocked(t, { table: 'top_up', where: 'id', id: parseId('topUp', topUp) }, () =>
      race(2, () => dispute(topUp).then(({ body }) => body as { id: string })),
    );
    const ids = answers.map((one) => (one.status === 'fulfilled' ? one.value.id : undefined));
    const [row] = await t.db.query<{ n: number; amount: number }>(
      'select count(*)::int as n, sum(amount)::int as amount from app.dispute d where d.licensee_id = $1 and d.person_id = (select person_id from app.top_up where id = $2)',
      [twin, parseId('topUp', topUp)],
    );
    expect(row).toEqual({ n: 1, amount: 2000 });
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(1);
    expect((await dispute(topUp).expect(409)).body).toMatchObject({ code: 'top-up-not-disputable', leftMinor: 0 });
    // A payment that is asked back in parts has a dispute for each.
    const other = await payIn(user, 3000);
    const { body: part } = await dispute(other, { amountMinor: 1000 }).expect(201);
    const { body: rest } = await dispute(other).expect(201);
    expect([part, rest]).toMatchObject([{ amountMinor: 1000 }, { amountMinor: 2000 }]);
    expect(rest.id).not.toBe(part.id);
    const { body: open } = await test()
      .post('/v1/test/top-ups', { userId: user, amountMinor: 2000, card: 'three_d_secure' })
      .expect(201);
    expect((await dispute(open.id as string).expect(409)).body).toMatchObject({ topUpStatus: 'open' });
  });

  it('pays an advisor out, once however many ask, with the document and the webhooks of a real payout', async () => {
    const user = await newUser('paying-1');
    const advisor = await newAdvisor('paid-1');
    await payIn(user, 9000);
    await called(user, advisor, 600);
    expect((await payOut(advisor).expect(409)).body).toMatchObject({
      code: 'payout-not-possible',
      reason: 'no_account',
    });
    const { body: account } = await setBank(advisor, 'success').expect(200);
    expect(account).toMatchObject({ party: 'advisor', status: 'active', livemode: false });
    expect((await payOut(advisor).expect(409)).body).toMatchObject({ reason: 'nothing' });
    await forward(40);
    const payable = (await books('advisor_payable'))['advisor_payable']!;
    const answers = await race(3, () => payOut(advisor));
    const made = answers.flatMap((one) =>
      one.status === 'fulfilled' && one.value.status === 201 ? [one.value.body] : [],
    );
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      party: 'advisor',
      status: 'paid',
      cause: 'staff',
      failureCode: null,
      documents: [{ kind: 'payout_statement' }],
      livemode: false,
    });
    const paid = made[0] as { id: string; amountMinor: number };
    expect(await books('advisor_payable', 'transfer_clearing')).toEqual({
      advisor_payable: payable - paid.amountMinor,
      transfer_clearing: 0,
    });
    const events = await eventsOf(paid.id);
    expect(events).toMatchObject([
      { type: 'payout.started', data: { advisorId: advisor, amountMinor: paid.amountMinor } },
      { type: 'payout.paid', data: { advisorId: advisor, amountMinor: paid.amountMinor } },
    ]);
    const { body: list } = await t.as(owner).get('/v1/staff/payouts').set('test-mode', 'true').expect(200);
    expect((list.data as { id: string }[]).map(({ id }) => id)).toContain(paid.id);
    expect((await t.as(owner).get('/v1/staff/payouts').expect(200)).body.data).toEqual([]);
    const types = ['payout.started', 'payout.paid'];
    expect((await told(types, paid.id)).map(({ body }) => body.type)).toEqual(types);
  });

  it('pays out what was kept of a booking, as a line of its own in the document', async () => {
    const user = await newUser('booking-1');
    await payIn(user, 9000);
    const advisor = await newAdvisor('booked-1', 200);
    const around = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));
    const path = `/v1/test/advisors/${advisor}`;
    await test().put(`${path}/schedule`, { timeZone: 'UTC', weekly: around, exceptions: [] }).expect(200);
    const settings = { bufferMinutes: 0, noticeMinutes: 60, aheadDays: 30, autoAccept: true };
    await test()
      .put(`${path}/booking-settings`, { isOn: true, lengths: [30], ...settings })
      .expect(200);
    const { body: slots } = await test().get(`/v1/advisors/${advisor}/slots?minutes=30`).expect(200);
    const wanted = { advisorId: advisor, medium: 'voice', minutes: '30', startsAt: slots.data[0].startsAt };
    const { body: quote } = await test().post(`/v1/users/${user}/bookings/quote`, wanted).expect(200);
    const { body: booking } = await test()
      .post(`/v1/users/${user}/bookings`, { ...wanted, acceptedPriceMinor: quote.priceMinor })
      .expect(201);
    const { body: played } = await test()
      .post(`/v1/test/bookings/${booking.id as string}/simulate`, { steps: [{ event: 'user_cancels' }] })
      .expect(200);
    expect(played.booking.keptMinor).toBeGreaterThan(0);
    await called(user, advisor, 60);
    await forward(40);
    await setBank(advisor, 'success').expect(200);
    const { body: paid } = await payOut(advisor).expect(201);
    const [document] = await t.db.query<{ lines: { kind: string; count: number; amountMinor: number }[] }>(
      `select payload::jsonb -> 'lines' as lines from app.payout_document where licensee_id = $1 and payout_id = $2`,
      [twin, parseId('payout', paid.id as string)],
    );
    expect(document!.lines.map(({ kind, count }) => [kind, count])).toEqual([
      ['earnings', 1],
      ['booking_fees', 1],
    ]);
    expect(document!.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(paid.amountMinor);
  });

  it('fails a payout at the bank: the earnings are available again, and go to the next bank', async () => {
    const user = await newUser('paying-2');
    const advisor = await newAdvisor('paid-2');
    await payIn(user, 9000);
    await called(user, advisor, 600);
    await forward(40);
    await setBank(advisor, 'account_closed').expect(200);
    const payable = await books('advisor_payable', 'stripe_balance');
    const { body: failed } = await payOut(advisor).expect(201);
    expect(failed).toMatchObject({ status: 'failed', failureCode: 'account_closed', nextStep: 'change_bank_details' });
    expect(await books('advisor_payable', 'stripe_balance')).toEqual(payable);
    expect(await books('transfer_clearing')).toEqual({ transfer_clearing: 0 });
    expect(await eventsOf(failed.id as string)).toMatchObject([
      { type: 'payout.started' },
      { type: 'payout.failed', data: { failureCode: 'account_closed' } },
    ]);
    expect((await payOut(advisor).expect(409)).body).toMatchObject({ reason: 'account_blocked' });
    await setBank(advisor, 'transfer_refused').expect(200);
    expect((await payOut(advisor).expect(201)).body).toMatchObject({
      status: 'failed',
      failureCode: 'insufficient_capabilities_for_transfer',
    });
    expect(await books('advisor_payable', 'stripe_balance')).toEqual(payable);
    await setBank(advisor, 'success').expect(200);
    expect((await payOut(advisor).expect(201)).body).toMatchObject({ status: 'paid', amountMinor: failed.amountMinor });
  });

  it('pays your own share out, as the licensee and as nobody else', async () => {
    const user = await newUser('paying-own');
    const advisor = await newAdvisor('earning-own');
    for (let n = 0; n < 3; n++) {
      await payIn(user, 9000);
      await called(user, advisor, 600);
    }
    const payOwn = () => test().post('/v1/test/payouts', {});
    const setOwnBank = (bank: string) => test().put('/v1/test/payout-account', { bank });
    expect((await payOwn().expect(409)).body).toMatchObject({ code: 'payout-not-possible', reason: 'no_account' });
    expect((await setOwnBank('could_not_process').expect(200)).body).toMatchObject({
      party: 'licensee',
      status: 'active',
      livemode: false,
    });
    await forward(40);
    const share = await books('licensee_payable', 'promo_expense', 'tax', 'stripe_balance');
    const { body: failed } = await payOwn().expect(201);
    expect(failed).toMatchObject({ party: 'licensee', status: 'failed', failureCode: 'could_not_process' });
    expect(await books('licensee_payable', 'promo_expense', 'tax', 'stripe_balance')).toEqual(share);
    await setOwnBank('success').expect(200);
    const answers = await race(3, () => payOwn());
    const made = answers.flatMap((one) =>
      one.status === 'fulfilled' && one.value.status === 201 ? [one.value.body] : [],
    );
    expect(made).toMatchObject([
      { status: 'paid', amountMinor: failed.amountMinor, documents: [{ kind: 'payout_statement' }] },
    ]);
    // A share is no earning of an advisor: what is left of it is none, and theirs is untouched.
    expect((await payOwn().expect(409)).body).toMatchObject({ reason: 'nothing' });
    expect(await eventsOf(made[0].id as string)).toMatchObject([
      { type: 'payout.started', data: { advisorId: null, amountMinor: failed.amountMinor } },
      { type: 'payout.paid', data: { advisorId: null, amountMinor: failed.amountMinor } },
    ]);
    // Where callers' money is at the licensee's own account there is no share to send.
    await t.db.query(`update app.money_rules set topology = 'licensee_platform' where licensee_id = $1`, [twin]);
    expect((await payOwn().expect(409)).body.code).toBe('share-stays-at-your-stripe');
    await t.db.query(`update app.money_rules set topology = 'operator_platform' where licensee_id = $1`, [twin]);
  });

  it('finishes by the clock of test mode a payout whose worker died', async () => {
    const user = await newUser('paying-3');
    const advisor = await newAdvisor('paid-3');
    await payIn(user, 9000);
    await called(user, advisor, 600);
    await forward(40);
    await setBank(advisor, 'success').expect(200);
    const { body: paid } = await payOut(advisor).expect(201);
    // As it was when the transfer was made and nothing after it.
    await t.db.query(
      `update app.payout set status = 'transferred', stripe_payout_id = null, closed_at = null, next_try_at = next_try_at - interval '2 days' where id = $1`,
      [parseId('payout', paid.id as string)],
    );
    const [due] = await t.db.query<{ n: number }>(
      'select count(*)::int as n from app.unfinished_payouts(now(), 10) where licensee_id = $1',
      [twin],
    );
    expect(due).toEqual({ n: 1 });
  });

  it('is there in test mode only, for its own licensee only', async () => {
    const user = await newUser('apart-user');
    const advisor = await newAdvisor('apart');
    const topUp = await payIn(user, 2000);
    const { body: opened } = await dispute(topUp).expect(201);
    const zenith = await t.given.staff('owner', 'zenith');
    const foreign = t.as({ ...zenith, token: await newKey(true, zenith) });
    for (const as of [live(), foreign]) {
      await as.post('/v1/test/disputes', { topUpId: topUp }).expect(404);
      await as.post(`/v1/test/disputes/${opened.id as string}/decide`, { outcome: 'lost' }).expect(404);
      await as.put(`/v1/test/advisors/${advisor}/payout-account`, { bank: 'success' }).expect(404);
      await as.post('/v1/test/payouts', { advisorId: advisor }).expect(404);
    }
    for (const answer of [
      await live().put('/v1/test/payout-account', { bank: 'success' }),
      await live().post('/v1/test/payouts', {}),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, 'test-mode-only']);
    // Of the real business there is none to play with.
    const real = await t.given.advisor();
    const answer = await live().post('/v1/test/payouts', { advisorId: t.publicId('advisor', real.advisorId) });
    expect([answer.status, answer.body.code]).toEqual([404, 'test-mode-only']);
  });

  it('asks no bank, changes nothing of the real business, and keeps true books', async () => {
    await t.drain();
    await t.run('billing.resume_payouts');
    expect(asked).toEqual([]);
    expect(await t.violations()).toEqual([]);
    const broken = await t.app.get(Db).read(systemContext(twin, 'spec'), (tx) => t.app.get(Ledger).violations(tx));
    expect(broken).toEqual([]);
    const [lines] = await t.db.query<{ suspense: number; waiting: number; posted: number }>(
      `select count(*) filter (where status = 'suspense')::int as suspense, count(*) filter (where status = 'waiting')::int as waiting,
              count(*) filter (where status = 'posted')::int as posted from app.stripe_balance_transaction where licensee_id = $1`,
      [twin],
    );
    expect(lines).toMatchObject({ suspense: 0, waiting: 0 });
    expect(lines!.posted).toBeGreaterThan(5);
    expect(await realBusiness()).toEqual(before);
  });
});
