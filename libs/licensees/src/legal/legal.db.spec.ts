import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { systemContext } from '@app/kernel';
import { type Actor, type TestApp, race, settledCall, testApp } from '@app/testing';
import { BrandService } from '../brand/brand.service.js';

describe('legal pages', () => {
  let t: TestApp;
  let owner: Actor;
  let foreign: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    foreign = await t.given.staff('owner', 'zenith');
  });
  afterAll(() => t.close());

  const path = (kind: string, locale: string, rest = '') => `/v1/staff/legal/${kind}/${locale}${rest}`;
  const publish = async (kind: string, locale: string, title: string, actor = owner) => {
    await t
      .as(actor)
      .put(path(kind, locale, '/draft'), { title, markdown: `# ${title}` })
      .expect(200);
    return (
      await t
        .as(actor)
        .post(path(kind, locale, '/publish'))
        .expect(200)
    ).body;
  };
  const read = (kind: string, query = '', host = owner.host) => t.http(host).get(`/v1/legal/${kind}${query}`);

  it('go from draft to version, and Markdown stays what was written', async () => {
    const markdown = '# Terms\n\n<script>alert(1)</script> **bold** \u2013 \u0645\u0631\u062d\u0628\u0627';
    const draft = (
      await t
        .as(owner)
        .put(path('terms', 'en', '/draft'), { title: 'Terms', markdown })
        .expect(200)
    ).body;
    expect(draft).toEqual({
      kind: 'terms',
      locale: 'en',
      draft: { title: 'Terms', markdown, changedAt: expect.any(String) },
      current: null,
    });
    await read('terms').expect(404);
    const published = (
      await t
        .as(owner)
        .post(path('terms', 'en', '/publish'))
        .expect(200)
    ).body;
    expect(published).toMatchObject({ draft: null, current: { version: 1, title: 'Terms', markdown } });
    expect((await read('terms').expect(200)).body).toEqual({
      kind: 'terms',
      locale: 'en',
      version: 1,
      title: 'Terms',
      markdown,
      publishedAt: published.current.publishedAt,
    });
    expect(
      (
        await t
          .as(owner)
          .post(path('terms', 'en', '/publish'))
          .expect(409)
      ).body.code,
    ).toBe('no-draft');
    expect((await publish('terms', 'en', 'Terms two')).current.version).toBe(2);
    const { body } = await t
      .as(owner)
      .get(path('terms', 'en', '/versions'))
      .expect(200);
    expect(body.data.map((one: { version: number; title: string }) => [one.version, one.title])).toEqual([
      [2, 'Terms two'],
      [1, 'Terms'],
    ]);
    const first = (
      await t
        .as(owner)
        .get(path('terms', 'en', '/versions?limit=1'))
        .expect(200)
    ).body;
    const second = await t.as(owner).get(path('terms', 'en', `/versions?limit=1&cursor=${first.next_cursor}`));
    expect([first.data[0].version, second.body.data[0].version, second.body.has_more]).toEqual([2, 1, false]);
    const actions = await t.db.query<{ action: string }>(
      `select action from app.audit_entry where licensee_id = $1 and subject_id = 'terms.en' order by id`,
      [owner.licenseeId],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'legal.drafted',
      'legal.published',
      'legal.drafted',
      'legal.published',
    ]);
  });

  it('are read in the wanted language, the licensee’s, English, or any; and an old version in exactly one', async () => {
    expect((await read('terms', '?locale=de').expect(200)).body.locale).toBe('en');
    await publish('terms', 'de', 'AGB');
    expect((await read('terms', '?locale=de-AT').expect(200)).body.title).toBe('AGB');
    expect((await read('terms', '?locale=fr').expect(200)).body.title).toBe('Terms two');
    expect((await read('terms', '?locale=en&version=1').expect(200)).body.title).toBe('Terms');
    await read('terms', '?locale=de&version=2').expect(404);
    await publish('imprint', 'ar', 'imprint in Arabic');
    expect((await read('imprint', '?locale=de').expect(200)).body.locale).toBe('ar');
    await t.db.query(`update app.licensee set locale = 'de' where id = $1`, [owner.licenseeId]);
    expect((await read('terms').expect(200)).body.locale).toBe('de');
    await t.db.query(`update app.licensee set locale = 'en' where id = $1`, [owner.licenseeId]);
    await read('privacy').expect(404);
    await read('nothing').expect(404);
    const { body } = await t.http(owner.host).get('/v1/legal').expect(200);
    expect(
      body.data.map((one: { kind: string; locale: string; version: number }) => [one.kind, one.locale, one.version]),
    ).toEqual([
      ['imprint', 'ar', 1],
      ['terms', 'de', 1],
      ['terms', 'en', 2],
    ]);
  });

  it('are listed for staff in every language, and belong to one licensee', async () => {
    const { body } = await t.as(owner).get('/v1/staff/legal').expect(200);
    expect(body.data).toHaveLength(15);
    expect(
      body.data.find((one: { kind: string; locale: string }) => one.kind === 'terms' && one.locale === 'en'),
    ).toEqual({
      kind: 'terms',
      locale: 'en',
      draft: null,
      current: { version: 2, publishedAt: expect.any(String) },
    });
    await read('terms', '', foreign.host).expect(404);
    expect((await t.as(foreign).get(path('terms', 'en')).expect(200)).body).toMatchObject({
      draft: null,
      current: null,
    });
    for (const role of ['finance', 'support', 'analyst', 'advisor', 'end_user'] as const)
      await t
        .as(await t.given.person(role))
        .put(path('terms', 'en', '/draft'), { title: 'x', markdown: 'x' })
        .expect(403);
  });

  it('refuse what is no page, no language, or no text', async () => {
    await t
      .as(owner)
      .put(path('cookies', 'en', '/draft'), { title: 'x', markdown: 'x' })
      .expect(404);
    await t.as(owner).get(path('terms', 'fr')).expect(404);
    for (const [body, pointer] of [
      [{ title: '', markdown: 'x' }, '/title'],
      [{ title: 'x'.repeat(201), markdown: 'x' }, '/title'],
      [{ title: 'x', markdown: '' }, '/markdown'],
      [{ title: 'x', markdown: 'x'.repeat(60_001) }, '/markdown'],
    ] as const)
      expect(
        (
          await t
            .as(owner)
            .put(path('terms', 'en', '/draft'), body)
            .expect(422)
        ).body.errors[0].pointer,
      ).toBe(pointer);
    await t
      .as(owner)
      .put(path('privacy', 'de', '/draft'), { title: 'x', markdown: 'x'.repeat(60_000) })
      .expect(200);
  });

  it('are published once by two who press at the same time', async () => {
    await t
      .as(owner)
      .put(path('withdrawal', 'en', '/draft'), { title: 'x', markdown: 'x' })
      .expect(200);
    const answers = await race(6, () => t.as(owner).post(path('withdrawal', 'en', '/publish')));
    const statuses = answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 0)).sort();
    expect(statuses).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it('cannot be changed by the application once they are public', async () => {
    const client = new pg.Client({ connectionString: t.database.urls.DATABASE_TENANT_URL });
    await client.connect();
    try {
      for (const sql of [`update app.legal_version set title = 'x'`, 'delete from app.legal_version']) {
        await client.query('begin');
        await client.query(`select set_config('app.licensee_id', $1, true)`, [owner.licenseeId]);
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      }
    } finally {
      await client.end();
    }
  });

  it('tick off the checklist of going live, with a domain and prices', async () => {
    const { body: before } = await t.as(foreign).get('/v1/staff/checklist').expect(200);
    expect(before.items.map(({ id, done }: { id: string; done: boolean }) => [id, done])).toEqual([
      ['email', true],
      ['brand', false],
      ['domain', true],
      ['legal_terms', false],
      ['legal_privacy', false],
      ['legal_imprint', false],
      ['legal_withdrawal', false],
      ['pricing', false],
      ['advisor', false],
      ['licence', true],
      ['payments', true],
      ['call', false],
    ]);
    expect(before.items[2]).toEqual({
      id: 'domain',
      done: true,
      neededToOpen: true,
      detail: 'zenith.localhost is verified.',
      href: '/admin/domains',
    });
    expect(before.ready).toBe(false);
    for (const kind of ['terms', 'privacy', 'imprint', 'withdrawal']) await publish(kind, 'en', kind, foreign);
    expect((await t.as(foreign).get('/v1/staff/checklist').expect(200)).body.ready).toBe(false);
    await t.as(foreign).patch('/v1/staff/pricing', {}).expect(200);
    const brand = t.app.get(BrandService);
    const ctx = systemContext(foreign.licenseeId, 'spec');
    const { draft } = await brand.show(ctx);
    const saved = await brand.saveDraft(ctx, {
      document: { ...draft.document, brandColor: '#123456' },
      revision: draft.revision,
    });
    await brand.publish(ctx, saved.revision);
    const advisor = await t.given.advisor({ licensee: 'zenith', voiceRateMinor: 100n });
    const left = async (): Promise<string[]> =>
      (await t.as(foreign).get('/v1/staff/checklist').expect(200)).body.items
        .filter(({ done }: { done: boolean }) => !done)
        .map(({ id }: { id: string }) => id);
    expect(await left()).toEqual(['call']);
    await settledCall(t, await t.given.user({ licensee: 'zenith', balanceMinor: 5_000n }), advisor);
    expect((await t.as(foreign).get('/v1/staff/checklist').expect(200)).body.ready).toBe(true);
    await t.db.query(`update app.licensee_domain set broken_since = now() where host = 'zenith.localhost'`);
    const { body: after } = await t.as(foreign).get('/v1/staff/checklist').expect(200);
    expect([after.ready, after.items[2].detail]).toEqual([false, 'No domain is verified.']);
    await t
      .as(await t.given.staff('finance'))
      .get('/v1/staff/checklist')
      .expect(403);
  });
});
