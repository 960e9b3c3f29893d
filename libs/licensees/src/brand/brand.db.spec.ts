import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { Db, Live, type LiveMessage, newId, publicId } from '@app/kernel';
import { type Actor, type TestApp, picture, race, testApp } from '@app/testing';
import { DEFAULT_BRAND } from './brand.js';
import { documentView } from './brand.dto.js';
import { BrandService } from './brand.service.js';

const MiB = 1_048_576;

describe('the brand of a licensee', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const base = documentView(DEFAULT_BRAND);
  const show = async (who = owner) => (await t.as(who).get('/v1/staff/brand').expect(200)).body;
  const save = async (change: object, who = owner) => {
    const { draft } = await show(who);
    return t
      .as(who)
      .put('/v1/staff/brand/draft', { document: { ...draft.document, ...change }, revision: draft.revision });
  };
  const publish = async (change: object, who = owner) => {
    const { body } = await save(change, who);
    return (await t.as(who).post('/v1/staff/brand/publish', { revision: body.revision }).expect(200)).body;
  };
  const upload = (kind: string, bytes: Buffer, type = 'image/png', who = owner) =>
    t.as(who).putBytes(`/v1/staff/brand/assets/${kind}`, bytes, type);
  const audit = (action: string) =>
    t.db.query<{ before: object | null; after: object | null; subject_id: string; actor_id: string }>(
      'select before, after, subject_id, actor_id from app.audit_entry where licensee_id = $1 and action = $2 order by id desc',
      [owner.licenseeId, action],
    );
  const site = async (host = owner.host) => (await t.http(host).get('/v1/site').expect(200)).body;

  describe('before anything is published', () => {
    it('is the default look, and the draft is the same', async () => {
      const fresh = await t.given.staff('admin', 'zenith');
      expect(await show(fresh)).toEqual({
        draft: { document: base, revision: 0, changedAt: null },
        published: null,
        versions: [],
      });
      expect(await site(fresh.host)).toMatchObject({
        locales: ['en', 'de'],
        brand: { version: 0, document: base },
        assets: { logoLight: null, logoDark: null, icon: null },
      });
    });

    it('a draft that was not changed is not a change', async () => {
      const fresh = await t.given.staff('owner', 'zenith');
      const same = await save({}, fresh);
      expect([same.status, same.body.revision]).toEqual([200, 0]);
    });
  });

  it('goes live by a draft that is published; the draft alone shows nowhere', async () => {
    const told: LiveMessage[] = [];
    const listening = t.app
      .get(Live)
      .announcements(owner.licenseeId)
      .subscribe((message) => told.push(message));
    const draft = await save({
      brandColor: '#1D4E89',
      tagline: { en: 'Ask', de: 'Fragen' },
      texts: { de: { 'home.title': 'Rat' } },
    });
    expect(draft.body).toMatchObject({
      revision: 1,
      changedAt: expect.any(String),
      document: { brandColor: '#1d4e89', tagline: { en: 'Ask', de: 'Fragen' }, texts: { de: { 'home.title': 'Rat' } } },
    });
    expect((await site()).brand.version).toBe(0);
    const { body: version } = await t.as(owner).post('/v1/staff/brand/publish', { revision: 1 }).expect(200);
    expect(version).toMatchObject({ number: 1, state: 'published', restoredFrom: null, document: draft.body.document });
    expect(version.authorName).toMatch(/^owner \d+$/);
    // At once in this process, whatever was remembered.
    expect((await site()).brand).toEqual({ version: 1, document: draft.body.document });
    const all = await show();
    expect(all.published).toEqual({ number: 1, document: version.document, publishedAt: version.publishedAt });
    const { document: _, ...row } = version;
    expect(all.versions).toEqual([row]);
    for (let i = 0; i < 40 && told.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    listening.unsubscribe();
    expect(told.map(({ type, data }) => [type, data])).toEqual([['site.changed', { version: 1 }]]);
  });

  it('keeps every version; an older one comes back as a copy in one step', async () => {
    const first = await publish({ warmth: 'warm', radius: 'none' });
    const second = await publish({ warmth: 'cool' });
    const { draft } = await show();
    const { body: back } = await t.as(owner).post(`/v1/staff/brand/versions/${first.number}/restore`).expect(200);
    expect(back).toMatchObject({ number: second.number + 1, state: 'published', restoredFrom: first.number });
    expect(back.document).toEqual(first.document);
    expect((await site()).brand).toEqual({ version: back.number, document: first.document });
    const after = await show();
    expect(after.draft).toEqual(draft);
    expect(after.versions.map(({ state }: { state: string }) => state)).toEqual([
      'published',
      ...Array(after.versions.length - 1).fill('archived'),
    ]);
    expect((await t.as(owner).get(`/v1/staff/brand/versions/${second.number}`).expect(200)).body).toMatchObject({
      state: 'archived',
      document: second.document,
    });
    const [entry] = await audit('brand.restored');
    expect(entry).toMatchObject({
      before: { warmth: 'cool' },
      after: { warmth: 'warm' },
      subject_id: String(back.number),
      actor_id: owner.id,
    });
    // A version is what it was: the database itself refuses a change.
    await expect(
      t.app
        .get(Db)
        .transaction(t.given.ctx(), (tx) => tx.query(`update app.brand_version set document = '{}' where number = 1`)),
    ).rejects.toThrow(/permission denied/);
  });

  it('is published once by a double click and by what is live already', async () => {
    const { body } = await save({ brandColor: '#112233' });
    const brands = t.app.get(BrandService);
    const answers = await race(8, () => brands.publish(t.given.ctx(), body.revision));
    const numbers = answers.map((one) => (one.status === 'fulfilled' ? one.value.number : String(one.reason)));
    expect(numbers).toEqual(Array(8).fill(expect.any(Number)));
    expect(new Set(numbers).size).toBe(1);
    const before = (await show()).versions.length;
    await t.as(owner).post('/v1/staff/brand/publish', { revision: body.revision }).expect(200);
    expect((await show()).versions).toHaveLength(before);
  });

  it('has one winner when two save at the same time, also the very first draft', async () => {
    const newcomer = await t.given.staff('owner', 'zenith');
    await t.db.query('delete from app.brand_draft where licensee_id = $1', [newcomer.licenseeId]);
    for (const who of [owner, newcomer]) {
      const { draft } = await show(who);
      const colours = ['#000001', '#000002', '#000003'];
      const answers = await Promise.all(
        colours.map((brandColor) =>
          t
            .as(who)
            .put('/v1/staff/brand/draft', { document: { ...draft.document, brandColor }, revision: draft.revision }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('brand-draft-changed');
      const winner = answers.find(({ status }) => status === 200)!.body;
      expect((await show(who)).draft).toEqual(winner);
      const stale = await t.as(who).post('/v1/staff/brand/publish', { revision: draft.revision });
      expect([stale.status, stale.body.code]).toEqual([409, 'brand-draft-changed']);
    }
  });

  it('writes into the audit log what changed and nothing else', async () => {
    await publish({ font: 'inter', texts: {}, brandColor: '#101010' });
    await publish({ font: 'serif', texts: { en: { 'home.title': 'Hi' } } });
    for (const action of ['brand.draft_changed', 'brand.published']) {
      const [entry] = await audit(action);
      expect(entry).toMatchObject({
        before: { font: 'inter', 'texts.en.home.title': null },
        after: { font: 'serif', 'texts.en.home.title': 'Hi' },
        actor_id: owner.id,
      });
      expect(Object.keys(entry!.after!)).toHaveLength(2);
    }
  });

  it('is remembered for 5 s at most', async () => {
    const brands = t.app.get(BrandService);
    const published = () => t.app.get(Db).read(t.given.ctx(), (tx) => brands.published(tx));
    const { version } = await published();
    await t.db.query(
      `update app.brand_version set document = document || '{"font":"system"}' where licensee_id = $1 and number = $2`,
      [owner.licenseeId, version],
    );
    expect((await published()).document.font).not.toBe('system');
    brands.forget(owner.licenseeId);
    expect((await published()).document.font).toBe('system');
    // A document of an older release is completed.
    await t.db.query(
      `update app.brand_version set document = document - 'radius' where licensee_id = $1 and number = $2`,
      [owner.licenseeId, version],
    );
    brands.forget(owner.licenseeId);
    expect((await published()).document.radius).toBe('medium');
  });

  describe('a draft', () => {
    const long = (n: number) => 'ä'.repeat(n);
    it.each<[what: string, change: object, pointer: string]>([
      ['a colour of another form', { brandColor: 'red' }, '/document/brandColor'],
      ['a colour with an end of its own', { brandColor: '#1d4e89\n' }, '/document/brandColor'],
      ['no accent at all', { accentColor: undefined }, '/document/accentColor'],
      ['an unknown font', { font: 'comic' }, '/document/font'],
      ['a member that is not one', { css: 'x' }, '/document/css'],
      ['a language that is not ours', { tagline: { fr: 'x' } }, '/document/tagline/fr'],
      ['a tagline of 161', { tagline: { de: long(161) } }, '/document/tagline/de'],
      ['a list of taglines', { tagline: [] }, '/document/tagline'],
      ['texts of a language that is not ours', { texts: { fr: {} } }, '/document/texts/fr'],
      ['texts that are a list', { texts: { en: [] } }, '/document/texts/en'],
      ['texts that are a text', { texts: { en: 'x' } }, '/document/texts/en'],
      ['a text of 501', { texts: { en: { a: 'x', 'home.title': long(501) } } }, '/document/texts/en/home.title'],
      ['a text that is a number', { texts: { de: { title: 1 } } }, '/document/texts/de/title'],
      ['a NUL', { texts: { de: { title: 'a\0' } } }, '/document/texts/de/title'],
      ['a key of another form', { texts: { en: { 'a/b ~c': 'x' } } }, '/document/texts/en/a~1b ~0c'],
      ['a key of 81', { texts: { en: { [`a${'b'.repeat(80)}`]: 'x' } } }, `/document/texts/en/a${'b'.repeat(80)}`],
      [
        '101 texts',
        { texts: { en: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 'x'])) } },
        '/document/texts/en',
      ],
      ['an id of something else', { logoLight: publicId('person', newId()) }, '/document/logoLight'],
      ['a UUID', { icon: newId() }, '/document/icon'],
    ])('with %s is refused, and the pointer leads there', async (_, change, pointer) => {
      const { status, body } = await save(change);
      expect([status, body.code]).toEqual([422, 'invalid-request']);
      expect(body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
      expect(body.errors[0].detail).not.toMatch(/[{[]/);
    });

    it('may be as large as its rules allow, above the 64 KiB of other routes', async () => {
      const texts = Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [`k${i}.${'x'.repeat(70)}`, 'ع'.repeat(500)]),
      );
      const { status, body } = await save({ texts: { en: texts, de: texts } });
      expect([status, Object.keys(body.document.texts.de).length]).toEqual([200, 100]);
      await save({ texts: {} });
    });

    it('takes half of a character without falling over it', async () => {
      const { status, body } = await save({ tagline: { en: 'x\ud800' } });
      expect([status, body.document.tagline.en]).toEqual([200, 'x\ufffd']);
    });
  });

  it('is for owner and admin', async () => {
    for (const role of ['finance', 'support', 'analyst', 'advisor', 'end_user'] as const) {
      const who = await t.given.person(role);
      const refused = [
        t.as(who).get('/v1/staff/brand'),
        t.as(who).put('/v1/staff/brand/draft', { document: base, revision: 0 }),
        t.as(who).post('/v1/staff/brand/publish', { revision: 0 }),
        t.as(who).get('/v1/staff/brand/versions/1'),
        t.as(who).post('/v1/staff/brand/versions/1/restore'),
        upload('icon', await picture(64, 64, '#fff'), 'image/png', who),
      ];
      expect((await Promise.all(refused)).map(({ status }) => status)).toEqual(Array(6).fill(403));
    }
    const admin = await t.given.staff('admin');
    await t.as(admin).get('/v1/staff/brand').expect(200);
  });

  it('knows its own versions only', async () => {
    const zenith = await t.given.staff('owner', 'zenith');
    const { number } = await publish({ brandColor: '#223344' });
    for (const path of [`versions/${number}`, 'versions/0', 'versions/1e1', 'versions/abc', 'versions/9999999999'])
      await t.as(zenith).get(`/v1/staff/brand/${path}`).expect(404);
    await t.as(zenith).post(`/v1/staff/brand/versions/${number}/restore`).expect(404);
  });

  describe('a picture', () => {
    it('is kept once, served to everybody for ever, and shown when it is published', async () => {
      const bytes = await picture(300, 100, '#1d4e89', 'jpeg');
      const { body } = await upload('logo_light', bytes, 'image/jpeg').expect(200);
      expect(body).toMatchObject({ width: 300, height: 100, mime: 'image/png', url: `/brand/assets/${body.id}` });
      expect(body.contrastOnLight).toBeCloseTo(8.4, 0);
      expect(body.contrastOnDark).toBeCloseTo(2.1, 0);
      const again = await upload('logo_dark', bytes, 'image/jpeg').expect(200);
      expect(again.body.id).toBe(body.id);
      expect(await audit('brand_asset.added')).toHaveLength(1);
      const { body: version } = await save({ logoLight: body.id });
      expect(version.document.logoLight).toBe(body.id);
      await publish({});
      expect((await site()).assets).toEqual({ logoLight: body.url, logoDark: null, icon: null });
      const got = await t.http(owner.host).get(body.url).expect(200);
      expect(got.headers).toMatchObject({
        'content-type': 'image/png',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'",
      });
      expect(await sharp(got.body as Buffer).metadata()).toMatchObject({ format: 'png', width: 300 });
    });

    it("of another licensee's is nothing: not to look at, not to use, and no refusal is cached", async () => {
      const { body } = await upload('icon', await picture(64, 64, '#336699')).expect(200);
      const zenith = await t.given.staff('owner', 'zenith');
      const foreign = await t.http(zenith.host).get(body.url).expect(404);
      expect(foreign.headers['cache-control']).toBe('no-store');
      await t.http('nobody.localhost').get(body.url).expect(404);
      await t
        .http(owner.host)
        .get(`/brand/assets/${publicId('asset', newId())}`)
        .expect(404);
      const used = await save({ icon: body.id }, zenith);
      expect([used.status, used.body.code]).toEqual([404, 'not-found']);
    });

    it('that is none is refused with the reason, and nothing is stored', async () => {
      const count = async () => (await t.db.query('select 1 from app.brand_asset')).length;
      const before = await count();
      const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
      const cases: [bytes: Buffer | string, type: string, reason: RegExp][] = [
        [svg, 'image/svg+xml', /SVG/],
        [svg, 'image/png', /SVG/],
        ['<html>', 'image/png', /not a PNG/],
        [await picture(64, 64, '#fff', 'gif'), 'image/gif', /GIF/],
        [(await picture(900, 900, '#fff', 'jpeg')).subarray(0, 900), 'image/jpeg', /damaged/],
      ];
      for (const [bytes, type, reason] of cases) {
        const { status, body } = await upload('icon', Buffer.from(bytes), type);
        expect([type, status, body.code, body.detail]).toEqual([
          type,
          409,
          'image-refused',
          expect.stringMatching(reason),
        ]);
      }
      const none = await t
        .http(owner.host)
        .put('/v1/staff/brand/assets/icon')
        .set('authorization', `Bearer ${owner.token}`);
      expect([none.status, none.body.code]).toEqual([409, 'image-refused']);
      expect(await count()).toBe(before);
    });

    it('for something unknown is an unknown route', async () => {
      await upload('banner', await picture(64, 64, '#fff')).expect(404);
    });
  });

  describe('a body', () => {
    it('may be a picture of 2 MiB where pictures are taken, and no more, and nothing else', async () => {
      const large = await upload('icon', Buffer.alloc(2 * MiB));
      expect([large.status, large.body.code]).toEqual([409, 'image-refused']);
      const larger = await upload('icon', Buffer.alloc(2 * MiB + 1));
      expect([larger.status, larger.body.code]).toEqual([413, 'body-too-large']);
      for (const type of [
        'application/json',
        'text/plain',
        'application/octet-stream',
        'multipart/form-data; boundary=x',
      ]) {
        const wrong = await upload('icon', Buffer.from('{}'), type);
        expect([type, wrong.status, wrong.body.code]).toEqual([type, 415, 'unsupported-media-type']);
      }
    });

    it('of another route is as small as before and never a picture', async () => {
      const json = (bytes: number) => `{"revision":0,"pad":"${'a'.repeat(bytes)}"}`;
      const publishRoute = (bytes: string | Buffer, type: string) =>
        t
          .http(owner.host)
          .post('/v1/staff/brand/publish')
          .set({ authorization: `Bearer ${owner.token}`, 'content-type': type })
          .send(bytes);
      expect((await publishRoute(json(70_000), 'application/json')).status).toBe(413);
      expect((await publishRoute(json(60_000), 'application/json')).status).toBe(422);
      expect((await publishRoute(await picture(64, 64, '#fff'), 'image/png')).status).toBe(415);
      const hook = await t
        .http(owner.host)
        .post('/webhooks/livekit')
        .set('content-type', 'image/png')
        .send(await picture(64, 64, '#fff'));
      expect(hook.status).toBe(415);
      const draft = await t.as(owner).putBytes('/v1/staff/brand/draft', Buffer.from(json(600_000)), 'application/json');
      expect(draft.status).toBe(413);
    });
  });

  describe('an icon', () => {
    it('is there in every size without anybody having made one, in the brand colour', async () => {
      const zenith = await t.given.staff('owner', 'zenith');
      await publish({ brandColor: '#2f7d32' }, zenith);
      for (const [file, size] of [
        ['32.png', 32],
        ['180.png', 180],
        ['192.png', 192],
        ['512.png', 512],
        ['maskable.png', 512],
      ] as const) {
        const { body, headers } = await t.http(zenith.host).get(`/brand/icons/${file}`).expect(200);
        expect(headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'public, max-age=300' });
        const { data, info } = await sharp(body as Buffer)
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([file, info.width, info.height]).toEqual([file, size, size]);
        const filled = file === 'maskable.png' || file === '180.png';
        expect([...data.subarray(0, 4)].slice(0, info.channels)).toEqual(
          (filled ? [0x2f, 0x7d, 0x32, 255] : [0, 0, 0, 0]).slice(0, info.channels),
        );
      }
      const favicon = await t.http(zenith.host).get('/favicon.ico').expect(200);
      expect(favicon.headers['content-type']).toBe('image/png');
      expect(await sharp(favicon.body as Buffer).metadata()).toMatchObject({ format: 'png', width: 32 });
      await t.http(zenith.host).get('/brand/icons/64.png').expect(404);
      await t.http('nobody.localhost').get('/favicon.ico').expect(404);
    });

    it('is that of the brand as soon as it is published', async () => {
      const at = async () => {
        const { body } = await t.http(owner.host).get('/brand/icons/maskable.png').expect(200);
        const { data, info } = await sharp(body as Buffer)
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        const pixel = (x: number, y: number) => [
          ...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 3),
        ];
        return { corner: pixel(60, 60), middle: pixel(256, 256) };
      };
      await publish({ brandColor: '#123456', icon: null });
      expect(await at()).toMatchObject({ corner: [0x12, 0x34, 0x56] });
      const { body } = await upload('icon', await picture(200, 200, '#aa0000')).expect(200);
      expect([body.contrastOnLight, body.contrastOnDark]).toEqual([null, null]);
      await publish({ icon: body.id });
      expect(await at()).toEqual({ corner: [255, 255, 255], middle: [0xaa, 0, 0] });
    });
  });
});
