import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemContext, publicId } from '@app/kernel';
import { BrandService } from '@app/licensees';
import type { TestApp } from '@app/testing';
import { type ServedApp, servedApp } from './served-app.js';

describe('the pages that the API serves', () => {
  let served: ServedApp;
  let t: TestApp;
  beforeAll(async () => {
    served = await servedApp();
    ({ t } = served);
  });
  afterAll(() => served.close());
  const get = (path: string, host?: string) => served.get(path, host);

  it("carry the licensee's name, look, language and data before any script runs", async () => {
    const { text, headers } = await get('/').expect(200);
    expect(text).toContain('<html lang="en" dir="ltr">');
    expect(text).toContain('<title>Aurora Advice</title>');
    expect(text).toMatch(/--t-brand-solid:#[0-9a-f]{6}/);
    expect(text).toContain('<link rel="manifest" href="/manifest.webmanifest">');
    const boot = JSON.parse(/id="boot">(.*?)<\/script>/.exec(text)![1]!) as {
      face: string;
      site: { currency: string };
    };
    expect(boot).toMatchObject({ face: 'site', locale: 'en', site: { currency: 'EUR' } });
    const nonce = /<style nonce="([^"]+)"/.exec(text)![1]!;
    expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
    expect(headers['cache-control']).toBe('no-store');
    const again = await get('/');
    expect(again.headers['content-security-policy']).not.toContain(nonce);
  });

  it('never name another licensee or the platform', async () => {
    for (const path of ['/', '/pro/', '/admin/', '/advisors/nobody', '/manifest.webmanifest'])
      expect((await get(path)).text).not.toMatch(/zenith|licensing platform|licensing-platform/i);
  });

  it('look as published, at once', async () => {
    const brand = t.app.get(BrandService);
    const ctx = systemContext(t.licensees.zenith.id, 'spec');
    const { draft } = await brand.show(ctx);
    const { revision } = await brand.saveDraft(ctx, {
      document: { ...draft.document, brandColor: '#aa3300', tagline: { de: 'Wege & Berge' } },
      revision: draft.revision,
    });
    await brand.publish(ctx, revision);
    const { text } = await get('/', 'zenith.localhost').set('accept-language', 'de');
    expect(text).toContain('--t-brand-solid:#aa3300');
    expect(text).toContain('<meta name="description" content="Wege &#38; Berge">');
    expect(text).toContain('<html lang="de" dir="ltr">');
  });

  it('are one of four faces by host and path', async () => {
    const face = async (path: string, host?: string): Promise<string> =>
      /"face":"(\w+)"/.exec((await get(path, host)).text)![1]!;
    expect(await face('/wallet')).toBe('site');
    expect(await face('/pro/earnings')).toBe('pro');
    expect(await face('/admin')).toBe('admin');
    expect(await face('/', 'ops.localhost')).toBe('ops');
  });

  it('let any other page have a call button, and tell it no more than the directory does', async () => {
    const script = await get('/embed/v1.js').set('origin', 'https://elsewhere.example').expect(200);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const { advisorId } = await t.given.advisor();
    const id = publicId('advisor', advisorId);
    const shown = await get(`/embed/advisors/${id}`).expect(200);
    expect(shown.headers['access-control-allow-origin']).toBe('*');
    expect(shown.headers['access-control-allow-credentials']).toBeUndefined();
    expect(shown.body).toMatchObject({
      currency: 'EUR',
      url: expect.stringMatching(`aurora\\.localhost.*/advisors/${id}$`),
    });
    expect(Object.keys(shown.body as object).sort()).toEqual(
      ['currency', 'dark', 'font', 'light', 'name', 'radiusPx', 'rateMinor', 'status', 'url'].sort(),
    );
    for (const [path, host] of [
      [`/embed/advisors/${id}`, 'zenith.localhost'],
      ['/embed/advisors/adv_nothing', 'aurora.localhost'],
    ] as const) {
      const gone = await served.ask(path, host).expect(404);
      expect(gone.headers['access-control-allow-origin']).toBe('*');
    }
  });

  it('show an advisor by name, and 404 for one who is hidden, foreign or no id', async () => {
    const advisor = await t.given.advisor();
    const id = publicId('advisor', advisor.advisorId);
    const shown = await get(`/advisors/${id}`).expect(200);
    expect(shown.text).toMatch(/<title>Advisor \d+ · Aurora Advice<\/title>/);
    expect(shown.text).toContain('"@type":"Person"');
    await get(`/advisors/${id}`, 'zenith.localhost').expect(404);
    await get('/advisors/adv_nothing').expect(404);
    await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [advisor.advisorId]);
    const hidden = await get(`/advisors/${id}`).expect(404);
    expect(hidden.text).not.toContain('"@type"');
    expect(hidden.text).toContain('noindex');
  });

  it('are a page that names nobody on a host of nobody, and a problem for the API', async () => {
    const page = await get('/', 'nobody.localhost').expect(404);
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.text).not.toMatch(/aurora|platform|boot/i);
    const answer = await get('/v1/nothing').expect(404);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    await get('/assets/nothing.js').expect(404);
  });

  it('close while a licensee is suspended, but for people with a call, money or duties', async () => {
    await t.db.query(`update app.licensee set status = 'suspended' where slug = 'zenith'`);
    const closed = await get('/', 'zenith.localhost').expect(503);
    expect(closed.text).not.toMatch(/zenith/i);
    for (const path of ['/wallet', '/top-ups/return', '/calls/call_1', '/history', '/pro/', '/admin/'])
      await get(path, 'zenith.localhost').expect(200);
    await t.db.query(`update app.licensee set status = 'active' where slug = 'zenith'`);
  });

  it("have a manifest for each installable face with the licensee's name and icons that exist", async () => {
    for (const [path, scope] of [
      ['/manifest.webmanifest', '/'],
      ['/pro/manifest.webmanifest', '/pro/'],
    ]) {
      const { body } = (await get(path!).expect(200)) as { body: { icons: { src: string; sizes: string }[] } };
      expect(body).toMatchObject({ id: scope, scope, start_url: scope, display: 'standalone', short_name: 'AURORA' });
      expect(body.icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512', '512x512']);
      for (const { src } of body.icons) await get(src).expect(200).expect('content-type', 'image/png');
    }
    // Without a policy of its own the worker could fetch nothing, and every page that it serves would be empty.
    for (const path of ['/sw.js', '/pro/sw.js'])
      await get(path)
        .expect(200)
        .expect('cache-control', 'no-cache')
        .expect('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'");
  });

  it('load files that are compressed once, named by content and kept for a year', async () => {
    const { text } = await get('/');
    const script = /src="(\/assets\/site-[^"]+\.js)"/.exec(text)![1]!;
    const { headers } = await get(script).set('accept-encoding', 'br').expect(200);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });
});
