import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Actor, type TestApp, settledCall, testApp, PARTY } from '@app/testing';

type Advisor = Actor & { advisorId: string };
interface Seller {
  licenseeId: string;
  advisorId: string;
  declared: boolean;
  quarters: { considerationMinor: number; activities: number; feesMinor: number; taxesMinor: number }[];
}

const PERSON = {
  kind: 'individual',
  firstName: 'Wilhelmina',
  lastName: 'Zauberberg & Söhne',
  birthDate: '1981-03-04',
  address: { street: 'Unter den Ulmen 77', postalCode: '10999', city: 'Berlin', country: 'DE' },
  residence: 'DE',
  tins: [{ number: '98765432106', issuedBy: 'DE' }],
};
const ISSUER = {
  ...PARTY,
  taxNumber: 'DE136695976',
  series: 'OP',
  taxRateBp: 1900,
  paymentDays: 14,
  bankDetails: 'IBAN DE02 1203 0000 0000 2020 51',
};
const year = String(new Date().getUTCFullYear());

describe("the operator's yearly report", () => {
  let t: TestApp;
  let ops: Actor;
  let owner: Actor;
  const sellers: Record<'declared' | 'silent' | 'elsewhere', Advisor> = {} as never;
  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    owner = await t.given.staff('owner');
    await t
      .as(ops)
      .put(`/v1/operator/licensees/${t.publicId('licensee', t.licensees.aurora.id)}/licence/bearers`, {
        stripeFeeBearer: 'licensee',
        disputeBearer: 'licensee',
        disputeFeeBearer: 'licensee',
        sellerOfRecord: 'operator',
        reason: 'The operator sells',
      })
      .expect(200);
    for (const [name, tenant] of [
      ['declared', 'aurora'],
      ['silent', 'aurora'],
      ['elsewhere', 'zenith'],
    ] as const) {
      const user = await t.given.user({ balanceMinor: 20_000n, licensee: tenant });
      sellers[name] = await t.given.advisor({ voiceRateMinor: 600n, licensee: tenant });
      await settledCall(t, user, sellers[name]);
    }
    for (const name of ['declared', 'elsewhere'] as const)
      await t.as(sellers[name]).put('/v1/advisor/tax', PERSON).expect(200);
  });
  afterAll(() => t.close());

  const report = (query = '') => t.as(ops).get(`/v1/operator/dac7?year=${year}${query}`);
  const list = async (query?: string) => (await report(query).expect(200)).body.data as Seller[];
  const idOf = (advisor: Advisor) => t.publicId('advisor', advisor.advisorId);
  const exports = (licenseeId: string) =>
    t.db.query<{ after: object }>(
      `select after from app.audit_entry where licensee_id = $1 and action = 'export.made' and subject_id = 'dac7' order by at`,
      [licenseeId],
    );

  it('has every advisor of the licensees whose calls the operator sells, with the sums that the licensee sees', async () => {
    const found = await list();
    expect(found.map(({ advisorId }) => advisorId).sort()).toEqual(
      [idOf(sellers.declared), idOf(sellers.silent)].sort(),
    );
    const own = (await t.as(owner).get(`/v1/staff/dac7?year=${year}`).expect(200)).body.data as Seller[];
    for (const one of own) {
      const mine = found.find(({ advisorId }) => advisorId === one.advisorId)!;
      expect(mine.quarters).toEqual(one.quarters);
      expect(mine.quarters.reduce((sum, { considerationMinor }) => sum + considerationMinor, 0)).toBeGreaterThan(0);
      expect(mine.declared).toBe(one.advisorId === idOf(sellers.declared));
    }
    expect((await list('&seller=any')).map(({ advisorId }) => advisorId)).toContain(idOf(sellers.elsewhere));
    expect((await t.as(ops).get('/v1/operator/dac7?year=2020').expect(200)).body.data).toEqual([]);
  });

  it('is a file as CSV and XML, which both sides find in their logs; another licensee does not', async () => {
    const { text: csv, headers } = await report('&format=csv').expect(200);
    expect(headers['content-disposition']).toBe(`attachment; filename="dac7-${year}.csv"`);
    expect(csv.split('\n')[0]).toMatch(/^licensee,advisorId,/);
    expect(csv).toContain('DE 98765432106');
    expect(csv).toMatch(new RegExp(`${idOf(sellers.silent)},,no,`));
    expect((await report('&format=xml').expect(409)).body.code).toBe('reporting-entity-unknown');
    await t.as(ops).put('/v1/operator/invoice-issuer', ISSUER).expect(200);
    const { text: xml } = await report('&format=xml').expect(200);
    expect(xml).toContain('<dpi:Name>Betreiber GmbH</dpi:Name>');
    expect(xml).toContain('<dpi:LastName>Zauberberg &amp; Söhne</dpi:LastName>');
    expect(xml.match(/<dpi:ReportableSeller>/g)).toHaveLength(1);
    const entries = (rows: number) =>
      ['csv', 'xml'].map((format) => ({ after: { rows, format, year, seller: 'operator' } }));
    expect(await exports(ops.licenseeId)).toEqual(entries(2));
    expect(await exports(t.licensees.aurora.id)).toEqual(entries(2));
    expect(await exports(t.licensees.zenith.id)).toEqual([]);
    const { text: all } = await report('&format=xml&seller=any').expect(200);
    expect(all.match(/<dpi:ReportableSeller>/g)).toHaveLength(2);
  });

  it('has what was declared before identities were sealed', async () => {
    await t.db.query('update app.payee_tax set identity = $2, identity_sealed = null where advisor_id = $1', [
      sellers.declared.advisorId,
      JSON.stringify(PERSON),
    ]);
    expect((await report('&format=csv').expect(200)).text).toContain('DE 98765432106');
  });

  it("is the operator's alone, and its database role reads no identity", async () => {
    await t.as(owner).get(`/v1/operator/dac7?year=${year}`).expect(403);
    await t.as(sellers.declared).get(`/v1/operator/dac7?year=${year}`).expect(403);
    await t
      .as(await t.given.person('operator'))
      .get(`/v1/operator/dac7?year=${year}`)
      .expect(404);
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_OPERATOR_URL });
    await client.connect();
    try {
      const { rows } = await client.query<{ all: string }>('select r::text as all from app.operator_dac7($1, true) r', [
        year,
      ]);
      expect(rows).toHaveLength(3);
      for (const { all } of rows) expect(all).not.toMatch(/Zauberberg|98765432106|Ulmen|1981/);
      await expect(client.query('select 1 from app.payee_tax')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });
});
