import { useParams } from '@tanstack/react-router';

/** The id in the address of a page about one thing. */
export function useIdParam(): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  return params['id'] ?? '';
}
