import { createHash } from 'node:crypto';

/** A document as it was issued, and its hash: it can be told from any other. */
export interface SealedDocument {
  readonly payload: string;
  readonly sha256: Buffer;
}

const hashOf = (payload: string): Buffer => createHash('sha256').update(payload, 'utf8').digest();

export function sealed(document: object): SealedDocument {
  const payload = JSON.stringify(document);
  return { payload, sha256: hashOf(payload) };
}

/** @throws Error when the stored text is not the one that was issued */
export function unsealed<Document extends object>({ payload, sha256 }: SealedDocument): Document {
  if (!hashOf(payload).equals(sha256)) throw new Error('A stored document is not the one that was issued');
  return JSON.parse(payload) as Document;
}
