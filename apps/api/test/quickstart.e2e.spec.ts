import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, type TestApp, testApp } from '@app/testing';
import { quickstart } from '../../../scripts/quickstart.ts';
import { createServer } from '../src/server.js';

describe('the quickstart', () => {
  let t: TestApp;
  let server: NestFastifyApplication;
  beforeAll(async () => {
    t = await testApp();
    server = await createServer(t.config);
    await server.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await server.close();
    await t.close();
  });

  it('works as it is written, in an empty folder with the packed SDK, to a verified webhook', async () => {
    const owner = await t.given.staff('owner');
    const { port } = server.getHttpServer().address() as AddressInfo;
    const { steps, output } = await quickstart({
      api: `http://127.0.0.1:${port}`,
      host: 'aurora.localhost',
      email: owner.email,
      password: PASSWORD,
    });
    expect(steps.map(({ title }) => title)).toEqual([
      '1. Make a key',
      '2. Install the SDK',
      '3. Place a call',
      '4. Take a webhook',
    ]);
    expect(output).toMatch(/^call call_\w{26} ended 90 s 900 EUR$/m);
    expect(output).toMatch(/^wallet 4100$/m);
    expect(output).toMatch(/^verified call\.ended evt_/m);
    expect(output).toContain('call.ended was answered 204');
  });
});
