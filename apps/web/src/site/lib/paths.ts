import { parseSearch } from './search.ts';

/** A path with its query as the router wants it: in parts. */
export function routeOf(path: string): { to: string; search: Record<string, string> } {
  const { pathname, search } = new URL(path, location.origin);
  return { to: pathname, search: parseSearch(search) };
}
