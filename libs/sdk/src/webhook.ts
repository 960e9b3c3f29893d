import type { webhooks } from './types.gen.js';

// Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`. By WebCrypto, so that it runs in Node, browsers and at the edge.

const PREFIX = 'whsec_';
const SCHEME = 'v1';
const DEFAULT_TOLERANCE_SECONDS = 300;

export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a message was refused. */
export type WebhookRefusal =
  | 'header-missing'
  | 'timestamp-malformed'
  | 'too-old'
  | 'too-new'
  | 'signature-wrong'
  | 'secret-missing'
  | 'secret-malformed'
  | 'body-not-raw'
  | 'body-malformed';

export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
  constructor(
    readonly reason: WebhookRefusal,
    message: string,
  ) {
    super(message);
  }
}

/** Every message that the API sends, by its `type`. The same event may come more than once: its `id` stays. */
export type WebhookEvent = {
  [Type in keyof webhooks]: webhooks[Type]['post']['requestBody']['content']['application/json'];
}[keyof webhooks];

/**
 * The message, when it is ours, untouched and fresh.
 * @param rawBody the bytes as they came. A body that was parsed and written again is another body
 * @param secrets `whsec_...`; two while one replaces the other
 * @throws WebhookRefused; answer 400
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = DEFAULT_TOLERANCE_SECONDS, now = new Date() }: { toleranceSeconds?: number; now?: Date } = {},
): Promise<WebhookEvent> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookRefused('timestamp-malformed', 'webhook-timestamp is not a number of seconds.');
  const seconds = Number.parseInt(timestamp, 10);
  const age = Math.floor(now.getTime() / 1000) - seconds;
  if (age > toleranceSeconds)
    throw new WebhookRefused('too-old', `The message is ${age} s old; at most ${toleranceSeconds} are taken.`);
  if (age < -toleranceSeconds)
    throw new WebhookRefused('too-new', `The message is ${-age} s ahead. Is the clock of this machine right?`);
  const bytes = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : rawBody;
  if (!ArrayBuffer.isView(bytes))
    throw new WebhookRefused('body-not-raw', 'Give the bytes or the text that came, not what was parsed of them.');
  const content = signedContent(id, timestamp, bytes);
  const given = signatures
    .split(' ')
    .filter((part) => part.startsWith(`${SCHEME},`))
    .map((part) => fromBase64(part.slice(SCHEME.length + 1)));
  const keys = await Promise.all((Array.isArray(secrets) ? (secrets as string[]) : [secrets as string]).map(keyOf));
  let isOurs = false;
  // Each pair is compared, whichever fits: subtle.verify takes the same time for every wrong signature.
  for (const key of keys)
    for (const signature of given)
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, content))) isOurs = true;
  if (!isOurs)
    throw new WebhookRefused(
      'signature-wrong',
      'No signature fits. Check the secret, and that the body is the bytes that came.',
    );
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as WebhookEvent;
  } catch {
    throw new WebhookRefused('body-malformed', 'The body is signed, and no JSON.');
  }
}

/** The headers of a message: for tests of your receiver. */
export async function signWebhook(
  rawBody: string,
  secret: string,
  { id, at = new Date() }: { id: string; at?: Date },
): Promise<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const content = signedContent(id, timestamp, new TextEncoder().encode(rawBody));
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(secret), content));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `${SCHEME},${btoa(String.fromCharCode(...signature))}`,
  };
}

function header(headers: WebhookHeaders, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const first = typeof value === 'string' ? value : value?.[0];
  if (first === undefined || first === '') throw new WebhookRefused('header-missing', `The header ${name} is missing.`);
  return first;
}

function signedContent(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  return content;
}

async function keyOf(secret: string | undefined): Promise<CryptoKey> {
  if (!secret) throw new WebhookRefused('secret-missing', 'There is no secret. Is its variable set?');
  const bytes = secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : undefined;
  if (!bytes || bytes.length < 16) throw new WebhookRefused('secret-malformed', `A secret begins with ${PREFIX}.`);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** Undefined when it is no base64. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
