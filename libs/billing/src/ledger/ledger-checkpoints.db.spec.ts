import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, paidCall, race, testApp } from '@app/testing';
import { LedgerCheckpoints } from './ledger-checkpoints.service.js';

const DAY = 86_400;
const run = promisify(execFile);

describe('the sealed books', () => {
  let t: TestApp;
  let owner: Actor;
  let folder: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff();
    folder = mkdtempSync(path.join(tmpdir(), 'bundles-'));
    // Entries are stamped by the database's clock; days go by with the application's.
    const user = await t.given.user({ balanceMinor: 50_000n, promoMinor: 300n });
    await paidCall(t, user, await t.given.advisor(), 90);
    t.clock.reset();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await t.close();
  });
  beforeEach(() => t.clock.reset());

  const seal = (days: number) => {
    t.clock.advanceSeconds(days * DAY);
    return t.app.get(LedgerCheckpoints).seal(t.given.ctx());
  };
  const bundle = async (number: number): Promise<string> => {
    t.clock.reset();
    return (await t.as(owner).get(`/v1/staff/ledger/checkpoints/${number}/bundle`).expect(200)).text;
  };
  const verify = async (key = 'key.json'): Promise<{ code: number; words: string }> => {
    const script = path.join(process.cwd(), 'dist/apps/api/src/verify-ledger.js');
    try {
      const { stdout } = await run(process.execPath, [script, folder, '--key', path.join(folder, key)]);
      return { code: 0, words: stdout.trim() };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, words: stderr.trim() };
    }
  };
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const lines = (name: string) => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');

  it('are sealed once a day, one checkpoint after the other, also when workers race', async () => {
    const numbers = await race(5, () => seal(0.4).then(() => seal(2)));
    expect(numbers).toBeDefined();
    t.clock.reset();
    const { body } = await t.as(owner).get('/v1/staff/ledger/checkpoints').expect(200);
    const found = (body as { data: { number: number; transactions: number }[] }).data;
    expect(found.map(({ number }) => number)).toEqual([...found.keys()].reverse().map((n) => n + 1));
    const [there] = await t.db.query<{ n: string }>(
      'select count(*)::text as n from app.ledger_transaction where licensee_id = $1',
      [t.licensees.aurora.id],
    );
    expect(found.reduce((sum, { transactions }) => sum + transactions, 0)).toBe(Number(there!.n));
  });

  it('are proved offline, with the public key and the downloaded bundles alone', async () => {
    const { body: key } = await t.as(owner).get('/v1/receipt-key').expect(200);
    write('key.json', JSON.stringify(key));
    const { body } = await t.as(owner).get('/v1/staff/ledger/checkpoints').expect(200);
    for (const { number } of (body as { data: { number: number }[] }).data)
      write(`ledger-${String(number).padStart(6, '0')}.ndjson`, await bundle(number));
    expect(await verify()).toMatchObject({ code: 0, words: expect.stringMatching(/^VALID - /) });
  });

  it('are not valid when one byte, one line or one seal is changed, left out or turned round', async () => {
    const file = 'ledger-000001.ndjson';
    const original = lines(file);
    const tried: string[] = [];
    for (const changed of [
      original.map((line, n) => (n === 1 ? line.replace(/"amount":"(-?)/, '"amount":"$19') : line)),
      original.filter((_, n) => n !== 2),
      [original[0]!, ...original.slice(1).reverse()],
      original.map((line, n) => (n === 0 ? line.replace(/"transactions":\d+/, '"transactions":1') : line)),
      original.map((line, n) => (n === 0 ? line.replace(/"head":"./, '"head":"x') : line)),
      [...original, original.at(-1)!],
    ]) {
      write(file, `${changed.join('\n')}\n`);
      const { code, words } = await verify();
      expect([code, words.startsWith('NOT VALID - ')]).toEqual([1, true]);
      tried.push(words);
    }
    expect(new Set(tried).size).toBeGreaterThan(3);
    write(file, `${original.join('\n')}\n`);
    expect((await verify()).code).toBe(0);
    expect((await verify('nothing.pem')).code).toBe(2);
  });

  it('notice a row that somebody changed in the database past all our doors', async () => {
    const before = lines('ledger-000001.ndjson');
    await t.db.query('alter table app.ledger_transaction disable trigger immutable');
    await t.db.query(
      `update app.ledger_transaction set key = key || 'x' where id = (select id from app.ledger_transaction where licensee_id = $1 limit 1)`,
      [t.licensees.aurora.id],
    );
    write('ledger-000001.ndjson', await bundle(1));
    expect(await verify()).toMatchObject({ code: 1, words: expect.stringContaining('not those that were sealed') });
    await t.db.query(`update app.ledger_transaction set key = left(key, -1) where key like '%x' and licensee_id = $1`, [
      t.licensees.aurora.id,
    ]);
    await t.db.query('alter table app.ledger_transaction enable trigger immutable');
    write('ledger-000001.ndjson', await bundle(1));
    expect(lines('ledger-000001.ndjson')).toEqual(before);
    expect((await verify()).code).toBe(0);
  });

  it('are for the licensee alone', async () => {
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .get('/v1/staff/ledger/checkpoints/1/bundle')
      .expect(404);
    await t
      .as(await t.given.staff('support'))
      .get('/v1/staff/ledger/checkpoints')
      .expect(403);
    await t.as(owner).get('/v1/staff/ledger/checkpoints/0/bundle').expect(404);
    await t.as(owner).get('/v1/staff/ledger/checkpoints/99/bundle').expect(404);
  });
});
