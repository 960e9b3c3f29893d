import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

interface ListPage<T> {
  readonly data: T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

const AGAIN_MS = 5_000;

/**
 * A cursor list of the API, page by page. `rows` is what has been read so far.
 * @param moves whether a row is still on its way to something else: the list is read again while there is one
 */
export function usePaged<T>(
  key: QueryKey,
  read: (cursor: string | undefined) => Promise<ListPage<T>>,
  enabled = true,
  moves?: (row: T) => boolean,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    refetchInterval: ({ state }: { state: { data: InfiniteData<ListPage<T>> | undefined } }) =>
      moves !== undefined && state.data?.pages.some(({ data }) => data.some(moves)) === true ? AGAIN_MS : false,
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
