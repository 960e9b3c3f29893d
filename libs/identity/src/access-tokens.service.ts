import { type KeyObject, createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { CONFIG, type Config, ROLES, type Role, UUID_PATTERN } from '@app/kernel';

export const ISSUER = 'licensing-platform';
export const ACCESS_TOKEN_SECONDS = 600;
const TYPE = 'at+jwt'; // RFC 9068: an access token cannot pass for another kind of JWT, nor the other way round
const ALGORITHM = 'ES256';

/** Who a token speaks for. */
export interface AccessClaims {
  readonly licenseeId: string;
  readonly personId: string;
  readonly sessionId: string;
  readonly role: Role;
}

/** Signs access tokens and knows the keys that verify them (features.md C2). */
@Injectable()
export class AccessTokens {
  private readonly signingKey: KeyObject;
  private readonly kid: string;
  /** Public keys by thumbprint: the current one and the retired ones. */
  private readonly keys = new Map<string, KeyObject>();

  constructor(@Inject(CONFIG) config: Pick<Config, 'AUTH_PRIVATE_KEY' | 'AUTH_RETIRED_PUBLIC_KEYS'>) {
    this.signingKey = createPrivateKey(config.AUTH_PRIVATE_KEY);
    this.kid = this.add(createPublicKey(this.signingKey));
    for (const pem of retiredKeys(config.AUTH_RETIRED_PUBLIC_KEYS)) this.add(createPublicKey(pem));
  }

  sign(claims: AccessClaims): string {
    return jwt.sign({ sid: claims.sessionId, role: claims.role }, this.signingKey, {
      algorithm: ALGORITHM,
      header: { alg: ALGORITHM, typ: TYPE, kid: this.kid },
      issuer: ISSUER,
      audience: claims.licenseeId,
      subject: claims.personId,
      expiresIn: ACCESS_TOKEN_SECONDS,
    });
  }

  /**
   * The public key a token must be signed with, by its `kid` among ours. Whatever else the header offers (jwk, jku, x5u, x5c) is never looked at.
   * Undefined for a token of another type or algorithm.
   */
  keyFor(token: string): KeyObject | undefined {
    const header = headerOf(token);
    if (header?.['typ'] !== TYPE || header['alg'] !== ALGORITHM || typeof header['kid'] !== 'string') return undefined;
    return this.keys.get(header['kid']);
  }

  private add(key: KeyObject): string {
    const kid = thumbprint(key);
    this.keys.set(kid, key);
    return kid;
  }
}

/** How `jsonwebtoken` has to verify, in the form passport-jwt takes. `maxAge`: no token lives longer than we sign them, whatever `exp` says. */
export const VERIFY_OPTIONS = {
  issuer: ISSUER,
  algorithms: [ALGORITHM],
  jsonWebTokenOptions: { maxAge: ACCESS_TOKEN_SECONDS },
} satisfies { issuer: string; algorithms: jwt.Algorithm[]; jsonWebTokenOptions: jwt.VerifyOptions };

/** The claims of a payload whose signature, issuer and expiry were verified, or undefined when it is not made for this licensee. */
export function claimsOf(payload: unknown, licenseeId: string): AccessClaims | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { aud, sub, sid, role, exp } = payload as Record<string, unknown>;
  if (aud !== licenseeId || typeof exp !== 'number' || !isUuid(sub) || !isUuid(sid) || !isRole(role)) return undefined;
  return { licenseeId, personId: sub, sessionId: sid, role };
}

/** RFC 7638. */
function thumbprint(key: KeyObject): string {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256') throw new Error('Keys of access tokens must be EC P-256');
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

const retiredKeys = (text: string): string[] =>
  text.replaceAll('\\n', '\n').match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g) ?? [];

function headerOf(token: string): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID_PATTERN.test(value);
const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
