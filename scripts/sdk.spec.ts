import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type Document, sdkRoutes } from './sdk.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What a developer writes on the first day. */
const PROGRAM = `
import { Platform, PlatformProblem, signWebhook, verifyWebhook, type components } from '@platform/sdk';

const platform = new Platform({ baseUrl: process.argv[2]!, key: 'sk_live_abc' });
const ids: string[] = [];
for await (const call of platform.calls.list({ limit: 1 })) ids.push(call.id);
let code = '';
try {
  const wallet: components['schemas']['PersonWalletView'] = await platform.personWallets.show('usr_1');
  console.log(wallet);
} catch (error) {
  if (error instanceof PlatformProblem) code = error.code;
}
// @ts-expect-error an amount is a number of minor units
const wrong: components['schemas']['CreateTopUp'] = { amountMinor: '25.00', method: 'checkout' };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"type":"call.ended","timestamp":"","data":{"callId":"call_9"}}';
const event = await verifyWebhook(body, await signWebhook(body, secret, { id: 'evt_1' }), secret);
const callId: string = event.type === 'call.ended' ? event.data.callId : '';
console.log(JSON.stringify({ ids, code, callId, wrong: typeof wrong }));
`;

describe('the packed SDK', () => {
  it('is a folder of ES modules with types and no dependency, and works in a fresh project', async () => {
    // `pretest` has packed it.
    const tarball = path.join(root, 'dist/sdk/platform-sdk.tgz');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sdk-user-'));
    const write = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
    try {
      write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }));
      execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder, stdio: 'pipe' });
      expect(fs.readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
        '@platform',
      ]);
      write('program.ts', PROGRAM);
      const options = { module: 'nodenext', target: 'es2022', strict: true, types: ['node'], skipLibCheck: false };
      // The types of Node are the machine's; those of the SDK are checked as well.
      const typeRoots = [path.join(root, 'node_modules/@types')];
      write('tsconfig.json', JSON.stringify({ compilerOptions: { ...options, typeRoots }, files: ['program.ts'] }));
      execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
        stdio: 'inherit',
      });
      expect(await run(folder)).toEqual({
        ids: ['call_1', 'call_2'],
        code: 'not-found',
        callId: 'call_9',
        wrong: 'object',
      });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has nothing of the operator, and each operation of a key', () => {
    const document = JSON.parse(fs.readFileSync(path.join(root, 'docs/openapi.json'), 'utf8')) as Document;
    const routes = sdkRoutes(document);
    expect(routes.filter(({ path: address }) => address.startsWith('/v1/operator'))).toEqual([]);
    const types = fs.readFileSync(path.join(root, 'libs/sdk/src/types.gen.ts'), 'utf8');
    expect(types).not.toContain('/v1/operator/');
    const forKeys = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .filter((operation) => operation['x-key-scope'] !== undefined)
      .map(({ operationId }) => operationId);
    expect(forKeys.length).toBeGreaterThan(10);
    const known = routes.map(({ operation }) => operation.operationId);
    expect(forKeys.filter((id) => !known.includes(id))).toEqual([]);
  });
});

/** The program under plain Node, against two pages of calls. */
async function run(folder: string): Promise<unknown> {
  const server = createServer((request, response) => {
    const isList = request.url!.startsWith('/v1/calls');
    const isSecond = request.url!.includes('cursor=next');
    response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' });
    const page = { object: 'list', has_more: !isSecond, next_cursor: isSecond ? null : 'next' };
    response.end(
      JSON.stringify(
        isList
          ? { ...page, data: [{ id: isSecond ? 'call_2' : 'call_1' }] }
          : { code: 'not-found', type: '/problems/not-found' },
      ),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js', `http://127.0.0.1:${port}`], {
      cwd: folder,
    });
    return JSON.parse(stdout);
  } finally {
    server.close();
  }
}
