import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, PASSWORD, type TestApp, race, testApp, PARTY } from '@app/testing';
import { FREE_TERMS } from '../plans/plan-terms.js';
import { SignUpService } from './sign-up.service.js';

const COMPANY = {
  company: 'Nova Advice GmbH',
  fullName: 'Nora Nova',
  email: 'nora@nova.example',
  line1: 'Am Markt 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  taxNumber: 'DE 136 695 976',
  brandName: 'Nova Advice',
  password: PASSWORD,
};

describe('a company becomes a licensee', () => {
  let t: TestApp;
  let ops: Actor;
  let planId: string;
  let owner: Actor;

  beforeAll(async () => {
    t = await testApp();
    ops = await t.given.operator();
    planId = await plan({ setupFeeMinor: 10_000, operatorShareBp: 2_000, maxAdvisors: 3 }, true);
  });
  afterAll(() => t.close());

  const plan = async (terms: object, isPublic: boolean): Promise<string> =>
    (
      await t
        .as(ops)
        .post('/v1/operator/plans', { ...FREE_TERMS, ...terms, name: 'Studio', currency: 'EUR', isPublic })
        .expect(201)
    ).body.id as string;
  const signUp = (change: object = {}, host = 'ops.localhost') =>
    t
      .http(host)
      .post('/v1/licensee-sign-ups')
      .send({ ...COMPANY, slug: 'nova', planId, ...change });
  const open = () => t.as(owner).post('/v1/staff/checklist/open');

  it('with no plan that costs something, while nobody could issue its invoices', async () => {
    const free = await plan({}, true);
    const offered = async () =>
      ((await t.http('ops.localhost').get('/v1/offered-plans').expect(200)).body.data as { id: string }[]).map(
        ({ id }) => id,
      );
    const shown = async () =>
      ((await t.as(ops).get('/v1/operator/plans').expect(200)).body.data as { id: string; isOffered: boolean }[]).find(
        ({ id }) => id === planId,
      );
    expect(await offered()).toEqual([free]);
    expect(await shown()).toMatchObject({ isPublic: true, isOffered: false });
    // A page that was open before still has it: its stranger reads nothing of what the operator has to do.
    const { body } = await signUp().expect(409);
    expect(body).toMatchObject({ code: 'plan-not-offered', title: 'This plan cannot be taken at the moment' });
    expect(body.missing).toBeUndefined();
    expect(await t.db.query(`select 1 from app.licensee where slug = 'nova'`)).toHaveLength(0);
    await t
      .as(ops)
      .put('/v1/operator/invoice-issuer', {
        ...PARTY,
        series: 'OP',
        taxRateBp: 1900,
        paymentDays: 14,
      })
      .expect(200);
    expect(await offered()).toContain(planId);
    expect(await shown()).toMatchObject({ isOffered: true });
    await t.as(ops).post(`/v1/operator/plans/${free}/archive`).expect(200);
  });

  it('with a plan that is offered on the site of the operator, and nowhere else', async () => {
    const hidden = await plan({}, false);
    const { body } = await t.http('ops.localhost').get('/v1/offered-plans').expect(200);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([planId]);
    await t.http('aurora.localhost').get('/v1/offered-plans').expect(404);
    await signUp({}, 'aurora.localhost').expect(404);
    await signUp({ planId: hidden }).expect(404);
    for (const [change, pointer] of [
      [{ taxNumber: 'DE136695977' }, '/taxNumber'],
      [{ slug: 'No' }, '/slug'],
      [{ slug: '-nova' }, '/slug'],
      [{ password: 'short' }, '/password'],
      [{ email: 'nobody' }, '/email'],
      [{ company: '' }, '/company'],
      [{ company: '  ' }, '/company'],
      [{ brandName: ' ' }, '/brandName'],
      [{ country: 'XX' }, '/country'],
      [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    ] as const)
      expect((await signUp(change).expect(422)).body.errors[0].pointer).toBe(pointer);
    expect(await t.db.query(`select 1 from app.licensee where slug = 'nova'`)).toHaveLength(0);
  });

  it('gets a tenant, an owner, an address and a licence, together or not at all', async () => {
    const answers = await race(3, () => signUp().then((answer) => answer));
    const made = answers.flatMap((one) => (one.status === 'fulfilled' && one.value.status === 201 ? [one.value] : []));
    expect(made).toHaveLength(1);
    expect(made[0]!.body).toEqual({
      host: 'nova.edge.localhost',
      adminUrl: 'http://nova.edge.localhost/admin/',
    });
    expect(JSON.stringify(answers)).not.toContain('token=');
    for (const taken of ['nova', 'www', 'aurora'])
      expect((await signUp({ slug: taken }).expect(409)).body.code).toBe('slug-taken');
    const { body } = await t
      .http('nova.edge.localhost')
      .post('/v1/auth/sign-in')
      .send({ email: COMPANY.email, password: PASSWORD })
      .expect(200);
    owner = {
      id: t.parseId('person', body.person.id as string)!,
      email: COMPANY.email,
      token: body.accessToken as string,
      host: 'nova.edge.localhost',
      licenseeId: '',
    };
    expect((await t.as(owner).get('/v1/staff/licence').expect(200)).body).toMatchObject({
      status: 'active',
      planName: 'Studio',
      limits: expect.arrayContaining([{ limit: 'maxAdvisors', value: 3, used: 0 }]) as object,
    });
    expect((await t.as(owner).get('/v1/staff/licence/billing-profile').expect(200)).body).toMatchObject({
      company: 'Nova Advice GmbH',
      taxNumber: 'DE136695976',
    });
    const { data } = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body;
    expect(data).toMatchObject([{ period: 'setup', totalMinor: 11_900, status: 'open' }]);
    const rows = await t.db.query<{ licensees: string; owners: string }>(
      `select (select count(*) from app.licensee where slug = 'nova') as licensees, (select count(*) from app.person where email = $1) as owners`,
      [COMPANY.email],
    );
    expect(rows).toEqual([{ licensees: '1', owners: '1' }]);
  });

  describe('with a key that is repeated', () => {
    const key = 'a-key-of-a-stranger';
    const repeat = (change: object = {}) => signUp({ slug: 'nova-again', ...change }).set('idempotency-key', key);
    const licensees = async () => (await t.db.query(`select 1 from app.licensee where slug = 'nova-again'`)).length;

    it('once: who repeats it gets the first answer, and nobody else does', async () => {
      const answers = await race(3, () => repeat().then(({ status }) => status));
      for (const one of answers) expect(one).toMatchObject({ status: 'fulfilled' });
      const again = await repeat().expect(201);
      expect(again.body).toEqual({
        host: 'nova-again.edge.localhost',
        adminUrl: 'http://nova-again.edge.localhost/admin/',
      });
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(await licensees()).toBe(1);
      for (const other of [{ password: 'another long password' }, { email: 'stranger@nova.example' }])
        expect((await repeat(other).expect(422)).body).toMatchObject({ code: 'idempotency-key-reused' });
      expect((await signUp({ slug: 'nova-again' }).set('idempotency-key', 'of-another').expect(409)).body.code).toBe(
        'slug-taken',
      );
    });

    it('also after a crash between the work and its answer, which are kept together', async () => {
      const id = (await t.db.query<{ id: string }>('select app.operator_licensee() as id'))[0]!.id;
      await t.db.query(
        `insert into app.idempotency_key (licensee_id, person_id, key, fingerprint) values ($1, $1, 'crash', '')`,
        [id],
      );
      const ctx = { ...t.given.ctx(), licenseeId: id, actor: { kind: 'anonymous' as const }, idempotencyKey: 'crash' };
      const body = { ...COMPANY, slug: 'nova-crash', planId: t.parseId('plan', planId)! };
      // The interceptor, which keeps answers too, is not asked.
      const made = await t.app.get(SignUpService).signUp(ctx, body);
      expect(await t.db.query(`select status, body from app.idempotency_key where key = 'crash'`)).toEqual([
        { status: 201, body: made },
      ]);
    });

    it('and what is kept of the body, with its password, is no quick hash of it', async () => {
      const sent = Object.entries({ ...COMPANY, slug: 'nova-again', planId }).sort(([a], [b]) => (a < b ? -1 : 1));
      const quick = createHash('sha256')
        .update(`POST /v1/licensee-sign-ups\n${JSON.stringify(Object.fromEntries(sent))}`)
        .digest();
      const kept = await t.db.query<{ fingerprint: Buffer }>(
        'select fingerprint from app.idempotency_key where key = $1',
        [key],
      );
      expect(kept.map(({ fingerprint }) => fingerprint.equals(quick))).toEqual([false]);
    });
  });

  it('tells nothing about e-mail addresses: one that is known signs up like any', async () => {
    await signUp({ slug: 'nova-two' }).expect(201);
    const staff = await t.given.staff('owner');
    await signUp({ slug: 'nova-three', email: staff.email }).expect(201);
  });

  it('and is closed until the e-mail is verified, the first invoice paid and the rest set up', async () => {
    const guest = { email: 'guest@nova.example', password: PASSWORD, displayName: 'Guest', adult: true };
    const site = t.http('nova.edge.localhost');
    expect((await site.get('/v1/site').expect(200)).body.open).toBe(false);
    const refused = await t.http('nova.edge.localhost').post('/v1/auth/sign-up').send(guest).expect(403);
    expect(refused.body.code).toBe('not-open-yet');
    const { body } = await open().expect(409);
    expect(body.code).toBe('checklist-not-done');
    expect(body.missing).toEqual(expect.arrayContaining(['email', 'licence', 'pricing', 'advisor']));
    expect(body.missing).not.toContain('call');

    const nova = (await t.db.query<{ id: string }>(`select id from app.licensee where slug = 'nova'`))[0]!.id;
    const id = t.publicId('licensee', nova);
    const verify = (token: string, host = 'nova.edge.localhost') =>
      t.http(host).post('/v1/email-verifications').send({ token });
    expect((await verify('a'.repeat(43)).expect(409)).body.code).toBe('invalid-verification');
    const link = await t.as(ops).post(`/v1/operator/licensees/${id}/email-verification`).expect(200);
    const token = new URL(link.body.url as string).hash.slice('#token='.length);
    await verify(token, 'aurora.localhost').expect(409);
    await verify(token).expect(204);
    await verify(token).expect(204);
    await t.as(ops).post(`/v1/operator/licensees/${id}/email-verification`).expect(404);

    const [invoice] = (await t.as(owner).get('/v1/staff/licence/invoices').expect(200)).body.data;
    await t
      .as(ops)
      .post(`/v1/operator/licensees/${id}/invoices/${invoice.id}/transfer`, { reference: 'OP 1 NOVA' })
      .expect(200);
    const left = (await open().expect(409)).body.missing as string[];
    expect(left).not.toContain('email');
    expect(left).not.toContain('licence');
    await t.db.query(`update app.licensee set opened_at = null where id = $1`, [nova]);
    expect((await t.as(ops).get(`/v1/operator/licensees/${id}`).expect(200)).body).toMatchObject({
      opened: false,
      licence: { status: 'active', openInvoices: 0 },
    });
  });

  it('has paid its set-up once and for all: a licence that is suspended later is no open step of it', async () => {
    const [nova] = await t.db.query<{ id: string }>(`select id from app.licensee where slug = 'nova'`);
    const id = t.publicId('licensee', nova!.id);
    const isDone = async (): Promise<boolean> => {
      const { items } = (await t.as(owner).get('/v1/staff/checklist').expect(200)).body;
      return (items as { id: string; done: boolean }[]).find((item) => item.id === 'licence')!.done;
    };
    await t.as(ops).post(`/v1/operator/licensees/${id}/licence/suspend`, { reason: 'A question' }).expect(200);
    expect(await isDone()).toBe(false);
    await t.db.query(`update app.licensee set opened_at = now() where id = $1`, [nova!.id]);
    expect(await isDone()).toBe(true);
  });

  it('a link works for a week', async () => {
    const [two] = await t.db.query<{ id: string }>(`select id from app.licensee where slug = 'nova-two'`);
    const link = await t
      .as(ops)
      .post(`/v1/operator/licensees/${t.publicId('licensee', two!.id)}/email-verification`)
      .expect(200);
    t.clock.advanceSeconds(7 * 86_400 + 1);
    const token = new URL(link.body.url as string).hash.slice('#token='.length);
    await t.http('nova-two.edge.localhost').post('/v1/email-verifications').send({ token }).expect(409);
  });
});
