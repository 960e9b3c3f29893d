import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import { PaymentsRejected, PaymentsUnavailable, STRIPE_API_VERSION } from '@app/billing';
import { type InvoiceOrder, LicenceBilling, type LicenceCard, type LicencePaymentFacts } from './licence-billing.js';

const TIMEOUT_MS = 15_000;
const KIND = 'licence_payment';

/** The operator's own Stripe account; the sandbox is only another address. */
@Injectable()
export class StripeLicenceBilling extends LicenceBilling {
  private readonly stripe: Stripe;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    super();
    const base = new URL(config.STRIPE_API_BASE);
    const protocol = base.protocol === 'http:' ? 'http' : 'https';
    this.stripe = new Stripe(config.STRIPE_SECRET_KEY, {
      apiVersion: STRIPE_API_VERSION,
      host: base.hostname,
      port: base.port === '' ? (protocol === 'http' ? 80 : 443) : Number.parseInt(base.port, 10),
      protocol,
      telemetry: false,
      timeout: TIMEOUT_MS,
      maxNetworkRetries: 2,
    });
  }

  async createCustomer(customer: Parameters<LicenceBilling['createCustomer']>[0]): Promise<string> {
    const { id } = await this.call(() =>
      this.stripe.customers.create(
        {
          email: customer.email,
          name: customer.company,
          metadata: {
            env: this.config.NODE_ENV,
            tenant: customer.licenseeId,
            kind: 'licensee',
            local_id: customer.licenseeId,
          },
        },
        { idempotencyKey: `licensee-customer:${customer.licenseeId}` },
      ),
    );
    return id;
  }

  async openPage(order: Parameters<LicenceBilling['openPage']>[0]): Promise<{ sessionId: string; url: string }> {
    const currency = order.currency.toLowerCase();
    const session = await this.call(() =>
      this.stripe.checkout.sessions.create(
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
      const intent = await this.call(() =>
        this.stripe.paymentIntents.create(
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

  async page(
    sessionId: string,
  ): Promise<{ status: 'open' | 'complete' | 'expired'; paymentIntentId: string | undefined }> {
    const session = await this.call(() => this.stripe.checkout.sessions.retrieve(sessionId));
    return {
      status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
      paymentIntentId: idOf(session.payment_intent),
    };
  }

  async payment(paymentIntentId: string): Promise<LicencePaymentFacts> {
    const intent = await this.call(() => this.stripe.paymentIntents.retrieve(paymentIntentId));
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

  async removeCard(paymentMethodId: string): Promise<void> {
    await this.call(() => this.stripe.paymentMethods.detach(paymentMethodId));
  }

  /** A card that Stripe refuses to show must not hold back the money. */
  private async card(paymentMethodId: string): Promise<LicenceCard | undefined> {
    try {
      const method = await this.call(() => this.stripe.paymentMethods.retrieve(paymentMethodId));
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
    return {
      env: this.config.NODE_ENV,
      tenant: order.operatorId,
      licensee: order.licenseeId,
      kind: KIND,
      local_id: order.paymentId,
    };
  }

  /** Runs one request and sorts its failures: declines stay Stripe's, refusals become ours, and what was not answered is indeterminate. */
  private async call<T>(request: () => Promise<T>): Promise<T> {
    assertNoTransaction();
    try {
      return await request();
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) throw error;
      if (
        error instanceof Stripe.errors.StripeInvalidRequestError ||
        error instanceof Stripe.errors.StripeIdempotencyError
      ) {
        log.error({ code: error.code, param: error.param, requestId: error.requestId }, 'Stripe refused a request');
        throw new PaymentsRejected(
          'The payment provider refused this request.',
          error.code === undefined ? {} : { providerCode: error.code },
        );
      }
      if (error instanceof Stripe.errors.StripeError) {
        log.warn({ type: error.type, requestId: error.requestId }, 'Stripe did not answer');
        throw new PaymentsUnavailable();
      }
      throw error;
    }
  }
}

const keyOf = ({ invoiceId, attempt }: InvoiceOrder): string => `licence-invoice:${invoiceId}:${attempt}`;
const toStripe = (amount: bigint): number => Number.parseInt(amount.toString(), 10);
const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id;
