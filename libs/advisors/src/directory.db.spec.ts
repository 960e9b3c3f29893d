import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { TENANT_DATA_SOURCE, newId } from '@app/kernel';
import { type TestApp, testApp } from '@app/testing';
import { AdvisorsService } from './advisors.service.js';

type Listed = { id: string; displayName: string; status: string; voiceRateMinor: number | null; timeZone: string };

describe('the directory', () => {
  let t: TestApp;
  const host = 'aurora.localhost';
  const people: Record<string, Awaited<ReturnType<TestApp['given']['person']>> & { advisorId: string }> = {};

  const advisor = async (displayName: string, more: object = {}, licensee: 'aurora' | 'zenith' = 'aurora') => {
    const person = await t.given.person('advisor', licensee);
    const { id } = await t.app
      .get(AdvisorsService)
      .create(t.given.ctx(licensee), { personId: person.id, displayName, voiceRateMinor: 200n, ...more });
    people[displayName] = { ...person, advisorId: id };
  };
  const list = async (query = ''): Promise<Listed[]> =>
    (await t.http(host).get(`/v1/advisors?${query}`).expect(200)).body.data;
  const names = async (query: string): Promise<string[]> =>
    (await list(query)).map(({ displayName }) => displayName).sort();
  const ring = (who: string) =>
    t.given.user({ balanceMinor: 50_000n }).then((user) =>
      t
        .as(user)
        .post('/v1/calls', { advisorId: t.publicId('advisor', people[who]!.advisorId), medium: 'voice' })
        .expect(201)
        .then(({ body }) => ({ user, id: body.id as string })),
    );

  beforeAll(async () => {
    t = await testApp();
    await advisor('Ada', { available: true, topics: ['Income tax', 'VAT'], languages: ['en', 'de'], headline: 'Sums' });
    await advisor('Ben', { available: true, voiceRateMinor: 100n, topics: ['income TAX'], languages: ['fr'] });
    await advisor('Cleo', { voiceRateMinor: null, videoRateMinor: 50n, topics: ['100%_sure'] });
    await advisor('Dan', { voiceRateMinor: 300n, videoRateMinor: 90n, headline: 'Law & taxes' });
    await advisor('Eve', { status: 'pending', topics: ['Secret'] });
    await advisor('Zoe', { available: true, topics: ['Mountains'] }, 'zenith');
  });
  afterAll(() => t.close());

  it.each([
    ['q=tax', ['Ada', 'Ben', 'Dan']],
    ['q=%20ADA%20', ['Ada']],
    ['q=%25_', ['Cleo']],
    ['q=_', ['Cleo']],
    ['topic=income%20tax', ['Ada', 'Ben']],
    ['topic=income', []],
    ['language=de', ['Ada']],
    ['medium=video', ['Cleo', 'Dan']],
    ['medium=voice', ['Ada', 'Ben', 'Dan']],
    ['online=true', ['Ada', 'Ben']],
    ['online=false', ['Cleo', 'Dan']],
    ['maxRateMinor=100', ['Ben', 'Cleo', 'Dan']],
    ['maxRateMinor=100&medium=voice', ['Ben']],
    ['q=tax&language=fr&online=true', ['Ben']],
    ['q=Secret', []],
    ['topic=Mountains', []],
  ])('with %s shows %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it.each([
    ['sort=rating', '/sort'],
    ['medium=chat', '/medium'],
    ['online=yes', '/online'],
    ['maxRateMinor=0', '/maxRateMinor'],
    ['maxRateMinor=1.5', '/maxRateMinor'],
    ['maxRateMinor=100001', '/maxRateMinor'],
    ['maxRateMinor=', '/maxRateMinor'],
    ['language=English', '/language'],
    ['q=', '/q'],
    [`q=${'x'.repeat(81)}`, '/q'],
    ['q=a&q=b', '/q'],
    ['topic=%00', '/topic'],
  ])('refuses %s', async (query, pointer) => {
    const { body } = await t.http(host).get(`/v1/advisors?${query}`).expect(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  it('goes by price, cheapest offered minute first, of the kind of call that is asked for', async () => {
    const order = async (query: string) => (await list(query)).map(({ displayName }) => displayName);
    expect(await order('sort=price')).toEqual(['Cleo', 'Dan', 'Ben', 'Ada']);
    expect(await order('sort=price&medium=voice')).toEqual(['Ben', 'Ada', 'Dan']);
  });

  it.each(['recommended', 'price'])('pages through %s without losing or repeating anybody', async (sort) => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await t.http(host).get(`/v1/advisors?limit=1&sort=${sort}${cursor}`).expect(200);
      seen.push(...body.data.map(({ id }: Listed) => id));
      cursor = body.has_more ? `&cursor=${body.next_cursor}` : '';
    } while (cursor !== '');
    expect(seen).toEqual((await list(`sort=${sort}&limit=100`)).map(({ id }) => id));
    expect(seen).toHaveLength(4);
  });

  it('takes a cursor only in the order it was made for', async () => {
    const { body } = await t.http(host).get('/v1/advisors?limit=1&sort=price').expect(200);
    await t.http(host).get(`/v1/advisors?cursor=${body.next_cursor}`).expect(422);
  });

  it('says who is in a call, and who is free again the moment it is over', async () => {
    const statusOf = async (name: string) => (await list()).find(({ displayName }) => displayName === name)?.status;
    expect([await statusOf('Ada'), await statusOf('Dan')]).toEqual(['online', 'offline']);
    const call = await ring('Ada');
    expect(await statusOf('Ada')).toBe('in_call');
    expect((await list()).map(({ displayName }) => displayName).slice(0, 2)).toEqual(['Ben', 'Ada']);
    expect(await names('online=true')).toEqual(['Ben']);
    // Also when no further call is wanted.
    await t.as(people['Ada']!).put('/v1/advisors/me/availability', { available: false }).expect(200);
    expect(await statusOf('Ada')).toBe('in_call');
    await t.as(people['Ada']!).put('/v1/advisors/me/availability', { available: true }).expect(200);
    await t.as(call.user).post(`/v1/calls/${call.id}/end`).expect(200);
    expect(await statusOf('Ada')).toBe('online');
  });

  it('counts the topics of listed advisors, upper and lower case together, page by page', async () => {
    const { body } = await t.http(host).get('/v1/advisors/topics').expect(200);
    expect(body.data.map(({ advisors }: { advisors: number }) => advisors)).toEqual([2, 1, 1]);
    expect(body.data[0].topic.toLowerCase()).toBe('income tax');
    expect(body.data.map(({ topic }: { topic: string }) => topic)).toEqual(
      expect.arrayContaining(['VAT', '100%_sure']),
    );
    const pages: unknown[] = [];
    let cursor = '';
    do {
      const one = (await t.http(host).get(`/v1/advisors/topics?limit=1${cursor}`).expect(200)).body;
      pages.push(...one.data);
      cursor = one.has_more ? `&cursor=${one.next_cursor}` : '';
    } while (cursor !== '');
    expect(pages).toEqual(body.data);
    await t.http(host).get('/v1/advisors/topics?cursor=eA').expect(422);
  });

  it('asks as many questions for 200 advisors as for four', async () => {
    const source = t.app.get<DataSource>(TENANT_DATA_SOURCE);
    const runner = source.createQueryRunner();
    const spy = jest.spyOn(Object.getPrototypeOf(runner) as { query: (...args: unknown[]) => unknown }, 'query');
    const questions = async (query: string): Promise<number> => {
      spy.mockClear();
      expect((await list(query)).length).toBeGreaterThan(3);
      return spy.mock.calls.length;
    };
    const before = await questions('limit=100');
    await t.db.query(
      `with p as (insert into app.person (licensee_id, id, role, email, password_hash, display_name)
         select $1, gen_random_uuid(), 'advisor', 'many' || n || '@aurora.example', 'x', 'Many' from generate_series(1, 200) n returning id)
       insert into app.advisor (licensee_id, id, person_id, display_name, voice_rate_minor, available, topics)
       select $1, gen_random_uuid(), id, 'Many', 100 + row_number() over (), true, '{Tax,Law}' from p`,
      [t.licensees.aurora.id],
    );
    await t.db.query('analyze app.advisor');
    expect(await questions('limit=100')).toBe(before);
    spy.mockRestore();
    await runner.release();
    await t.db.query(`update app.advisor set status = 'pending' where display_name = 'Many'`);
  });

  it('shows the time zone of the schedule, or else of the licensee', async () => {
    await t
      .as(people['Dan']!)
      .put('/v1/advisors/me/schedule', { timeZone: 'Asia/Tokyo', weekly: [], exceptions: [] })
      .expect(200);
    const found = await list('limit=100');
    expect(found.find(({ displayName }) => displayName === 'Dan')?.timeZone).toBe('Asia/Tokyo');
    expect(found.find(({ displayName }) => displayName === 'Ada')?.timeZone).toBe('UTC');
    await t
      .http(host)
      .get(`/v1/advisors/${t.publicId('advisor', newId())}`)
      .expect(404);
  });
});
