import { isFramed } from '~/shared/boot.ts';
import { safePath } from './next.ts';

export interface SignedToken {
  readonly token: string;
  /** Where to go on, a path of this site. */
  readonly next: string;
}

let taken: SignedToken | undefined;

/**
 * Whoever is signed in on the licensee's own site comes with a token in the fragment, which no server sees: `/signed-in#token=...&next=/wallet`. It leaves the
 * address, and with that the history, before anything else happens; the page then exchanges it.
 */
export function takeSignedToken(): void {
  if (!/^\/signed-in\/?$/.test(location.pathname) || location.hash === '') return;
  const given = new URLSearchParams(location.hash.slice(1));
  history.replaceState(history.state, '', location.pathname);
  const token = given.get('token') ?? '';
  if (token !== '' && !isFramed) taken = { token, next: safePath(given.get('next') ?? undefined) ?? '/' };
}

export const signedToken = (): SignedToken | undefined => taken;

/** Once it has led on. */
export function forgetSignedToken(): void {
  taken = undefined;
}
