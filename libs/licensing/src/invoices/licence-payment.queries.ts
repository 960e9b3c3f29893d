import { type Tx, newId, publicId } from '@app/kernel';
import type { LicenceInvoice } from './invoice.entity.js';
import { LicencePayment } from './licence-payment.entity.js';

/** All attempts to pay an invoice. */
export const attemptsOf = (tx: Tx, invoiceId: string): Promise<LicencePayment[]> =>
  tx.findBy(LicencePayment, { licenseeId: tx.ctx.licenseeId, invoiceId });

export const nextAttemptNumber = async (tx: Tx, invoiceId: string): Promise<number> =>
  Math.max(0, ...(await attemptsOf(tx, invoiceId)).map(({ attempt }) => attempt)) + 1;

/** Writes down what is wanted, before Stripe is asked. @returns id of the attempt */
export async function requestAttempt(tx: Tx, invoice: LicenceInvoice, method: 'card' | 'page'): Promise<string> {
  const id = newId();
  await tx.insert(LicencePayment, {
    licenseeId: tx.ctx.licenseeId,
    id,
    invoiceId: invoice.id,
    attempt: await nextAttemptNumber(tx, invoice.id),
    method,
    amount: invoice.dueMinor,
    currency: invoice.currency,
    status: 'requested',
    createdAt: tx.now,
  });
  return id;
}

export const keyOf = ({ licenseeId, id }: LicencePayment): Pick<LicencePayment, 'licenseeId' | 'id'> => ({
  licenseeId,
  id,
});

/** An invoice in the audit log. */
export const subjectOf = (id: string): { kind: string; id: string } => ({
  kind: 'licence_invoice',
  id: publicId('licenceInvoice', id),
});
