import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { OPERATOR_CONTEXT, PaymentsRejected, StripeClient, toStripe } from '@app/billing';
import {
  type InvoiceOrder,
  LicenceBilling,
  type LicenceCard,
  type LicencePageFacts,
  type LicencePaymentFacts,
  type LicenceRefundFacts,
} from './licence-billing.js';

const KIND = 'licence_payment';

/** Invoices of licences through the operator's own Stripe account. */
@Injectable()
export class StripeLicenceBilling extends LicenceBilling {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async createCustomer(customer: Parameters<LicenceBilling['createCustomer']>[0]): Promise<string> {
    const { id } = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
      stripe.customers.create(
        {
          email: customer.email,
          name: customer.company,
          metadata: this.client.metadata(customer.licenseeId, 'licensee', customer.licenseeId),
        },
        { idempotencyKey: `licensee-customer:${customer.licenseeId}` },
      ),
    );
    return id;
  }

  async openPage(order: Parameters<LicenceBilling['openPage']>[0]): Promise<{ sessionId: string; url: string }> {
    const currency = order.currency.toLowerCase();
    const session = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          ui_mode: 'hosted_page',
          customer: order.customerId,
          client_reference_id: order.paymentId,
          currency,
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency,
                unit_amount: toStripe(order.amountMinor),
                product_data: { name: `Invoice ${order.invoiceNumber}` },
              },
            },
          ],
          payment_intent_data: {
            setup_future_usage: 'off_session',
            description: `Invoice ${order.invoiceNumber}`,
            metadata: this.metadata(order),
          },
          success_url: order.successUrl,
          cancel_url: order.cancelUrl,
          expires_at: Math.floor(order.expiresAt.getTime() / 1000),
          metadata: this.metadata(order),
        },
        { idempotencyKey: keyOf(order) },
      ),
    );
    if (session.url === null || session.url === undefined)
      throw new Error('Stripe gave a hosted session without an address');
    return { sessionId: session.id, url: session.url };
  }

  async charge(
    order: InvoiceOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }> {
    try {
      const intent = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
        stripe.paymentIntents.create(
          {
            amount: toStripe(order.amountMinor),
            currency: order.currency.toLowerCase(),
            customer: order.customerId,
            payment_method: order.paymentMethodId,
            off_session: true,
            confirm: true,
            error_on_requires_action: true,
            description: `Invoice ${order.invoiceNumber}`,
            metadata: this.metadata(order),
          },
          { idempotencyKey: keyOf(order) },
        ),
      );
      return { paymentIntentId: intent.id, declined: undefined };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError)
        return {
          paymentIntentId: error.payment_intent?.id,
          declined: error.decline_code ?? error.code ?? 'card_declined',
        };
      throw error;
    }
  }

  async page(sessionId: string): Promise<LicencePageFacts> {
    const session = await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.checkout.sessions.retrieve(sessionId));
    return {
      status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
      paymentIntentId: idOf(session.payment_intent),
      licenseeId: session.metadata?.['licensee'],
      paymentId: session.metadata?.['local_id'],
    };
  }

  async payment(paymentIntentId: string): Promise<LicencePaymentFacts> {
    const intent = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
      stripe.paymentIntents.retrieve(paymentIntentId),
    );
    const saved = intent.setup_future_usage === 'off_session' ? idOf(intent.payment_method) : undefined;
    const isPaid = intent.status === 'succeeded';
    return {
      paymentIntentId: intent.id,
      status: isPaid
        ? 'succeeded'
        : intent.status === 'canceled' || intent.status === 'requires_payment_method'
          ? 'failed'
          : 'processing',
      amountReceivedMinor: BigInt(intent.amount_received),
      currency: intent.currency.toUpperCase(),
      licenseeId: intent.metadata['licensee'],
      paymentId: intent.metadata['kind'] === KIND ? intent.metadata['local_id'] : undefined,
      card: isPaid && saved !== undefined ? await this.card(saved) : undefined,
      failureCode: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code,
    };
  }

  async refund(refundId: string): Promise<LicenceRefundFacts> {
    const refund = await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.refunds.retrieve(refundId));
    return {
      refundId: refund.id,
      paymentIntentId: idOf(refund.payment_intent),
      amountMinor: BigInt(refund.amount),
      currency: refund.currency.toUpperCase(),
      status: refund.status ?? 'pending',
      reason: refund.reason,
    };
  }

  async removeCard(paymentMethodId: string): Promise<void> {
    await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.paymentMethods.detach(paymentMethodId));
  }

  /** A card that Stripe refuses to show must not hold back the money. */
  private async card(paymentMethodId: string): Promise<LicenceCard | undefined> {
    try {
      const method = await this.client.call(OPERATOR_CONTEXT, (stripe) =>
        stripe.paymentMethods.retrieve(paymentMethodId),
      );
      return {
        paymentMethodId: method.id,
        brand: method.card?.brand ?? method.type,
        last4: method.card?.last4 ?? '????',
        expMonth: method.card?.exp_month ?? 0,
        expYear: method.card?.exp_year ?? 0,
      };
    } catch (error) {
      if (error instanceof PaymentsRejected) return undefined;
      throw error;
    }
  }

  /** The money is the operator's, so the event of it is too; `licensee` leads to the invoice. */
  private metadata(order: InvoiceOrder): Record<string, string> {
    return { ...this.client.metadata(order.operatorId, KIND, order.paymentId), licensee: order.licenseeId };
  }
}

const keyOf = ({ invoiceId, attempt }: InvoiceOrder): string => `licence-invoice:${invoiceId}:${attempt}`;
const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id;
