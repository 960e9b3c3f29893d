import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { nextAsk } from './vat-standing.js';
import { VatRegisterSilent } from './vat-register.js';
import { ViesAdapter } from './vies.adapter.js';

const FRENCH = { country: 'FR', number: 'FR40303265045' };
const GERMAN = { country: 'DE', number: 'DE136695976' };
const VALID = {
  countryCode: 'FR',
  vatNumber: '40303265045',
  valid: true,
  requestIdentifier: 'WAPIAAAAY0ZEfLxz',
  name: 'SA SODIMAS',
  address: '---',
};
const refusal = (error: unknown): object => ({ actionSucceed: false, errorWrappers: [{ error }] });

describe('the register of VAT numbers', () => {
  let server: http.Server;
  let vies: ViesAdapter;
  /** What the register does with the next questions; the last one stays. */
  let answers: ((response: http.ServerResponse) => void)[] = [];
  const asked: { path: string; body: Record<string, string> }[] = [];
  const canary: string[] = [];
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      if (request.url!.startsWith('/canary')) {
        canary.push(request.url!);
        response.end(JSON.stringify(VALID));
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push({
          path: request.url!,
          body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>,
        });
        (answers.length > 1 ? answers.shift()! : answers[0]!)(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vies = new ViesAdapter({ VIES_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/vies/` });
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    asked.length = 0;
  });

  const json =
    (body: unknown, status = 200) =>
    (response: http.ServerResponse): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };

  it('is asked by POST, letters and number apart, and tells who is behind a number where the state does', async () => {
    answers = [json(VALID)];
    expect(await vies.ask(FRENCH, GERMAN)).toEqual({
      result: 'valid',
      consultation: 'WAPIAAAAY0ZEfLxz',
      name: 'SA SODIMAS',
      address: null,
    });
    expect(asked).toEqual([
      {
        path: '/vies/check-vat-number',
        body: {
          countryCode: 'FR',
          vatNumber: '40303265045',
          requesterMemberStateCode: 'DE',
          requesterNumber: '136695976',
        },
      },
    ]);
    answers = [json({ ...VALID, valid: false, requestIdentifier: '' })];
    expect(await vies.ask({ country: 'GR', number: 'EL094259216' }, null)).toMatchObject({
      result: 'invalid',
      consultation: null,
    });
    expect(asked[1]!.body).toEqual({ countryCode: 'EL', vatNumber: '094259216' });
  });

  it('never has anything of a number in an address', async () => {
    answers = [json(VALID)];
    for (const number of ['FR../../admin', 'FR@169.254.169.254/', 'FR?x=1#y', 'FR\r\nHost: internal'])
      await vies.ask({ country: 'FR', number }, null);
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/vies/check-vat-number']));
  });

  it('is silent, which says nothing about the number, whatever else comes than an answer', async () => {
    const others: Record<string, (response: http.ServerResponse) => void> = {
      'a state that does not answer, with 200': json(refusal('MS_UNAVAILABLE')),
      'too many questions': json(refusal('GLOBAL_MAX_CONCURRENT_REQ'), 500),
      'no verdict': json({ countryCode: 'FR' }),
      'a verdict that is none': json({ valid: 'true' }),
      'a page': (response) => void response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Down</h1>'),
      'a list': json([true]),
      nothing: (response) => void response.end(),
      'a closed door': (response) => void response.destroy(),
      'more than anybody needs': (response) => void response.end('x'.repeat(100_000)),
      elsewhere: (response) => void response.writeHead(302, { location: '/canary' }).end(),
      'elsewhere, with the question': (response) => void response.writeHead(307, { location: '/canary' }).end(),
    };
    for (const [what, answer] of Object.entries(others)) {
      answers = [answer];
      expect([what, await vies.ask(FRENCH, null).catch((error: unknown) => error)]).toEqual([
        what,
        expect.any(VatRegisterSilent),
      ]);
    }
    expect(canary).toEqual([]);
  });

  it('is waited for no longer than it may take', async () => {
    answers = [() => undefined];
    vies.timeoutMs = 50;
    await expect(vies.ask(FRENCH, null)).rejects.toBeInstanceOf(VatRegisterSilent);
    vies.timeoutMs = 20_000;
  });

  it('repeats none of the words of an answer that are not its own', async () => {
    answers = [json(refusal('see http://internal/?FR40303265045'))];
    await expect(vies.ask(FRENCH, null)).rejects.toMatchObject({ message: 'no answer that says anything' });
  });

  it('is asked without the asker whom it does not know, and calls invalid what it cannot read', async () => {
    answers = [json(refusal('INVALID_REQUESTER_INFO'), 400), json(VALID)];
    expect((await vies.ask(FRENCH, GERMAN)).result).toBe('valid');
    expect(asked.map(({ body }) => body['requesterNumber'])).toEqual(['136695976', undefined]);
    answers = [json(refusal('INVALID_INPUT'), 400)];
    expect(await vies.ask(FRENCH, null)).toMatchObject({ result: 'invalid', consultation: null });
  });

  it('is asked again before an answer is a month old, and at most six hours after it was silent', () => {
    expect(nextAsk('valid', 0)).toBeLessThan(30 * 86_400 - 6 * 86_400);
    expect([0, 1, 2, 50].map((failures) => nextAsk(undefined, failures))).toEqual([300, 600, 1200, 21_600]);
  });
});
