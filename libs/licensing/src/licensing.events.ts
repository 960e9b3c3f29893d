import { defineEvent } from '@app/kernel';
import type { CheckId, CheckState } from './operator-health.dto.js';

/** The owner who signed up has to prove the address. */
export const EmailVerificationAsked = defineEvent<{ verificationId: string; personId: string }>(
  'email_verification.asked',
  'An owner has to prove the e-mail address of the sign-up',
);

interface InvoiceFact {
  invoiceId: string;
  number: string;
  /** Company that wrote it. */
  seller: string;
  dueMinor: number;
  currency: string;
}

/** `dueMinor` is what is left to pay after `nettedMinor` was settled from the share. */
export const LicenceInvoiceIssued = defineEvent<InvoiceFact & { nettedMinor: number; dueAt: string }>(
  'licence_invoice.issued',
  'An invoice for a licence was written',
);
/** `nextAttemptAt` null: that was the last time, the licence is suspended. */
export const LicenceInvoiceUnpaid = defineEvent<InvoiceFact & { failures: number; nextAttemptAt: string | null }>(
  'licence_invoice.unpaid',
  'An attempt to collect an invoice brought nothing',
);

/** Of the operator's own tenant. */
export const OperatorIncidentOpened = defineEvent<{
  incidentId: string;
  check: CheckId;
  state: Exclude<CheckState, 'ok'>;
}>('operator_incident.opened', 'Something is wrong with the money, or got worse');
