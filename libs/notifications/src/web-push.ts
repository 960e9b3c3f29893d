import {
  type KeyObject,
  createECDH,
  createPrivateKey,
  createPublicKey,
  createCipheriv,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto';

/** Where a browser gets its pushes, and the keys that only it can open them with (Push API, `PushSubscription`). */
interface WebSubscription {
  readonly endpoint: string;
  /** Public key of the browser: 65 bytes of P-256, base64url. */
  readonly p256dh: string;
  /** 16 bytes that only the browser and we know, base64url. */
  readonly auth: string;
}

/** The push services that browsers have. A subscription comes from a person, and we connect to nothing else that a person names. */
const SERVICES: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/, // Chrome and what is made of it
  /^jmt17\.google\.com$/, // the same, newer address
  /^[a-z0-9-]+\.push\.services\.mozilla\.com$/,
  /^[a-z0-9-]+\.push\.apple\.com$/,
  /^[a-z0-9-]+\.notify\.windows\.com$/,
];

const RECORD_BYTES = 4096;
/** What fits one record beside its header and tag (RFC 8291 section 4). */
export const MOST_BYTES = RECORD_BYTES - 103;

const POINT_BYTES = 65;
const bytes = (text: unknown, length: number): boolean =>
  typeof text === 'string' && /^[A-Za-z0-9_-]+$/.test(text) && Buffer.from(text, 'base64url').length === length;

/** Reads `JSON.stringify(subscription)` of a page; undefined when it is none, or of no push service that we know. */
export function readSubscription(text: string): WebSubscription | undefined {
  let given: { endpoint?: unknown; keys?: { p256dh?: unknown; auth?: unknown } | null } | null;
  try {
    given = JSON.parse(text) as typeof given;
  } catch {
    return undefined;
  }
  const { endpoint, keys } = given ?? {};
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return undefined;
  if (!SERVICES.some((service) => service.test(hostname))) return undefined;
  if (!bytes(keys?.p256dh, POINT_BYTES) || !bytes(keys?.auth, 16)) return undefined;
  const subscription = { endpoint, p256dh: keys!.p256dh as string, auth: keys!.auth as string };
  return isOnCurve(subscription.p256dh) ? subscription : undefined;
}

/** One way to write it, so that a browser that registers again is the same device. */
export const writeSubscription = ({ endpoint, p256dh, auth }: WebSubscription): string =>
  JSON.stringify({ endpoint, keys: { p256dh, auth } });

function isOnCurve(point: string): boolean {
  const one = createECDH('prime256v1');
  one.generateKeys();
  try {
    one.computeSecret(Buffer.from(point, 'base64url'));
    return true;
  } catch {
    return false;
  }
}

/** For tests against the vectors of the standard: what is random otherwise. */
interface Chosen {
  readonly privateKey: Buffer;
  readonly salt: Buffer;
}

/** Seals a message for one browser: RFC 8291, one record of aes128gcm (RFC 8188). */
export function sealFor({ p256dh, auth }: WebSubscription, message: Buffer, chosen?: Chosen): Buffer {
  if (message.length > MOST_BYTES) throw new RangeError('the message does not fit one record');
  const ours = createECDH('prime256v1');
  if (chosen) ours.setPrivateKey(chosen.privateKey);
  else ours.generateKeys();
  const [theirs, own] = [Buffer.from(p256dh, 'base64url'), ours.getPublicKey()];
  const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, own]);
  const secret = derive(ours.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32);
  const salt = chosen?.salt ?? randomBytes(16);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD_BYTES);
  size.writeUInt8(own.length, 4);
  // 2 ends the last record.
  const sealed = [cipher.update(message), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, size, own, ...sealed]);
}

/** Push services keep a token for a day at the most (RFC 8292 section 2). */
const TOKEN_SECONDS = 12 * 3600;

/** Says to a push service who we are (VAPID, RFC 8292). */
export class Sender {
  private readonly key: KeyObject;
  /** What pages subscribe with: 65 bytes of P-256, base64url. */
  readonly publicKey: string;

  /** @param pem EC P-256 private key @param contact where the push service complains: mailto: or https: */
  constructor(
    pem: string,
    private readonly contact: string,
  ) {
    this.key = createPrivateKey(pem);
    const { x, y } = createPublicKey(this.key).export({ format: 'jwk' });
    this.publicKey = Buffer.concat([
      Buffer.from([4]),
      Buffer.from(x!, 'base64url'),
      Buffer.from(y!, 'base64url'),
    ]).toString('base64url');
  }

  /** The Authorization header for a push service. */
  authorization(endpoint: string, now: Date): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(now.getTime() / 1000) + TOKEN_SECONDS;
    const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp, sub: this.contact })}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `vapid t=${signed}.${signature.toString('base64url')}, k=${this.publicKey}`;
  }
}
