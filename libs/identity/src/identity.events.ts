import { type Metadata, type Role, defineEvent } from '@app/kernel';

export const PersonSignedUp = defineEvent<{ readonly personId: string; readonly role: Role }>(
  'person.signed_up',
  'An end user made an account on the host of a licensee',
);

interface UserFacts {
  readonly personId: string;
  readonly externalId: string | null;
  readonly metadata: Metadata;
}
export const UserCreated = defineEvent<UserFacts>(
  'user.created',
  'The licensee made an account for an end user, by a program or by hand',
);
export const UserChanged = defineEvent<UserFacts>('user.changed', 'The licensee changed what it knows of an end user');
