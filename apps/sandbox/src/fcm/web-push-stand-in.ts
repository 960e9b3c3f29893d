import { createPublicKey, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A push for a browser that was accepted. Only the browser could read it. */
interface WebPushMessage {
  /** What follows `/fcm/send/` in the endpoint of the subscription. */
  subscription: string;
  at: string;
  ttl: number;
  urgency: string | null;
  topic: string | null;
  /** Base64: one sealed record (RFC 8291). */
  body: string;
}

const KEPT_MESSAGES = 500;
const MOST_BYTES = 4096;
const DAY_SECONDS = 86_400;
const AUDIENCE = 'https://fcm.googleapis.com';

/** What the push service of Chrome does with a push for a subscription: `POST /fcm/send/<subscription>` (RFC 8030). Nothing is sent to anyone. */
export class WebPushStandIn {
  /** The last accepted ones, oldest first. */
  readonly messages: WebPushMessage[] = [];

  answer(request: IncomingMessage, response: ServerResponse, subscription: string, body: Buffer): void {
    const [status, text] = this.judge(request, subscription, body);
    if (status === 201) {
      response.setHeader('location', `${AUDIENCE}/0:${this.messages.length}`);
      this.keep(request, subscription, body);
    }
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  }

  private judge({ headers }: IncomingMessage, subscription: string, body: Buffer): [status: number, text: string] {
    const refused = vapidFault(headers.authorization ?? '');
    if (refused !== undefined) return [403, refused];
    if (!/^\d+$/.test(String(headers['ttl']))) return [400, 'missing TTL'];
    if (headers['content-encoding'] !== 'aes128gcm') return [415, 'unsupported content encoding'];
    if (headers['topic'] !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(String(headers['topic'])))
      return [400, 'invalid topic'];
    if (body.length > MOST_BYTES) return [413, 'payload too large'];
    // Salt, record size, length of the key, the key, and at least the tag and the end mark.
    if (body.length < 21 + 65 + 17 || body[20] !== 65) return [400, 'invalid payload'];
    if (subscription.includes('dead')) return [410, 'push subscription has unsubscribed or expired'];
    return [201, ''];
  }

  private keep({ headers }: IncomingMessage, subscription: string, body: Buffer): void {
    this.messages.push({
      subscription,
      at: new Date().toISOString(),
      ttl: Number(headers['ttl']),
      urgency: (headers['urgency'] as string | undefined) ?? null,
      topic: (headers['topic'] as string | undefined) ?? null,
      body: body.toString('base64'),
    });
    if (this.messages.length > KEPT_MESSAGES) this.messages.shift();
  }
}

/** What is wrong with who says to be the sender (RFC 8292). */
function vapidFault(authorization: string): string | undefined {
  const [, signed = '', signature = '', key = ''] =
    /^vapid t=([\w-]+\.[\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const point = Buffer.from(key, 'base64url');
  if (signed === '' || point.length !== 65 || point[0] !== 4) return 'invalid VAPID authorization';
  const coordinate = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  try {
    const publicKey = createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
      format: 'jwk',
    });
    const isOurs = verify(
      'sha256',
      Buffer.from(signed),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!isOurs) return 'the VAPID signature is wrong';
  } catch {
    return 'the VAPID key is no point of P-256';
  }
  const claims = JSON.parse(Buffer.from(signed.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
  const now = Date.now() / 1000;
  const exp = claims['exp'];
  if (claims['aud'] !== AUDIENCE) return 'the VAPID audience is another';
  if (typeof exp !== 'number' || exp < now || exp > now + DAY_SECONDS)
    return 'the VAPID token has expired or lives too long';
  if (!/^(mailto:|https:)/.test(String(claims['sub']))) return 'the VAPID token names no contact';
  return undefined;
}
