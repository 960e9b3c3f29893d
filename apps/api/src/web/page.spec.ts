import { faceOf, isOpenWhileSuspended, isPage } from './faces.js';
import { directionOf, languageOf } from './language.js';
import { type Head, contentPolicy, fillPage } from './page.js';

describe('faces', () => {
  it.each([
    ['licensee', '/', 'site'],
    ['licensee', '/advisors/adv_1', 'site'],
    ['licensee', '/pro', 'pro'],
    ['licensee', '/pro/earnings', 'pro'],
    ['licensee', '/professor', 'site'],
    ['licensee', '/admin/brand', 'admin'],
    ['operator', '/', 'ops'],
    ['operator', '/admin', 'ops'],
  ] as const)('on the host of a %s, %s is %s', (kind, path, face) => expect(faceOf(kind, path)).toBe(face));

  it.each(['/v1/nothing', '/webhooks/x', '/docs/x', '/assets/x.js', '/favicon.png', '/brand/x', '/readyz'])(
    '%s is no page',
    (path) => expect(isPage(path)).toBe(false),
  );
  it.each(['/', '/wallet', '/v10', '/calls/call_0', '/legal/terms'])('%s is one', (path) =>
    expect(isPage(path)).toBe(true),
  );

  it('keep the pages of people with duties open while a licensee is suspended', () => {
    expect(['/', '/advisors/x', '/sign-up'].map((path) => isOpenWhileSuspended('site', path))).toEqual([
      false,
      false,
      false,
    ]);
    expect(['/calls/x', '/wallet', '/history'].map((path) => isOpenWhileSuspended('site', path))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isOpenWhileSuspended('pro', '/pro')).toBe(true);
  });
});

describe('the language of a page', () => {
  const of = (
    wishes: Partial<{ asked: string; cookie: string; acceptLanguage: string; fallback: string }>,
    offered: readonly string[] = ['en', 'de'],
  ): string =>
    languageOf(
      {
        asked: wishes.asked,
        cookie: wishes.cookie,
        acceptLanguage: wishes.acceptLanguage,
        fallback: wishes.fallback ?? 'en',
      },
      offered,
    );

  it('is that of the address, then an earlier choice, then the browser, then the licensee', () => {
    const all = { asked: 'de', cookie: 'lang=en', acceptLanguage: 'en' };
    expect(of(all)).toBe('de');
    expect(of({ ...all, asked: undefined, cookie: 'a=1; lang=de' })).toBe('de');
    expect(of({ acceptLanguage: 'fr, de-AT;q=0.8, en;q=0.3' })).toBe('de');
    expect(of({ acceptLanguage: 'fr', fallback: 'de' })).toBe('de');
    expect(of({ fallback: 'fr' })).toBe('en');
  });

  it('takes the greatest wish of a browser, and none that it refuses', () => {
    expect(of({ acceptLanguage: 'de;q=0.4, en;q=0.75' })).toBe('en');
    expect(of({ acceptLanguage: 'de;q=0, en;q=0.1' })).toBe('en');
  });

  it('ignores what is no language of the site', () => {
    expect(of({ asked: 'xx"><script>', cookie: 'lang=../..', fallback: 'de' })).toBe('de');
    expect(of({ asked: 'ar-XB' })).toBe('ar-XB');
    expect([directionOf('ar-XB'), directionOf('en')]).toEqual(['rtl', 'ltr']);
  });
});

describe('a page', () => {
  const head: Head = {
    locale: 'en',
    direction: 'ltr',
    title: 'Tom & "Co" <b>',
    description: '</title><script>alert(1)</script>',
    siteName: 'Tom & Co',
    canonicalUrl: 'https://x.example/advisors/1',
    languages: ['en', 'de'],
    themeColors: { light: '#ffffff', dark: '#000000' },
    css: ':root{}',
    iconVersion: 3,
    manifestUrl: '/manifest.webmanifest',
    jsonLd: { name: '</script><script>alert(2)</script>' },
    nonce: 'abc',
    boot: { site: { name: '</script><img src=x>' } },
  };
  const page = fillPage('<html lang="x"><head><!--head--></head><body><!--noscript--></body></html>', head);

  it('lets no text of a licensee become markup', () => {
    expect(page).not.toMatch(/<b>|alert\(1\)<\/script>|<\/script><script>alert|<img/);
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page).toContain('<title>Tom &#38; &#34;Co&#34; &#60;b&#62;</title>');
  });

  it('tells search engines its address and its languages, or to stay away', () => {
    expect(page).toContain('hreflang="de" href="https://x.example/advisors/1?lang=de"');
    expect(fillPage('<!--head-->', { ...head, canonicalUrl: null })).toContain('content="noindex"');
  });

  it('does not take a dollar sign in a name for a pattern', () => {
    expect(fillPage('<!--head-->', { ...head, title: "$& $' $1" })).toContain('<title>$&#38; $&#39; $1</title>');
  });

  it('allows its own files, its nonce and the media server, and nothing else', () => {
    const policy = contentPolicy('abc', 'wss://media.example');
    expect(policy).toContain("script-src 'self' 'nonce-abc';");
    expect(policy).toContain("connect-src 'self' wss://media.example https://media.example;");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  });
});
