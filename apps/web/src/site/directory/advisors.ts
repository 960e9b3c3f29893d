import { type InfiniteData, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { keys } from '../lib/keys.ts';
import type { DirectorySearch } from './directory-search.ts';

export type Advisor = Schemas['AdvisorResponse'];
type AdvisorPage = Schemas['AdvisorPage'];
type Status = Advisor['status'];

const PAGE = 50;
/** As many as fit under an advisor who cannot be called. */
const SIMILAR = 3;

function read(search: DirectorySearch, limit: number, cursor?: string): Promise<AdvisorPage> {
  const { maxRate, ...same } = search;
  const query = {
    ...same,
    limit,
    ...(maxRate === undefined ? {} : { maxRateMinor: Number.parseInt(maxRate, 10) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return unwrap(api.GET('/v1/advisors', { params: { query } }));
}

/** The directory page by page; the list before stays while the next one is read. */
export function useDirectory(search: DirectorySearch) {
  const query = useInfiniteQuery({
    queryKey: [...keys.advisorList, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => read(search, PAGE, pageParam),
    getNextPageParam: (last) => (last.has_more ? (last.next_cursor ?? undefined) : undefined),
    placeholderData: keepPreviousData,
  });
  return { query, advisors: query.data?.pages.flatMap(({ data }) => data) ?? [] };
}

export const advisorQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.advisors, 'one', id],
    queryFn: () => unwrap(api.GET('/v1/advisors/{id}', { params: { path: { id } } })),
  });

export const useTopics = () =>
  useQuery({
    queryKey: ['advisor-topics'],
    queryFn: () => unwrap(api.GET('/v1/advisors/topics', { params: { query: { limit: 100 } } })),
    staleTime: 300_000,
    select: ({ data }) => data,
  });

/** Others who can be called now: about the same topic, else anybody. */
export const useSimilar = ({ id, topics }: Advisor, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.advisors, 'similar', id],
    enabled,
    queryFn: async () => {
      const topic = topics[0];
      const same = topic === undefined ? [] : (await read({ topic, online: 'true' }, SIMILAR + 1)).data;
      const found = same.filter((one) => one.id !== id);
      const others = found.length > 0 ? found : (await read({ online: 'true' }, SIMILAR + 1)).data;
      return others.filter((one) => one.id !== id).slice(0, SIMILAR);
    },
  });

const STATUSES: readonly unknown[] = ['online', 'in_call', 'away', 'on_schedule', 'offline'] satisfies Status[];
const isStatus = (status: unknown): status is Status => STATUSES.includes(status);

/** An advisor's status changed. Cards keep their place: nothing moves under a finger. Only "online now" asks who is in it. */
export function patchStatus(id: string, status: unknown): void {
  if (!isStatus(status)) return;
  const patched = (advisor: Advisor): Advisor => (advisor.id === id ? { ...advisor, status } : advisor);
  queryClient.setQueriesData<InfiniteData<AdvisorPage>>(
    { queryKey: keys.advisorList },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.map(patched) })) },
  );
  queryClient.setQueryData<Advisor>(advisorQuery(id).queryKey, (advisor) => advisor && { ...advisor, status });
  void queryClient.invalidateQueries({
    predicate: ({ queryKey: [noun, view, search] }) =>
      noun === keys.advisors[0] &&
      (view === 'similar' || (view === 'list' && (search as DirectorySearch).online === 'true')),
  });
}
