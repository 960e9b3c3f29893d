import { type KeyObject, createHash, createPublicKey, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785): the bytes that are hashed and signed. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('nothing to make canonical');
  return text;
}

/** SHA-256 in lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Short name of a public key: the first bytes of its hash. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16);
}

/** Hash, Ed25519 signature (base64) and name of the key of a document. */
export interface Signature {
  readonly hash: string;
  readonly signature: string;
  readonly keyId: string;
}

export function signDocument(document: unknown, privateKey: KeyObject): Signature & { body: string } {
  const body = canonical(document);
  return {
    body,
    hash: sha256(body),
    signature: sign(null, Buffer.from(body), privateKey).toString('base64'),
    keyId: keyIdOf(privateKey),
  };
}

/** @returns what is wrong with the signature of a document, or undefined. */
export function signatureFault(document: unknown, signed: Signature, publicKey: KeyObject): string | undefined {
  if (signed.keyId !== keyIdOf(publicKey))
    return `keyId: the document names key ${signed.keyId}, the public key given is ${keyIdOf(publicKey)}`;
  const body = canonical(document);
  const hash = sha256(body);
  if (hash !== signed.hash) return `hash: the document hashes to ${hash}, its signature says ${signed.hash}`;
  if (!verify(null, Buffer.from(body), publicKey, Buffer.from(signed.signature, 'base64')))
    return 'signature: it was not made over this document by this key';
  return undefined;
}
