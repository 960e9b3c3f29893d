import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { guidePages } from '../src/docs/guides.js';
import { renderMarkdown } from '../src/docs/markdown.js';
import { type ServedApp, servedApp } from './served-app.js';

describe('the documentation', () => {
  let served: ServedApp;
  beforeAll(async () => {
    served = await servedApp();
  });
  afterAll(() => served.close());
  const get = (path: string, host?: string) => served.get(path, host);

  it('has no dead link: every page, its Markdown, its anchors and every problem that is named', async () => {
    const waiting = ['/docs'];
    const seen = new Map<string, Set<string>>();
    const wanted: { from: string; path: string; anchor: string }[] = [];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (seen.has(path)) continue;
      const { text, status } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      seen.set(path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)));
      for (const [, href] of text.matchAll(/ href="([^"]+)"/g)) {
        const [target = '', anchor = ''] = href!.split('#');
        const to = target === '' ? path : target;
        if (!to.startsWith('/docs')) continue;
        wanted.push({ from: path, path: to, anchor });
        if (/^\/docs($|\/)/.test(to) && !to.endsWith('.md') && !to.endsWith('.tgz')) waiting.push(to);
      }
    }
    const dead = wanted.filter(({ path, anchor }) => anchor !== '' && !seen.get(path)?.has(anchor));
    expect(dead).toEqual([]);
    expect(seen.size).toBeGreaterThan(200);
    for (const path of ['/docs/index.md', '/docs/quickstart.md', '/docs/reference/calls.md']) {
      const { headers, text } = await get(path).expect(200);
      expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
      expect(text).toMatch(/^# /);
    }
  });

  it('has its pages with a slash at the end too', async () => {
    for (const path of ['/docs', '/docs/quickstart', '/docs/reference/calls']) {
      const read = async (at: string) => {
        const { status, text } = await get(at);
        return [status, /<title>(.*?)<\/title>/.exec(text)?.[1]];
      };
      expect([path, await read(`${path}/`)]).toEqual([path, await read(path)]);
    }
    await get('/docs/no-such-page/').expect(404);
    await get('/docs/a/b/c').expect(404);
  });

  it("is in each licensee's name and look, and names neither another one nor the operator", async () => {
    for (const [host, name, foreign] of [
      // The examples of the document name made-up platforms.
      ['aurora.localhost', 'Aurora Advice', /zenith guides/i],
      ['zenith.localhost', 'Zenith', /aurora advice/i],
    ] as const) {
      for (const path of [
        '/docs',
        '/docs/quickstart',
        '/docs/reference/calls',
        '/docs/problems/not-found',
        '/docs/quickstart.md',
        '/llms.txt',
        '/v1/openapi.json',
        '/docs/search?q=key',
      ]) {
        const { text } = await get(path, host).expect(200);
        expect([path, text.includes(name)]).toEqual([path, true]);
        expect(foreign.exec(text)?.[0]).toBeUndefined();
        // Short, because what does not fit would be printed whole.
        expect(/licensing platform|\/v1\/operator|@@/i.exec(text)?.[0]).toBeUndefined();
      }
      expect((await get('/docs/quickstart', host)).text).toContain(`${host}`);
      // Their names are known to browsers, and not to every library.
      expect((await get('/docs/quickstart.md', host)).text).toContain(
        `put the line 127.0.0.1 ${host} into the hosts file`,
      );
    }
  });

  it('runs no script of anybody else, and sends nothing anywhere', async () => {
    for (const [path, scripts, connect] of [
      ['/docs/quickstart', 1, ''],
      // Nothing of it is for keys.
      ['/docs/reference/auth', 1, ''],
      ['/docs/reference/calls', 2, " connect-src 'self';"],
    ] as const) {
      const { text, headers } = await get(path).expect(200);
      const nonce = /<style nonce="([^"]+)"/.exec(text)![1]!;
      expect([path, headers['content-security-policy']]).toEqual([
        path,
        `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src 'self';${connect} form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
      ]);
      expect([path, text.match(/<script/g)?.length]).toEqual([path, scripts]);
      expect(text).not.toMatch(/ style="| on\w+="/);
    }
  });

  it('offers to try in test mode what a key may ask or post, and nothing else', async () => {
    const { text } = await get('/docs/reference/joinLinks').expect(200);
    expect([...text.matchAll(/data-method="(\w+)" aria-label="Try ([^"]+)"/g)].map(([, , name]) => name)).toEqual([
      expect.stringMatching(/^POST \/v1\/users\/.+\/calls$/) as unknown,
      expect.stringMatching(/^POST \/v1\/calls\/.+\/join-links$/) as unknown,
    ]);
    const { text: budgets } = await get('/docs/reference/budgets').expect(200);
    expect(budgets).toContain('id="recordpayout"');
    expect(budgets).not.toMatch(/aria-label="Try [^"]+outside-payouts/);
    expect((await get('/docs/reference/joinLinks.md')).text).not.toMatch(/Try it|try-key/);
  });

  it('is where the type of a problem leads', async () => {
    const refusal = await served.ask('/v1/wallet').expect(401);
    const { type } = refusal.body as { type: string };
    expect(type).toBe('/problems/unauthenticated');
    const { headers } = await get(type).expect(302);
    const { text } = await get(headers['location']!).expect(200);
    expect(text).toContain('<h1 id="sign-in-first">Sign in first</h1>');
    await get('/docs/problems/no-such-problem').expect(404);
    await get('/problems/%2e%2e').expect(404);
  });

  it('shows for each operation who may call it, its scope, an example and whether it is idempotent', async () => {
    const { text } = await get('/docs/reference/refunds.md').expect(200);
    const section = text.split('\n## ').find((part) => part.startsWith('refund\n'))!;
    expect(section).toContain('`POST /v1/calls/{id}/refund`');
    expect(section).toContain('API keys with the scope `refunds:write`');
    expect(section).toContain('idempotency-key: $(uuidgen)');
    expect(section).toContain("-d '{");
    expect(section).toContain('[`idempotency-key-reused`](/docs/problems/idempotency-key-reused)');
  });

  it('has a guide about an operation where there is that operation, and nowhere else', () => {
    const about = (...ids: string[]) => ({
      components: { schemas: {} },
      paths: Object.fromEntries(
        ids.map((operationId) => [`/v1/${operationId}`, { post: { operationId, responses: {} } }]),
      ),
    });
    const paths = (...ids: string[]): string[] => guidePages(about(...ids)).map(({ path }) => path);
    expect(paths()).not.toContain('webhooks');
    expect(paths('webhookEndpoints.create', 'signInKeys.signIn')).toEqual(
      expect.arrayContaining(['', 'quickstart', 'webhooks', 'signed-sign-in']),
    );
  });

  it('finds pages by their words, and takes any query for text', async () => {
    const { text } = await get('/docs/search?q=idempotency').expect(200);
    expect(text.indexOf('>Idempotency</a>')).toBeGreaterThan(0);
    const odd = await get(`/docs/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`).expect(200);
    expect(odd.text).not.toContain('<script>alert');
    expect(odd.text).toContain('Nothing has all of these words.');
    await get('/docs/search?q=a&q=b').expect(200);
  });

  it('has a document of the API without the operator, whose references all lead somewhere', async () => {
    const { body } = await get('/v1/openapi.json').expect(200);
    expect(body.info.title).toBe('Aurora Advice API');
    expect(body.servers).toEqual([{ url: expect.stringContaining('aurora.localhost') }]);
    const text = JSON.stringify(body);
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(names.filter((name) => body.components.schemas[name] === undefined)).toEqual([]);
    expect(Object.keys(body.components.schemas).filter((name) => !names.includes(name))).toEqual([]);
    const audiences = Object.values(body.paths as Record<string, Record<string, { 'x-audience': string[] }>>)
      .flatMap((methods) => Object.values(methods))
      .flatMap((operation) => operation['x-audience']);
    expect(audiences).not.toContain('operator');
  });

  it('has a document that names the key of a program and the headers that every operation takes and answers', async () => {
    const { body } = await get('/v1/openapi.json').expect(200);
    const common = [...JSON.stringify(body).matchAll(/"#\/components\/(parameters|headers)\/([^"]+)"/g)];
    expect(common.filter(([, kind, name]) => body.components[kind!][name!] === undefined)).toEqual([]);
    expect(body.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
    const { get: users } = body.paths['/v1/users'];
    expect(users.security).toEqual([{ bearer: [] }, { apiKey: [] }]);
    expect(users.parameters).toContainEqual({ $ref: '#/components/parameters/PlatformVersion' });
    expect(Object.keys(users.responses['200'].headers)).toEqual(
      expect.arrayContaining(['Request-Id', 'RateLimit', 'RateLimit-Policy', 'Platform-Version']),
    );
    const { post: signIn } = body.paths['/v1/auth/sign-in'];
    expect([signIn.security, Object.keys(signIn.responses['200'].headers)]).toEqual([undefined, ['Request-Id']]);
    // What an answer to a key really has.
    const owner = await served.t.given.staff('owner');
    const made = await served.t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Docs', scopes: ['users:read'] })
      .expect(201);
    const answer = await get('/v1/users', owner.host).set('authorization', `Bearer ${made.body.key}`).expect(200);
    for (const name of Object.keys(users.responses['200'].headers))
      expect([name, answer.headers[name.toLowerCase()]]).toEqual([name, expect.any(String)]);
  });

  it('answers 404 on a host that is nobody’s', async () => {
    await get('/docs', 'nobody.example').expect(404);
    await get('/docs/no-such-page').expect(404);
    await get('/docs/..%2fpackage.json').expect(404);
  });

  it('renders no element, picture or address that its text could bring', () => {
    const html = renderMarkdown(
      '# A <b>\n\n<script>x</script>\n\nWords <i>and</i> [a](javascript:x) [b](//evil.example) ![c](https://evil.example/c.png) [d](/docs)\n\n```\n</code><i>\n```',
    );
    expect(html).not.toMatch(/<script|<b>|<i>|<img|javascript:|evil\.example"/);
    expect(html).toContain('<a href="/docs">d</a>');
  });
});
