import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from '../../../apps/api/src/server.js';
import { type TestApp, testConfig } from './test-app.js';

/** Another process of the API on the database of an app under test. Close it before the app. */
export async function replicaOf(t: TestApp): Promise<NestFastifyApplication> {
  const server = await createServer(testConfig(t.database.urls));
  await server.init();
  await server.getHttpAdapter().getInstance().ready();
  return server;
}
