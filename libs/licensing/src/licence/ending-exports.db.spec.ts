import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, creditedTopUp, paidCall, testApp } from '@app/testing';
import { EXPORT_NAMES } from './ending-exports.dto.js';

const LINES = /\r?\n/;

describe('what a licensee takes along', () => {
  let t: TestApp;
  let owner: Actor;
  let user: Actor;

  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    user = await t.given.user();
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    await creditedTopUp(t, user, 5_000n, 'pi_export_1');
    await paidCall(t, user, advisor, 60);
    await t
      .as(owner)
      .put('/v1/staff/legal/terms/en/draft', { title: 'Terms', markdown: '# Terms\n\n=1+1' })
      .expect(200);
    await t.as(owner).post('/v1/staff/legal/terms/en/publish').expect(200);
    // The neighbour has books too.
    await creditedTopUp(t, await t.given.user({ licensee: 'zenith' }), 7_777n, 'pi_export_2');
  });
  afterAll(() => t.close());

  const take = (name: string, format: string, as = owner) =>
    t.as(as).get(`/v1/staff/licence/exports/${name}?format=${format}`);
  const rowsOf = async (name: string, as = owner): Promise<Record<string, unknown>[]> => {
    const { text } = await take(name, 'jsonl', as).expect(200);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('is listed, and every file of the list is there', async () => {
    const { data } = (await t.as(owner).get('/v1/staff/licence/exports').expect(200)).body as {
      data: { name: string; path: string; formats: string[] }[];
    };
    expect(data.map(({ name }) => name)).toEqual(['calls', 'people', 'advisors', 'ratings', ...EXPORT_NAMES]);
    for (const { path, formats } of data)
      for (const format of formats) await t.as(owner).get(`${path}?format=${format}`).expect(200);
  });

  it('holds every entry of the ledger, and each transaction sums to zero', async () => {
    const rows = await rowsOf('ledger');
    const [there] = await t.db.query<{ entries: string }>(
      'select count(*) as entries from app.ledger_entry where licensee_id = $1',
      [t.licensees.aurora.id],
    );
    expect(rows).toHaveLength(Number(there!.entries));
    const sums = new Map<unknown, number>();
    for (const { transactionId, amountMinor } of rows)
      sums.set(transactionId, (sums.get(transactionId) ?? 0) + (amountMinor as number));
    expect(sums.size).toBeGreaterThan(1);
    expect(new Set(sums.values())).toEqual(new Set([0]));
    expect(rows).toContainEqual(
      expect.objectContaining({
        kind: 'top_up',
        account: 'wallet',
        ownerId: t.publicId('person', user.id),
        amountMinor: 5_000,
      }),
    );
    const [left] = await rowsOf('wallets');
    expect(left).toMatchObject({ personId: t.publicId('person', user.id), kind: 'wallet', balanceMinor: 4_400 });
  });

  it('goes over many steps without a gap or a doubled row', async () => {
    // More than two steps of 500 transactions, many of them at the same microsecond.
    await t.db.query(
      `with made as (
         insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint, created_at)
         select $1, gen_random_uuid(), 'adjustment', 'EUR', 'many:' || n, 0, timestamptz '2026-01-01' + (n / 400) * interval '1 second' from generate_series(1, 1300) n
         returning id),
       account as (select id from app.ledger_account where licensee_id = $1 and kind = 'tax' limit 1)
       insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount)
       select $1, made.id, leg, account.id, case leg when 1 then 1 else -1 end from made, account, generate_series(1, 2) leg`,
      [t.licensees.aurora.id],
    );
    const found = (await rowsOf('ledger')).filter(({ kind }) => kind === 'adjustment');
    expect(found).toHaveLength(2_600);
    expect(new Set(found.map(({ transactionId, leg }) => `${String(transactionId)}:${String(leg)}`)).size).toBe(2_600);
  });

  it('is the same as CSV, with what a spreadsheet would run made harmless', async () => {
    for (const name of EXPORT_NAMES) {
      const { text, headers } = await take(name, 'csv').expect(200);
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(headers['content-disposition']).toBe(`attachment; filename="${name}.csv"`);
      const rows = await rowsOf(name);
      if (rows[0]) expect([name, text.split(LINES)[0]]).toEqual([name, Object.keys(rows[0]).join(',')]);
      if (name !== 'legal-pages' && name !== 'brand')
        expect([name, text.trim().split(LINES).length - 1]).toEqual([name, rows.length]);
    }
    expect(await rowsOf('legal-pages')).toMatchObject([
      { kind: 'terms', locale: 'en', version: 1, title: 'Terms', markdown: '# Terms\n\n=1+1' },
    ]);
  });

  it('holds nothing of another licensee', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const own = new Set((await rowsOf('ledger')).map(({ transactionId }) => transactionId));
    const others = await rowsOf('ledger', zenith);
    expect(others).toContainEqual(expect.objectContaining({ kind: 'top_up', amountMinor: 7_777 }));
    expect(others.filter(({ transactionId }) => own.has(transactionId))).toEqual([]);
    for (const name of EXPORT_NAMES)
      expect([name, JSON.stringify(await rowsOf(name)).includes(t.licensees.zenith.id)]).toEqual([name, false]);
  });

  it('is for the owner only, and in the log', async () => {
    for (const role of ['admin', 'finance', 'support', 'analyst'] as const) {
      const other = await t.given.staff(role);
      await take('ledger', 'csv', other).expect(403);
      await t.as(other).get('/v1/staff/licence/exports').expect(403);
    }
    await take('ledger', 'csv', user).expect(403);
    await take('secrets', 'csv').expect(404);
    expect((await take('ledger', 'xlsx').expect(422)).body.errors).toMatchObject([{ pointer: '/format' }]);
    const entries = await t.db.query<{ format: string }>(
      `select distinct after ->> 'format' as format from app.audit_entry
        where licensee_id = $1 and action = 'export.made' and subject_id = 'ledger' and actor_id = $2 order by 1`,
      [t.licensees.aurora.id, owner.id],
    );
    expect(entries.map(({ format }) => format)).toEqual(['csv', 'jsonl']);
  });
});
