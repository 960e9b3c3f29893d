import { Db, systemContext } from '@app/kernel';
import { testApp } from '@app/testing';
import { DEFAULT_BRAND } from './brand/brand.js';
import { LicenseeSuspended } from './licensees.problems.js';
import { LicenseesService, type NewLicensee } from './licensees.service.js';

describe('licensees', () => {
  let t: Awaited<ReturnType<typeof testApp>>;
  let licensees: LicenseesService;

  beforeAll(async () => {
    t = await testApp();
    licensees = t.app.get(LicenseesService);
  });
  afterAll(() => t.close());

  const nova = (change: Partial<NewLicensee> = {}): NewLicensee => ({
    slug: 'nova',
    name: 'Nova Advice',
    shortName: 'Nova',
    country: 'DE',
    currency: 'EUR',
    locale: 'de',
    timeZone: 'Europe/Berlin',
    hosts: ['nova.localhost', 'www.nova.localhost'],
    terms: { operatorShareBp: 1000, advisorShareBp: 6000, taxRateBp: 1900, topUpPresetsMinor: [700n, 1400n] },
    ...change,
  });

  it('answer on their hosts as soon as they are created', async () => {
    await t.http('nova.localhost').get('/v1/site').expect(404);
    const pricing = {
      incrementSeconds: 6,
      minimumSeconds: 30,
      freeSeconds: 60,
      freeUserSeconds: 180,
      freePairSeconds: 90,
      freeBelowSeconds: 10,
    };
    await licensees.create(nova({ terms: { ...nova().terms, ...pricing, connectionFeeMinor: 25n } }));
    const { body } = await t.http('nova.localhost').get('/v1/site').expect(200);
    expect(body).toEqual({
      name: 'Nova Advice',
      shortName: 'Nova',
      host: 'nova.localhost',
      locale: 'de',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      open: true,
      ended: false,
      topUp: {
        presetsMinor: [700, 1400],
        minMinor: 500,
        maxMinor: 50000,
        bonuses: { tiers: [], days: null, maxTimes: null, maxPerDay: null },
      },
      pricing: { ...pricing, connectionFeeMinor: 25 },
      switches: { calls: true, topUps: true, signUps: true, signIns: true },
      locales: ['en', 'de'],
      brand: { version: 0, document: DEFAULT_BRAND },
      assets: { logoLight: null, logoDark: null, icon: null },
    });
    expect((await t.http('WWW.nova.localhost:3000').get('/v1/site').expect(200)).body).toEqual(body);
  });

  it('cannot share a host or a short address, and leave nothing behind when refused', async () => {
    await expect(licensees.create(nova({ slug: 'nova-two' }))).rejects.toMatchObject({
      driverError: { constraint: 'licensee_domain_host' },
    });
    await expect(licensees.create(nova({ hosts: ['nova3.localhost'] }))).rejects.toMatchObject({
      driverError: { constraint: 'licensee_slug_key' },
    });
    await expect(licensees.create(nova({ hosts: ['not a host'] }))).rejects.toThrow('is not a host name');
    expect(await t.db.query(`select 1 from app.licensee where slug like 'nova%'`)).toHaveLength(1);
  });

  it('are closed for new calls and top-ups while suspended, and gone once terminated', async () => {
    const { id } = await licensees.create(nova({ slug: 'pause', hosts: ['pause.localhost'] }));
    const ctx = systemContext(id, 'spec');
    const assertOpen = () => t.app.get(Db).read(ctx, (tx) => licensees.assertOpen(tx, 'calls'));
    await assertOpen();
    await t.db.query(`update app.licensee set status = 'suspended' where id = $1`, [id]);
    await expect(assertOpen()).rejects.toBeInstanceOf(LicenseeSuspended);
    expect((await t.http('pause.localhost').get('/v1/site').expect(200)).body.open).toBe(false);
    await t.db.query(`update app.licensee set status = 'terminated' where id = $1`, [id]);
    expect(await t.db.query('select * from app.licensee_by_host($1)', ['pause.localhost'])).toHaveLength(0);
  });

  it('see their own terms only', async () => {
    const { id } = await licensees.create(nova({ slug: 'terms', hosts: ['terms.localhost'] }));
    const terms = await t.app.get(Db).read(systemContext(id, 'spec'), (tx) => licensees.termsOf(tx));
    expect(terms).toMatchObject({
      licenseeId: id,
      taxRateBp: 1900,
      connectionFeeMinor: 0n,
      maxBalanceMinor: 200000n,
      topUpPresetsMinor: [700n, 1400n],
      platformFaultRefundMinutes: null,
    });
  });

  it('do not resolve by an unverified host', async () => {
    await t.db.query(`insert into app.licensee_domain (licensee_id, host) values ($1, 'parked.localhost')`, [
      t.licensees.aurora.id,
    ]);
    await t.http('parked.localhost').get('/v1/site').expect(404);
  });
});
