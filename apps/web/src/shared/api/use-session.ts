import { useSyncExternalStore } from 'react';
import { queryClient } from '../query.ts';
import { boot } from '../boot.ts';
import { api, unwrap } from './client.ts';
import { installation } from './installation.ts';
import { type Person, type SessionState, session } from './session.ts';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.snapshot);

/** Customers alone are known again by their browser: offers for new ones are for one account each. */
function device(): { installation?: string } {
  const id = boot.face === 'site' ? installation() : undefined;
  return id === undefined ? {} : { installation: id };
}

/** @throws ApiProblem invalid-credentials, account-frozen, wrong-face, rate-limited */
export async function signIn(credentials: { email: string; password: string }): Promise<Person> {
  const signedIn = await unwrap(
    api.POST('/v1/auth/sign-in', { body: { ...credentials, ...device(), face: boot.face } }),
  );
  session.accept(signedIn);
  queryClient.clear();
  return signedIn.person;
}

/**
 * Makes an account and signs in. With an address that has an account this is a sign-in: the same answers.
 * @throws ApiProblem invalid-request, invalid-credentials, adult-attestation-required, switched-off, rate-limited
 */
export async function signUp(account: {
  email: string;
  password: string;
  displayName: string;
  locale: string;
  adult: true;
  referralCode?: string;
  billingCountry?: string;
}): Promise<Person> {
  const signedIn = await unwrap(api.POST('/v1/auth/sign-up', { body: { ...account, ...device(), face: boot.face } }));
  session.accept(signedIn);
  queryClient.clear();
  return signedIn.person;
}

/** Ends the session here and at the API. What was loaded for this person is forgotten, also when no answer comes. */
export async function signOut(): Promise<void> {
  try {
    await unwrap(api.POST('/v1/auth/sign-out', {}));
  } finally {
    session.drop();
    queryClient.clear();
  }
}
