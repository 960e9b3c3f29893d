import { Injectable } from '@nestjs/common';
import { type Context, Db, UUID_PATTERN, systemContext } from '@app/kernel';
import { OnStripe, type StripeEvent, finishEvent } from '@app/billing';
import { LicenceBilling } from '../licence-billing.js';
import { LicencePaymentsService } from './licence-payments.service.js';
import { LicenceReturnsService } from './licence-returns.service.js';
import { LicenceTakingsService } from './licence-takings.service.js';
import { OperatorTenant } from '../operator-tenant.js';

const KIND = 'licence_payment';

/**
 * What Stripe tells of payments of invoices. The event is the operator's, like the money; the invoice is the licensee's. The event is closed in the transaction of
 * its effect.
 */
@Injectable()
export class LicenceEventsService {
  constructor(
    private readonly db: Db,
    private readonly operator: OperatorTenant,
    private readonly billing: LicenceBilling,
    private readonly payments: LicencePaymentsService,
    private readonly takings: LicenceTakingsService,
    private readonly returns: LicenceReturnsService,
  ) {}

  @OnStripe(['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'], KIND, 'operator')
  async onPayment(ctx: Context, event: StripeEvent): Promise<void> {
    await this.applied(ctx, event, event.objectId);
  }

  @OnStripe(
    [
      'checkout.session.completed',
      'checkout.session.async_payment_succeeded',
      'checkout.session.async_payment_failed',
      'checkout.session.expired',
    ],
    KIND,
    'operator',
  )
  async onPage(ctx: Context, event: StripeEvent): Promise<void> {
    const page = await this.billing.page(event.objectId);
    if (page.status === 'complete' && page.paymentIntentId !== undefined)
      return this.applied(ctx, event, page.paymentIntentId);
    const { licenseeId, paymentId } = page;
    if (
      licenseeId !== undefined &&
      paymentId !== undefined &&
      UUID_PATTERN.test(licenseeId) &&
      UUID_PATTERN.test(paymentId)
    )
      await this.payments.resume(systemContext(licenseeId, 'licence_payment.page'), paymentId);
    await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'done'));
  }

  /** Refunds that are not ours carry no kind: somebody made them at Stripe. */
  @OnStripe(['refund.created', 'refund.updated', 'refund.failed'], undefined, 'operator')
  async onRefund(ctx: Context, event: StripeEvent): Promise<void> {
    const { refundId, ...refund } = await this.billing.refund(event.objectId);
    const facts = { ...refund, kind: 'refund', stripeId: refundId, evidenceDueAt: null } as const;
    const isOurs = await this.returns.apply(facts, (tx) =>
      this.operator.within(tx, (operators) => finishEvent(operators, event.id, 'done')),
    );
    if (!isOurs)
      await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'ignored', 'no payment of an invoice of ours'));
  }

  private async applied(ctx: Context, event: StripeEvent, paymentIntentId: string): Promise<void> {
    const isOurs = await this.takings.apply(await this.billing.payment(paymentIntentId), (tx) =>
      this.operator.within(tx, (operators) => finishEvent(operators, event.id, 'done')),
    );
    if (!isOurs)
      await this.db.transaction(ctx, (tx) => finishEvent(tx, event.id, 'ignored', 'no payment of an invoice of ours'));
  }
}
