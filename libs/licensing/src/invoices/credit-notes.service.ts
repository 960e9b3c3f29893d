import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Tx,
  divide,
  lockOne,
  newId,
  publicId,
  recordOperatorAudit,
  toJsonMinor,
  sealed,
  unsealed,
} from '@app/kernel';
import { LicenseesService, nextNumber } from '@app/licensees';
import { licenceToChange } from '../licence/licence.queries.js';
import { dayOf } from '../licence/licences.service.js';
import { OperatorTenant } from '../operator-tenant.js';
import type { InvoiceDocument } from './invoice-document.js';
import { LicenceCreditNote, LicenceInvoice } from './invoice.entity.js';
import { CreditTooHigh, InvoiceNotOpen, NothingOverpaid } from './invoice.problems.js';
import type { CreditInvoice, PayBack } from './invoices.dto.js';
import { LicenceBooks } from './licence-books.js';
import { NettingsService } from './nettings.service.js';
import { ReceivablesService } from './receivables.service.js';

/** Takes invoices back, in part or whole. An invoice itself is never changed and never deleted. */
@Injectable()
export class CreditNotesService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly receivables: ReceivablesService,
    private readonly nettings: NettingsService,
  ) {}

  /**
   * Credits an amount, tax included: at most what no credit note has taken back yet. @returns the id of the note
   * @throws NotFound, InvoiceNotOpen for one that is written off, CreditTooHigh
   */
  async credit(ctx: Context, licenseeId: string, invoiceId: string, input: CreditInvoice): Promise<string> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const licence = await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status === 'uncollectible') throw new InvoiceNotOpen(invoice.status);
      // What was written off is no claim any more.
      const left = invoice.total - invoice.credited - invoice.writtenOff;
      const total = input.amountMinor === undefined ? left : BigInt(input.amountMinor);
      if (total > left || left === 0n) throw new CreditTooHigh(left);
      const note = await this.issue(tx, invoice, total, input.reason);
      invoice.credited += total;
      await tx.update(LicenceInvoice, { licenseeId, id: invoiceId }, { credited: invoice.credited });
      await this.nettings.giveBack(tx, invoice);
      await this.receivables.settle(tx, licence, invoice, `Credit note ${note.number}`);
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence_invoice.credited',
        subject: { kind: 'licence_invoice', id: publicId('licenceInvoice', invoiceId) },
        after: { number: note.number, totalMinor: toJsonMinor(total) },
        reason: input.reason,
      });
      return note.id;
    });
  }

  /** Writes down that the operator gave back what was paid above the invoice. @throws NotFound, NothingOverpaid */
  async payBack(ctx: Context, licenseeId: string, invoiceId: string, { reference }: PayBack): Promise<void> {
    const operatorId = await this.operator.id();
    await this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      const amount = invoice.overpaidMinor;
      if (amount === 0n) throw new NothingOverpaid();
      await this.books.post(tx, {
        kind: 'licence_payment',
        key: `licence-pay-back:${newId()}`,
        currency: invoice.currency,
        invoiceId,
        legs: { licence_receivable: -amount, bank: amount },
      });
      await tx.update(LicenceInvoice, { licenseeId, id: invoiceId }, { paidBack: invoice.paidBack + amount });
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence_invoice.paid_back',
        subject: { kind: 'licence_invoice', id: publicId('licenceInvoice', invoiceId) },
        after: { amountMinor: toJsonMinor(amount), reference },
      });
    });
  }

  private async issue(
    tx: Tx,
    invoice: LicenceInvoice,
    total: bigint,
    reason: string,
  ): Promise<{ id: string; number: string }> {
    const original = unsealed<InvoiceDocument>(invoice);
    // Of all that is credited, not of each note: the last one takes the odd cent, and the tax of all notes is the tax of the invoice.
    const taxOf = (credited: bigint): bigint => divide(invoice.tax * credited, invoice.total, 'half_up');
    const tax = taxOf(invoice.credited + total) - taxOf(invoice.credited);
    const net = total - tax;
    const id = newId();
    // Of the legal entity that issued the invoice, whoever the operator is today.
    const [series] = original.number.split('-') as [string];
    const number = await this.operator.within(tx, (operators) => nextNumber(operators, series, 'credit_note'));
    const document: InvoiceDocument = {
      ...original,
      kind: 'credit_note',
      number,
      issuedOn: dayOf(tx.now),
      dueOn: null,
      lines: [{ text: reason, amountMinor: -toJsonMinor(net) }],
      netMinor: -toJsonMinor(net),
      tax: { ...original.tax, amountMinor: -toJsonMinor(tax) },
      totalMinor: -toJsonMinor(total),
      original: { number: original.number, issuedOn: original.issuedOn },
      reason: null,
      bankDetails: null,
    };
    const transactionId = await this.books.post(tx, {
      kind: 'licence_credit_note',
      key: `licence-credit-note:${id}`,
      currency: invoice.currency,
      invoiceId: invoice.id,
      legs: { licence_receivable: total, licence_revenue: -net, tax: -tax },
    });
    await tx.insert(LicenceCreditNote, {
      licenseeId: tx.ctx.licenseeId,
      id,
      invoiceId: invoice.id,
      number,
      net,
      tax,
      total,
      reason,
      ...sealed(document),
      transactionId,
      issuedAt: tx.now,
    });
    return { id, number };
  }
}
