import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { textsProvider } from '@app/testing';
import type { OutgoingText } from './texts.js';
import { TwilioTexts } from './twilio.adapter.js';
import { failureOf, twilioSignature } from './twilio-wire.js';

const TEXT: OutgoingText = {
  channel: 'sms',
  to: '+12025550111',
  kind: 'incoming_call',
  locale: 'de',
  body: 'Aurora: Öffnen Sie https://aurora.example/pro/',
  values: ['Aurora', 'https://aurora.example/pro/'],
  validSeconds: 30,
  reportUrl: '',
};
const TEMPLATES = new Map([['incoming_call.en', `HX${'1'.repeat(32)}`]]);

/** Where nobody listens any more. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('the provider of texts', () => {
  let provider: Awaited<ReturnType<typeof textsProvider>>;
  beforeAll(async () => {
    provider = await textsProvider();
  });
  afterAll(() => provider.close());
  beforeEach(() => {
    provider.standIn.control({ clear: true });
  });

  const adapter = (change: Partial<ConstructorParameters<typeof TwilioTexts>[0]> = {}) =>
    new TwilioTexts({
      TEXTS_URL: provider.url,
      TEXTS_ACCOUNT: provider.account,
      TEXTS_KEY: provider.key,
      TEXTS_SECRET: provider.secret,
      TEXTS_AUTH_TOKEN: provider.authToken,
      TEXTS_SENDER: `MG${'2'.repeat(32)}`,
      TEXTS_WHATSAPP_SENDER: '+12025550100',
      TEXTS_WHATSAPP_TEMPLATES: TEMPLATES,
      ...change,
    });
  it('takes an SMS with its words, sender and time, and signs what it reports', async () => {
    const texts = adapter();
    const outcome = await texts.send({ ...TEXT, reportUrl: `${provider.url}/webhooks/texts/txt_1` });
    const [caught] = provider.standIn.texts;
    expect(outcome).toEqual({ kind: 'sent', providerId: caught!.id });
    expect(caught).toMatchObject({ channel: 'sms', to: TEXT.to, body: TEXT.body, from: `MG${'2'.repeat(32)}` });
    expect(caught).toMatchObject({ validitySeconds: 30, contentSid: null });
    const [first, second] = await provider.reported();
    for (const { url: at, form, signature } of [first, second]) expect(texts.isSigned(at, form, signature)).toBe(true);
    expect(texts.read(first.form)).toEqual({ providerId: caught!.id, outcome: { kind: 'sent' } });
    expect(texts.read(second.form)).toEqual({ providerId: caught!.id, outcome: { kind: 'delivered' } });
    const { url: at, form, signature } = second;
    expect(texts.isSigned(`${at}x`, form, signature)).toBe(false);
    expect(texts.isSigned(at, { ...form, MessageStatus: 'failed' }, signature)).toBe(false);
    expect(texts.isSigned(at, form, '')).toBe(false);
    expect(adapter({ TEXTS_AUTH_TOKEN: 'another' }).isSigned(at, form, signature)).toBe(false);
    expect(adapter({ TEXTS_ACCOUNT: 'AC1' }).isSigned(at, form, signature)).toBe(false);
  });

  it('takes a WhatsApp message as an approved template with its values; without one in the language, the English one', async () => {
    await adapter().send({ ...TEXT, channel: 'whatsapp' });
    expect(provider.standIn.texts).toMatchObject([
      {
        channel: 'whatsapp',
        to: TEXT.to,
        body: '',
        contentSid: TEMPLATES.get('incoming_call.en'),
        contentVariables: { 1: 'Aurora', 2: 'https://aurora.example/pro/' },
      },
    ]);
  });

  it.each([
    ['+12025550101', { kind: 'unreachable', code: '21211' }],
    ['+12025550102', { kind: 'stopped', code: '21610' }],
  ])('refuses %s', async (to, outcome) => {
    expect(await adapter().send({ ...TEXT, to })).toEqual(outcome);
  });

  it.each([
    ['+12025550103', { kind: 'unreachable', code: '30005' }],
    ['+12025550104', { kind: 'stopped', code: '21610' }],
  ])('reports of %s that it failed', async (to, outcome) => {
    const texts = adapter();
    await texts.send({ ...TEXT, to, reportUrl: `${provider.url}/report` });
    expect(texts.read((await provider.reported())[1].form)?.outcome).toEqual(outcome);
  });

  it('is tried again only when it has not taken it for sure', async () => {
    provider.standIn.control({ status: 429 });
    expect(await adapter().send(TEXT)).toMatchObject({ kind: 'retry', code: 'status 429' });
    provider.standIn.control({ status: 500 });
    expect(await adapter().send(TEXT)).toEqual({ kind: 'unknown', code: 'status 500' });
    expect(await adapter({ TEXTS_URL: await nobody() }).send(TEXT)).toMatchObject({ kind: 'retry' });
    expect(await adapter({ TEXTS_SECRET: 'wrong' }).send(TEXT)).toEqual({ kind: 'rejected', code: '20003' });
    expect(provider.standIn.texts).toEqual([]);
  });

  it('is not offered without its configuration', async () => {
    expect(adapter().channels).toEqual(['sms', 'whatsapp']);
    expect(adapter({ TEXTS_WHATSAPP_SENDER: '' }).channels).toEqual(['sms']);
    expect(adapter({ TEXTS_URL: '' }).channels).toEqual([]);
    expect(await adapter({ TEXTS_URL: '' }).send(TEXT)).toEqual({ kind: 'rejected', code: 'no_sender' });
  });

  it('signs as its documentation says', () => {
    const form = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', form)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    );
    expect(failureOf('63016')).toEqual({ kind: 'rejected', code: '63016' });
  });
});
