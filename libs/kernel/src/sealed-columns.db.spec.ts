import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretBox, SecretRewrap, newId } from '@app/kernel';
import { type Actor, type TestApp, testApp } from '@app/testing';

const NEW = `new:${'n'.repeat(43)}`;
const OLD = `old:${'o'.repeat(43)}`;
const libs = path.resolve(import.meta.dirname, '../..');

describe('a new key for sealed secrets', () => {
  let t: TestApp;
  let owner: Actor;
  let before: SecretBox;
  let after: SecretBox;
  beforeAll(async () => {
    t = await testApp({ env: { SECRET_BOX_KEYS: `${NEW},${OLD}` } });
    owner = await t.given.staff('owner');
    const key = (letter: string): Buffer => Buffer.from(letter.repeat(43), 'base64url');
    before = new SecretBox({ SECRET_BOX_KEYS: new Map([['old', key('o')]]) });
    after = new SecretBox({ SECRET_BOX_KEYS: new Map([['new', key('n')]]) });
  });
  afterAll(() => t.close());

  const endpoint = async (id: string, sealed: string, previous: string | null): Promise<void> => {
    await t.db.query(
      `insert into app.webhook_endpoint (licensee_id, id, url, description, event_types, status, sealed_secret, sealed_previous_secret, previous_secret_until, created_at)
       values ($1, $2, 'https://acme.example/', '', '{*}', 'enabled', $3, $4, case when $4::text is null then null else now() end, now())`,
      [owner.licenseeId, id, sealed, previous],
    );
  };
  const place = (column: string, row?: string) => ({
    licenseeId: owner.licenseeId,
    column,
    ...(row === undefined ? {} : { row }),
  });

  it('reaches every place where something is sealed', () => {
    const named = globSync('*/src/**/*.ts', { cwd: libs, exclude: (name) => name.endsWith('.spec.ts') })
      .flatMap((file) => [...readFileSync(path.join(libs, file), 'utf8').matchAll(/column: '(\w+\.\w+)'/g)])
      .map(([, column]) => column!);
    const reached = t.app.get(SecretRewrap).columns.map(({ place: of }) => of('a', 'b').column);
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(reached)].sort()).toEqual([...new Set(named)].sort());
  });

  it('may write each of these places', async () => {
    for (const { table, column } of t.app.get(SecretRewrap).columns) {
      const [may] = await t.db.query(`select has_column_privilege('app_tenant', $1, $2, 'update') as update`, [
        `app.${table}`,
        column,
      ]);
      expect([table, column, may]).toEqual([table, column, { update: true }]);
    }
  });

  it('is put on all of a licensee’s secrets, beyond the first page and past one that does not open', async () => {
    const ids = Array.from({ length: 205 }, () => newId());
    for (const id of ids)
      await endpoint(
        id,
        before.seal(place('webhook_endpoint.sealed_secret', id), `secret of ${id}`),
        before.seal(place('webhook_endpoint.sealed_previous_secret', id), `before ${id}`),
      );
    const broken = '00000000-0000-7000-8000-000000000000';
    await endpoint(broken, 'v1.lost.AAAA.AAAA', null);
    const dkim = before.seal(place('mail_sender.private_key'), 'a key for mails');
    await t.db.query(
      `insert into app.mail_sender (licensee_id, domain, local_part, selector, public_key, private_key)
       values ($1, 'acme.example', 'hello', 'm1', 'p', $2)`,
      [owner.licenseeId, dkim],
    );
    await t.run('kernel.rewrap_secrets');
    const rows = await t.db.query<{ id: string; now: string; was: string }>(
      'select id, sealed_secret as now, sealed_previous_secret as was from app.webhook_endpoint where id = any ($1)',
      [ids],
    );
    const opened = rows.map(({ id, now, was }) => [
      after.open(place('webhook_endpoint.sealed_secret', id), now) === `secret of ${id}`,
      after.open(place('webhook_endpoint.sealed_previous_secret', id), was) === `before ${id}`,
    ]);
    expect(opened).toEqual(ids.map(() => [true, true]));
    const [sender] = await t.db.query<{ private_key: string }>('select private_key from app.mail_sender');
    expect(after.open(place('mail_sender.private_key'), sender!.private_key)).toBe('a key for mails');
    const [lost] = await t.db.query('select sealed_secret from app.webhook_endpoint where id = $1', [broken]);
    expect(lost).toEqual({ sealed_secret: 'v1.lost.AAAA.AAAA' });
  });
});
