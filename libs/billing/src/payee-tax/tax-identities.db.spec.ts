import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealBroken } from '@app/kernel';
import { type Actor, type TestApp, race, testApp } from '@app/testing';
import { TaxIdentities } from './tax-identities.js';

const IDENTITY = {
  kind: 'individual',
  firstName: 'Wilhelmina',
  lastName: 'Zauberbergen',
  birthDate: '1981-03-04',
  address: { street: 'Unter den Ulmen 77', postalCode: '10999', city: 'Wolkenkuckucksheim', country: 'DE' },
  residence: 'DE',
  tins: [{ number: '98765432106', issuedBy: 'DE' }],
  vatNumber: 'DE136695976',
} as const;
const CLEAR = [
  'Wilhelmina',
  'Zauberbergen',
  '1981-03-04',
  'Unter den Ulmen',
  '10999',
  'Wolkenkuckucksheim',
  '98765432106',
  '136695976',
];
/** More than the job seals in one transaction. */
const MANY = 450;

describe('tax identities', () => {
  let t: TestApp;
  let owner: Actor;
  let advisor: Actor & { advisorId: string };
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    advisor = await t.given.advisor();
    await t.as(advisor).put('/v1/advisor/tax', IDENTITY).expect(200);
  });
  afterAll(() => t.close());

  /** Texts of an identity that some row of any table shows to whoever reads the database. */
  const found = async (): Promise<string[]> => {
    const tables = await t.db.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    const places: string[] = [];
    for (const { name } of tables) {
      const [row] = await t.db.query<{ texts: string[] }>(
        `select coalesce(array_agg(distinct text), '{}') as texts from unnest($1::text[]) text where exists (select 1 from ${name} one where strpos(one::text, text) > 0)`,
        [CLEAR],
      );
      places.push(...row!.texts.map((text) => `${name}: ${text}`));
    }
    return places;
  };
  const showTo = async (who: Actor, advisorId: string) =>
    (
      await t
        .as(who)
        .get(`/v1/staff/payee-tax/${t.publicId('advisor', advisorId)}`)
        .expect(200)
    ).body as object;
  const kept = () =>
    t.db.query<{ advisor_id: string; identity: unknown; identity_sealed: string }>(
      'select advisor_id, identity, identity_sealed from app.payee_tax order by advisor_id',
    );

  it('are in no table in clear text, and whole for who may read them', async () => {
    expect(await found()).toEqual([]);
    expect((await kept())[0]).toMatchObject({ identity: null, identity_sealed: expect.stringMatching(/^v1\./) });
    expect((await t.as(advisor).get('/v1/advisor/tax').expect(200)).body.identity).toMatchObject(IDENTITY);
    expect(await showTo(owner, advisor.advisorId)).toMatchObject(IDENTITY);
  });

  it('of before they were sealed are read as they are, then sealed by a job, however many and by several workers', async () => {
    await t.db.query(
      `with made as (select gen_random_uuid() as id from generate_series(1, $2::int)),
            people as (insert into app.person select (jsonb_populate_record(p, jsonb_build_object('id', m.id, 'email', m.id || '@example.org'))).*
                         from made m, app.person p where p.id = $1 returning licensee_id, id),
            advisors as (insert into app.advisor (licensee_id, id, person_id, display_name) select licensee_id, id, id, 'One of many' from people returning licensee_id, id)
       insert into app.payee_tax (licensee_id, advisor_id, identity, declared_at) select licensee_id, id, $3, now() from advisors`,
      [advisor.id, MANY, JSON.stringify(IDENTITY)],
    );
    const [plain] = (await kept()).filter(({ identity }) => identity !== null);
    expect(await showTo(owner, plain!.advisor_id)).toMatchObject(IDENTITY);
    expect(await found()).not.toEqual([]);
    await race(2, () => t.run('billing.seal_tax_identities'));
    expect(await found()).toEqual([]);
    const rows = await kept();
    expect([rows.length, new Set(rows.map((row) => row.identity_sealed)).size]).toEqual([MANY + 1, MANY + 1]);
    for (const row of rows.slice(0, 5)) expect(await showTo(owner, row.advisor_id)).toMatchObject(IDENTITY);
    const { text } = await t.as(owner).get('/v1/staff/payee-tax').expect(200);
    expect(text).not.toContain('Zauberbergen');
    await t.run('billing.seal_tax_identities');
    expect(await kept()).toEqual(rows);
  });

  it('open in the row they were sealed for, and in no other', async () => {
    const [one, other] = await kept();
    const identities = t.app.get(TaxIdentities);
    const { licenseeId } = advisor;
    expect(identities.open(licenseeId, one!.advisor_id, { ...one!, identity: null })).toMatchObject(IDENTITY);
    expect(() => identities.open(licenseeId, other!.advisor_id, { ...one!, identity: null })).toThrow(SealBroken);
    expect(() => identities.open(t.licensees.zenith.id, one!.advisor_id, { ...one!, identity: null })).toThrow(
      SealBroken,
    );
  });
});
