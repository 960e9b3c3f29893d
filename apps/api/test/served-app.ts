import request from 'supertest';
import { type TestApp, testApp } from '@app/testing';
import { createServer } from '../src/server.js';

export type ServedApp = Awaited<ReturnType<typeof servedApp>>;

/** The application with everything that its process serves beside the API: screens, documentation, embeds. */
export async function servedApp() {
  const t: TestApp = await testApp();
  const server = await createServer(t.config);
  await server.init();
  await server.getHttpAdapter().getInstance().ready();
  const ask = (path: string, host = 'aurora.localhost'): request.Test =>
    request(server.getHttpServer()).get(path).set('host', host);
  return {
    t,
    ask,
    /** As a browser asks for a page. */
    get: (path: string, host?: string): request.Test => ask(path, host).set('accept', 'text/html'),
    close: async (): Promise<void> => {
      await server.close();
      await t.close();
    },
  };
}
