import { defineEvent } from '@app/kernel';

interface KeyFacts {
  readonly apiKeyId: string;
  readonly name: string;
  readonly hint: string;
  /** Who did it, among the licensee's staff. */
  readonly personId: string;
}

export const ApiKeyCreated = defineEvent<KeyFacts & { scopes: readonly string[]; expiresAt: string | null }>(
  'api_key.created',
  'Somebody made a key for a program of the licensee',
);
export const ApiKeyRevoked = defineEvent<KeyFacts & { effectiveAt: string }>(
  'api_key.revoked',
  'A key was revoked, at once or at the end of the time that its replacement leaves it',
);
