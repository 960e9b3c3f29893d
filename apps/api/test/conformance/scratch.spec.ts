import { it } from '@jest/globals';
import fs from 'node:fs';
import { testApp, testConfig } from '@app/testing';
import { createServer } from '../../src/server.js';
import { buildDocument } from '../../src/openapi.js';
it('x', async () => {
  const t = await testApp();
  const s = await createServer(testConfig(t.database.urls));
  await s.init();
  fs.writeFileSync('/tmp/routes1.txt', t.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
  fs.writeFileSync('/tmp/routes2.txt', s.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
  fs.writeFileSync('/tmp/openapi.json', JSON.stringify(buildDocument(t.app), null, 1));
  await s.close();
  await t.close();
});
