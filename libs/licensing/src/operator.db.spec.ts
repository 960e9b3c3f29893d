import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Db, newId, publicId, systemContext } from '@app/kernel';
import { type HouseKind, Ledger } from '@app/billing';
import { PersonsService } from '@app/identity';
import { NO_LIMITS } from '@app/licensees';
import { MoneyHealth } from './money-health.service.js';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, race, settledCall, testApp } from '@app/testing';

const CONSOLE = '/v1/operator';
const READS = ['licensees', 'health', 'dead-jobs', 'reconciliation', 'revenue', 'audit'] as const;

interface Usage {
  liveCalls: number;
  callsToday: number;
  callsThisMonth: number;
  billedSecondsThisMonth: number;
  grossThisMonthMinor: number;
  operatorFeesThisMonthMinor: number;
  users: number;
  advisors: number;
  advisorsOnline: number;
}
interface Check {
  id: string;
  state: string;
  value: number | null;
  action: string | null;
}

/** The operator's console over its real database role. */
describe('the console of the operator', () => {
  let t: TestApp;
  let ops: Actor;
  let user: Actor;
  let advisor: Actor & { advisorId: string };
  let aurora: string;
  let zenith: string;

  beforeAll(async () => {
    t = await testApp();
    aurora = publicId('licensee', t.licensees.aurora.id);
    zenith = publicId('licensee', t.licensees.zenith.id);
    ops = await operator();
    user = await t.given.user({ balanceMinor: 20_000n, promoMinor: 50n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const callId = await settledCall(t, user, advisor);
    await settledCall(t, user, advisor);
    await t
      .as(await t.given.staff('owner'))
      .post(`/v1/calls/${publicId('call', callId)}/refund`, { amountMinor: 100, reason: 'noise on the line' })
      .expect(201);
  });
  afterAll(() => t.close());

  async function operator(): Promise<Actor> {
    const [row] = await t.db.query<{ id: string }>(`select id from app.licensee where kind = 'operator'`);
    const email = 'ops@operator.example';
    const person = await t.app.get(PersonsService).create(systemContext(row!.id, 'spec'), {
      role: 'operator',
      email,
      password: PASSWORD,
      displayName: 'Olga Operator',
      adult: true,
    });
    const { body } = await t
      .http('ops.localhost')
      .post('/v1/auth/sign-in')
      .send({ email, password: PASSWORD })
      .expect(200);
    return { id: person.id, email, token: body.accessToken as string, host: 'ops.localhost', licenseeId: row!.id };
  }

  const get = async (path: string) => (await t.as(ops).get(`${CONSOLE}/${path}`).expect(200)).body;
  const licensee = (id: string) => get(`licensees/${id}`);
  const setLimits = (id: string, maxAdvisors: number | null, maxConcurrentCalls: number | null) =>
    t.as(ops).put(`${CONSOLE}/licensees/${id}/limits`, {
      ...NO_LIMITS,
      maxAdvisors,
      maxConcurrentCalls,
      reason: 'agreed by phone',
    });

  it('is for the operator on the own host, and nowhere else', async () => {
    const owner = await t.given.staff('owner');
    const stray = await t.given.person('operator'); // nobody makes one at a tenant; should there be one, there is no console
    for (const path of [...READS, `licensees/${aurora}`]) {
      await t.as(ops).get(`${CONSOLE}/${path}`).expect(200);
      await t.as(owner).get(`${CONSOLE}/${path}`).expect(403);
      await t.as(user).get(`${CONSOLE}/${path}`).expect(403);
      await t.as(stray).get(`${CONSOLE}/${path}`).expect(404);
      await t.http('ops.localhost').get(`${CONSOLE}/${path}`).expect(401);
    }
    const limits = { ...NO_LIMITS, reason: 'mine' };
    await t.as(owner).put(`${CONSOLE}/licensees/${aurora}/limits`, limits).expect(403);
    await t.as(stray).put(`${CONSOLE}/licensees/${aurora}/limits`, limits).expect(404);
    await t
      .as(owner)
      .post(`${CONSOLE}/dead-jobs/${publicId('job', newId())}/retry`, { reason: 'mine' })
      .expect(403);
  });

  it('tells nothing of people: no name, no address', async () => {
    for (const path of [...READS, `licensees/${aurora}`]) {
      const { text } = await t.as(ops).get(`${CONSOLE}/${path}`).expect(200);
      expect([path, /@aurora|@zenith|end_user \d|advisor \d|Advisor \d/.exec(text)?.[0]]).toEqual([path, undefined]);
    }
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_OPERATOR_URL });
    await client.connect();
    try {
      for (const table of ['person', 'call', 'ledger_entry', 'top_up', 'audit_entry', 'licensee_limits'])
        await expect(client.query(`select 1 from app.${table}`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  describe('the licensees', () => {
    it('are listed by page, state and name, without the operator itself', async () => {
      const { data } = await get('licensees');
      expect(data.map((one: { slug: string }) => one.slug).sort()).toEqual(['aurora', 'zenith']);
      expect(data.find((one: { id: string }) => one.id === aurora)).toMatchObject({
        name: 'Aurora Advice',
        status: 'active',
        currency: 'EUR',
        country: 'DE',
        primaryHost: 'aurora.localhost',
        limits: NO_LIMITS,
      });
      const first = await get('licensees?limit=1');
      const second = await get(`licensees?limit=1&cursor=${first.next_cursor}`);
      expect([...first.data, ...second.data].map((one) => one.id)).toEqual(data.map((one: { id: string }) => one.id));
      expect(second).toMatchObject({ has_more: false, next_cursor: null });
      expect((await get('licensees?q=ENITH')).data.map((one: { id: string }) => one.id)).toEqual([zenith]);
      expect((await get('licensees?q=%25')).data).toEqual([]);
      expect((await get('licensees?status=suspended')).data).toEqual([]);
      await t.as(ops).get(`${CONSOLE}/licensees?status=lost`).expect(422);
      await t.as(ops).get(`${CONSOLE}/licensees?cursor=x`).expect(422);
      await t
        .as(ops)
        .get(`${CONSOLE}/licensees/${publicId('licensee', newId())}`)
        .expect(404);
      await t
        .as(ops)
        .get(`${CONSOLE}/licensees/${publicId('licensee', ops.licenseeId)}`)
        .expect(404);
    });

    it('have counters that equal the raw rows [M2]', async () => {
      const caller = await t.given.user({ balanceMinor: 10_000n });
      const ringing = await t
        .as(caller)
        .post('/v1/calls', {
          advisorId: publicId('advisor', (await t.given.advisor({ voiceRateMinor: 100n })).advisorId),
          medium: 'voice',
        })
        .expect(201);
      const suspended = await t.given.advisor();
      await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [suspended.advisorId]);
      await t.db.query(
        'insert into app.text_day (licensee_id, day, taken, codes, sent, segments) values ($1, now(), 4, 1, 3, 5)',
        [t.licensees.aurora.id],
      );
      const [raw] = await t.db.query<Record<keyof Usage, string>>(
        `with m as (select date_trunc('month', now(), 'UTC') as month, date_trunc('day', now(), 'UTC') as day)
         select (select count(*) from app.call where licensee_id = $1 and status not in ('ending', 'ended')) as "liveCalls",
                (select count(*) from app.call, m where licensee_id = $1 and requested_at >= m.day) as "callsToday",
                (select count(*) from app.call, m where licensee_id = $1 and requested_at >= m.month) as "callsThisMonth",
                (select sum(billed_seconds) from app.call, m where licensee_id = $1 and settled_at >= m.month) as "billedSecondsThisMonth",
                (select sum(price_minor) from app.call, m where licensee_id = $1 and settled_at >= m.month) as "grossThisMonthMinor",
                (select sum(e.amount) from app.ledger_entry e join app.ledger_account a on a.id = e.account_id, m
                  where e.licensee_id = $1 and a.kind = 'platform_fee' and e.created_at >= m.month) as "operatorFeesThisMonthMinor",
                (select count(*) from app.person where licensee_id = $1 and role = 'end_user') as users,
                (select count(*) from app.advisor where licensee_id = $1 and status <> 'suspended') as advisors,
                (select count(*) from app.advisor where licensee_id = $1 and status = 'active' and available) as "advisorsOnline",
                (select coalesce(sum(d.sent), 0) from app.text_day d where d.licensee_id = $1) as "textsThisMonth",
                (select coalesce(sum(d.segments), 0) from app.text_day d where d.licensee_id = $1) as "textSegmentsThisMonth"`,
        [t.licensees.aurora.id],
      );
      const { usage } = (await licensee(aurora)) as { usage: Usage };
      expect(usage).toEqual(
        Object.fromEntries(Object.entries(raw!).map(([name, value]) => [name, Number.parseInt(value, 10)])),
      );
      expect(usage).toMatchObject({ liveCalls: 1, advisorsOnline: usage.advisors });
      expect(usage.callsToday).toBe(3);
      expect(usage.grossThisMonthMinor).toBeGreaterThan(0);
      expect((await licensee(zenith)).usage).toMatchObject({ liveCalls: 0, callsThisMonth: 0, users: 0 });
      await t.as(caller).post(`/v1/calls/${ringing.body.id}/end`).expect(200);
    });

    it('show 30 days that add up', async () => {
      const one = await licensee(aurora);
      expect(one.hosts).toEqual([{ host: 'aurora.localhost', primary: true, verified: true }]);
      expect(one.days).toHaveLength(30);
      expect(one.days.at(-1).date).toBe(new Date().toISOString().slice(0, 10));
      const sum = (member: string): number =>
        one.days.reduce((total: number, day: Record<string, number>) => total + day[member]!, 0);
      const [raw] = await t.db.query<{ calls: string; seconds: string; gross: string }>(
        `select count(*) as calls, sum(billed_seconds) as seconds, sum(price_minor) as gross from app.call where licensee_id = $1`,
        [t.licensees.aurora.id],
      );
      expect([sum('calls'), sum('billedSeconds'), sum('grossMinor')].map(String)).toEqual([
        raw!.calls,
        raw!.seconds,
        raw!.gross,
      ]);
      expect(sum('operatorFeesMinor')).toBe(one.usage.operatorFeesThisMonthMinor);
    });
  });

  describe('limits', () => {
    const callers = (n: number) =>
      Promise.all(
        Array.from({ length: n }, async () => ({
          caller: await t.given.user({ balanceMinor: 5_000n, licensee: 'zenith' }),
          advisor: await t.given.advisor({ voiceRateMinor: 100n, licensee: 'zenith' }),
        })),
      );
    const call = (pair: { caller: Actor; advisor: { advisorId: string } }) =>
      t.as(pair.caller).post('/v1/calls', { advisorId: publicId('advisor', pair.advisor.advisorId), medium: 'voice' });
    const invite = (owner: Actor, n: string) =>
      t.as(owner).post('/v1/staff/advisors', {
        email: `limited${n}@zenith.example`,
        password: PASSWORD,
        displayName: 'Limited',
      });

    it('let exactly three of ten calls through that start at once', async () => {
      await setLimits(zenith, null, 3).expect(200);
      const pairs = await callers(10);
      const answers = await race(10, (i) => call(pairs[i]!));
      const bodies = answers.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      expect(bodies.map((one) => one?.status).sort()).toEqual([201, 201, 201, 403, 403, 403, 403, 403, 403, 403]);
      for (const one of bodies.filter((answer) => answer?.status === 403))
        expect(one!.body).toMatchObject({ code: 'limit-reached', limit: 'maxConcurrentCalls', value: 3 });
      const [{ n }] = (await t.db.query<{ n: string }>(
        `select count(*) as n from app.call where licensee_id = $1 and status <> 'ended'`,
        [t.licensees.zenith.id],
      )) as [{ n: string }];
      expect(n).toBe('3');
      // Refused calls left no money behind, and an ended one makes room for another.
      expect(await t.violations()).toEqual([]);
      const running = bodies.findIndex((one) => one?.status === 201);
      const waiting = bodies.findIndex((one) => one?.status === 403);
      await t.as(pairs[running]!.caller).post(`/v1/calls/${bodies[running]!.body.id}/end`).expect(200);
      await call(pairs[waiting]!).expect(201);
      await call(pairs[bodies.findLastIndex((one) => one?.status === 403)]!).expect(403);
      // Another licensee is not touched by it.
      const other = await t.given.user({ balanceMinor: 5_000n });
      await call({ caller: other, advisor: await t.given.advisor({ voiceRateMinor: 100n }) }).expect(201);
      await setLimits(zenith, null, null).expect(200);
      await call(pairs[bodies.findLastIndex((one) => one?.status === 403)]!).expect(201);
    });

    it('let exactly two of eight advisors in that are invited at once', async () => {
      const owner = await t.given.staff('owner', 'zenith');
      const { usage } = await licensee(zenith);
      await setLimits(zenith, usage.advisors + 2, null).expect(200);
      const answers = await race(8, (i) => invite(owner, `race${i}`));
      const bodies = answers.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      expect(bodies.map((one) => one?.status).sort()).toEqual([201, 201, 403, 403, 403, 403, 403, 403]);
      expect(bodies.find((one) => one?.status === 403)!.body).toMatchObject({
        code: 'limit-reached',
        limit: 'maxAdvisors',
        value: usage.advisors + 2,
      });
      // The sign-in of a refused advisor is not left behind.
      const [{ n }] = (await t.db.query<{ n: string }>(
        `select count(*) as n from app.person where licensee_id = $1 and email like 'limitedrace%'`,
        [t.licensees.zenith.id],
      )) as [{ n: string }];
      expect(n).toBe('2');
      await setLimits(zenith, 0, null).expect(200); // below what is there: those stay, no new one comes
      expect((await licensee(zenith)).usage.advisors).toBe(usage.advisors + 2);
      await invite(owner, 'zero').expect(403);
      await setLimits(zenith, usage.advisors + 2, null).expect(200);
      // Who comes back counts like who is new.
      const away = `/v1/staff/advisors/${bodies.find((one) => one?.status === 201)!.body.id}`;
      await t.as(owner).post(`${away}/suspend`, { reason: 'Away' }).expect(200);
      await invite(owner, 'instead').expect(201);
      expect((await t.as(owner).post(`${away}/reinstate`).expect(403)).body).toMatchObject({
        code: 'limit-reached',
        limit: 'maxAdvisors',
      });
      await setLimits(zenith, null, null).expect(200);
      await t.as(owner).post(`${away}/reinstate`).expect(200);
      await invite(owner, 'zero').expect(201);
    });

    it('lock nothing where none is set', async () => {
      const client = new pg.Client({ connectionString: t.database.adminUrl });
      await client.connect();
      try {
        await client.query('begin');
        const { rowCount } = await client.query('select 1 from app.licensee_limits where licensee_id = $1 for update', [
          t.licensees.zenith.id,
        ]);
        expect(rowCount).toBe(1); // the row is there, with no limit in it
        const [pair] = await callers(1);
        await call(pair!).expect(201);
      } finally {
        await client.end();
      }
    });

    it('are written into the log of the licensee and of the operator, with the reason', async () => {
      await setLimits(aurora, 40, 9).expect(200);
      const { body } = await setLimits(aurora, 40, null).expect(200);
      expect(body).toEqual({ ...NO_LIMITS, maxAdvisors: 40 });
      expect((await licensee(aurora)).limits).toEqual(body);
      const entry = {
        action: 'limits.changed',
        before: { ...NO_LIMITS, maxAdvisors: 40, maxConcurrentCalls: 9 },
        after: { ...NO_LIMITS, maxAdvisors: 40 },
        reason: 'agreed by phone',
      };
      const [own] = await t.db.query(
        `select action, before, after, reason, actor_id, actor_role from app.audit_entry where licensee_id = $1 order by id desc limit 1`,
        [t.licensees.aurora.id],
      );
      expect(own).toEqual({ ...entry, actor_id: ops.id, actor_role: 'operator' });
      const log = await get(`audit?licenseeId=${aurora}`);
      expect(log.data[0]).toMatchObject({
        ...entry,
        subjectKind: 'licensee',
        subjectId: aurora,
        actor: { kind: 'person', id: publicId('person', ops.id), name: 'Olga Operator' },
      });
      expect(log.data).toHaveLength(2);
      expect((await get('audit')).data.length).toBeGreaterThan(4);
      const first = await get('audit?limit=1');
      const second = await get(`audit?limit=1&cursor=${first.next_cursor}`);
      expect(second.data[0].id).not.toBe(first.data[0].id);
    });

    it('are refused when they make no sense', async () => {
      const path = `${CONSOLE}/licensees/${aurora}/limits`;
      const right = { ...NO_LIMITS, maxAdvisors: 1, maxConcurrentCalls: 1, reason: 'agreed' };
      for (const wrong of [
        { maxAdvisors: undefined },
        { maxConcurrentCalls: undefined },
        { maxAdvisors: -1 },
        { maxConcurrentCalls: 1.5 },
        { maxUsers: undefined },
        { maxApiPerMinute: 0 },
        { maxStorageMb: '1' },
        { maxAdvisors: '1' },
        { reason: '' },
        { reason: undefined },
      ])
        await t
          .as(ops)
          .put(path, { ...right, ...wrong })
          .expect(422);
      for (const nobody of [newId(), ops.licenseeId])
        await t
          .as(ops)
          .put(`${CONSOLE}/licensees/${publicId('licensee', nobody)}/limits`, right)
          .expect(404);
      expect((await licensee(aurora)).limits).toEqual({ ...NO_LIMITS, maxAdvisors: 40 });
      await setLimits(aurora, null, null).expect(200);
    });
  });

  describe('revenue', () => {
    it('equals the ledger, by licensee, currency and month', async () => {
      const { data } = await get('revenue?months=1');
      const raw = await t.db.query<{ kind: string; sum: string }>(
        `select case when a.kind = 'platform_fee' then 'fees' else x.kind end as kind, sum(e.amount)::text as sum
           from app.ledger_entry e join app.ledger_account a on a.id = e.account_id join app.ledger_transaction x on x.id = e.transaction_id
          where e.licensee_id = $1 and (a.kind = 'platform_fee' or (a.kind in ('wallet', 'promo') and x.kind in ('settlement', 'call_refund'))) group by 1`,
        [t.licensees.aurora.id],
      );
      const of = (kind: string): number => Number.parseInt(raw.find((row) => row.kind === kind)!.sum, 10);
      expect(data).toEqual([
        {
          licenseeId: aurora,
          name: 'Aurora Advice',
          currency: 'EUR',
          month: new Date().toISOString().slice(0, 7),
          grossMinor: -of('settlement'),
          refundedMinor: of('call_refund'),
          operatorFeesMinor: of('fees'),
        },
      ]);
      expect(of('call_refund')).toBe(100);
      expect((await get('revenue')).data).toEqual(data);
      for (const bad of ['months=0', 'months=25', 'months=x', 'months=-1'])
        await t.as(ops).get(`${CONSOLE}/revenue?${bad}`).expect(422);
    });
  });

  describe('reconciliation', () => {
    const rowOf = async (id: string) =>
      (await get('reconciliation')).data.find((one: { licenseeId: string }) => one.licenseeId === id);
    const event = (type: string, object: Record<string, unknown>, minutesAgo = 10) =>
      t.db.query(
        `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, created_at, received_at, payload, status)
         values ($1, $2, 'default', $3, $4, $5, now(), now() - $6 * interval '1 minute', $7, 'done')`,
        [t.licensees.zenith.id, newId(), `evt_${newId()}`, type, object['id'], minutesAgo, { data: { object } }],
      );

    const line = (id: string, type: string, net: bigint) =>
      t.db.query(
        `insert into app.stripe_balance_transaction (licensee_id, id, context, balance_transaction_id, type, currency, amount, fee, net, status, created_at,
           available_at, seen_at) values ($1, $2, 'default', $3, $4, 'GBP', $5, 0, $5, 'waiting', now(), now(), now())`,
        [t.licensees.zenith.id, newId(), id, type, net],
      );

    it('explains every minor unit between our ledger and what Stripe told us', async () => {
      const payer = await t.given.user({ licensee: 'zenith' });
      const posted = (await rowOf(zenith)).ledgerMinor as number; // postings of the factory, which no top-up stands behind
      await creditedTopUp(t, payer, 2_000n, 'pi_matched', 'GBP');
      const matched = await rowOf(zenith);
      expect(matched).toMatchObject({
        currency: 'GBP',
        ledgerMinor: posted + 2_000,
        stripeKnownMinor: 2_000,
        differenceMinor: posted,
        violations: 0,
      });
      await event('payment_intent.succeeded', { id: 'pi_matched', currency: 'gbp', amount_received: 2_000 });
      await event('payment_intent.succeeded', { id: 'pi_lost', currency: 'gbp', amount_received: 700 });
      await event('payment_intent.succeeded', { id: 'pi_now', currency: 'gbp', amount_received: 900 }, 0);
      await line('txn_waiting', 'refund', -300n);
      const found = await rowOf(zenith);
      expect(found).toMatchObject({
        ledgerMinor: posted + 2_000,
        stripeKnownMinor: 2_000 + 700 - 300,
        unmatchedCount: matched.unmatchedCount + 2,
      });
      const unmatched = found.unmatched as { kind: string; stripeId: string | null; amountMinor: number }[];
      expect(unmatched).toEqual(
        expect.arrayContaining([
          { kind: 'payment_not_credited', transactionId: null, stripeId: 'pi_lost', amountMinor: -700 },
          { kind: 'line_not_posted', transactionId: null, stripeId: 'txn_waiting', amountMinor: 300 },
          expect.objectContaining({ kind: 'posting_without_top_up', stripeId: null }),
        ]),
      );
      expect(unmatched.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(found.differenceMinor);
      expect(found.differenceMinor).toBe(found.ledgerMinor - found.stripeKnownMinor);
    });

    it('goes through the licensees page by page', async () => {
      const first = await get('reconciliation?limit=1');
      const second = await get(`reconciliation?limit=1&cursor=${first.next_cursor}`);
      expect([...first.data, ...second.data].map((one) => one.licenseeId).sort()).toEqual([aurora, zenith].sort());
      expect(second.has_more).toBe(false);
    });
  });

  describe('dead jobs', () => {
    const dead = async (task: string, payload: object, error: string): Promise<string> => {
      const [job] = await t.db.query<{ id: string }>(
        `select id from graphile_worker.add_job($1, $2::json, max_attempts => 3)`,
        [task, JSON.stringify(payload)],
      );
      await t.db.query(
        `update graphile_worker._private_jobs set attempts = max_attempts, last_error = $2 where id = $1`,
        [job!.id, error],
      );
      return job!.id;
    };
    const body = (reason = 'Stripe is back') => ({ reason });

    it('are listed with their cause, shortened and without addresses, and tried again', async () => {
      await t.drain();
      expect((await get('dead-jobs')).data).toEqual([]);
      const licenseeId = t.licensees.aurora.id;
      await dead('billing.verify_ledger', {}, 'first\n    at stack');
      const id = await dead(
        'stripe.event',
        { licenseeId, requestId: 'spec', payload: { id: newId() } },
        `refused for ada@aurora.example ${'x'.repeat(400)}\n    at stack`,
      );
      const { data } = await get('dead-jobs');
      expect(data).toMatchObject([
        { task: 'stripe.event', licenseeId: aurora, attempts: 3 },
        { task: 'billing.verify_ledger', licenseeId: null, lastError: 'first' },
      ]);
      expect(data[0].lastError).toMatch(/^refused for \.\.\. x+$/);
      expect(data[0].lastError.length).toBeLessThanOrEqual(200);
      const page = await get('dead-jobs?limit=1');
      expect((await get(`dead-jobs?limit=1&cursor=${page.next_cursor}`)).data).toEqual([data[1]]);

      const path = `${CONSOLE}/dead-jobs/${data[0].id}/retry`;
      await t.as(ops).post(path, {}).expect(422);
      const retried = await t.as(ops).post(path, body()).expect(200);
      expect(retried.body).toEqual(data[0]);
      await t.as(ops).post(path, body()).expect(404); // it is not dead any more
      const [entry] = (await get(`audit?licenseeId=${aurora}`)).data;
      expect(entry).toMatchObject({
        action: 'job.retried',
        subjectKind: 'job',
        subjectId: data[0].id,
        after: { task: 'stripe.event', attempts: 3, licenseeId: aurora },
        reason: 'Stripe is back',
      });
      await t.drain();
      expect(await t.db.query('select 1 from graphile_worker._private_jobs where id = $1', [id])).toEqual([]); // it ran
      expect((await get('dead-jobs')).data).toMatchObject([{ task: 'billing.verify_ledger' }]);
      await t.as(ops).post(`${CONSOLE}/dead-jobs/${data[1].id}/retry`, body()).expect(200);
      await t.drain();
    });

    it('are found by their own id only', async () => {
      const before = (await get('audit')).data.length;
      for (const id of [
        publicId('job', newId()),
        publicId('job', '00000000-0000-0000-7fff-ffffffffffff'),
        'job_1',
        '17',
      ])
        await t.as(ops).post(`${CONSOLE}/dead-jobs/${id}/retry`, body()).expect(404);
      // A job that waits or runs is no dead one.
      const [waiting] = await t.db.query<{ id: string }>(
        `select id from graphile_worker.add_job('stripe.event', '{}', run_at => now() + interval '1 hour')`,
      );
      const digits = BigInt(waiting!.id).toString(16).padStart(16, '0');
      const id = publicId('job', `00000000-0000-0000-${digits.slice(0, 4)}-${digits.slice(4)}`);
      await t.as(ops).post(`${CONSOLE}/dead-jobs/${id}/retry`, body()).expect(404);
      expect((await get('audit')).data.length).toBe(before);
    });
  });

  // Last: it breaks things.
  it('shows the accounts of a licensee and its advisors at Stripe, read only, and what stands in the way', async () => {
    const id = newId();
    await t.db.query(
      `insert into app.connect_account (licensee_id, id, party, party_id, account_id, country, entity_type, status, requirements, payout_block, created_at, synced_at)
       values ($1, $2, 'advisor', $3, 'acct_shown', 'DE', 'individual', 'restricted', '{external_account}', 'account_closed', now(), now())`,
      [t.licensees.aurora.id, id, advisor.advisorId],
    );
    const path = (licensee: string) => `/v1/operator/licensees/${licensee}/payout-accounts`;
    expect((await t.as(ops).get(path(aurora)).expect(200)).body.data).toMatchObject([
      {
        id: publicId('connectAccount', id),
        party: 'advisor',
        status: 'restricted',
        requirements: ['external_account'],
        payoutBlock: 'account_closed',
      },
    ]);
    expect((await t.as(ops).get(path(zenith)).expect(200)).body.data).toEqual([]);
    await t
      .as(ops)
      .get(path(publicId('licensee', newId())))
      .expect(404);
    await t
      .as(await t.given.staff('owner'))
      .get(path(aurora))
      .expect(403);
  });

  describe('health', () => {
    const checks = async (): Promise<Record<string, Check>> =>
      Object.fromEntries((await get('health')).checks.map((one: Check) => [one.id, one]));

    const house = async (): Promise<string> =>
      (await t.db.query<{ id: string }>(`select id from app.licensee where kind = 'operator'`))[0]!.id;
    /** A comparison as the nightly job keeps it. */
    const compared = async (figures: { ledger?: number; suspense?: number; hoursAgo?: number }): Promise<void> => {
      await t.db.query(
        `insert into app.stripe_comparison (licensee_id, id, context, currency, compared_at, ledger_minor, in_flight_minor, posted_minor, mirror_minor, stripe_minor,
           suspense_minor, waiting) values ($1, $2, 'default', 'EUR', now() - $3 * interval '1 hour', $4, 0, 0, 0, 0, $5, 0)`,
        [await house(), newId(), figures.hoursAgo ?? 0, figures.ledger ?? 0, figures.suspense ?? 0],
      );
    };
    const said = (schedule: string, hoursAgo = 0): Promise<unknown> =>
      t.db.query(
        `insert into app.stripe_payout_schedule (context, schedule, floors, said_at) values ('default', $1, '{}', now() - $2 * interval '1 hour')
         on conflict (context) do update set schedule = excluded.schedule, said_at = excluded.said_at`,
        [schedule, hoursAgo],
      );
    /** The wallets of this spec were filled without payments: one for each of them, so many days old. */
    const paidAgo = async (days: number): Promise<void> => {
      await t.db.query(`delete from app.top_up where idempotency_key like 'aged:%'`);
      await t.db.query(
        `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, created_at, closed_at, transaction_id)
         select a.licensee_id, gen_random_uuid(), a.owner_id, 'aged:' || a.id, a.balance, a.currency, 'checkout', 'credited', now(), now() - $1 * interval '1 day',
                (select t.id from app.ledger_transaction t where t.licensee_id = a.licensee_id limit 1)
           from app.ledger_account a where a.kind = 'wallet' and a.balance > 0`,
        [days],
      );
    };
    const money = async (id: string): Promise<Check> => (await checks())[id]!;

    it('is well when nothing is wrong, and every part says what it measured', async () => {
      await t.drain();
      await compared({});
      await said('manual');
      await paidAgo(0);
      await t.db.query(
        `insert into app.stripe_account_health (context, looked_at, requirements, webhooks, faults) values ('default', now(), '{}', '[]', '{}')`,
      );
      const found = await checks();
      expect(Object.keys(found)).toHaveLength(19);
      for (const one of Object.values(found)) {
        expect(one.value).not.toBeNull();
        if (!['database', 'queue_age'].includes(one.id)) expect(one).toMatchObject({ state: 'ok', action: null });
      }
    });

    it('says when the money at Stripe is not what the books say, was not compared, or leaves by itself', async () => {
      await compared({ ledger: -7, suspense: 99 });
      expect(await money('stripe_difference')).toMatchObject({ state: 'failing', value: 7 });
      expect(await money('stripe_suspense')).toMatchObject({ state: 'failing', value: 99 });
      await compared({ hoursAgo: 37 });
      expect(await money('stripe_comparison')).toMatchObject({ state: 'failing', value: 37 });
      await compared({ hoursAgo: 35 });
      expect(await money('stripe_comparison')).toMatchObject({ state: 'ok', value: 35 });
      await said('daily');
      expect(await money('automatic_payouts')).toMatchObject({ state: 'failing' });
      await said('manual', 25);
      expect(await money('automatic_payouts')).toMatchObject({ state: 'warning' });
      await said('manual');
      await t.db.query(
        `insert into app.operator_payout (licensee_id, id, idempotency_key, amount, currency, status, next_try_at, created_at)
         values ($1, $2, 'po_swept', 5, 'EUR', 'in_payout', now(), now())`,
        [await house(), newId()],
      );
      expect(await money('automatic_payouts')).toMatchObject({ state: 'failing', value: 1 });
      await t.db.query(`delete from app.operator_payout where idempotency_key = 'po_swept'`);
    });

    it('says when money is missing, is old, or hangs on its way for more than a day', async () => {
      const post = (kind: 'adjustment' | 'wallet_refund', from: HouseKind, to: HouseKind, amount: bigint) =>
        t.app.get(Db).transaction(t.given.ctx(), async (tx) => {
          const ledger = t.app.get(Ledger);
          const accounts = await ledger.house(tx, 'EUR', from, to);
          const legs = [
            { accountId: accounts[from], amount: -amount },
            { accountId: accounts[to], amount },
          ];
          return ledger.post(tx, { kind, currency: 'EUR', key: `spec:${newId()}`, legs, refId: newId() });
        });
      expect(await money('coverage')).toMatchObject({ state: 'ok' });
      await post('adjustment', 'bank', 'stripe_balance', 10_000_000n); // gone from Stripe
      expect((await money('coverage')).state).toBe('failing');
      await post('adjustment', 'stripe_balance', 'bank', 10_000_000n);
      expect(await money('coverage')).toMatchObject({ state: 'ok' });

      await post('wallet_refund', 'bank', 'refund_clearing', 40n);
      expect(await money('clearing')).toMatchObject({ state: 'ok', value: 0 });
      t.clock.advanceSeconds(25 * 3600);
      const later = await t.app.get(MoneyHealth).checks();
      t.clock.reset();
      expect(later.find(({ id }) => id === 'clearing')).toMatchObject({ state: 'failing', value: 1 });
      await post('wallet_refund', 'refund_clearing', 'bank', 40n);

      expect(await money('aged_money')).toMatchObject({ state: 'ok' });
      await paidAgo(61);
      expect(await money('aged_money')).toMatchObject({ state: 'warning' });
      await paidAgo(81);
      expect(await money('aged_money')).toMatchObject({ state: 'failing' });
      await paidAgo(0);
    });

    it('is told to the staff of the operator once, by mail and on their pages, and again only after it was well', async () => {
      const told = async (): Promise<string[]> => {
        await t.run('licensing.watch_money');
        await t.drain();
        return (
          await t.db.query<{ title: string }>(
            `select title from app.notice where person_id = $1 and kind = 'operator_incident' and title like '%differ%' order by id`,
            [ops.id],
          )
        ).map(({ title }) => title);
      };
      await compared({});
      expect(await told()).toEqual([]);
      await compared({ ledger: -7 });
      const once = ['Something is wrong with the money: our books and those of Stripe differ'];
      expect(await told()).toEqual(once);
      expect(await told()).toEqual(once);
      const [mail] = await t.db.query<{ n: bigint }>(
        `select count(*)::int as n from app.mail_message where person_id = $1 and template = 'operator_incident' and data::text like '%differ%'`,
        [ops.id],
      );
      expect(mail).toEqual({ n: 1 });
      await compared({});
      expect(await told()).toEqual(once);
      await compared({ ledger: -7 });
      expect(await told()).toEqual([...once, ...once]);
      await compared({});
      await told();
    });

    it('names an action for everything that is not', async () => {
      const { id } = t.licensees.aurora;
      const before = await checks();
      await t.db.query(
        `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, created_at, received_at, payload)
         values ($1, $2, 'default', 'evt_late', 'payment_intent.succeeded', 'pi_late', now(), now() - interval '20 minutes', '{}')`,
        [id, newId()],
      );
      const [anyCall] = await t.db.query<{ id: string }>('select id from app.call where licensee_id = $1 limit 1', [
        id,
      ]);
      await t.db.query(
        `insert into app.livekit_event (licensee_id, id, event_id, call_id, type, created_at, received_at, payload) select $1, gen_random_uuid(), 'ev' || n, $2,
           case n when 1 then 'participant_joined' else 'room_started' end, now(), now() - interval '2 minutes', '{}' from generate_series(1, 2) n`,
        [id, anyCall!.id],
      );
      await t.db.query(
        `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, created_at, closed_at)
         select $1, gen_random_uuid(), $2, 'failed' || n, 500, 'EUR', 'checkout', 'failed', now(), now() - n * interval '10 minutes' from generate_series(1, 12) n`,
        [id, user.id],
      );
      await t.db.query(
        `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, status, created_at, closed_at)
         select $1, gen_random_uuid(), $2, 'failing' || n, 500, 'EUR', 'checkout', 'failed', now(), now() from generate_series(1, 95) n`,
        [id, user.id],
      );
      const caller = await t.given.user({ balanceMinor: 5_000n });
      const late = await t.given.advisor({ voiceRateMinor: 100n });
      const live = before['live_calls']!.value!;
      await t
        .as(caller)
        .post('/v1/calls', { advisorId: publicId('advisor', late.advisorId), medium: 'voice' })
        .expect(201);
      await t.db.query(`update app.call set ring_expires_at = now() - interval '40 seconds' where caller_id = $1`, [
        caller.id,
      ]);
      await t.db.query(
        `with x as (insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint) values ($1, gen_random_uuid(), 'adjustment', 'EUR', 'broken', 0) returning id)
         insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount)
         select $1, x.id, 1, a.id, 5 from x, app.ledger_account a where a.licensee_id = $1 and a.kind = 'platform_fee'`,
        [id],
      );
      const [given] = await t.db.query<{ id: string }>(
        `select id from graphile_worker.add_job('stripe.event', '{}', max_attempts => 1)`,
      );
      await t.db.query('update graphile_worker._private_jobs set attempts = 1 where id = $1', [given!.id]);
      await t.db.query(`select graphile_worker.add_job('stripe.event', '{}', run_at => now() - interval '3 minutes')`);
      const found = await checks();
      const expected: Record<string, [string, number]> = {
        payment_events: ['failing', 1],
        media_events: ['warning', 1],
        failed_top_ups: ['failing', 100],
        live_calls: ['ok', live + 1],
        overdue_calls: ['failing', 1],
        ledger_balance: ['failing', 5],
        dead_jobs: ['warning', 1],
        migrations: ['ok', 0],
      };
      for (const [name, [state, value]] of Object.entries(expected))
        expect([name, found[name]!.state, found[name]!.value]).toEqual([name, state, value]);
      expect(found['queue_age']).toMatchObject({ state: 'failing' });
      expect(found['queue_age']!.value).toBeGreaterThan(170);
      for (const one of Object.values(found))
        expect([one.id, one.state === 'ok', typeof one.action]).toEqual([
          one.id,
          one.state === 'ok',
          one.state === 'ok' ? 'object' : 'string',
        ]);
      const broken = (await get('reconciliation')).data.find(
        (one: { licenseeId: string }) => one.licenseeId === aurora,
      );
      expect(broken.violations).toBe(1);
    });

    it('is failing, not silent, about what it cannot look at', async () => {
      await t.db.query('delete from public.schema_migration where id = (select max(id) from public.schema_migration)');
      await t.db.query('revoke execute on function app.queue_age() from app_resolver');
      const found = await checks();
      expect(found['migrations']).toMatchObject({ state: 'failing', value: 1, action: expect.any(String) });
      expect(found['queue_age']).toMatchObject({ state: 'failing', value: null, action: expect.any(String) });
      expect(found['database']!.value).not.toBeNull();
    });
  });
});
