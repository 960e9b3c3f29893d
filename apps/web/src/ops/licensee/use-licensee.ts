import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';

export type LicenseeDetails = Schemas['OperatorLicenseeDetails'];
export type Switches = Schemas['SwitchesResponse'];

const at = (id: string) => ({ params: { path: { id } } });

export const useLicensee = (id: string) =>
  useQuery({
    queryKey: ['licensee', id],
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}', at(id))),
    refetchInterval: 30_000,
  });

export const useSwitches = (id: string) =>
  useQuery({
    queryKey: ['licensee', id, 'switches'],
    queryFn: () => readSwitches(id),
  });

const readSwitches = (id: string): Promise<Switches> => unwrap(api.GET('/v1/operator/licensees/{id}/switches', at(id)));

/** What the lists and this page show is read again, the operator's log included. */
const changed = (id: string): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['licensee', id] }),
    queryClient.invalidateQueries({ queryKey: ['licensees'] }),
    queryClient.invalidateQueries({ queryKey: ['audit'] }),
  ]);

export async function suspend(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/suspend', { ...at(id), body: { reason } }));
  await changed(id);
}

export async function resume(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/licensees/{id}/resume', { ...at(id), body: { reason } }));
  await changed(id);
}

/** Changes one switch. The others are read first, so that what a colleague switched meanwhile stays as it is. */
export async function changeSwitch(id: string, name: keyof Switches, isOn: boolean, reason: string): Promise<void> {
  const current = await readSwitches(id);
  await unwrap(
    api.PUT('/v1/operator/licensees/{id}/switches', { ...at(id), body: { ...current, [name]: isOn, reason } }),
  );
  await changed(id);
}

export async function setLimits(id: string, body: Schemas['SetLimits']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/licensees/{id}/limits', { ...at(id), body }));
  await changed(id);
}

export async function requestAccess(
  id: string,
  body: Schemas['RequestAccessRequest'],
): Promise<Schemas['AccessOfferResponse']> {
  const offer = await unwrap(api.POST('/v1/operator/licensees/{id}/access', { ...at(id), body }));
  void queryClient.invalidateQueries({ queryKey: ['audit'] });
  return offer;
}
