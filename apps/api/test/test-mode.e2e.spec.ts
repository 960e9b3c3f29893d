import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, parseId, systemContext } from '@app/kernel';
import { Payments } from '@app/billing';
import { TestTwins } from '@app/licensees';
import { type Actor, type TestApp, WebhookReceiver, testApp, verifiesWebhook } from '@app/testing';

/** Counts what comes; nothing may. */
async function silent(): Promise<{ url: string; asked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** [N13] A developer with a key of test mode and nothing else. Stripe and LiveKit are real adapters that ask servers which count. */
describe('test mode', () => {
  let t: TestApp;
  let owner: Actor;
  let key: string;
  let liveKey: string;
  let receiver: WebhookReceiver;
  let stripe: Awaited<ReturnType<typeof silent>>;
  let livekit: Awaited<ReturnType<typeof silent>>;
  beforeAll(async () => {
    [receiver, stripe, livekit] = await Promise.all([WebhookReceiver.listen(), silent(), silent()]);
    t = await testApp({
      realRooms: true,
      env: { WEBHOOKS_TO_LOOPBACK: 'allowed', STRIPE_API_BASE: stripe.url, LIVEKIT_API_URL: livekit.url },
    });
    owner = await t.given.staff('owner');
    key = await newKey(true);
    liveKey = await newKey(false);
  });
  afterAll(async () => {
    await t.close();
    await Promise.all([receiver.close(), stripe.close(), livekit.close()]);
  });

  const newKey = async (isTest: boolean, of: Actor = owner, name = 'Server'): Promise<string> => {
    const { body } = await t
      .as(of)
      .post('/v1/staff/api-keys', { name, scopes: ['*'] })
      .set('test-mode', String(isTest))
      .expect(201);
    return body.key as string;
  };
  const test = () => t.as({ ...owner, token: key });
  const live = () => t.as({ ...owner, token: liveKey });
  const newUser = async (name: string, as = test()): Promise<string> => {
    const { body } = await as
      .post('/v1/users', { externalId: name, email: `${name}@example.com`, displayName: 'Cleo', adult: true })
      .expect(201);
    return body.id as string;
  };
  const newAdvisor = async (name: string, as = test()): Promise<string> => {
    const { body } = await as
      .post('/v1/staff/advisors', {
        email: `${name}@example.com`,
        password: 'a good long password',
        displayName: 'Adele',
        voiceRateMinor: 600,
        currency: 'EUR',
        externalId: name,
      })
      .expect(201);
    return body.id as string;
  };
  const online = async (name: string): Promise<string> => {
    const id = await newAdvisor(name);
    await test().put(`/v1/test/advisors/${id}/availability`, { available: true }).expect(200);
    return id;
  };
  const payIn = (userId: string, amountMinor: number, card = 'success') =>
    test().post('/v1/test/top-ups', { userId, amountMinor, card });
  const ring = async (userId: string, advisorId: string): Promise<string> =>
    (await test().post(`/v1/users/${userId}/calls`, { advisorId, medium: 'voice' }).expect(201)).body.id as string;
  const play = (call: string, ...steps: [string, number?][]) =>
    test().post(`/v1/test/calls/${call}/simulate`, {
      steps: steps.map(([event, afterSeconds]) => ({ event, ...(afterSeconds === undefined ? {} : { afterSeconds }) })),
    });
  const wallet = async (userId: string) => (await test().get(`/v1/users/${userId}/wallet`).expect(200)).body;
  const told = async () => {
    await t.run('events.place');
    await t.run('webhooks.send');
    await new Promise((done) => setTimeout(done, 300));
  };

  /** How many rows of each table a tenant has. */
  const rowsOf = async (licenseeId: string): Promise<Record<string, number>> => {
    const tables = await t.database.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'app' and c.column_name = 'licensee_id' and t.table_type = 'BASE TABLE' order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await t.database.query<{ n: number }>(
        `select count(*)::int as n from app.${name} where licensee_id = $1`,
        [licenseeId],
      );
      counts[name] = row!.n;
    }
    return counts;
  };

  it('has somebody to call and somebody with money for whoever makes a key, once, and nothing of it in the real business', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const before = await rowsOf(zenith.licenseeId);
    const keys = await Promise.all([newKey(true, zenith, 'First'), newKey(true, zenith, 'First')]);
    expect(await rowsOf(zenith.licenseeId)).toEqual(before);
    const [twin] = await t.db.query<{ id: string }>('select id from app.licensee where test_of = $1', [
      zenith.licenseeId,
    ]);
    const inside = async () => {
      const { person, advisor, advisor_schedule, booking_settings, top_up, ledger_transaction } = await rowsOf(
        twin!.id,
      );
      return { person, advisor, advisor_schedule, booking_settings, top_up, ledger_transaction };
    };
    // The owner stands there too.
    const once = { person: 3, advisor: 1, advisor_schedule: 1, booking_settings: 1, top_up: 1, ledger_transaction: 1 };
    expect(await inside()).toEqual(once);

    const as = t.as({ ...zenith, token: keys[0] });
    const { body: advisors } = await as.get('/v1/staff/advisors?externalId=test_advisor').expect(200);
    const { body: users } = await as.get('/v1/users?externalId=test_user').expect(200);
    const [advisorId, userId] = [advisors.data[0].id as string, users.data[0].id as string];
    const { body: slots } = await as.get(`/v1/advisors/${advisorId}/slots?minutes=30`).expect(200);
    expect(slots.data.length).toBeGreaterThan(0);
    const { body: call } = await as.post(`/v1/users/${userId}/calls`, { advisorId, medium: 'voice' }).expect(201);
    const steps = [
      { event: 'advisor_answers' },
      { event: 'both_connect', afterSeconds: 3 },
      { event: 'caller_hangs_up', afterSeconds: 90 },
    ];
    const { body: played } = await as.post(`/v1/test/calls/${call.id as string}/simulate`, { steps }).expect(200);
    expect(played.call).toMatchObject({ status: 'ended', billedSeconds: 90, priceMinor: 900 });

    // Another key finds them as they are now.
    await as.put(`/v1/test/advisors/${advisorId}/availability`, { available: false }).expect(200);
    const { body: third } = await t
      .as(zenith)
      .post('/v1/staff/api-keys', { name: 'Another', scopes: ['*'] })
      .set('test-mode', 'true')
      .expect(201);
    expect(third.mode).toBe('test');
    const { person, advisor, top_up } = await inside();
    expect({ person, advisor, top_up }).toEqual({ person: 3, advisor: 1, top_up: 1 });
    expect((await as.get(`/v1/users/${userId}/wallet`).expect(200)).body).toMatchObject({ paidMinor: 4100 });
    expect((await as.get(`/v1/staff/advisors/${advisorId}`).expect(200)).body).toMatchObject({ available: false });
  });

  it('gives a developer user, advisor, money, a call with a break in it, receipt and webhook, with the money of a real one', async () => {
    expect(key).toMatch(/^sk_test_/);
    await t.run('events.place'); // what the people of test mode came with is not for this endpoint
    const { body: endpoint } = await test()
      .post('/v1/webhook-endpoints', { url: receiver.at('shop'), eventTypes: ['call.ended', 'top_up.credited'] })
      .expect(201);
    const user = await newUser('customer-1');
    const advisor = await online('advisor-1');
    const { body: paid, headers } = await payIn(user, 5000).expect(201);
    expect([headers['livemode'], paid.livemode, paid.status, paid.amountMinor]).toEqual([
      'false',
      false,
      'credited',
      5000,
    ]);
    const call = await ring(user, advisor);
    const { body: played } = await play(
      call,
      ['advisor_answers', 5],
      ['both_connect', 3],
      ['caller_lost', 60], // 59.5 s were talked: the caller pays for none of the seconds until it was noticed
      ['caller_returns', 8],
      ['caller_hangs_up', 30],
    ).expect(200);
    expect(played.call).toMatchObject({
      status: 'ended',
      endReason: 'hangup_caller',
      billedSeconds: 89,
      priceMinor: 890,
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 5000 - 890, heldMinor: 0 });
    const { body: receipt } = await test().get(`/v1/calls/${call}/receipt`).expect(200);
    expect(JSON.stringify(receipt)).toContain('89');
    await told();
    const messages = receiver.of('shop');
    expect(messages.map(({ body }) => body.type).sort()).toEqual(['call.ended', 'top_up.credited']);
    for (const message of messages) {
      expect(verifiesWebhook(endpoint.secret as string, message)).toBe(true);
      expect(message.body).toMatchObject({ livemode: false });
    }
    expect(messages.find(({ body }) => body.type === 'call.ended')!.body.data).toMatchObject({ priceMinor: 890 });
    const { body: events } = await test().get('/v1/events?type=call.ended').expect(200);
    expect(events.data).toEqual([expect.objectContaining({ subject: call, livemode: false })]);
  });

  it('lets a call live on its money as time is put forward: extended while there is some, ended to the second when there is none', async () => {
    const user = await newUser('customer-2');
    const advisor = await online('advisor-2');
    await payIn(user, 6000).expect(201);
    const call = await ring(user, advisor);
    await play(call, ['advisor_answers'], ['both_connect', 1]).expect(200);
    await test().post('/v1/test/clock/advance', { seconds: 3600 }).expect(200);
    const { body: ended } = await test().get(`/v1/calls/${call}`).expect(200);
    expect(ended).toMatchObject({
      status: 'ended',
      endReason: 'funds_exhausted',
      billedSeconds: 600,
      priceMinor: 6000,
    });
    expect(await wallet(user)).toMatchObject({ paidMinor: 0, heldMinor: 0 });
  });

  it('has nobody answer, decline and cancel, and refuses what cannot happen', async () => {
    const user = await newUser('customer-3');
    const advisor = await online('advisor-3');
    await payIn(user, 5000).expect(201);
    const missed = await ring(user, advisor);
    const { body: refused } = await play(missed, ['caller_hangs_up']).expect(409);
    expect(refused.code).toBe('illegal-transition');
    expect((await play(missed, ['time_passes', 120]).expect(200)).body.call).toMatchObject({ endReason: 'no_answer' });
    const declined = await ring(user, advisor);
    expect((await play(declined, ['advisor_declines', 4])).body.call).toMatchObject({ endReason: 'declined' });
    const cancelled = await ring(user, advisor);
    expect((await play(cancelled, ['caller_cancels', 4])).body.call).toMatchObject({ endReason: 'cancelled' });
    expect(await wallet(user)).toMatchObject({ paidMinor: 5000, heldMinor: 0 });
  });

  it('leads from the links of a call to its state, and lets each side do what it can while the link is good', async () => {
    const user = await newUser('customer-9');
    const advisor = await online('advisor-9');
    await payIn(user, 5000).expect(201);
    const { body: call } = await test()
      .post(`/v1/users/${user}/calls`, { advisorId: advisor, medium: 'voice' })
      .expect(201);
    const { callerUrl, advisorUrl } = call.join as { callerUrl: string; advisorUrl: string };
    const links = [callerUrl, advisorUrl].map((url) => new URL(url));
    expect(links.map(({ pathname }) => pathname)).toEqual(Array(2).fill(`/test-calls/${call.id as string}`));
    const [caller, other] = links.map(({ hash }) => hash.slice('#join='.length));
    const ask = (path: string, body: object, host = owner.host) => t.http(host).post(`/v1/test/join${path}`).send(body);
    const look = async (token = caller) => (await ask('', { token }).expect(200)).body;
    const act = (token: string | undefined, what: string) => ask('/act', { token, act: what });

    expect(await look()).toMatchObject({
      callId: call.id,
      side: 'caller',
      status: 'ringing',
      acts: ['cancels'],
      livemode: false,
    });
    expect(await look(other)).toMatchObject({ side: 'advisor', acts: ['answers', 'declines'] });
    // A side does what is its own, when it can.
    for (const [token, what] of [
      [caller, 'answers'],
      [caller, 'hangs_up'],
      [other, 'cancels'],
    ] as const)
      expect((await act(token, what).expect(409)).body.code).toBe('illegal-transition');
    await act(other, 'answers').expect(200);
    for (const token of [caller, other]) await act(token, 'connects').expect(200);
    expect(await look()).toMatchObject({ status: 'in_progress', acts: ['hangs_up', 'loses_line'] });
    expect((await act(caller, 'loses_line').expect(200)).body).toMatchObject({
      status: 'reconnecting',
      acts: ['returns'],
    });
    expect((await act(caller, 'returns').expect(200)).body).toMatchObject({ status: 'in_progress' });
    await test().post('/v1/test/clock/advance', { seconds: 60 }).expect(200);
    const { body: over } = await act(caller, 'hangs_up').expect(200);
    expect(over).toMatchObject({ status: 'ended', endReason: 'hangup_caller', acts: [] });
    expect(over.priceMinor).toBeGreaterThanOrEqual(600);
    expect((await look(other)).acts).toEqual([]);

    // A link that is too old shows how the call stands, and does nothing.
    const { body: second } = await test()
      .post(`/v1/users/${user}/calls`, { advisorId: advisor, medium: 'voice' })
      .expect(201);
    const late = new URL(second.join.callerUrl as string).hash.slice('#join='.length);
    await play(second.id as string, ['advisor_answers'], ['both_connect']).expect(200);
    await t.db.query(`update app.join_link set expires_at = created_at + interval '1 ms' where call_id = $1`, [
      parseId('call', second.id as string),
    ]);
    expect(await look(late)).toMatchObject({ status: 'in_progress', acts: [] });
    await act(late, 'hangs_up').expect(409);
    await play(second.id as string, ['caller_hangs_up']).expect(200);
  });

  it('answers for test cards as a bank does, and sends money back', async () => {
    const user = await newUser('customer-4');
    for (const [card, code] of [
      ['declined', 'card_declined'],
      ['insufficient_funds', 'insufficient_funds'],
    ]) {
      const { body } = await payIn(user, 2000, card).expect(201);
      expect(body).toMatchObject({ status: 'failed', failureCode: code });
    }
    const { body: open } = await payIn(user, 2000, 'three_d_secure').expect(201);
    expect(open).toMatchObject({ status: 'open' });
    expect(await wallet(user)).toMatchObject({ paidMinor: 0 });
    const finish = (outcome: string) => test().post(`/v1/test/top-ups/${open.id as string}/complete`, { outcome });
    expect((await finish('succeeded').expect(200)).body.status).toBe('credited');
    expect((await finish('succeeded').expect(409)).body.code).toBe('top-up-not-open');
    expect(await wallet(user)).toMatchObject({ paidMinor: 2000 });
    const { body: left } = await payIn(user, 2000, 'three_d_secure').expect(201);
    const { body: expired } = await test()
      .post(`/v1/test/top-ups/${left.id as string}/complete`, { outcome: 'expired' })
      .expect(200);
    expect(expired.status).toBe('expired');

    await test().post('/v1/test/wallet-refunds', { userId: user, amountMinor: 500 }).expect(201);
    await t.drain();
    const parts = await t.db.query<{ status: string }>('select status from app.wallet_refund_part');
    expect(parts).toEqual([{ status: 'succeeded' }]);
    expect(await wallet(user)).toMatchObject({ paidMinor: 1500 });
  });

  it('lets two who move its clock to one moment arrive there, and not behind it', async () => {
    const [twin] = await t.db.query<{ id: string }>('select id from app.licensee where test_of = $1', [
      owner.licenseeId,
    ]);
    const ctx = systemContext(twin!.id, 'spec');
    const db = t.app.get(Db);
    const at = new Date((await db.now(ctx)).getTime() + 3_600_000);
    let begun = 0;
    let go!: () => void;
    const both = new Promise<void>((done) => (go = done));
    const move = () =>
      db.transaction(ctx, async (tx) => {
        if (++begun === 2) go();
        await both;
        await t.app.get(TestTwins).moveClock(tx, at);
      });
    await Promise.all([move(), move()]);
    expect(Math.abs((await db.now(ctx)).getTime() - at.getTime())).toBeLessThan(60_000);
  });

  it('moves what waits for a time with its clock, and no clock but its own', async () => {
    const { body: before } = await test().get('/v1/test/clock').expect(200);
    const { body: after } = await test().post('/v1/test/clock/advance', { seconds: 86_400 }).expect(200);
    expect(Date.parse(after.now as string) - Date.parse(before.now as string)).toBeGreaterThanOrEqual(86_400_000);
    expect(after.aheadSeconds - before.aheadSeconds).toBe(86_400);
    for (const seconds of [0, -60, 1.5]) await test().post('/v1/test/clock/advance', { seconds }).expect(422);
    const user = await newUser('customer-5', live());
    expect(
      Math.abs(Date.parse((await live().get(`/v1/users/${user}`)).body.createdAt as string) - Date.now()),
    ).toBeLessThan(60_000);
    // Not even by hand.
    await expect(
      t.db.query(`update app.licensee set clock_offset = '1 h' where id = $1`, [t.licensees.aurora.id]),
    ).rejects.toThrow('licensee_only_twins_travel');
    await expect(t.db.query(`update app.licensee set clock_offset = '0' where test_of is not null`)).rejects.toThrow(
      'a test clock only moves forward',
    );
  });

  it('shows nothing of the real business, and the real business nothing of it', async () => {
    const realUser = await newUser('customer-6', live());
    const testUser = await newUser('customer-6'); // the same address: two people
    const realAdvisor = await newAdvisor('advisor-6', live());
    const testAdvisor = await online('advisor-6');
    await payIn(testUser, 5000).expect(201);
    const call = await ring(testUser, testAdvisor);
    for (const path of [`/v1/users/${testUser}`, `/v1/users/${testUser}/wallet`, `/v1/calls/${call}`]) {
      await live().get(path).expect(404);
      await t.as(owner).get(path).expect(404);
    }
    for (const path of [`/v1/users/${realUser}`, `/v1/users/${realUser}/wallet`]) await test().get(path).expect(404);
    await payIn(realUser, 5000).expect(404);
    await test().post(`/v1/users/${testUser}/calls`, { advisorId: realAdvisor, medium: 'voice' }).expect(404);
    await test().put(`/v1/test/advisors/${realAdvisor}/availability`, { available: true }).expect(404);
    await live()
      .post(`/v1/test/calls/${call}/simulate`, { steps: [{ event: 'advisor_answers' }] })
      .expect(404);
    // What exists in test mode only does not exist for others.
    for (const as of [live(), t.as(owner)]) {
      expect((await as.get('/v1/test/clock').expect(404)).body.code).toBe('test-mode-only');
      await as.post('/v1/test/clock/advance', { seconds: 60 }).expect(404);
      await as.post('/v1/test/top-ups', { userId: realUser, amountMinor: 500, card: 'success' }).expect(404);
    }
    const { body: users } = await live().get('/v1/users').expect(200);
    expect((users.data as { id: string }[]).map(({ id }) => id)).not.toContain(testUser);
    const { headers } = await live().get(`/v1/users/${realUser}`).expect(200);
    expect(headers['livemode']).toBe('true');
  });

  it('keeps keys of another licensee and of another mode apart', async () => {
    const other = await t.given.staff('owner', 'zenith');
    const foreign = await newKey(true, other);
    expect(
      (
        await t
          .as({ ...owner, token: foreign })
          .get('/v1/users')
          .expect(401)
      ).body.code,
    ).toBe('api-key-foreign-host');
    const list = async (mode: string) =>
      (await t.as(owner).get('/v1/staff/api-keys').set('test-mode', mode).expect(200)).body.data as {
        mode: string;
        id: string;
      }[];
    expect(new Set((await list('true')).map(({ mode }) => mode))).toEqual(new Set(['test']));
    expect(new Set((await list('false')).map(({ mode }) => mode))).toEqual(new Set(['live']));
    const [testKey] = await list('true');
    await t.as(owner).post(`/v1/staff/api-keys/${testKey!.id}/revoke`).expect(404);
    // Public does not mean real.
    const seen = async (token: string) =>
      JSON.stringify(
        (await t.http(owner.host).get('/v1/advisors').set('authorization', `Bearer ${token}`).expect(200)).body,
      );
    const advisor = await online('advisor-8');
    expect(await seen(key)).toContain(advisor);
    expect(await seen(liveKey)).not.toContain(advisor);
    expect((await t.http(owner.host).get('/v1/advisors').set('authorization', `Bearer ${foreign}`)).status).toBe(401);
    // Who asks for test mode is never answered from the real one.
    const { body: mixed } = await live().get('/v1/users').set('test-mode', 'true').expect(409);
    expect(mixed.code).toBe('not-in-test-mode');
    for (const word of ['TRUE', '1', 'true, true', ''])
      expect((await t.as(owner).get('/v1/users').set('test-mode', word).expect(409)).body.code).toBe(
        'not-in-test-mode',
      );
    for (const asked of [
      t.as(owner).get('/v1/advisors'),
      live().get('/v1/advisors'),
      t.http(owner.host).get('/v1/site'),
    ])
      expect((await asked.set('test-mode', 'true').expect(409)).body.code).toBe('not-in-test-mode');
    // A page that has no test mode says so and does nothing.
    const { body: refused } = await t.as(owner).get('/v1/staff/team').set('test-mode', 'true').expect(409);
    expect(refused.code).toBe('not-in-test-mode');
  });

  it('sends nothing to anybody: no mail, no bank, no media server, no browser', async () => {
    await t.drain();
    await t.run('calling.media_sweep');
    await t.run('calling.due');
    await t.run('billing.resume_top_ups');
    const twins = await t.db.query<{ id: string }>('select id from app.licensee where test_of is not null');
    const ids = twins.map(({ id }) => id);
    const mails = await t.db.query<{ status: string }>(
      'select distinct status from app.mail_message where licensee_id = any ($1)',
      [ids],
    );
    expect(mails).toEqual([{ status: 'kept' }]);
    const { body: shown } = await test().get('/v1/test/mails').expect(200);
    expect(shown.data).toContainEqual(
      expect.objectContaining({ to: 'customer-1@example.com', status: 'kept', livemode: false }),
    );
    await live().get('/v1/test/mails').expect(404);
    const addresses = await t.db.query<{ to_address: string }>(
      `select to_address from app.mail_message m where licensee_id = any ($1)
          and not exists (select 1 from app.mail_message r where r.licensee_id <> all ($1) and r.to_address = m.to_address)`,
      [ids],
    );
    const sent = t.mails.sent.map(({ to }) => JSON.stringify(to));
    expect(sent.filter((to) => addresses.some(({ to_address }) => to.includes(to_address)))).toEqual([]);
    expect([stripe.asked, livekit.asked.filter((one) => !one.includes('ListRooms'))]).toEqual([[], []]);
    const payments = t.app.get(Payments);
    expect(payments.constructor.name).toBe('RoutedPayments');
    for (const id of ids)
      expect(await t.database.query('select 1 from app.stripe_event where licensee_id = $1', [id])).toEqual([]);
  });

  it('changes no figure of the operator', async () => {
    const operator = await t.given.operator();
    const figures = async () => {
      const year = new Date().getUTCFullYear();
      const paths = ['licensees', 'reconciliation', 'treasury/ages', `dac7?year=${year}`, 'revenue'];
      const answers = await Promise.all(paths.map((path) => t.as(operator).get(`/v1/operator/${path}`).expect(200)));
      return answers.map(({ body }) => body);
    };
    const health = async () => {
      const { body } = await t.as(operator).get('/v1/operator/health').expect(200);
      const counted = ['live_calls', 'failed_top_ups', 'media_events', 'ledger_balance'];
      const checks = (body.checks as { id: string; value: number }[]).filter(({ id }) => counted.includes(id));
      expect(checks).toHaveLength(4);
      return checks.map(({ value }) => value);
    };
    const sums = async () => [
      await t.db.query('select * from app.operator_trial_balance() order by 1'),
      await t.db.query(`select * from app.treasury('default') order by 1`),
      await t.db.query(`select * from app.stripe_totals('default', now()) order by 1`),
      await t.db.query(`select * from app.operator_dac7(to_char(now(), 'YYYY'), true)`),
    ];
    const before = [await figures(), await health(), await sums()];
    const user = await newUser('customer-7');
    const advisor = await online('advisor-7');
    await payIn(user, 5000).expect(201);
    await payIn(user, 700, 'declined').expect(201);
    const call = await ring(user, advisor);
    await play(call, ['advisor_answers'], ['both_connect'], ['advisor_hangs_up', 90]).expect(200);
    await ring(user, advisor); // rings on: a live call of nobody's business
    expect([await figures(), await health(), await sums()]).toEqual(before);
    const { body: licensees } = await t.as(operator).get('/v1/operator/licensees').expect(200);
    expect(JSON.stringify(licensees)).not.toContain('t--');
    const [twin] = await t.db.query<{ id: string }>('select id from app.licensee where test_of = $1', [
      owner.licenseeId,
    ]);
    await t
      .as(operator)
      .get(`/v1/operator/licensees/${t.publicId('licensee', twin!.id)}`)
      .expect(404);
    expect(parseId('licensee', t.publicId('licensee', twin!.id))).toBe(twin!.id);
  });

  it('ends with the licence of its licensee, and can still be read', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const token = await newKey(true, zenith);
    const theirs = t.as({ ...zenith, token });
    const user = { email: 'ann@example.com', displayName: 'Ann', adult: true };
    await theirs.post('/v1/users', user).expect(201);
    await t.db.query(
      `insert into app.licence (licensee_id, status, plan_id, plan_name, plan_version, currency, terms, started_at, status_since, ends_at, ending)
       values ($1, 'terminated', gen_random_uuid(), 'Plan', 1, 'GBP', '{}', now(), now(), now(), 'export')`,
      [zenith.licenseeId],
    );
    const { body } = await theirs.post('/v1/users', { ...user, email: 'bea@example.com' }).expect(403);
    expect(body.code).toBe('licence-ended');
    await theirs.get('/v1/users').expect(200);
  });

  it('keeps true books', async () => {
    const [twin] = await t.db.query<{ id: string }>('select id from app.licensee where test_of = $1', [
      owner.licenseeId,
    ]);
    const broken = await t.db.query(
      `select e.transaction_id from app.ledger_entry e where e.licensee_id = $1 group by 1 having sum(e.amount) <> 0`,
      [twin!.id],
    );
    expect(broken).toEqual([]);
  });

  it('opens no call of the real business, nor of another licensee, by such a link', async () => {
    const ask = (token: string, host = owner.host) => t.http(host).post('/v1/test/join').send({ token });
    const caller = await t.given.user({ balanceMinor: 5_000n });
    const { advisorId } = await t.given.advisor();
    const { body: real } = await live()
      .post(`/v1/users/${t.publicId('person', caller.id)}/calls`, {
        advisorId: t.publicId('advisor', advisorId),
        medium: 'voice',
      })
      .expect(201);
    const url = new URL(real.join.callerUrl as string);
    expect(url.pathname).toBe(`/calls/${real.id as string}`);
    const token = url.hash.slice('#join='.length);
    for (const wrong of [token, 'nothing']) expect((await ask(wrong).expect(401)).body.code).toBe('join-link-invalid');
    const user = await newUser('customer-10');
    await payIn(user, 5000).expect(201);
    const { body: mine } = await test()
      .post(`/v1/users/${user}/calls`, { advisorId: await online('advisor-10'), medium: 'voice' })
      .expect(201);
    const good = new URL(mine.join.callerUrl as string).hash.slice('#join='.length);
    await ask(good).expect(200);
    await ask(good, 'zenith.localhost').expect(401);
    await t.http(owner.host).post('/v1/test/join/act').send({ token, act: 'cancels' }).expect(401);
  });
});
