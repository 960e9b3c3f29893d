import { useQuery } from '@tanstack/react-query';
import { ApiProblem, type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { type Tone, usePaged } from '~/shared/ui/index.ts';

export type Licence = Schemas['LicenceView'];
export type Invoice = Schemas['InvoiceView'];
export type InvoiceDetails = Schemas['InvoiceDetails'];
export type StoredValue = Schemas['StoredValueView'];
export type Profile = Schemas['BillingProfileView'];

export const INVOICE_TONES: Record<Invoice['status'], Tone> = {
  open: 'busy',
  paid: 'good',
  void: 'quiet',
  uncollectible: 'bad',
};

/** What is not there yet is null, not a failure. */
const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiProblem && isProblem(error, 'not-found')) return null;
    throw error;
  }
};

/** A licence begins with the first line of its history: where there is none, nobody asks for it, and null is the answer. */
async function readLicence(): Promise<Licence | null> {
  const { data } = await unwrap(api.GET('/v1/staff/licence/history', { params: { query: { limit: 1 } } }));
  return data.length === 0 ? null : unwrap(api.GET('/v1/staff/licence'));
}

export const useLicence = () => useQuery({ queryKey: ['licence'], queryFn: readLicence });

export const useBearers = () =>
  useQuery({ queryKey: ['licence', 'bearers'], queryFn: () => unwrap(api.GET('/v1/staff/licence/bearers')) });

export const useStoredValue = () =>
  useQuery({ queryKey: ['licence', 'stored-value'], queryFn: () => unwrap(api.GET('/v1/staff/stored-value')) });

export const useProfile = () =>
  useQuery({
    queryKey: ['licence', 'profile'],
    queryFn: () => unwrap(api.GET('/v1/staff/licence/billing-profile')),
    refetchOnWindowFocus: false,
  });

export const useCard = () =>
  useQuery({ queryKey: ['licence', 'card'], queryFn: () => unwrap(api.GET('/v1/staff/licence/card')) });

export const useNetting = () =>
  useQuery({ queryKey: ['licence', 'netting'], queryFn: () => unwrap(api.GET('/v1/staff/licence/netting')) });

export const useEnding = (enabled: boolean) =>
  useQuery({
    queryKey: ['licence', 'ending'],
    enabled,
    queryFn: () => orNull(unwrap(api.GET('/v1/staff/licence/ending'))),
  });

export const useInvoices = () =>
  usePaged(['licence', 'invoices'], (cursor) =>
    unwrap(api.GET('/v1/staff/licence/invoices', { params: { query: { limit: 20, cursor } } })),
  );

export const useInvoice = (id: string) =>
  useQuery({
    queryKey: ['licence', 'invoice', id],
    queryFn: () => unwrap(api.GET('/v1/staff/licence/invoices/{id}', { params: { path: { id } } })),
  });

export const useHistory = () =>
  usePaged(['licence', 'history'], (cursor) =>
    unwrap(api.GET('/v1/staff/licence/history', { params: { query: { limit: 10, cursor } } })),
  );

export const changed = (): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['licence'] }),
    queryClient.invalidateQueries({ queryKey: ['checklist'] }),
  ]);

/** Leads to the page that takes the payment; the page that is open is the same for everybody, so it needs no key. */
export async function pay(id: string): Promise<void> {
  const { url } = await unwrap(api.POST('/v1/staff/licence/invoices/{id}/pay', { params: { path: { id } } }));
  location.assign(url);
}

/** For who comes back from that page. */
export async function refresh(id: string): Promise<Schemas['InvoiceDetails']> {
  const invoice = await unwrap(api.POST('/v1/staff/licence/invoices/{id}/refresh', { params: { path: { id } } }));
  await changed();
  return invoice;
}
