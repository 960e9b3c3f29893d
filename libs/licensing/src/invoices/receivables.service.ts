import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, toJsonMinor } from '@app/kernel';
import type { Licence } from '../licence/licence.entity.js';
import { isBehind } from '../licence/licence.queries.js';
import { LicencesService } from '../licence/licences.service.js';
import { nextAttempt } from './dunning.js';
import type { InvoiceDocument } from './invoice-document.js';
import { LicenceInvoice } from './invoice.entity.js';
import { LicenceInvoiceUnpaid } from '../licensing.events.js';

/** Why an attempt brought nothing, for the history of the licence; the code itself stays at the payment. */
const WHY: Readonly<Record<string, string>> = {
  insufficient_funds: 'there was not enough money',
  expired_card: 'the card has expired',
  authentication_required: 'the bank asks its owner to confirm',
  no_answer: 'the payment was not finished',
  dispute_lost: 'its owner took the money back',
};
const whyOf = (code: string): string => WHY[code] ?? 'the bank declined';

/** What an invoice's fate does to its licence [A3, M4]. Every method joins a transaction that has locked the licence, then the invoice. */
@Injectable()
export class ReceivablesService {
  constructor(
    private readonly licences: LicencesService,
    private readonly outbox: Outbox,
  ) {}

  /** An attempt brought nothing: past due from the first on, suspended after the last. */
  async failed(tx: Tx, licence: Licence, invoice: LicenceInvoice, code: string): Promise<void> {
    invoice.failures++;
    invoice.nextAttemptAt = nextAttempt(invoice.failures, tx.now);
    const { failures, nextAttemptAt } = invoice;
    await tx.update(LicenceInvoice, { licenseeId: tx.ctx.licenseeId, id: invoice.id }, { failures, nextAttemptAt });
    const { seller } = JSON.parse(invoice.payload) as InvoiceDocument;
    await this.outbox.add(tx, LicenceInvoiceUnpaid, {
      invoiceId: invoice.id,
      number: invoice.number,
      seller: seller.company,
      dueMinor: toJsonMinor(invoice.dueMinor),
      currency: invoice.currency,
      failures,
      nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    });
    const reason = `Invoice ${invoice.number} is not paid: ${whyOf(code)}`;
    if (licence.status === 'active') await this.licences.move(tx, licence, reason, () => licence.fallBehind(tx.now));
    if (nextAttemptAt === null && licence.status === 'past_due')
      await this.licences.move(tx, licence, reason, () => licence.suspend('unpaid', tx.now));
  }

  /**
   * Money went back: what is due again is asked for again. A payment that its bank took back counts as an attempt that brought nothing; after a refund the operator
   * has the days of a first failure to say by a credit note that it is not owed.
   */
  async reopen(tx: Tx, licence: Licence, invoice: LicenceInvoice, cause: 'refunded' | 'dispute_lost'): Promise<void> {
    if (invoice.dueMinor === 0n) return;
    if (invoice.status !== 'open') {
      const row = { status: 'open', failures: 0, closedAt: null, nextAttemptAt: nextAttempt(1, tx.now) } as const;
      Object.assign(invoice, row);
      await tx.update(LicenceInvoice, { licenseeId: tx.ctx.licenseeId, id: invoice.id }, row);
    }
    if (cause === 'dispute_lost') await this.failed(tx, licence, invoice, cause);
  }

  /** Closes an invoice of which nothing is due any more, and frees a licence that is no longer behind. */
  async settle(tx: Tx, licence: Licence, invoice: LicenceInvoice, reason: string): Promise<void> {
    if (invoice.status === 'open' && invoice.dueMinor === 0n) {
      invoice.status = invoice.writtenOff > 0n ? 'uncollectible' : invoice.keptMinor > 0n ? 'paid' : 'void';
      await tx.update(
        LicenceInvoice,
        { licenseeId: tx.ctx.licenseeId, id: invoice.id },
        { status: invoice.status, closedAt: tx.now, nextAttemptAt: null },
      );
    }
    if (await isBehind(tx)) return;
    if (licence.status === 'past_due') await this.licences.move(tx, licence, reason, () => licence.activate(tx.now));
    else if (licence.status === 'suspended' && licence.heldFor === 'unpaid')
      await this.licences.move(tx, licence, reason, () => licence.reinstate(false, tx.now));
  }
}
