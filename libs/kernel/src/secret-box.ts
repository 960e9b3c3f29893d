import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';

/** Where a secret is kept. What was sealed for one place opens at no other, so nobody who can write rows can move a secret. */
export interface SecretPlace {
  licenseeId: string;
  /** `table.column` */
  column: string;
  /** What tells the row from others of this licensee; left out where the licensee has one row. */
  row?: string;
}

/** A sealed value that does not open here: another place, another key, or changed bytes. It says nothing about which. */
export class SealBroken extends Error {
  constructor() {
    super('A sealed value does not open with these keys at this place');
  }
}

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const VERSION = 'v1';

/**
 * Keeps secrets that we must be able to read again (keys of other services, seeds): `v1.<key id>.<wrapped key>.<ciphertext>`.
 * Each value has its own random key, which is wrapped by the first of SECRET_BOX_KEYS. So no nonce is ever in danger of being
 * used twice with one key, and after a rotation `rewrap` changes the wrapping only. All keys of the list open.
 */
@Injectable()
export class SecretBox {
  private readonly keys: Config['SECRET_BOX_KEYS'];
  /** Id of the key that seals. */
  readonly newest: string;

  constructor(@Inject(CONFIG) { SECRET_BOX_KEYS }: Pick<Config, 'SECRET_BOX_KEYS'>) {
    const [newest] = SECRET_BOX_KEYS.keys();
    if (newest === undefined) throw new Error('The secret box has no key');
    this.keys = SECRET_BOX_KEYS;
    this.newest = newest;
  }

  seal(place: SecretPlace, secret: string): string {
    const own = randomBytes(32);
    return [VERSION, this.newest, this.wrap(place, own), encrypt(own, about(place), Buffer.from(secret, 'utf8'))].join(
      '.',
    );
  }

  /** @throws SealBroken */
  open(place: SecretPlace, sealed: string): string {
    const { keyId, wrapped, ciphertext } = parts(sealed);
    return decrypt(this.unwrap(place, keyId, wrapped), about(place), ciphertext).toString('utf8');
  }

  /** True when it is not under the newest key: `rewrap` before the older one is taken away. */
  isOld(sealed: string): boolean {
    return parts(sealed).keyId !== this.newest;
  }

  /** The same secret under the newest key. @throws SealBroken */
  rewrap(place: SecretPlace, sealed: string): string {
    const { keyId, wrapped, ciphertext } = parts(sealed);
    return [VERSION, this.newest, this.wrap(place, this.unwrap(place, keyId, wrapped)), ciphertext].join('.');
  }

  private wrap(place: SecretPlace, own: Buffer): string {
    const key = this.keys.get(this.newest);
    if (key === undefined) throw new Error('The secret box has no key');
    return encrypt(key, about(place, this.newest), own);
  }

  private unwrap(place: SecretPlace, keyId: string, wrapped: string): Buffer {
    const key = this.keys.get(keyId);
    if (key === undefined) throw new SealBroken();
    return decrypt(key, about(place, keyId), wrapped);
  }
}

/** What is authenticated and not encrypted. A list in JSON, so that no two places read the same. */
function about({ licenseeId, column, row }: SecretPlace, keyId?: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId ?? null, licenseeId, column, row ?? null]), 'utf8');
}

function parts(sealed: string): { keyId: string; wrapped: string; ciphertext: string } {
  const [version, keyId, wrapped, ciphertext, ...more] = sealed.split('.');
  if (version !== VERSION || !keyId || !wrapped || !ciphertext || more.length > 0) throw new SealBroken();
  return { keyId, wrapped, ciphertext };
}

function encrypt(key: Buffer, aad: Buffer, plain: Buffer): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG }).setAAD(aad);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Buffer, aad: Buffer, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer.from leaves out what is no base64url; only the one spelling that we write is ours.
  if (bytes.length < NONCE + TAG || bytes.toString('base64url') !== text) throw new SealBroken();
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE), { authTagLength: TAG }).setAAD(aad);
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    throw new SealBroken();
  }
}
