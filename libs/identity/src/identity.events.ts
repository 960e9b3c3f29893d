import { type Role, defineEvent } from '@app/kernel';

export const PersonSignedUp = defineEvent<{ readonly personId: string; readonly role: Role }>(
  'person.signed_up',
  'An end user made an account on the host of a licensee',
);
