import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, assertNoTransaction } from '@app/kernel';
import { type OutgoingText, type TextChannel, type TextOutcome, type TextReport, Texts } from './texts.js';
import { failureOf, isSignedBy } from './twilio-wire.js';

/** A ring lasts less than a minute: an answer after that helps nobody. */
const ANSWER_MS = 10_000;
const RETRY_SECONDS = 3;
const MAX_RETRY_SECONDS = 60;
/** Of the provider: how long it may keep a text. */
const MAX_VALID_SECONDS = 14_400;
/** The name was not found, or nobody listens: nothing has left. */
const NOT_CONNECTED: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

type Settings = Pick<
  Config,
  | 'TEXTS_URL'
  | 'TEXTS_ACCOUNT'
  | 'TEXTS_KEY'
  | 'TEXTS_SECRET'
  | 'TEXTS_AUTH_TOKEN'
  | 'TEXTS_SENDER'
  | 'TEXTS_WHATSAPP_SENDER'
  | 'TEXTS_WHATSAPP_TEMPLATES'
>;

/** Twilio's Messages API, which others speak too (https://www.twilio.com/docs/messaging/api/message-resource). */
@Injectable()
export class TwilioTexts extends Texts {
  readonly channels: readonly TextChannel[];

  constructor(@Inject(CONFIG) private readonly config: Settings) {
    super();
    const { TEXTS_URL, TEXTS_SENDER, TEXTS_WHATSAPP_SENDER } = config;
    this.channels = [
      ...(TEXTS_URL !== '' && TEXTS_SENDER !== '' ? (['sms'] as const) : []),
      ...(TEXTS_URL !== '' && TEXTS_WHATSAPP_SENDER !== '' ? (['whatsapp'] as const) : []),
    ];
  }

  async send(text: OutgoingText): Promise<TextOutcome> {
    assertNoTransaction();
    const { TEXTS_URL, TEXTS_ACCOUNT, TEXTS_KEY, TEXTS_SECRET } = this.config;
    if (!this.channels.includes(text.channel)) return { kind: 'rejected', code: 'no_sender' };
    let response: Response;
    let answer: string;
    try {
      response = await fetch(
        `${TEXTS_URL.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(TEXTS_ACCOUNT)}/Messages.json`,
        {
          method: 'POST',
          redirect: 'error',
          signal: AbortSignal.timeout(ANSWER_MS),
          headers: {
            accept: 'application/json',
            authorization: `Basic ${Buffer.from(`${TEXTS_KEY}:${TEXTS_SECRET}`).toString('base64')}`,
          },
          body: new URLSearchParams(this.formOf(text)),
        },
      );
      answer = await response.text();
    } catch (error) {
      return outcomeOfFault(error);
    }
    return outcomeOf(response, answer);
  }

  isSigned(url: string, form: Readonly<Record<string, string>>, signature: string): boolean {
    const { TEXTS_ACCOUNT, TEXTS_AUTH_TOKEN } = this.config;
    return isSignedBy(TEXTS_AUTH_TOKEN, url, form, signature) && form['AccountSid'] === TEXTS_ACCOUNT;
  }

  read(form: Readonly<Record<string, string>>): TextReport | undefined {
    const { MessageSid: providerId, MessageStatus: status, ErrorCode: code = '' } = form;
    if (providerId === undefined) return undefined;
    switch (status) {
      case 'sent':
        return { providerId, outcome: { kind: 'sent' } };
      case 'delivered':
      case 'read':
        return { providerId, outcome: { kind: 'delivered' } };
      case 'undelivered':
      case 'failed':
        return { providerId, outcome: failureOf(/^\d{1,6}$/.test(code) ? code : status) };
      default:
        return undefined;
    }
  }

  private formOf({ channel, to, body, values, kind, locale, validSeconds, reportUrl }: OutgoingText) {
    const { TEXTS_SENDER, TEXTS_WHATSAPP_SENDER, TEXTS_WHATSAPP_TEMPLATES: templates } = this.config;
    const isSms = channel === 'sms';
    const sender = isSms ? TEXTS_SENDER : TEXTS_WHATSAPP_SENDER;
    const address = (one: string): string => (isSms ? one : `whatsapp:${one}`);
    const from: Record<string, string> = /^MG[0-9a-f]{32}$/i.test(sender)
      ? { MessagingServiceSid: sender }
      : { From: address(sender) };
    // Who is written to first on WhatsApp gets an approved template, and nothing else (error 63016).
    const content: Record<string, string> = isSms
      ? { Body: body }
      : {
          ContentSid: templates.get(`${kind}.${locale}`) ?? templates.get(`${kind}.en`) ?? '',
          ContentVariables: JSON.stringify(Object.fromEntries(values.map((value, index) => [index + 1, value]))),
        };
    return {
      To: address(to),
      ...from,
      ...content,
      ValidityPeriod: String(Math.min(validSeconds, MAX_VALID_SECONDS)),
      StatusCallback: reportUrl,
    };
  }
}

/** Only what has no doubt is tried again. */
function outcomeOfFault(error: unknown): TextOutcome {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (NOT_CONNECTED.includes(cause?.code)) return { kind: 'retry', afterSeconds: RETRY_SECONDS, code: 'not_connected' };
  return { kind: 'unknown', code: name === 'TimeoutError' ? 'timeout' : 'connection_lost' };
}

/** Only codes leave this file: a message may quote the number. */
function outcomeOf({ status, headers }: Response, answer: string): TextOutcome {
  const { sid, code } = objectOf(answer);
  if (status < 300 && typeof sid === 'string' && sid.length <= 64) return { kind: 'sent', providerId: sid };
  if (status === 429)
    return { kind: 'retry', afterSeconds: secondsOf(headers.get('retry-after')), code: `status ${status}` };
  if (status < 400 || status >= 500) return { kind: 'unknown', code: `status ${status}` };
  return failureOf(typeof code === 'number' ? String(code) : `status ${status}`);
}

function secondsOf(header: string | null): number {
  if (header === null || !/^\d{1,6}$/.test(header)) return RETRY_SECONDS;
  return Math.max(1, Math.min(Number.parseInt(header, 10), MAX_RETRY_SECONDS));
}

function objectOf(text: string): { sid?: unknown; code?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
