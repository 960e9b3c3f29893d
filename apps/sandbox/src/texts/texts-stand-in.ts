import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, request as post } from 'node:http';
import { readBody, sendJson } from '../http.js';

/** Who may send here. Nothing is behind it. */
export const SANDBOX_TEXTS = {
  account: 'AC00000000000000000000000000005a4d',
  key: 'SK00000000000000000000000000005a4d',
  secret: 'sandbox',
  authToken: 'sandbox',
} as const;

/** A text that was taken. */
export interface CaughtText {
  /** Its id, as the provider names it. */
  id: string;
  at: string;
  channel: 'sms' | 'whatsapp';
  to: string;
  from: string;
  /** What an SMS says; empty where a template says it. */
  body: string;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  validitySeconds: number | null;
  status: string;
  errorCode: number | null;
}

/** What a test may do to the provider. */
export interface TextControls {
  /** Answer to the next texts, e.g. 429 (too many) or 500. */
  status?: number;
  /** How many texts it hits (default 1). */
  times?: number;
  /** Forget the caught texts. */
  clear?: boolean;
}

const KEPT = 500;
const PATH = `/2010-04-01/Accounts/${SANDBOX_TEXTS.account}/Messages.json`;

/** Numbers that fail, by their end: at once, or in a report. */
const REFUSED: Readonly<Record<string, readonly [number, string]>> = {
  '0101': [21211, "The 'To' number is not a valid phone number."],
  '0102': [21610, 'Attempt to send to unsubscribed recipient'],
};
const FAILING: Readonly<Record<string, number>> = { '0103': 30005, '0104': 21610 };

/** Twilio's Messages API, which delivers to nobody: what it takes is shown on the page of mails, and its reports are signed and sent. */
export class TextsStandIn {
  /** The last texts, oldest first. */
  readonly texts: CaughtText[] = [];
  private trouble: { status: number; left: number } | undefined;

  /** Whether a path is one of its. */
  knows(path: string): boolean {
    return path.startsWith('/2010-04-01/');
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    if (path !== PATH || request.method !== 'POST') return refuse(response, 404, 20404, 'The resource was not found');
    if (!isOurs(request.headers.authorization)) return refuse(response, 401, 20003, 'Authenticate');
    if (this.trouble) {
      const { status } = this.trouble;
      this.trouble.left -= 1;
      if (this.trouble.left <= 0) this.trouble = undefined;
      return refuse(response, status, status === 429 ? 20429 : 20500, 'Too many requests, or a fault of the provider');
    }
    const field = (name: string): string => form.get(name) ?? '';
    const address = field('To');
    const to = address.replace(/^whatsapp:/, '');
    const sender = field('MessagingServiceSid') || field('From');
    if (to === '') return refuse(response, 400, 21604, "A 'To' phone number is required.");
    if (sender === '') return refuse(response, 400, 21603, "A 'From' phone number is required.");
    if (field('Body') === '' && field('ContentSid') === '') return refuse(response, 400, 21602, 'A body is required.');
    const refusal = REFUSED[to.slice(-4)];
    if (refusal || !/^\+[1-9]\d{6,14}$/.test(to)) return refuse(response, 400, ...(refusal ?? REFUSED['0101']!));
    const text: CaughtText = {
      id: `SM${randomBytes(16).toString('hex')}`,
      at: new Date().toISOString(),
      channel: address === to ? 'sms' : 'whatsapp',
      to,
      from: sender,
      body: field('Body'),
      contentSid: field('ContentSid') || null,
      contentVariables: field('ContentVariables')
        ? (JSON.parse(field('ContentVariables')) as Record<string, string>)
        : null,
      validitySeconds: field('ValidityPeriod') === '' ? null : Number(field('ValidityPeriod')),
      status: 'queued',
      errorCode: null,
    };
    this.texts.push(text);
    if (this.texts.length > KEPT) this.texts.shift();
    sendJson(response, 201, {
      sid: text.id,
      account_sid: SANDBOX_TEXTS.account,
      to: address,
      from: field('From') || null,
      messaging_service_sid: field('MessagingServiceSid') || null,
      body: text.body,
      status: 'queued',
      // As with a messaging service, which only finds out later.
      num_segments: '0',
      error_code: null,
      error_message: null,
      direction: 'outbound-api',
    });
    void this.deliver(text, field('StatusCallback'));
  }

  control(change: TextControls): { trouble: { status: number; left: number } | null } {
    if (change.clear) this.texts.length = 0;
    if (change.status !== undefined) this.trouble = { status: change.status, left: change.times ?? 1 };
    return { trouble: this.trouble ?? null };
  }

  /** Two reports, one after the other. WhatsApp takes no free words from who was not written to before. */
  private async deliver(text: CaughtText, callback: string): Promise<void> {
    const failure =
      text.channel === 'whatsapp' && text.contentSid === null ? 63016 : (FAILING[text.to.slice(-4)] ?? null);
    await this.report(text, callback, 'sent', null);
    await this.report(text, callback, failure === null ? 'delivered' : 'undelivered', failure);
  }

  private async report(text: CaughtText, callback: string, status: string, errorCode: number | null): Promise<void> {
    Object.assign(text, { status, errorCode });
    if (!URL.canParse(callback)) return;
    const prefix = text.channel === 'whatsapp' ? 'whatsapp:' : '';
    const form: Record<string, string> = {
      AccountSid: SANDBOX_TEXTS.account,
      ApiVersion: '2010-04-01',
      From: text.from,
      MessageSid: text.id,
      MessageStatus: status,
      SmsSid: text.id,
      SmsStatus: status,
      To: `${prefix}${text.to}`,
      ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
    };
    await send(callback, new URLSearchParams(form).toString(), signatureOf(callback, form));
  }
}

function isOurs(authorization = ''): boolean {
  const expected = Buffer.from(
    `Basic ${Buffer.from(`${SANDBOX_TEXTS.key}:${SANDBOX_TEXTS.secret}`).toString('base64')}`,
  );
  const given = Buffer.from(authorization);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** As https://www.twilio.com/docs/usage/security says. */
export const signatureOf = (url: string, form: Readonly<Record<string, string>>): string =>
  createHmac('sha1', SANDBOX_TEXTS.authToken)
    .update(
      url +
        Object.keys(form)
          .sort()
          .map((name) => name + form[name])
          .join(''),
    )
    .digest('base64');

/** To this machine only, and by the name of the host: not every system resolves `*.localhost`. What is not heard is not said again. */
function send(address: string, body: string, signature: string): Promise<void> {
  const url = new URL(address);
  if (url.protocol !== 'http:' || !/(^|\.)localhost$|^127\.0\.0\.1$/.test(url.hostname)) return Promise.resolve();
  return new Promise((resolve) => {
    const request = post(
      {
        host: '127.0.0.1',
        port: url.port || 80,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: {
          host: url.host,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'x-twilio-signature': signature,
        },
      },
      (response) => response.resume().on('close', resolve),
    );
    request.on('error', () => resolve());
    request.setTimeout(5_000, () => request.destroy());
    request.end(body);
  });
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  sendJson(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
