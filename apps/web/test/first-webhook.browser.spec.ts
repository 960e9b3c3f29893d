import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Receiver, isSigned, until } from './support/receiver.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describe('from a key to the first webhook', () => {
  let world: World;
  let owner: Visitor;
  let receiver: Receiver;
  let key: string;
  let secret: string;
  beforeAll(async () => {
    receiver = await Receiver.open();
    world = await openWorld({ MEDIA: 'simulated' });
    owner = await world.visitor();
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  }, 240_000);
  afterAll(async () => {
    await world?.close();
    receiver?.close();
  });

  /** A request of the licensee's server: the key and nothing else. */
  const send = (method: string, path: string, body?: object): Promise<Answer> =>
    owner.page.evaluate(
      async ([bearer, verb, where, content]) => {
        const response = await fetch(where!, {
          method: verb!,
          credentials: 'omit',
          headers: {
            authorization: `Bearer ${bearer}`,
            'idempotency-key': crypto.randomUUID(),
            ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(content === undefined ? {} : { body: content }),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
      },
      [key, method, path, body === undefined ? undefined : JSON.stringify(body)],
    );
  const made = async (path: string, body: object, method = 'POST'): Promise<Record<string, unknown>> => {
    const { status, body: answer } = await send(method, path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };

  it('the owner makes a key of test mode', async () => {
    const { page } = owner;
    await page.getByRole('link', { name: 'Keys', exact: true }).click();
    await page.getByText('Test mode', { exact: true }).first().click();
    await page.getByText('Nothing here is real', { exact: false }).waitFor();
    const form = page.getByRole('region', { name: 'API keys' });
    await form.getByLabel('What it is for').fill('First steps');
    await form.getByLabel('Everything, also what later releases add').check();
    await form.getByRole('button', { name: 'Make key' }).click();
    key = await page.getByLabel('The key (First steps)').inputValue();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(key).toMatch(/^sk_test_/);
  });

  it('a program adds an endpoint with it, and is told why another address is refused', async () => {
    const refused = await send('POST', '/v1/webhook-endpoints', { url: 'https://10.0.0.1/hooks', eventTypes: ['*'] });
    expect([refused.status, refused.body['code']]).toEqual([422, 'invalid-request']);
    expect(JSON.stringify(refused.body)).toContain('private or special network');
    ({ secret } = (await made('/v1/webhook-endpoints', { url: receiver.url, eventTypes: ['*'] })) as {
      secret: string;
    });
    expect(secret).toMatch(/^whsec_/);
  });

  it('places a test call, and takes the signed message of its end', async () => {
    const user = await made('/v1/users', { email: 'ann@example.com', displayName: 'Ann', adult: true });
    const advisor = await made('/v1/staff/advisors', {
      email: 'adele@example.com',
      password: 'a good long password',
      displayName: 'Adele',
      voiceRateMinor: 600,
    });
    await made(`/v1/test/advisors/${String(advisor['id'])}/availability`, { available: true }, 'PUT');
    await made('/v1/test/top-ups', { userId: user['id'], amountMinor: 5000, card: 'success' });
    const call = await made(`/v1/users/${String(user['id'])}/calls`, { advisorId: advisor['id'], medium: 'voice' });
    await made(`/v1/test/calls/${String(call['id'])}/simulate`, {
      steps: [
        { event: 'advisor_answers' },
        { event: 'both_connect', afterSeconds: 3 },
        { event: 'caller_hangs_up', afterSeconds: 90 },
      ],
    });
    await until(() => receiver.of('call.ended').length === 1);
    expect(receiver.received.every((message) => isSigned(message, secret))).toBe(true);
    const [message] = receiver.of('call.ended');
    expect(JSON.parse(message!.raw)).toMatchObject({
      livemode: false,
      data: { callId: call['id'], billedSeconds: 90, priceMinor: 900, currency: 'EUR' },
    });
  });

  it('the owner sees the delivery, and sends it again', async () => {
    const { page } = owner;
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByText('Nothing here is real', { exact: false }).waitFor();
    await page.getByRole('link', { name: receiver.url }).click();
    await page.getByRole('link', { name: 'call.ended' }).click();
    await page.getByRole('region', { name: 'Body, as it is sent' }).getByText('"priceMinor": 900').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await until(() => receiver.of('call.ended').length === 2);
    const [first, second] = receiver.of('call.ended');
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(isSigned(second!, secret)).toBe(true);
    expect(owner.complaints).toEqual([]);
  });

  it('the numbers of the messages have no gap, and each is an event that can be read', async () => {
    const messages = receiver.received.map(({ raw }) => JSON.parse(raw) as { id: string; sequence: number });
    const numbers = [...new Set(messages.map(({ sequence }) => sequence))].sort((a, b) => a - b);
    expect(numbers.length).toBeGreaterThan(2);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const { body } = await send('GET', '/v1/events?limit=100');
    const known = (body['data'] as { id: string }[]).map(({ id }) => id);
    for (const { id } of messages) expect(known).toContain(id);
  });
});
