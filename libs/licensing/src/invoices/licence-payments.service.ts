import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, NotFound, addSeconds, lockOne, publicId, publicUrl } from '@app/kernel';
import { PaymentsRejected } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import { LicenceBilling } from '../licence-billing.js';
import { licenceToChange } from '../licence/licence.queries.js';
import { OperatorTenant } from '../operator-tenant.js';
import { LicenceInvoice } from './invoice.entity.js';
import { InvoiceNotOpen, PaymentRunning } from './invoice.problems.js';
import type { PayPageView } from './invoices.dto.js';
import { LicenceCardsService } from './licence-cards.service.js';
import { LicenceCustomer, LicencePayment } from './licence-payment.entity.js';
import { attemptsOf, keyOf, requestAttempt } from './licence-payment.queries.js';
import { LicenceTakingsService } from './licence-takings.service.js';
import { NettingsService } from './nettings.service.js';
import { ReceivablesService } from './receivables.service.js';

/** Stripe wants at least 30 minutes ahead, also when the request is repeated a while later. */
const PAGE_SECONDS = 2 * 3600;
/** After this nobody asks again: Stripe keeps an idempotency key for a day. Money of a lost request is still taken. */
const GIVE_UP_SECONDS = 3600;

/**
 * Asks for the money of invoices: by the saved card or on a hosted page. The row is written before Stripe is asked, so a crash or a lost answer is resumed from it.
 * Locks: licence, invoice, payment.
 */
@Injectable()
export class LicencePaymentsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly receivables: ReceivablesService,
    private readonly billing: LicenceBilling,
    private readonly cards: LicenceCardsService,
    private readonly takings: LicenceTakingsService,
    private readonly nettings: NettingsService,
  ) {}

  /** A page on which the caller pays what the share did not, and saves the card. A page that is open is used again. @throws NotFound, InvoiceNotOpen, PaymentRunning */
  async pay(ctx: Context, invoiceId: string): Promise<PayPageView> {
    await this.nettings.settleOne(ctx, invoiceId);
    const id = await this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open') throw new InvoiceNotOpen(invoice.status);
      const running = (await attemptsOf(tx, invoiceId)).find((payment) => payment.isRunning);
      if (!running) return requestAttempt(tx, invoice, 'page');
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
      return (await attemptsOf(tx, invoiceId)).filter((payment) => payment.isRunning);
    });
    for (const { id } of running) await this.resume(ctx, id);
  }

  /** The attempt that is due for an invoice: from the share where that is agreed, the rest by card, or a failure where there is none. A second run finds nothing to do. */
  async attempt(ctx: Context, invoiceId: string): Promise<void> {
    await this.operator.id();
    const id = await this.db.transaction(ctx, async (tx) => {
      const licence = await licenceToChange(tx);
      const invoice = await lockOne(tx, LicenceInvoice, invoiceId);
      if (invoice.status !== 'open' || invoice.nextAttemptAt === null || invoice.nextAttemptAt > tx.now)
        return undefined;
      // Somebody is at the page: it ends by itself.
      if ((await attemptsOf(tx, invoiceId)).some((payment) => payment.isRunning)) return undefined;
      await this.nettings.net(tx, licence, invoice);
      if (invoice.dueMinor === 0n) return undefined;
      const customer = await tx.findOneBy(LicenceCustomer, { licenseeId: ctx.licenseeId });
      if (customer?.paymentMethodId) return requestAttempt(tx, invoice, 'card');
      await this.receivables.failed(tx, licence, invoice, 'no_card');
      return undefined;
    });
    if (id !== undefined) await this.send(ctx, id);
  }

  /** Finds out what became of a payment whose answer was lost, or of a page that nobody came back from. */
  async resume(ctx: Context, paymentId: string): Promise<void> {
    const payment = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, LicencePayment, paymentId);
      if (row.status !== 'requested') await tx.update(LicencePayment, keyOf(row), { sentAt: tx.now });
      return row;
    });
    if (payment.status === 'requested') {
      await this.send(ctx, paymentId);
    } else if (payment.status === 'open' && payment.checkoutSessionId !== null) {
      const page = await this.billing.page(payment.checkoutSessionId);
      if (page.status === 'complete' && page.paymentIntentId !== undefined)
        await this.takings.apply(await this.billing.payment(page.paymentIntentId));
      else if (page.status === 'expired') await this.takings.close(ctx, paymentId, 'expired', null);
    } else if (payment.status === 'processing' && payment.paymentIntentId !== null) {
      await this.takings.apply(await this.billing.payment(payment.paymentIntentId));
    }
  }

  /** Asks Stripe for what the row wants, when it has not been asked or its answer was lost. Repeating is safe. */
  private async send(ctx: Context, id: string): Promise<LicencePayment> {
    try {
      return await this.ask(ctx, id);
    } catch (error) {
      if (error instanceof PaymentsRejected) await this.takings.close(ctx, id, 'failed', 'rejected');
      throw error;
    }
  }

  private async ask(ctx: Context, id: string): Promise<LicencePayment> {
    const { payment, invoice, host } = await this.db.transaction(ctx, async (tx) => {
      const row = await lockOne(tx, LicencePayment, id);
      if (row.status === 'requested') await tx.update(LicencePayment, keyOf(row), { sentAt: tx.now });
      return {
        payment: row,
        invoice: await tx.findOneByOrFail(LicenceInvoice, { licenseeId: ctx.licenseeId, id: row.invoiceId }),
        host: await this.licensees.primaryHostOf(tx),
      };
    });
    if (payment.status !== 'requested') return payment;
    if (payment.createdAt < addSeconds(await this.db.now(), -GIVE_UP_SECONDS))
      return this.takings.close(ctx, id, 'failed', 'no_answer');
    const customer = await this.cards.customerOf(ctx);
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
      if (customer.paymentMethodId === null) return this.takings.close(ctx, id, 'failed', 'no_card');
      const charged = await this.billing.charge({ ...order, paymentMethodId: customer.paymentMethodId });
      if (charged.declined !== undefined) return this.takings.close(ctx, id, 'failed', charged.declined);
      const sent = await this.sent(ctx, id, { status: 'processing', paymentIntentId: charged.paymentIntentId ?? null });
      if (charged.paymentIntentId !== undefined)
        await this.takings.apply(await this.billing.payment(charged.paymentIntentId));
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
      await tx.update(LicencePayment, keyOf(payment), answer);
      return Object.assign(payment, answer);
    });
  }
}
