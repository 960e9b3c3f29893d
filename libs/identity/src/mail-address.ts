import { newId, publicId } from '@app/kernel';

/** Reserved: no mail ever goes there (RFC 2606). */
const NOWHERE = '.invalid';

/** For somebody whose address is not known: unique, as every account's must be, and no address. */
export const noMailAddress = (): string => `${publicId('person', newId())}@users${NOWHERE}`;

/** False for those whom nobody can write to: users whom their licensee signs in without an address, and the operator at work in a tenant. */
export const hasMailAddress = ({ email }: { readonly email: string }): boolean => !email.endsWith(NOWHERE);

/** For answers: empty where there is none. */
export const shownAddress = (person: { readonly email: string }): string =>
  hasMailAddress(person) ? person.email : '';
