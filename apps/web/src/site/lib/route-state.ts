import { useParams, useSearch } from '@tanstack/react-router';

/** What stands in the address, as the route of the page reads it. The routers of four faces share one program, so types come from the reader. */
export function useSearchOf<S>(read: (search: Record<string, unknown>) => S): S {
  const search: unknown = useSearch({ strict: false });
  return read(search as Record<string, unknown>);
}

/** One named part of the path. */
export function useParam(name: string): string {
  const params: unknown = useParams({ strict: false });
  return String((params as Record<string, unknown>)[name]);
}
