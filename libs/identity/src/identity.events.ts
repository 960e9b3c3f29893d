import { type Metadata, type Role, defineEvent } from '@app/kernel';
import type { Origin } from './device-label.js';

export const PersonSignedUp = defineEvent<{ readonly personId: string; readonly role: Role }>(
  'person.signed_up',
  'An end user made an account on the host of a licensee',
);
/** For an address without an account it names nobody, so that the answer takes as long. */
export const PasswordResetAsked = defineEvent<{ readonly personId: string } & Partial<Origin>>(
  'password_reset.asked',
  'Somebody has forgotten a password',
);
export const EmailProofAsked = defineEvent<{ readonly personId: string }>(
  'email_proof.asked',
  'A person wants the link that proves the address again',
);
export const PasswordChanged = defineEvent<{ readonly personId: string } & Partial<Origin>>(
  'password.changed',
  'A person has another password',
);
export const SignedInOnNewDevice = defineEvent<{
  readonly personId: string;
  readonly device: string;
  readonly ip?: string | null;
}>('person.signed_in_on_new_device', 'A person signed in with a device that was not used before');
/** Out for now, and perhaps for good: what was agreed with them for later cannot be kept. */
export const PersonFrozen = defineEvent<{ readonly personId: string; readonly role: Role }>(
  'person.frozen',
  'Staff keep a person out',
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
/** For good. What hangs on the account is wound up by who hears of it. */
export const UserClosed = defineEvent<UserFacts>('user.closed', 'The account of an end user was closed');

interface SignInKeyFacts {
  readonly signInKeyId: string;
  readonly name: string;
  /** Who did it, among the licensee's staff. */
  readonly personId: string;
}
/** Who holds the private half signs in any end user of the licensee. */
export const SignInKeyAdded = defineEvent<SignInKeyFacts>(
  'sign_in_key.added',
  'Somebody registered a key with which the licensee vouches for its own users',
);
export const SignInKeyRevoked = defineEvent<SignInKeyFacts>(
  'sign_in_key.revoked',
  'Tokens of a key let nobody in any more',
);
