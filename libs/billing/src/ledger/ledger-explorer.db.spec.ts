import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId, publicId } from '@app/kernel';
import { type Actor, type TestApp, creditedTopUp, settledCall, testApp } from '@app/testing';
import { transactionsStatement } from './ledger-explorer.queries.js';

interface Entry {
  accountId: string;
  accountKind: string;
  owner: { kind: string; id: string | null; name: string | null };
  amountMinor: number;
  balanceAfterMinor: number | null;
}
interface Transaction {
  id: string;
  kind: string;
  refKind: string | null;
  refId: string | null;
  callId: string | null;
  reversesId: string | null;
  postedAt: string;
  entries: Entry[];
  sumMinor: number;
}

const BOOKS = '/v1/staff/ledger';
const INTENT = 'pi_3ExplorerSpec';

describe('the ledger explorer', () => {
  let t: TestApp;
  let finance: Actor;
  let user: Actor;
  let advisor: Actor & { advisorId: string };
  let callId: string;
  let refundId: string;
  let topUpId: string;
  let foreignTransaction: string;
  let foreignAccount: string;

  beforeAll(async () => {
    t = await testApp();
    finance = await t.given.staff('finance');
    user = await t.given.user({ balanceMinor: 20_000n, promoMinor: 50n });
    advisor = await t.given.advisor({ voiceRateMinor: 600n });
    callId = publicId('call', await settledCall(t, user, advisor));
    const owner = await t.given.staff('owner');
    const refund = await t
      .as(owner)
      .post(`/v1/calls/${callId}/refund`, { amountMinor: 100, reason: 'noise on the line' })
      .expect(201);
    refundId = refund.body.id as string;
    topUpId = publicId('topUp', await creditedTopUp(t, user, 2_500n, INTENT));
    await t.given.user({ balanceMinor: 777n, licensee: 'zenith' });
    const [row] = await t.db.query<{ transaction_id: string; account_id: string }>(
      'select transaction_id, account_id from app.ledger_entry where licensee_id = $1 limit 1',
      [t.licensees.zenith.id],
    );
    foreignTransaction = publicId('transaction', row!.transaction_id);
    foreignAccount = publicId('account', row!.account_id);
  });
  afterAll(() => t.close());

  const list = async (query = '', as: Actor = finance): Promise<Transaction[]> =>
    (await t.as(as).get(`${BOOKS}/transactions${query}`).expect(200)).body.data as Transaction[];
  const kinds = (rows: readonly Transaction[]): string[] => rows.map((row) => row.kind).sort();

  it('shows every transaction once, newest first, each with entries that sum to zero', async () => {
    const [{ n }] = (await t.db.query<{ n: string }>(
      'select count(*) as n from app.ledger_transaction where licensee_id = $1',
      [finance.licenseeId],
    )) as [{ n: string }];
    const seen: Transaction[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await t
        .as(finance)
        .get(`${BOOKS}/transactions?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
        .expect(200);
      seen.push(...(body.data as Transaction[]));
      cursor = body.next_cursor as string | null;
      expect(body.has_more).toBe(cursor !== null);
    } while (cursor !== null);
    expect(seen).toHaveLength(Number.parseInt(n, 10));
    expect(new Set(seen.map((one) => one.id)).size).toBe(seen.length);
    expect([...seen].sort((a, b) => b.postedAt.localeCompare(a.postedAt)).map((one) => one.id)).toEqual(
      seen.map((one) => one.id),
    );
    for (const one of seen) {
      expect(one.sumMinor).toBe(0);
      expect(one.entries.length).toBeGreaterThanOrEqual(2);
      expect(one.entries.reduce((sum, entry) => sum + entry.amountMinor, 0)).toBe(0);
    }
  });

  it('tells a wrong sum, which no posting function would make', async () => {
    const id = newId();
    await t.db.query(
      `insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint) values ($1, $2, 'adjustment', 'GBP', 'broken', 0)`,
      [t.licensees.zenith.id, id],
    );
    await t.db.query(
      `insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount)
       select licensee_id, $2, 1, id, 5 from app.ledger_account where licensee_id = $1 and kind = 'stripe_balance'`,
      [t.licensees.zenith.id, id],
    );
    const zenith = await t.given.staff('finance', 'zenith');
    const { body } = await t
      .as(zenith)
      .get(`${BOOKS}/transactions/${publicId('transaction', id)}`)
      .expect(200);
    expect(body.sumMinor).toBe(5);
  });

  it('names who owns each account, and what each posting belongs to', async () => {
    const [settlement] = await list('?kind=settlement');
    expect(settlement).toMatchObject({ refKind: 'call', refId: callId, callId, reversesId: null });
    const owners = Object.fromEntries(settlement!.entries.map((entry) => [entry.accountKind, entry.owner]));
    expect(owners).toMatchObject({
      wallet: { kind: 'person', id: publicId('person', user.id), name: expect.stringContaining('end_user') },
      promo: { kind: 'person', id: publicId('person', user.id) },
      advisor_payable: { kind: 'person', id: publicId('person', advisor.id), name: expect.stringContaining('advisor') },
      licensee_payable: { kind: 'licensee', id: publicId('licensee', user.licenseeId), name: 'Aurora Advice' },
      platform_fee: { kind: 'operator', id: null, name: null },
      tax: { kind: 'house', id: null, name: null },
    });
    for (const entry of settlement!.entries)
      expect([entry.accountKind, entry.balanceAfterMinor === null]).toEqual([
        entry.accountKind,
        !['wallet', 'promo', 'advisor_payable'].includes(entry.accountKind),
      ]);
    const [refund] = await list('?kind=call_refund');
    expect(refund).toMatchObject({ refKind: 'refund', refId: refundId, callId, reversesId: settlement!.id });
    const grants = await list('?kind=top_up');
    expect(grants.some((one) => one.refKind === 'top_up' && one.refId === topUpId)).toBe(true);
    await t.db.query(`update app.person set display_name = 'Erased' where id = $1`, [user.id]);
    const [again] = await list('?kind=settlement');
    expect(again!.entries.find((entry) => entry.accountKind === 'wallet')!.owner.name).toBe('Erased');
  });

  it('finds the entries of any id [L8.3]', async () => {
    const [settlement] = await list('?kind=settlement');
    const find = async (q: string): Promise<string[]> => kinds(await list(`?q=${q}`));
    expect(await find(callId)).toEqual(['call_refund', 'settlement']);
    expect(await find(refundId)).toEqual(['call_refund']);
    expect(await find(topUpId)).toEqual(['top_up']);
    expect(await find(INTENT)).toEqual(['top_up']);
    expect(await find(settlement!.id)).toEqual(['settlement']);
    expect(await find(publicId('person', user.id))).toEqual([
      'call_refund',
      'promo_grant',
      'settlement',
      'top_up',
      'top_up',
    ]);
    expect(await find(publicId('person', advisor.id))).toEqual(['call_refund', 'settlement']);
    expect(await find(publicId('advisor', advisor.advisorId))).toEqual(['call_refund', 'settlement']);
    const wallet = settlement!.entries.find((entry) => entry.accountKind === 'wallet')!.accountId;
    expect(await find(wallet)).toEqual(['call_refund', 'settlement', 'top_up', 'top_up']);
    for (const nothing of ['pi_nobody', 'whatever', publicId('call', newId()), foreignTransaction, '%25'])
      expect([nothing, await find(nothing)]).toEqual([nothing, []]);
  });

  it('filters by kind, account, person and time', async () => {
    const all = await list('?limit=100');
    expect(kinds(await list('?accountKind=platform_fee'))).toEqual(['call_refund', 'settlement']);
    expect(await list('?accountKind=suspense')).toEqual([]);
    const person = publicId('person', user.id);
    expect(kinds(await list(`?personId=${person}&kind=top_up`))).toEqual(['top_up', 'top_up']);
    await t
      .as(finance)
      .get(`${BOOKS}/transactions?personId=${publicId('person', newId())}`)
      .expect(404);
    const at = all[2]!.postedAt;
    const since = await list(`?limit=100&from=${at}`);
    const until = await list(`?limit=100&to=${at}`);
    expect([...since, ...until].map((one) => one.id)).toEqual(all.map((one) => one.id));
    expect(since.length).toBeGreaterThanOrEqual(2);
    for (const bad of [
      'kind=x',
      'from=yesterday',
      'to=2026-13-01T00:00:00Z',
      'from=0000-01-01T00:00:00Z',
      'cursor=x',
      'personId=1',
    ])
      await t.as(finance).get(`${BOOKS}/transactions?${bad}`).expect(422);
  });

  it('totals every kind of account, and all totals sum to zero', async () => {
    const { body } = await t.as(finance).get(`${BOOKS}/accounts`).expect(200);
    const rows = body.data as { kind: string; totalMinor: number; accounts: number; accountId: string | null }[];
    expect(rows.map((row) => row.kind)).toEqual(expect.arrayContaining(['wallet', 'platform_fee', 'suspense', 'tax']));
    expect(rows.reduce((sum, row) => sum + row.totalMinor, 0)).toBe(0);
    const sums = await t.db.query<{ kind: string; sum: string; n: string }>(
      `select a.kind, coalesce(sum(e.amount), 0)::text as sum, count(distinct a.id) as n from app.ledger_account a
         left join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id where a.licensee_id = $1 group by 1`,
      [finance.licenseeId],
    );
    for (const { kind, sum, n } of sums)
      expect(rows.find((row) => row.kind === kind)).toMatchObject({
        totalMinor: Number.parseInt(sum, 10),
        accounts: Number.parseInt(n, 10),
      });
    const one = await t.as(finance).get(`${BOOKS}/accounts?kind=tax`).expect(200);
    expect(one.body.data).toEqual(rows.filter((row) => row.kind === 'tax'));
    await t.as(finance).get(`${BOOKS}/accounts?kind=gold`).expect(422);
  });

  it('runs the balance of a wallet and of a house account, also from page to page and over a snapshot', async () => {
    const other = await t.given.user({ balanceMinor: 5_000n });
    await settledCall(t, other, await t.given.advisor({ voiceRateMinor: 300n }));
    for (const [kind, snapshot] of [
      ['wallet', false],
      ['platform_fee', false],
      ['platform_fee', true],
    ] as const) {
      const [account] = await t.db.query<{ id: string }>(
        `select id from app.ledger_account where licensee_id = $1 and kind = $2 order by (owner_id = $3) desc limit 1`,
        [finance.licenseeId, kind, user.id],
      );
      const entries = await t.db.query<{ amount: string; at: Date }>(
        `select amount, created_at as at from app.ledger_entry where account_id = $1 order by created_at, transaction_id, leg`,
        [account!.id],
      );
      if (snapshot)
        await t.db.query(
          `insert into app.house_snapshot (licensee_id, account_id, until, balance)
           select $1, $2, created_at + interval '1 microsecond', amount from app.ledger_entry where account_id = $2 order by created_at limit 1`,
          [finance.licenseeId, account!.id],
        );
      let sum = 0;
      const expected = entries.map(({ amount }) => [Number.parseInt(amount, 10), (sum += Number.parseInt(amount, 10))]);
      const path = `${BOOKS}/accounts/${publicId('account', account!.id)}`;
      const shown: number[][] = [];
      let cursor: string | null = null;
      do {
        const { body } = await t
          .as(finance)
          .get(`${path}/entries?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`)
          .expect(200);
        for (const one of body.data as { amountMinor: number; balanceAfterMinor: number }[])
          shown.push([one.amountMinor, one.balanceAfterMinor]);
        cursor = body.next_cursor as string | null;
      } while (cursor !== null);
      expect(entries.length).toBeGreaterThanOrEqual(3);
      expect([kind, shown.reverse()]).toEqual([kind, expected]);
      const whole = await t.as(finance).get(`${path}/entries`).expect(200);
      expect(
        (whole.body.data as { balanceAfterMinor: number }[]).map((one) => one.balanceAfterMinor).reverse(),
      ).toEqual(expected.map(([, balance]) => balance));
      const { body } = await t.as(finance).get(path).expect(200);
      expect(body).toMatchObject({ kind, balanceMinor: sum, currency: 'EUR' });
    }
  });

  it('exports one line per entry, as CSV and as JSON, and writes down who took it', async () => {
    const csv = await t.as(finance).get(`${BOOKS}/export?kind=settlement`).expect(200);
    expect(csv.headers['content-type']).toMatch(/^text\/csv/);
    const [header, ...lines] = csv.text.trim().split('\n');
    expect(header).toMatch(/^time,transaction,kind,ref_kind,ref,account,/);
    const [{ n }] = (await t.db.query<{ n: string }>(
      `select count(*) as n from app.ledger_entry e join app.ledger_transaction x on x.id = e.transaction_id where x.licensee_id = $1 and x.kind = 'settlement'`,
      [finance.licenseeId],
    )) as [{ n: string }];
    expect(lines).toHaveLength(Number.parseInt(n, 10));
    const { body } = await t.as(finance).get(`${BOOKS}/export?kind=settlement&format=json`).expect(200);
    expect(body).toMatchObject({ object: 'list', has_more: false, next_cursor: null });
    expect(body.data).toHaveLength(lines.length);
    expect((body.data as { amountMinor: number }[]).reduce((sum, one) => sum + one.amountMinor, 0)).toBe(0);
    const entries = await t.db.query(
      `select actor_id, after from app.audit_entry where licensee_id = $1 and action = 'ledger.exported' order by id`,
      [finance.licenseeId],
    );
    expect(entries).toEqual([
      {
        actor_id: finance.id,
        after: { lines: lines.length, format: 'csv', filter: { kind: 'settlement' } },
      },
      { actor_id: finance.id, after: { lines: lines.length, format: 'json', filter: { kind: 'settlement' } } },
    ]);
  });

  it('keeps out who is not of finance, and every foreign id', async () => {
    const routes = ['transactions', 'accounts', 'export', `transactions/${foreignTransaction}`];
    for (const role of ['support', 'analyst', 'end_user', 'advisor'] as const) {
      const somebody = await t.given.person(role);
      for (const route of routes) await t.as(somebody).get(`${BOOKS}/${route}`).expect(403);
    }
    for (const route of [
      `transactions/${foreignTransaction}`,
      `accounts/${foreignAccount}`,
      `accounts/${foreignAccount}/entries`,
      `transactions/${publicId('transaction', newId())}`,
      'transactions/txn_1',
    ])
      await t.as(finance).get(`${BOOKS}/${route}`).expect(404);
  });

  describe('the wallet of an end user', () => {
    const path = (id: string): string => `/v1/staff/people/${publicId('person', id)}/wallet`;

    it('shows balance, top-ups and what is reserved now', async () => {
      const support = await t.given.staff('support');
      const caller = await t.given.user({ balanceMinor: 10_000n });
      await creditedTopUp(t, caller, 1_500n, 'pi_wallet_view');
      const busy = await t.given.advisor({ voiceRateMinor: 100n });
      const call = await t
        .as(caller)
        .post('/v1/calls', { advisorId: publicId('advisor', busy.advisorId), medium: 'voice' })
        .expect(201);
      const { body } = await t.as(support).get(path(caller.id)).expect(200);
      const own = await t.as(caller).get('/v1/wallet').expect(200);
      expect(body).toMatchObject({ ...own.body, paidMinor: 11_500, heldMinor: 500 });
      expect(body.topUps).toMatchObject([
        { status: 'credited', amountMinor: 1_500, paymentIntentId: 'pi_wallet_view' },
      ]);
      expect(body.holds).toMatchObject([{ callId: call.body.id, amountMinor: 500, promoMinor: 0 }]);
      await t.as(caller).post(`/v1/calls/${call.body.id}/end`).expect(200);
    });

    it('exists for end users only, and for the right roles', async () => {
      await t.as(finance).get(path(advisor.id)).expect(404);
      await t.as(finance).get(path(newId())).expect(404);
      const stranger = await t.given.user({ licensee: 'zenith' });
      await t.as(finance).get(path(stranger.id)).expect(404);
      await t
        .as(await t.given.staff('analyst'))
        .get(path(user.id))
        .expect(403);
      await t.as(user).get(path(user.id)).expect(403);
    });
  });

  it('reads the first page of 100,000 entries by an index, within a second [L8.6]', async () => {
    const zenith = await t.given.staff('finance', 'zenith');
    await t.db.query(
      `with a as (select id from app.ledger_account where licensee_id = $1 and kind = 'stripe_balance'),
            t as (insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint, created_at)
                  select $1, gen_random_uuid(), 'adjustment', 'GBP', 'bulk:' || n, 0, now() - n * interval '1 minute' from generate_series(1, 50001) n returning id, created_at)
       insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, created_at)
       select $1, t.id, leg, a.id, case leg when 1 then 7 else -7 end, t.created_at from t, a, generate_series(1, 2) leg`,
      [zenith.licenseeId],
    );
    await t.db.query('analyze app.ledger_transaction, app.ledger_entry');
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_TENANT_URL });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.licensee_id', $1, true)`, [zenith.licenseeId]);
      for (const filter of [
        {},
        { from: new Date(Date.now() - 86_400_000).toISOString() },
        { to: new Date(Date.now() - 86_400_000).toISOString() },
      ]) {
        const { sql, values } = transactionsStatement(zenith.licenseeId, filter, undefined, undefined, undefined, 21);
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...values]);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).toMatch(/Index Scan.* ledger_transaction_time/);
        expect(plan).not.toMatch(/Seq Scan|Sort/);
      }
    } finally {
      await client.end();
    }
    expect(await list('?limit=20', zenith)).toHaveLength(20);
    // One line too many for a file: a file that ends early would be taken for the whole.
    const refused = await t.as(zenith).get('/v1/staff/ledger/export?format=csv').expect(409);
    expect([refused.body.code, refused.headers['content-disposition']]).toEqual(['export-too-large', undefined]);
    const taken = `select 1 from app.audit_entry where licensee_id = $1 and action = 'ledger.exported'`;
    expect(await t.db.query(taken, [zenith.licenseeId])).toEqual([]);
  });
});
