import { createHash } from 'node:crypto';

/** SHA-256: what stands in the tables for what only others may know, and in addresses for what is long. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
