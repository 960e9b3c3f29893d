import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ViesStandIn } from './vies-stand-in.js';

describe('the stand-in for the register of VAT numbers', () => {
  const vies = new ViesStandIn();
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => void vies.serve(request, response, request.url!));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const ask = async (question: object) => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/vies/check-vat-number`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify(question),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  };

  it('answers by the last two digits, and tells names but for Germany and Spain', async () => {
    expect(await ask({ countryCode: 'NL', vatNumber: '004495445B01' })).toMatchObject({
      status: 200,
      valid: true,
      requestIdentifier: '',
      name: 'COMPANY 004495445B01',
    });
    expect(await ask({ countryCode: 'NL', vatNumber: '004495445B00' })).toMatchObject({ valid: false, name: '---' });
    expect(await ask({ countryCode: 'DE', vatNumber: '136695976' })).toMatchObject({ valid: true, name: '---' });
    const silent = { status: 200, actionSucceed: false, errorWrappers: [{ error: 'MS_UNAVAILABLE' }] };
    expect(await ask({ countryCode: 'NL', vatNumber: '004495445B99' })).toEqual(silent);
  });

  it('gives a number to who asks with one of their own, and refuses an asker whom it cannot read', async () => {
    const asked = { countryCode: 'NL', vatNumber: '004495445B01' };
    expect(await ask({ ...asked, requesterMemberStateCode: 'DE', requesterNumber: '136695976' })).toMatchObject({
      requestIdentifier: expect.stringMatching(/^WAPI[A\d]+$/),
    });
    expect(await ask({ ...asked, requesterMemberStateCode: 'US', requesterNumber: '1' })).toMatchObject({
      status: 400,
      errorWrappers: [{ error: 'INVALID_REQUESTER_INFO' }],
    });
    expect(await ask({ countryCode: 'US', vatNumber: '1' })).toMatchObject({
      errorWrappers: [{ error: 'INVALID_INPUT' }],
    });
  });

  it('does as a script says', async () => {
    vies.control('POST /vies', { answers: { DE136695976: 'invalid' } });
    expect(await ask({ countryCode: 'DE', vatNumber: '136695976' })).toMatchObject({ valid: false });
    vies.control('POST /vies', { down: true });
    expect(await ask({ countryCode: 'DE', vatNumber: '136695976' })).toMatchObject({ status: 500 });
    expect(vies.control('GET /vies', {})).toMatchObject({ questions: expect.any(Array) });
  });
});
