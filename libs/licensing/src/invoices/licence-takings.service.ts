import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Tx,
  UUID_PATTERN,
  lockOne,
  log,
  recordAudit,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import type { LicencePaymentFacts } from '../licence-billing.js';
import { licenceToChange } from '../licence/licence.queries.js';
import { OperatorTenant } from '../operator-tenant.js';
import { LicenceInvoice } from './invoice.entity.js';
import { LicenceBooks } from './licence-books.js';
import { LicenceCardsService } from './licence-cards.service.js';
import { LicencePayment } from './licence-payment.entity.js';
import { keyOf, subjectOf } from './licence-payment.queries.js';
import { NettingsService } from './nettings.service.js';
import { ReceivablesService } from './receivables.service.js';

/**
 * What attempts come to: money is taken only from what Stripe itself says about the payment, once per PaymentIntent; an attempt that brought nothing ends. Locks:
 * licence, invoice, payment.
 */
@Injectable()
export class LicenceTakingsService {
  constructor(
    private readonly db: Db,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly receivables: ReceivablesService,
    private readonly cards: LicenceCardsService,
    private readonly nettings: NettingsService,
  ) {}

  /**
   * Applies what Stripe says about a payment: takes the money once, or counts a failure of the card.
   * @param within joins the transaction, in the licensee's tenant: closes the event that led here
   */
  async apply(facts: LicencePaymentFacts, within?: (tx: Tx) => Promise<void>): Promise<boolean> {
    const { licenseeId, paymentId } = facts;
    if (licenseeId === undefined || paymentId === undefined) return false;
    if (!UUID_PATTERN.test(licenseeId) || !UUID_PATTERN.test(paymentId)) return false;
    await this.operator.id();
    const ctx = systemContext(licenseeId, 'licence_payment.apply');
    return this.db.transaction(ctx, async (tx) => {
      const known = await tx.findOneBy(LicencePayment, { licenseeId, id: paymentId });
      if (!known) return false;
      const licence = await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, known.invoiceId);
      const payment = await lockOne(tx, LicencePayment, paymentId);
      if (facts.status === 'succeeded' && payment.status !== 'succeeded') {
        await this.take(tx, payment, invoice, facts);
        if (facts.card) await this.cards.remember(tx, facts.card);
        await this.receivables.settle(tx, licence, invoice, `Invoice ${invoice.number} is paid`);
      } else if (facts.status === 'succeeded' && payment.paymentIntentId !== facts.paymentIntentId) {
        log.error({ paymentId, paymentIntentId: facts.paymentIntentId }, 'a second payment of one attempt');
      } else if (facts.status === 'failed' && payment.method === 'card' && payment.isRunning) {
        await this.end(tx, payment, 'failed', facts.failureCode ?? 'card_declined');
        await this.receivables.failed(tx, licence, invoice, facts.failureCode ?? 'card_declined');
      }
      await within?.(tx);
      return true;
    });
  }

  /** Ends an attempt. A card that gave nothing counts against the invoice; a page that was left does not. */
  async close(ctx: Context, id: string, status: 'failed' | 'expired', code: string | null): Promise<LicencePayment> {
    return this.db.transaction(ctx, async (tx) => {
      const licence = await licenceToChange(tx);
      const known = await tx.findOneByOrFail(LicencePayment, { licenseeId: ctx.licenseeId, id });
      const invoice = await lockOne(tx, LicenceInvoice, known.invoiceId);
      const payment = await lockOne(tx, LicencePayment, id);
      if (!payment.isRunning) return payment;
      await this.end(tx, payment, status, code);
      if (payment.method === 'card' && invoice.status === 'open')
        await this.receivables.failed(tx, licence, invoice, code ?? status);
      return payment;
    });
  }

  private async end(
    tx: Tx,
    payment: LicencePayment,
    status: 'failed' | 'expired',
    failureCode: string | null,
  ): Promise<void> {
    Object.assign(payment, { status, failureCode, closedAt: tx.now });
    await tx.update(LicencePayment, keyOf(payment), { status, failureCode, closedAt: tx.now });
  }

  /** Posts the money and writes it on the invoice. A debt that was written off comes back first. */
  private async take(
    tx: Tx,
    payment: LicencePayment,
    invoice: LicenceInvoice,
    facts: LicencePaymentFacts,
  ): Promise<void> {
    if (facts.currency !== payment.currency || facts.amountReceivedMinor !== payment.amount) {
      // Never guess about money: a person looks at it.
      log.error({ paymentId: payment.id, paymentIntentId: facts.paymentIntentId }, 'payment differs from its invoice');
      throw new Error('The payment differs from its invoice in amount or currency');
    }
    const { amount } = payment;
    const above = amount > invoice.dueMinor ? amount - invoice.dueMinor : 0n;
    const recovered = invoice.writtenOff < above ? invoice.writtenOff : above;
    const transactionId = await this.books.post(tx, {
      kind: 'licence_payment',
      key: `licence-payment:${facts.paymentIntentId}`,
      currency: payment.currency,
      invoiceId: invoice.id,
      legs: { stripe_balance: -amount, licence_receivable: amount - recovered, bad_debt: recovered },
    });
    await tx.update(LicencePayment, keyOf(payment), {
      status: 'succeeded',
      transactionId,
      paymentIntentId: facts.paymentIntentId,
      failureCode: null,
      closedAt: tx.now,
    });
    invoice.paid += amount;
    invoice.writtenOff -= recovered;
    if (invoice.status === 'uncollectible' && invoice.dueMinor === 0n && invoice.writtenOff === 0n)
      invoice.status = 'paid';
    await tx.update(
      LicenceInvoice,
      { licenseeId: tx.ctx.licenseeId, id: invoice.id },
      { paid: invoice.paid, writtenOff: invoice.writtenOff, status: invoice.status },
    );
    // A charge that was taken for lost: what the share gave in the meantime goes back.
    await this.nettings.giveBack(tx, invoice);
    await recordAudit(tx, {
      action: 'licence_invoice.paid',
      subject: subjectOf(invoice.id),
      after: { amountMinor: toJsonMinor(amount) },
    });
  }
}
