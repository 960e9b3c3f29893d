import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const KEY_MODES = ['live', 'test'] as const;
export type KeyMode = (typeof KEY_MODES)[number];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const RANDOM_BYTES = 32;
const RANDOM_LENGTH = 52; // 256 bits, five in a character
const SUM_LENGTH = 7; // 32 bits
const FORM = new RegExp(`^sk_(live|test)_([${ALPHABET}]{${RANDOM_LENGTH}})([${ALPHABET}]{${SUM_LENGTH}})$`);

/**
 * A fresh key: `sk_live_`, 256 random bits, and a checksum of all that stands before it. The checksum keeps no secret: it lets a key that was cut off or
 * mistyped be refused without asking the database, and tools that look for leaked keys know a real one (trust.md S22).
 */
export function newKey(mode: KeyMode): string {
  const start = `sk_${mode}_${base32(randomBytes(RANDOM_BYTES), RANDOM_LENGTH)}`;
  return start + sumOf(start);
}

/** Which kind of key this is, or undefined when it was never one of ours. */
export function modeOf(key: string): KeyMode | undefined {
  const [, mode, random = '', sum = ''] = FORM.exec(key) ?? [];
  return mode !== undefined && sumOf(`sk_${mode}_${random}`) === sum ? (mode as KeyMode) : undefined;
}

/**
 * What is stored of a key. One round of SHA-256 is right here: a slow hash makes up for passwords that can be guessed, and 256 random bits cannot; with it
 * each request would cost a fifth of a second of the processor. No salt either: no two keys are the same, and the hash must be found by an index.
 */
export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** `sk_live_7k3m...9xw2`: enough to tell one key from another, nothing to guess the rest from. */
export const hintOf = (key: string): string => `${key.slice(0, 12)}...${key.slice(-4)}`;

const sumOf = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base32(bytes, SUM_LENGTH);
};

function base32(bytes: Buffer, length: number): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = ALPHABET.charAt(Number.parseInt((value & 31n).toString(), 10)) + text;
    value >>= 5n;
  }
  return text;
}
