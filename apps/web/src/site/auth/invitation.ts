import { textOf } from '../lib/search.ts';
import { type NextSearch, nextSearch } from './next.ts';

const KEY = 'invitation';

export interface SignUpSearch extends NextSearch {
  /** The code of who invited, from their link. */
  readonly invitation?: string | undefined;
}

export const signUpSearch = (search: Record<string, unknown>): SignUpSearch => {
  const invitation = textOf(search['invitation'])?.slice(0, 64);
  return { ...nextSearch(search), ...(invitation === undefined ? {} : { invitation }) };
};

/** The code of this tab: whoever looks around before signing up still came by the link. */
export function keptInvitation(fromLink: string | undefined): string | undefined {
  if (fromLink !== undefined) sessionStorage.setItem(KEY, fromLink);
  return fromLink ?? sessionStorage.getItem(KEY) ?? undefined;
}

export const forgetInvitation = (): void => sessionStorage.removeItem(KEY);
