import type { Stripe } from 'stripe';
import { invalidRequest } from './refusal.js';

/** Metadata rules of Stripe: an empty value removes the key; at most 50 keys of 40 characters, values of 500. */
export function mergeMetadata(
  before: Stripe.Metadata | null,
  change: Stripe.MetadataParam | '' | null | undefined,
): Stripe.Metadata {
  if (change === undefined) return before ?? {};
  if (change === '' || change === null) return {};
  const merged: Stripe.Metadata = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (key.length > 40) {
      throw invalidRequest(
        `Metadata keys can have up to 40 characters, but you passed ${key.length}.`,
        'metadata_key_too_long',
        `metadata[${key}]`,
      );
    }
    if (String(value).length > 500) {
      throw invalidRequest('Metadata values can have up to 500 characters.', undefined, `metadata[${key}]`);
    }
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  if (Object.keys(merged).length > 50) throw invalidRequest('Metadata can have up to 50 keys.', undefined, 'metadata');
  return merged;
}
