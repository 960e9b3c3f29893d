import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

interface ListPage<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** A cursor list of the API, page by page. `rows` is what has been read so far. */
export function usePaged<T>(key: QueryKey, read: (cursor: string | undefined) => Promise<ListPage<T>>, enabled = true) {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (last) => (last.has_more && last.next_cursor ? last.next_cursor : undefined),
  });
  return {
    query,
    rows: query.data?.pages.flatMap((page) => page.data) ?? [],
    more: { hasMore: query.hasNextPage, isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() },
  };
}
