import http from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

/** Which entry a path belongs to; the API decides the same in `apps/api/src/web/faces.ts`. */
function entryOf(host: string, pathname: string): string {
  if (host.startsWith('ops.')) return 'ops';
  const [, first] = pathname.split('/');
  return first === 'pro' || first === 'admin' ? first : 'site';
}

/** The page as the API serves it to this host, with everything that belongs to the licensee in its head. */
function served(api: string, host: string, url: string, cookie: string | undefined): Promise<string> {
  const { hostname, port } = new URL(api);
  const headers = { host: host.replace(/:\d+$/, ''), accept: 'text/html', ...(cookie ? { cookie } : {}) };
  return new Promise((resolve, reject) => {
    const request = http.get({ hostname, port, path: url, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

/**
 * Development only: takes the head that the API fills for this host and puts it around the sources, so that hot reload shows the same brand.
 */
export function tenantHead(api: string): Plugin {
  return {
    name: 'tenant-head',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const { host = '', accept = '', cookie } = request.headers;
        const url = request.originalUrl ?? '/';
        const isPage = request.method === 'GET' && accept.includes('text/html') && !/^\/(v1|docs|brand)\b/.test(url);
        if (!isPage) return next();
        void (async () => {
          const page = await served(api, host, url, cookie);
          const [, tag = '<html lang="en" dir="ltr">'] = /(<html[^>]*>)/.exec(page) ?? [];
          const [, head = ''] = /<!--head-->([\s\S]*?)<!--\/head-->/.exec(page) ?? [];
          const file = path.join(server.config.root, `${entryOf(host, new URL(url, 'http://x').pathname)}.html`);
          const source = (await readFile(file, 'utf8')).replace(/<html[^>]*>/, tag).replace('<!--head-->', head);
          response.setHeader('content-type', 'text/html; charset=utf-8');
          response.end(await server.transformIndexHtml(url, source));
        })().catch(next);
      });
    },
  };
}
