import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import {
  type CardFacts,
  type CheckoutFacts,
  type EventFacts,
  type Payer,
  type PaymentFacts,
  Payments,
  type TopUpOrder,
} from './payments.js';
import { InvalidSignature, PaymentsRejected, PaymentsUnavailable } from './stripe.problems.js';

/** Pinned: an upgrade is one change that also regenerates the sandbox's wire schema. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const SIGNATURE_TOLERANCE_SECONDS = 300;
const FUTURE_TOLERANCE_SECONDS = 60;
const TIMEOUT_MS = 15_000;
const MAX_POLLED_EVENTS = 1_000;

/** Event types that can change anything of ours. */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_method.detached',
] as const;

/** The real Stripe SDK; the sandbox is only another address. */
@Injectable()
export class StripePayments extends Payments {
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

  async createCustomer(payer: Payer): Promise<string> {
    const customer = await this.call(() =>
      this.stripe.customers.create(
        {
          email: payer.email,
          name: payer.name,
          metadata: { env: this.config.NODE_ENV, tenant: payer.licenseeId, kind: 'customer', local_id: payer.personId },
        },
        { idempotencyKey: `cus:${payer.licenseeId}:${payer.personId}` },
      ),
    );
    return customer.id;
  }

  async openCheckout(order: Parameters<Payments['openCheckout']>[0]): Promise<{ sessionId: string; url: string }> {
    const session = await this.call(() =>
      this.stripe.checkout.sessions.create(
        {
          mode: 'payment',
          ui_mode: 'hosted_page',
          customer: order.customerId,
          client_reference_id: order.topUpId,
          currency: order.currency.toLowerCase(),
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: order.currency.toLowerCase(),
                unit_amount: toStripe(order.amountMinor),
                product_data: { name: 'Wallet top-up' },
              },
            },
          ],
          payment_intent_data: {
            ...(order.saveCard ? { setup_future_usage: 'off_session' as const } : {}),
            transfer_group: `wallet:${order.personId}`,
            statement_descriptor_suffix: order.descriptorSuffix,
            description: 'Wallet top-up',
            metadata: this.metadata(order),
          },
          success_url: order.successUrl,
          cancel_url: order.cancelUrl,
          expires_at: Math.floor(order.expiresAt.getTime() / 1000),
          metadata: this.metadata(order),
        },
        { idempotencyKey: `topup:${order.topUpId}` },
      ),
    );
    if (session.url === null || session.url === undefined)
      throw new Error('Stripe gave a hosted session without an address');
    return { sessionId: session.id, url: session.url };
  }

  async chargeSavedCard(
    order: TopUpOrder & { paymentMethodId: string },
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
            transfer_group: `wallet:${order.personId}`,
            statement_descriptor_suffix: order.descriptorSuffix,
            description: 'Wallet top-up',
            metadata: this.metadata(order),
          },
          { idempotencyKey: `topup:${order.topUpId}` },
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

  async payment(paymentIntentId: string): Promise<PaymentFacts> {
    const intent = await this.call(() => this.stripe.paymentIntents.retrieve(paymentIntentId));
    const saved = intent.setup_future_usage === 'off_session' ? idOf(intent.payment_method) : undefined;
    return {
      paymentIntentId: intent.id,
      status: paymentStatus(intent.status),
      amountReceivedMinor: BigInt(intent.amount_received),
      currency: intent.currency.toUpperCase(),
      licenseeId: intent.metadata['tenant'],
      topUpId: intent.metadata['local_id'],
      savedPaymentMethodId: saved,
      failureCode: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code,
    };
  }

  async checkout(sessionId: string): Promise<CheckoutFacts> {
    const session = await this.call(() => this.stripe.checkout.sessions.retrieve(sessionId));
    return {
      sessionId: session.id,
      status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
      paymentIntentId: idOf(session.payment_intent),
      licenseeId: session.metadata?.['tenant'],
      topUpId: session.metadata?.['local_id'],
    };
  }

  async card(paymentMethodId: string): Promise<CardFacts> {
    const method = await this.call(() => this.stripe.paymentMethods.retrieve(paymentMethodId));
    return {
      paymentMethodId: method.id,
      brand: method.card?.brand ?? method.type,
      last4: method.card?.last4 ?? '????',
      expMonth: method.card?.exp_month ?? 0,
      expYear: method.card?.exp_year ?? 0,
    };
  }

  async removeCard(paymentMethodId: string): Promise<void> {
    await this.call(() => this.stripe.paymentMethods.detach(paymentMethodId));
  }

  verifyEvent(rawBody: Buffer, signature: string): EventFacts {
    for (const secret of this.config.STRIPE_WEBHOOK_SECRETS) {
      try {
        const event = this.stripe.webhooks.constructEvent(rawBody, signature, secret, SIGNATURE_TOLERANCE_SECONDS);
        refuseFuture(signature);
        return eventFacts(event);
      } catch (error) {
        if (error instanceof InvalidSignature) throw error;
        // another active secret may fit
      }
    }
    throw new InvalidSignature();
  }

  async eventsSince(since: Date, undelivered: boolean): Promise<EventFacts[]> {
    assertNoTransaction();
    const found: EventFacts[] = [];
    const created = { gte: Math.floor(since.getTime() / 1000) };
    const pages = this.stripe.events.list({
      created,
      types: [...HANDLED_EVENTS],
      limit: 100,
      ...(undelivered ? { delivery_success: false } : {}),
    });
    await this.call(async () => {
      for await (const event of pages) {
        found.push(eventFacts(event));
        if (found.length >= MAX_POLLED_EVENTS) break;
      }
    });
    return found.reverse();
  }

  private metadata(order: TopUpOrder): Record<string, string> {
    return { env: this.config.NODE_ENV, tenant: order.licenseeId, kind: 'top_up', local_id: order.topUpId };
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
        log.warn(
          { type: error.type, statusCode: error.statusCode, requestId: error.requestId },
          'Stripe did not answer',
        );
        throw new PaymentsUnavailable();
      }
      throw error;
    }
  }
}

const toStripe = (amount: bigint): number => Number.parseInt(amount.toString(), 10);
const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id;

function paymentStatus(status: string): PaymentFacts['status'] {
  switch (status) {
    case 'succeeded':
    case 'processing':
    case 'requires_action':
    case 'canceled':
      return status;
    case 'requires_payment_method':
      return 'failed';
    default:
      return 'processing';
  }
}

/** The SDK accepts a timestamp in the future; an event from tomorrow is not one. */
function refuseFuture(signature: string): void {
  const at = /(?:^|,)t=(\d+)/.exec(signature)?.[1];
  if (at === undefined || Number.parseInt(at, 10) > Date.now() / 1000 + FUTURE_TOLERANCE_SECONDS)
    throw new InvalidSignature();
}

function eventFacts(event: Stripe.Event): EventFacts {
  const object = event.data.object as { id?: string; metadata?: Record<string, string> | null };
  return {
    eventId: event.id,
    type: event.type,
    objectId: object.id ?? event.id,
    licenseeId: object.metadata?.['tenant'],
    livemode: event.livemode,
    apiVersion: event.api_version,
    createdAt: new Date(event.created * 1000),
    payload: event,
  };
}
