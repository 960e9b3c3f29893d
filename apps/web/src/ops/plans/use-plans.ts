import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Plan = Schemas['PlanView'];

export const usePlans = (state?: 'offered' | 'archived') =>
  usePaged(['plans', state], (cursor) =>
    unwrap(api.GET('/v1/operator/plans', { params: { query: { limit: 50, cursor, state } } })),
  );

const changed = (): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['plans'] }),
    queryClient.invalidateQueries({ queryKey: ['audit'] }),
  ]);

export async function createPlan(body: Schemas['CreatePlan']): Promise<void> {
  await unwrap(api.POST('/v1/operator/plans', { body }));
  await changed();
}

export async function revisePlan(id: string, body: Schemas['RevisePlan']): Promise<void> {
  await unwrap(api.POST('/v1/operator/plans/{id}/revise', { params: { path: { id } }, body }));
  await changed();
}

export async function archivePlan(id: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/plans/{id}/archive', { params: { path: { id } } }));
  await changed();
}
