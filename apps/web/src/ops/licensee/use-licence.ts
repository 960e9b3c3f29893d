import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Licence = Schemas['LicenceView'];
export type Bearers = Schemas['BearersView'];
export type Topology = Schemas['TopologyView'];
const at = (id: string) => ({ params: { path: { id } } });

const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (isProblem(error, 'not-found')) return null;
    throw error;
  }
};

export const useLicence = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'licence'],
    queryFn: () => orNull(unwrap(api.GET('/v1/operator/licensees/{id}/licence', at(id)))),
  });

export const useEnding = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['licensee', id, 'ending'],
    enabled,
    refetchInterval: 30_000,
    queryFn: () => orNull(unwrap(api.GET('/v1/operator/licensees/{id}/licence/ending', at(id)))),
  });

export const useBearers = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'bearers'],
    // What is being chosen stays when the window is looked at again.
    refetchOnWindowFocus: false,
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}/licence/bearers', at(id))),
  });

export const useTopology = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'topology'],
    // What is being chosen stays when the window is looked at again.
    refetchOnWindowFocus: false,
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}/licence/topology', at(id))),
  });

/** Who the invoices are for; null = nobody has said it. */
export const useBillingProfile = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'billing-profile'],
    // What is being typed stays when the window is looked at again.
    refetchOnWindowFocus: false,
    queryFn: () => orNull(unwrap(api.GET('/v1/operator/licensees/{id}/billing-profile', at(id)))),
  });

export async function changeBillingProfile(id: string, body: Schemas['ChangeBillingProfile']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/licensees/{id}/billing-profile', { ...at(id), body }));
  await changed(id);
}

export const useHistory = (id: string) =>
  usePaged(['licensee', id, 'licence-history'], (cursor) =>
    unwrap(
      api.GET('/v1/operator/licensees/{id}/licence/history', {
        params: { path: { id }, query: { limit: 10, cursor } },
      }),
    ),
  );

const changed = (id: string): Promise<unknown> =>
  Promise.all(
    [['licensee', id], ['licensees'], ['audit'], ['invoices']].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );

export async function takePlan(id: string, licence: Licence | null, planId: string, reason: string): Promise<void> {
  const body = { planId, reason };
  if (licence) await unwrap(api.PUT('/v1/operator/licensees/{id}/licence/plan', { ...at(id), body }));
  else await unwrap(api.POST('/v1/operator/licensees/{id}/licence', { ...at(id), body }));
  await changed(id);
}

export async function suspendLicence(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/licence/suspend', { ...at(id), body: { reason } }));
  await changed(id);
}

export async function reinstateLicence(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/licence/reinstate', { ...at(id), body: { reason } }));
  await changed(id);
}

export async function endLicence(id: string, endsAt: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/licence/ending', { ...at(id), body: { endsAt, reason } }));
  await changed(id);
}

export async function withdrawEnding(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/licence/ending/withdraw', { ...at(id), body: { reason } }));
  await changed(id);
}

export async function setBearers(id: string, body: Schemas['SetBearers']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/licensees/{id}/licence/bearers', { ...at(id), body }));
  await changed(id);
}

export async function setTopology(id: string, body: Schemas['SetTopology']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/licensees/{id}/licence/topology', { ...at(id), body }));
  await changed(id);
}

export const verificationLink = (id: string): Promise<Schemas['VerificationLink']> =>
  unwrap(api.POST('/v1/operator/licensees/{id}/email-verification', at(id)));
