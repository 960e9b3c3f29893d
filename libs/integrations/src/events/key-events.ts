import { publicId } from '@app/kernel';
import { SignInKeyAdded, SignInKeyRevoked } from '@app/identity';
import { ApiKeyCreated, ApiKeyRevoked } from '../keys/api-keys.events.js';
import { At, RefersTo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class ApiKeyCreatedData {
  @RefersTo('apiKey', 'The key') apiKeyId: string;
  @At('When it ends; null = not by itself', { nullable: true }) expiresAt: string | null;
}
export class ApiKeyRevokedData {
  @RefersTo('apiKey', 'The key') apiKeyId: string;
  @At('From when on it opens nothing') effectiveAt: string;
}
export class SignInKeyData {
  @RefersTo('signInKey', 'The key') signInKeyId: string;
}

const ofKey = ['apiKey', (fact: { apiKeyId: string }) => fact.apiKeyId] as const;

export const KEY_EVENTS: readonly PublicEvent[] = [
  publicEvent(ApiKeyCreated, {
    type: 'api_key.created',
    description: 'Somebody made a key for a program',
    payload: ApiKeyCreatedData,
    subject: ofKey,
    data: (fact) => ({ apiKeyId: publicId('apiKey', fact.apiKeyId), expiresAt: fact.expiresAt }),
  }),
  publicEvent(ApiKeyRevoked, {
    type: 'api_key.revoked',
    description: 'A key was revoked, at once or at the end of the time that its replacement leaves it',
    payload: ApiKeyRevokedData,
    subject: ofKey,
    data: (fact) => ({ apiKeyId: publicId('apiKey', fact.apiKeyId), effectiveAt: fact.effectiveAt }),
  }),
  publicEvent(SignInKeyAdded, {
    type: 'sign_in_key.added',
    description: 'Somebody registered a public key with which you vouch for your own users',
    payload: SignInKeyData,
    subject: ['signInKey', (fact) => fact.signInKeyId],
    data: (fact) => ({ signInKeyId: publicId('signInKey', fact.signInKeyId) }),
  }),
  publicEvent(SignInKeyRevoked, {
    type: 'sign_in_key.revoked',
    description: 'Tokens of a key let nobody in any more',
    payload: SignInKeyData,
    subject: ['signInKey', (fact) => fact.signInKeyId],
    data: (fact) => ({ signInKeyId: publicId('signInKey', fact.signInKeyId) }),
  }),
];
