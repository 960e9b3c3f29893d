import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  lockOne,
  log,
  newId,
  publicId,
  publicUrl,
  recordAudit,
  recordOperatorAudit,
  systemContext,
  toJsonMinor,
} from '@app/kernel';
import { PaymentsRejected } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import { LicenceBilling, type LicencePaymentFacts } from '../licence-billing.js';
import { licenceToChange } from '../licence/licence.queries.js';
import { OperatorTenant } from '../operator-tenant.js';
import { BillingProfilesService } from './billing-profiles.service.js';
import { LicenceInvoice } from './invoice.entity.js';
import { InvoiceNotOpen, PaymentRunning } from './invoice.problems.js';
import { type LicenceCardState, type PayPageView, type TakeTransfer, type WriteOff, cardView } from './invoices.dto.js';
import { LicenceBooks } from './licence-books.js';
import { LicenceCustomer, LicencePayment } from './licence-payment.entity.js';
import { ReceivablesService } from './receivables.service.js';

/** Stripe wants at least 30 minutes ahead, also when the request is repeated a while later. */
const PAGE_SECONDS = 2 * 3600;
/** After this nobody asks again: Stripe keeps an idempotency key for a day. Money of a lost request is still taken. */
const GIVE_UP_SECONDS = 3600;

/**
 * Collects invoices: by the saved card, on a hosted page, or by bank transfer. The row is written before Stripe is asked, so a crash or a lost answer is resumed
 * from it; money is taken only from what Stripe itself says about the payment, once per PaymentIntent. Locks: licence, invoice, payment.
 */
@Injectable()
export class LicencePaymentsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly profiles: BillingProfilesService,
    private readonly operator: OperatorTenant,
    private readonly books: LicenceBooks,
    private readonly receivables: ReceivablesService,
    private readonly billing: LicenceBilling,
  ) {}

  /** The card that pays the invoices of the tenant. */
  showCard(ctx: Context): Promise<LicenceCardState> {
    return this.db.read(ctx, async (tx) =>
      cardView(await tx.findOneBy(LicenceCustomer, { licenseeId: ctx.licenseeId })),
    );
  }

  /** No invoice is charged to it any more. Repeating it changes nothing. */
  async removeCard(ctx: Context): Promise<void> {
    const { licenseeId } = ctx;
    const known = await this.db.read(ctx, (tx) => tx.findOneBy(LicenceCustomer, { licenseeId }));
    if (!known || known.paymentMethodId === null) return;
    await this.billing.removeCard(known.paymentMethodId);
    await this.db.transaction(ctx, async (tx) => {
      await tx.update(
        LicenceCustomer,
        { licenseeId, paymentMethodId: known.paymentMethodId! },
        { paymentMethodId: null, brand: null, last4: null, expMonth: null, expYear: null, changedAt: tx.now },
      );
      await recordAudit(tx, { action: 'licence_card.removed', after: { last4: known.last4 } });
    });
  }

  /** A page on which the caller pays an invoice and saves the card. A page that is open is used again. @throws NotFound, InvoiceNotOpen, PaymentRunning */
  async pay(ctx: Context, invoiceId: string): Promise<PayPageView> {
    const id = await this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open') throw new InvoiceNotOpen(invoice.status);
      const running = (await this.attempts(tx, invoiceId)).find((payment) => payment.isRunning);
      if (!running) return this.request(tx, invoice, 'page');
      if (running.method !== 'page') throw new PaymentRunning();
      return running.id;
    });
    const payment = await this.send(ctx, id);
    if (payment.status !== 'open' || payment.checkoutUrl === null) throw new PaymentRunning();
    return { url: payment.checkoutUrl };
  }

  /** Asks Stripe what became of the payments of an invoice: for who comes back from the page. @throws NotFound */
  async refresh(ctx: Context, invoiceId: string): Promise<void> {
    const running = await this.db.read(ctx, async (tx) => {
      if (!(await tx.existsBy(LicenceInvoice, { licenseeId: ctx.licenseeId, id: invoiceId }))) throw new NotFound();
      return (await this.attempts(tx, invoiceId)).filter((payment) => payment.isRunning);
    });
    for (const { id } of running) await this.resume(ctx, id);
  }

  /** The attempt that is due for an invoice: by card, or a failure where there is none. A second run finds nothing to do. */
  async attempt(ctx: Context, invoiceId: string): Promise<void> {
    const id = await this.db.transaction(ctx, async (tx) => {
      const licence = await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open' || invoice.nextAttemptAt === null || invoice.nextAttemptAt > tx.now)
        return undefined;
      // Somebody is at the page: it ends by itself.
      if ((await this.attempts(tx, invoiceId)).some((payment) => payment.isRunning)) return undefined;
      const customer = await tx.findOneBy(LicenceCustomer, { licenseeId: ctx.licenseeId });
      if (customer?.paymentMethodId) return this.request(tx, invoice, 'card');
      await this.receivables.failed(tx, licence, invoice, 'no_card');
      return undefined;
    });
    if (id !== undefined) await this.send(ctx, id);
  }

  /** Finds out what became of a payment whose answer was lost, or of a page that nobody came back from. */
  async resume(ctx: Context, paymentId: string): Promise<void> {
    const payment = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, LicencePayment, paymentId);
      if (row.status !== 'requested') await tx.update(LicencePayment, idOf(row), { sentAt: tx.now });
      return row;
    });
    if (payment.status === 'requested') {
      await this.send(ctx, paymentId);
    } else if (payment.status === 'open' && payment.checkoutSessionId !== null) {
      const page = await this.billing.page(payment.checkoutSessionId);
      if (page.status === 'complete' && page.paymentIntentId !== undefined)
        await this.apply(await this.billing.payment(page.paymentIntentId));
      else if (page.status === 'expired') await this.close(ctx, paymentId, 'expired', null);
    } else if (payment.status === 'processing' && payment.paymentIntentId !== null) {
      await this.apply(await this.billing.payment(payment.paymentIntentId));
    }
  }

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
        if (facts.card) await this.remember(tx, facts.card);
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
        attempt: await this.nextNumber(tx, invoiceId),
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
        key: `licence-write-off:${invoiceId}`,
        currency: invoice.currency,
        invoiceId,
        legs: { bad_debt: -amount, licence_receivable: amount },
      });
      await tx.update(
        LicenceInvoice,
        { licenseeId, id: invoiceId },
        { status: 'uncollectible', writtenOff: amount, closedAt: tx.now, nextAttemptAt: null },
      );
      await recordOperatorAudit(tx, operatorId, {
        action: 'licence_invoice.written_off',
        subject: subjectOf(invoiceId),
        after: { amountMinor: toJsonMinor(amount) },
        reason,
      });
    });
  }

  private attempts(tx: Tx, invoiceId: string): Promise<LicencePayment[]> {
    return tx.findBy(LicencePayment, { licenseeId: tx.ctx.licenseeId, invoiceId });
  }

  private async nextNumber(tx: Tx, invoiceId: string): Promise<number> {
    return Math.max(0, ...(await this.attempts(tx, invoiceId)).map(({ attempt }) => attempt)) + 1;
  }

  private async request(tx: Tx, invoice: LicenceInvoice, method: 'card' | 'page'): Promise<string> {
    const id = newId();
    await tx.insert(LicencePayment, {
      licenseeId: tx.ctx.licenseeId,
      id,
      invoiceId: invoice.id,
      attempt: await this.nextNumber(tx, invoice.id),
      method,
      amount: invoice.dueMinor,
      currency: invoice.currency,
      status: 'requested',
      createdAt: tx.now,
    });
    return id;
  }

  /** Asks Stripe for what the row wants, when it has not been asked or its answer was lost. Repeating is safe. */
  private async send(ctx: Context, id: string): Promise<LicencePayment> {
    try {
      return await this.ask(ctx, id);
    } catch (error) {
      if (error instanceof PaymentsRejected) await this.close(ctx, id, 'failed', 'rejected');
      throw error;
    }
  }

  private async ask(ctx: Context, id: string): Promise<LicencePayment> {
    const { payment, invoice, host } = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, LicencePayment, id);
      if (row.status === 'requested') await tx.update(LicencePayment, idOf(row), { sentAt: tx.now });
      return {
        payment: row,
        invoice: await tx.findOneByOrFail(LicenceInvoice, { licenseeId: ctx.licenseeId, id: row.invoiceId }),
        host: await this.licensees.primaryHostOf(tx),
      };
    });
    if (payment.status !== 'requested') return payment;
    if (payment.createdAt < addSeconds(await this.db.now(), -GIVE_UP_SECONDS))
      return this.close(ctx, id, 'failed', 'no_answer');
    const customer = await this.customerOf(ctx);
    const order = {
      operatorId: await this.operator.id(),
      licenseeId: ctx.licenseeId,
      paymentId: id,
      invoiceId: invoice.id,
      invoiceNumber: invoice.number,
      attempt: payment.attempt,
      customerId: customer.customerId,
      amountMinor: payment.amount,
      currency: payment.currency,
    };
    if (payment.method === 'card') {
      if (customer.paymentMethodId === null) return this.close(ctx, id, 'failed', 'no_card');
      const charged = await this.billing.charge({ ...order, paymentMethodId: customer.paymentMethodId });
      if (charged.declined !== undefined) return this.close(ctx, id, 'failed', charged.declined);
      const sent = await this.sent(ctx, id, { status: 'processing', paymentIntentId: charged.paymentIntentId ?? null });
      if (charged.paymentIntentId !== undefined) await this.apply(await this.billing.payment(charged.paymentIntentId));
      return sent;
    }
    const returnUrl = `${publicUrl(this.config, host)}/admin/licence?invoice=${publicId('licenceInvoice', invoice.id)}`;
    const page = await this.billing.openPage({
      ...order,
      successUrl: `${returnUrl}&paid=1`,
      cancelUrl: returnUrl,
      // Counted from the row, not from now: a repeat must send the same request.
      expiresAt: addSeconds(payment.createdAt, PAGE_SECONDS),
    });
    return this.sent(ctx, id, { status: 'open', checkoutSessionId: page.sessionId, checkoutUrl: page.url });
  }

  /** Writes down Stripe's answer, unless a webhook was quicker. */
  private sent(
    ctx: Context,
    id: string,
    answer: Partial<Pick<LicencePayment, 'status' | 'paymentIntentId' | 'checkoutSessionId' | 'checkoutUrl'>>,
  ): Promise<LicencePayment> {
    return this.db.transaction(ctx, async (tx) => {
      const payment = await lockOne(tx, LicencePayment, id);
      if (payment.status !== 'requested') return payment;
      await tx.update(LicencePayment, idOf(payment), answer);
      return Object.assign(payment, answer);
    });
  }

  /** Ends an attempt. A card that gave nothing counts against the invoice; a page that was left does not. */
  private async close(
    ctx: Context,
    id: string,
    status: 'failed' | 'expired',
    code: string | null,
  ): Promise<LicencePayment> {
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
    await tx.update(LicencePayment, idOf(payment), { status, failureCode, closedAt: tx.now });
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
    const recovered = invoice.writtenOff < amount ? invoice.writtenOff : amount;
    const transactionId = await this.books.post(tx, {
      kind: 'licence_payment',
      key: `licence-payment:${facts.paymentIntentId}`,
      currency: payment.currency,
      invoiceId: invoice.id,
      legs: { stripe_balance: -amount, licence_receivable: amount - recovered, bad_debt: recovered },
    });
    await tx.update(LicencePayment, idOf(payment), {
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
    await recordAudit(tx, {
      action: 'licence_invoice.paid',
      subject: subjectOf(invoice.id),
      after: { amountMinor: toJsonMinor(amount) },
    });
  }

  private async remember(tx: Tx, card: NonNullable<LicencePaymentFacts['card']>): Promise<void> {
    await tx.update(LicenceCustomer, { licenseeId: tx.ctx.licenseeId }, { ...card, changedAt: tx.now });
  }

  private async customerOf(ctx: Context): Promise<LicenceCustomer> {
    const { licenseeId } = ctx;
    const known = await this.db.read(ctx, (tx) => tx.findOneBy(LicenceCustomer, { licenseeId }));
    if (known) return known;
    const { email, company } = await this.db.read(ctx, (tx) => this.profiles.needed(tx));
    const customerId = await this.billing.createCustomer({ licenseeId, email, company });
    return this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      const other = await tx.findOneBy(LicenceCustomer, { licenseeId });
      if (other) return other;
      await tx.insert(LicenceCustomer, { licenseeId, customerId, changedAt: tx.now });
      return tx.findOneByOrFail(LicenceCustomer, { licenseeId });
    });
  }
}

const idOf = ({ licenseeId, id }: LicencePayment): Pick<LicencePayment, 'licenseeId' | 'id'> => ({ licenseeId, id });
const subjectOf = (id: string): { kind: string; id: string } => ({
  kind: 'licence_invoice',
  id: publicId('licenceInvoice', id),
});
