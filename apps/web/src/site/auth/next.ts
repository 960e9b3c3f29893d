import { textOf } from '../lib/search.ts';

export interface NextSearch {
  /** Where to go on, a path of this site. */
  readonly next?: string | undefined;
}

/** A path of this site, or undefined: an address of somewhere else must not ride on our sign-in. */
export function safePath(raw: unknown): string | undefined {
  const path = textOf(raw);
  if (path === undefined || !path.startsWith('/')) return undefined;
  try {
    const url = new URL(path, location.origin);
    const isOurs = url.origin === location.origin && !/^\/(v1|docs|brand|pro|admin)(\/|$)/.test(url.pathname);
    return isOurs ? url.pathname + url.search + url.hash : undefined;
  } catch {
    return undefined;
  }
}

export const nextSearch = (search: Record<string, unknown>): NextSearch => {
  const next = safePath(search['next']);
  return next === undefined ? {} : { next };
};
