import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type OperatorInvoice = Schemas['OperatorInvoiceView'];
export type InvoiceStatus = OperatorInvoice['status'];
export type Details = Schemas['InvoiceDetails'];
export const INVOICE_STATES = ['open', 'paid', 'void', 'uncollectible'] as const satisfies readonly InvoiceStatus[];

export const useInvoices = (status?: InvoiceStatus) =>
  usePaged(['invoices', status], (cursor) =>
    unwrap(api.GET('/v1/operator/invoices', { params: { query: { limit: 20, cursor, status } } })),
  );

export const useInvoicesOf = (licenseeId: string) =>
  usePaged(['invoices', 'of', licenseeId], (cursor) =>
    unwrap(
      api.GET('/v1/operator/licensees/{id}/invoices', {
        params: { path: { id: licenseeId }, query: { limit: 10, cursor } },
      }),
    ),
  );

const at = (id: string, invoiceId: string) => ({ params: { path: { id, invoiceId } } });

export const useInvoice = (id: string, invoiceId: string) =>
  useQuery({
    queryKey: ['invoices', 'one', invoiceId],
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}/invoices/{invoiceId}', at(id, invoiceId))),
  });

export const useIssuer = () =>
  useQuery({
    queryKey: ['invoice-issuer'],
    refetchOnWindowFocus: false,
    queryFn: async () => {
      try {
        return await unwrap(api.GET('/v1/operator/invoice-issuer'));
      } catch (error) {
        if (isProblem(error, 'not-found')) return null;
        throw error;
      }
    },
  });

const changed = (): Promise<unknown> =>
  Promise.all(
    ['invoices', 'licensee', 'licensees', 'audit', 'invoice-issuer', 'plans'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  );

export async function changeIssuer(body: Schemas['ChangeInvoiceIssuer']): Promise<void> {
  await unwrap(api.PUT('/v1/operator/invoice-issuer', { body }));
  await changed();
}

export async function credit(id: string, invoiceId: string, body: Schemas['CreditInvoice']): Promise<void> {
  await sendOnce(`invoice-credit:${invoiceId}`, ({ header }) =>
    unwrap(
      api.POST('/v1/operator/licensees/{id}/invoices/{invoiceId}/credit-notes', {
        params: { path: { id, invoiceId }, header },
        body,
      }),
    ),
  );
  await changed();
}

export async function takeTransfer(id: string, invoiceId: string, reference: string): Promise<void> {
  await sendOnce(`invoice-transfer:${invoiceId}`, ({ header }) =>
    unwrap(
      api.POST('/v1/operator/licensees/{id}/invoices/{invoiceId}/transfer', {
        params: { path: { id, invoiceId }, header },
        body: { reference },
      }),
    ),
  );
  await changed();
}

export async function payBack(id: string, invoiceId: string, reference: string): Promise<void> {
  await sendOnce(`invoice-pay-back:${invoiceId}`, ({ header }) =>
    unwrap(
      api.POST('/v1/operator/licensees/{id}/invoices/{invoiceId}/pay-back', {
        params: { path: { id, invoiceId }, header },
        body: { reference },
      }),
    ),
  );
  await changed();
}

export async function writeOff(id: string, invoiceId: string, reason: string): Promise<void> {
  await sendOnce(`invoice-write-off:${invoiceId}`, ({ header }) =>
    unwrap(
      api.POST('/v1/operator/licensees/{id}/invoices/{invoiceId}/write-off', {
        params: { path: { id, invoiceId }, header },
        body: { reason },
      }),
    ),
  );
  await changed();
}
