import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';

export type SafeguardAccount = Schemas['SafeguardAccountView'];
export type SafeguardMove = Schemas['SafeguardMoveView'];

// Below the key of the treasury: a move changes what covers what.
const KEY = ['treasury', 'safeguarding'];
const AGAIN_MS = 5_000;

const isMoving = ({ status }: SafeguardMove): boolean => status === 'requested' || status === 'under_way';

export const useSafeguardAccounts = () =>
  useQuery({
    queryKey: [...KEY, 'accounts'],
    queryFn: () => unwrap(api.GET('/v1/operator/treasury/safeguarding/accounts')),
  });

export const useSafeguardMoves = () =>
  useQuery({
    queryKey: [...KEY, 'moves'],
    queryFn: () => unwrap(api.GET('/v1/operator/treasury/safeguarding/moves')),
    refetchInterval: ({ state }) => (state.data?.data.some(isMoving) === true ? AGAIN_MS : false),
  });

const changed = (): void => {
  for (const key of ['treasury', 'audit']) void queryClient.invalidateQueries({ queryKey: [key] });
};

export async function setSafeguardAccount(body: Schemas['SetSafeguardAccount']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/treasury/safeguarding/accounts', { body }));
  changed();
}

/** While the outcome is unknown, the same move is sent again under the same key. */
export async function moveSafeguarded(body: Schemas['MoveSafeguarded']): Promise<void> {
  try {
    await sendOnce('safeguarding', (params) =>
      unwrap(api.POST('/v1/operator/treasury/safeguarding/moves', { params, body })),
    );
  } finally {
    changed();
  }
}
