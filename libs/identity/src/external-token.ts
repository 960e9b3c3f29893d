import { type KeyObject, createPublicKey, verify, type webcrypto } from 'node:crypto';

export const SIGN_IN_ALGORITHMS = ['EdDSA', 'ES256', 'RS256'] as const;
export type SignInAlgorithm = (typeof SIGN_IN_ALGORITHMS)[number];

/** Why a token lets nobody in. */
export const TOKEN_FAULTS = [
  'malformed',
  'unknown_key',
  'wrong_algorithm',
  'bad_signature',
  'wrong_issuer',
  'wrong_audience',
  'no_expiry',
  'expired',
  'lives_too_long',
  'not_valid_yet',
  'no_id',
  'no_subject',
  'bad_claim',
  'used',
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

const SKEW_SECONDS = 60; // trust.md S25
export const TOKEN_LIFE_SECONDS = 300;

/** What the licensee says of its user. */
export interface ExternalClaims {
  readonly issuer: string;
  readonly jti: string;
  readonly externalId: string;
  readonly expiresAt: Date;
  readonly name?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly adult: boolean;
  /** E.164; only where the licensee says that it verified it. */
  readonly phone?: string;
}

/** A key that the licensee registered. */
export interface VouchingKey {
  readonly algorithm: SignInAlgorithm;
  readonly issuer: string;
  readonly jwk: webcrypto.JsonWebKey;
}

/** The algorithm that a public key is for: one for each kind, so that a token cannot choose. Undefined for a key that is not taken. */
export function algorithmOf(jwk: webcrypto.JsonWebKey): SignInAlgorithm | undefined {
  try {
    const key = createPublicKey({ key: publicPart(jwk), format: 'jwk' });
    if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
    if (key.asymmetricKeyType === 'ec') return jwk.crv === 'P-256' ? 'ES256' : undefined;
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === 'rsa' && bits >= 2048 && bits <= 4096 ? 'RS256' : undefined;
  } catch {
    return undefined;
  }
}

/** Only what makes the public key: whatever else was sent is not kept. */
export function publicPart({ kty, crv, x, y, n, e }: webcrypto.JsonWebKey): webcrypto.JsonWebKey {
  return Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined));
}

/** The `kid` of a token, by which the licensee's key is found. Whatever else the header offers (jwk, jku, x5u) is never looked at. */
export function kidOf(token: string): string | undefined {
  const kid = parts(token)?.header['kid'];
  return typeof kid === 'string' ? kid : undefined;
}

/**
 * The claims of a token, or what is wrong with it. It was signed with this key, for this audience, and lives for five minutes at the most; a minute of
 * difference between the clocks is forgiven.
 */
export function judgeToken(
  token: string,
  key: VouchingKey,
  { audience, now }: { readonly audience: string; readonly now: Date },
): ExternalClaims | TokenFault {
  const read = parts(token);
  if (!read) return 'malformed';
  if (read.header['alg'] !== key.algorithm) return 'wrong_algorithm';
  if (!isSigned(read.signed, read.signature, key)) return 'bad_signature';
  const { iss, aud, exp, nbf, iat, jti, sub, name, email, locale, adult } = read.payload;
  const { phone_number: phone, phone_number_verified: isPhoneVerified } = read.payload;
  if (iss !== key.issuer) return 'wrong_issuer';
  if (aud !== audience) return 'wrong_audience';
  const seconds = now.getTime() / 1000;
  if (!isSeconds(exp)) return 'no_expiry';
  if (exp + SKEW_SECONDS <= seconds) return 'expired';
  if (exp - seconds > TOKEN_LIFE_SECONDS + SKEW_SECONDS) return 'lives_too_long';
  for (const from of [nbf, iat])
    if (from !== undefined && (!isSeconds(from) || from - SKEW_SECONDS > seconds)) return 'not_valid_yet';
  if (!isText(jti, 200)) return 'no_id';
  if (!isText(sub, 200)) return 'no_subject';
  if (
    (name !== undefined && !isText(name, 80)) ||
    (email !== undefined && !(isText(email, 254) && EMAIL.test(email))) ||
    (locale !== undefined && !(isText(locale, 6) && LOCALE.test(locale))) ||
    (phone !== undefined && !(isText(phone, 16) && PHONE.test(phone)))
  )
    return 'bad_claim';
  return {
    issuer: key.issuer,
    jti,
    externalId: sub,
    // Until then a copy of it could pass, so until then it is remembered.
    expiresAt: new Date((exp + SKEW_SECONDS) * 1000),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email: email.toLowerCase() }),
    ...(locale === undefined ? {} : { locale }),
    adult: adult === true,
    ...(phone !== undefined && isPhoneVerified === true ? { phone } : {}),
  };
}

const EMAIL = /^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const PHONE = /^\+[1-9]\d{6,14}$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value < 1e11;
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= max &&
  !value.includes('\0') &&
  value.isWellFormed();

interface Parts {
  readonly header: Record<string, unknown>;
  readonly payload: Record<string, unknown>;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function parts(token: string): Parts | undefined {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
  const [head, body] = [jsonOf(header), jsonOf(payload)];
  if (!head || !body) return undefined;
  return {
    header: head,
    payload: body,
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

function jsonOf(part: string): Record<string, unknown> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7518: the signature of ES256 is the two numbers side by side and not the DER that is usual elsewhere. */
function isSigned(signed: Buffer, signature: Buffer, { algorithm, jwk }: VouchingKey): boolean {
  const key: KeyObject = createPublicKey({ key: publicPart(jwk), format: 'jwk' });
  if (algorithm === 'ES256') return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  return verify(algorithm === 'EdDSA' ? null : 'sha256', signed, key, signature);
}
