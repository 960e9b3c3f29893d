import { Injectable } from '@nestjs/common';
import { type Context, Db, lockOne, newId, recordOperatorAudit, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { licenceToChange } from '../licence/licence.queries.js';
import { OperatorTenant } from '../operator-tenant.js';
import { LicenceInvoice } from './invoice.entity.js';
import { InvoiceNotOpen } from './invoice.problems.js';
import type { TakeTransfer, WriteOff } from './invoices.dto.js';
import { LicenceBooks } from './licence-books.js';
import { LicencePayment } from './licence-payment.entity.js';
import { nextAttemptNumber, subjectOf } from './licence-payment.queries.js';
import { ReceivablesService } from './receivables.service.js';

/** How the operator ends an invoice by hand: the money came by bank, or it will not come. Locks: licence, invoice. */
@Injectable()
export class ManualSettlementsService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly receivables: ReceivablesService,
  ) {}

  /** The operator saw the money on its bank account: the rest of the invoice is paid. @throws NotFound, InvoiceNotOpen */
  async takeTransfer(ctx: Context, licenseeId: string, invoiceId: string, { reference }: TakeTransfer): Promise<void> {
    const operatorId = await this.operator.id();
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const licence = await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open') throw new InvoiceNotOpen(invoice.status);
      const amount = invoice.dueMinor;
      const id = newId();
      const transactionId = await this.books.post(tx, {
        kind: 'licence_payment',
        key: `licence-transfer:${id}`,
        currency: invoice.currency,
        invoiceId,
        legs: { bank: -amount, licence_receivable: amount },
      });
      await tx.insert(LicencePayment, {
        licenseeId,
        id,
        invoiceId,
        attempt: await nextAttemptNumber(tx, invoiceId),
        method: 'bank',
        amount,
        currency: invoice.currency,
        status: 'succeeded',
        reference,
        transactionId,
        createdAt: tx.now,
        closedAt: tx.now,
      });
      invoice.paid += amount;
      await tx.update(LicenceInvoice, { licenseeId, id: invoiceId }, { paid: invoice.paid });
      await this.receivables.settle(tx, licence, invoice, `Invoice ${invoice.number} is paid`);
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence_invoice.transfer_taken',
        subject: subjectOf(invoiceId),
        after: { amountMinor: toJsonMinor(amount), reference },
      });
    });
  }

  /** The rest will not come. Money that comes after all is still taken. @throws NotFound, InvoiceNotOpen */
  async writeOff(ctx: Context, licenseeId: string, invoiceId: string, { reason }: WriteOff): Promise<void> {
    const operatorId = await this.operator.id();
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open') throw new InvoiceNotOpen(invoice.status);
      const amount = invoice.dueMinor;
      await this.books.post(tx, {
        kind: 'write_off',
        key: `licence-write-off:${newId()}`,
        currency: invoice.currency,
        invoiceId,
        legs: { bad_debt: -amount, licence_receivable: amount },
      });
      await tx.update(
        LicenceInvoice,
        { licenseeId, id: invoiceId },
        { status: 'uncollectible', writtenOff: invoice.writtenOff + amount, closedAt: tx.now, nextAttemptAt: null },
      );
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence_invoice.written_off',
        subject: subjectOf(invoiceId),
        after: { amountMinor: toJsonMinor(amount) },
        reason,
      });
    });
  }
}
