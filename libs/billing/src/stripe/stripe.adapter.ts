import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import {
  type CardFacts,
  type CheckoutFacts,
  type EventFacts,
  type Payer,
  type PaymentFacts,
  Payments,
  type RefundFacts,
  type RefundOrder,
  type TopUpOrder,
  type VerifiedEvent,
} from './payments.js';
import type { StripeContext } from './stripe-context.js';
import { StripeAccountsApi } from './stripe-accounts-api.service.js';
import { StripeClient, idOf, toStripe } from './stripe-client.adapter.js';
import { InvalidSignature, PaymentsRejected } from './stripe.problems.js';

const SIGNATURE_TOLERANCE_SECONDS = 300;
const FUTURE_TOLERANCE_SECONDS = 60;

/** Payments through the Stripe SDK. */
@Injectable()
export class StripePayments extends Payments {
  constructor(
    private readonly client: StripeClient,
    private readonly api: StripeAccountsApi,
  ) {
    super();
  }

  async createCustomer(context: StripeContext, payer: Payer): Promise<string> {
    const customer = await this.client.call(context, (stripe) =>
      stripe.customers.create(
        {
          email: payer.email,
          name: payer.name,
          metadata: this.client.metadata(payer.licenseeId, 'customer', payer.personId),
        },
        { idempotencyKey: `cus:${payer.licenseeId}:${payer.personId}` },
      ),
    );
    return customer.id;
  }

  async openCheckout(
    context: StripeContext,
    order: Parameters<Payments['openCheckout']>[1],
  ): Promise<{ sessionId: string; url: string }> {
    const session = await this.client.call(context, (stripe) =>
      stripe.checkout.sessions.create(
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
    context: StripeContext,
    order: TopUpOrder & { paymentMethodId: string },
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }> {
    try {
      const intent = await this.client.call(context, (stripe) =>
        stripe.paymentIntents.create(
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

  async refund(context: StripeContext, order: RefundOrder): Promise<RefundFacts> {
    const made = order.isRepeat ? await this.refundOf(context, order) : undefined;
    if (made) return refundFacts(made);
    const refund = await this.client.call(context, (stripe) =>
      stripe.refunds.create(
        {
          payment_intent: order.paymentIntentId,
          amount: toStripe(order.amountMinor),
          reason: order.reason,
          metadata: this.client.metadata(order.licenseeId, 'wallet_refund', order.partId),
        },
        { idempotencyKey: `rfd:${order.partId}:${order.attempt}` },
      ),
    );
    return refundFacts(refund);
  }

  /**
   * The one of an order whose answer was lost: Stripe forgets its keys after a day, and the same request would make a second one. Also one that failed: that is the answer. A second one
   * would go through, and the failure of the first, heard late, would put the same money into the wallet.
   */
  private async refundOf(
    context: StripeContext,
    { paymentIntentId, partId }: RefundOrder,
  ): Promise<Stripe.Refund | undefined> {
    const { data } = await this.client.call(context, (stripe) =>
      stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 }),
    );
    return data.find(({ metadata }) => metadata?.['local_id'] === partId);
  }

  async refundFacts(context: StripeContext, refundId: string): Promise<RefundFacts> {
    return refundFacts(await this.client.call(context, (stripe) => stripe.refunds.retrieve(refundId)));
  }

  async payment(context: StripeContext, paymentIntentId: string): Promise<PaymentFacts> {
    const intent = await this.client.call(context, (stripe) =>
      stripe.paymentIntents.retrieve(paymentIntentId, { expand: ['latest_charge'] }),
    );
    const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
    const saved = intent.setup_future_usage === 'off_session' ? idOf(intent.payment_method) : undefined;
    return {
      paymentIntentId: intent.id,
      status: paymentStatus(intent.status),
      amountReceivedMinor: BigInt(intent.amount_received),
      currency: intent.currency.toUpperCase(),
      licenseeId: intent.metadata['tenant'],
      topUpId: intent.metadata['local_id'],
      savedPaymentMethodId: saved,
      chargeId: idOf(intent.latest_charge),
      cardFingerprint: charge?.payment_method_details?.card?.fingerprint ?? undefined,
      failureCode: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code,
    };
  }

  async checkout(context: StripeContext, sessionId: string): Promise<CheckoutFacts> {
    const session = await this.client.call(context, (stripe) => stripe.checkout.sessions.retrieve(sessionId));
    return {
      sessionId: session.id,
      status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
      paymentIntentId: idOf(session.payment_intent),
      licenseeId: session.metadata?.['tenant'],
      topUpId: session.metadata?.['local_id'],
    };
  }

  async card(context: StripeContext, paymentMethodId: string): Promise<CardFacts> {
    const method = await this.client.call(context, (stripe) => stripe.paymentMethods.retrieve(paymentMethodId));
    return {
      paymentMethodId: method.id,
      brand: method.card?.brand ?? method.type,
      last4: method.card?.last4 ?? '????',
      expMonth: method.card?.exp_month ?? 0,
      expYear: method.card?.exp_year ?? 0,
      country: method.card?.country ?? null,
    };
  }

  async removeCard(context: StripeContext, paymentMethodId: string): Promise<void> {
    try {
      await this.client.call(context, (stripe) => stripe.paymentMethods.detach(paymentMethodId));
    } catch (error) {
      if (!(error instanceof PaymentsRejected) || !(await this.isGone(context, paymentMethodId))) throw error;
    }
  }

  /** Nobody's card there any more: it was removed at Stripe, or belongs to an account that is not used now. Stripe has no code for the first, so the card itself is asked for. */
  private async isGone(context: StripeContext, paymentMethodId: string): Promise<boolean> {
    try {
      return (
        (await this.client.call(context, (stripe) => stripe.paymentMethods.retrieve(paymentMethodId))).customer === null
      );
    } catch (error) {
      return error instanceof PaymentsRejected && error.providerCode === 'resource_missing';
    }
  }

  verifyEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent {
    const { webhooks } = this.client.sdk;
    return verified(signature, secrets, (secret) =>
      eventFacts(webhooks.constructEvent(rawBody, signature, secret, SIGNATURE_TOLERANCE_SECONDS)),
    );
  }

  verifyThinEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent {
    return verified(signature, secrets, (secret) =>
      thinFacts(this.client.sdk.parseEventNotification(rawBody, signature, secret, SIGNATURE_TOLERANCE_SECONDS)),
    );
  }

  async eventsSince(
    context: StripeContext,
    since: Date,
    types: readonly string[],
    undelivered: boolean,
    take: (event: EventFacts) => Promise<void>,
  ): Promise<void> {
    const created = { gte: Math.floor(since.getTime() / 1000) };
    // Page by page, however many there are: the newest come first, and what was lost is among the oldest.
    await this.client.call(context, async (stripe) => {
      for (const some of inParts(types.filter((type) => !isThin(type)))) {
        const filter = { created, types: some, limit: 100, ...(undelivered ? { delivery_success: false } : {}) };
        for await (const event of stripe.events.list(filter)) await take(eventFacts(event));
      }
      // Those of v2 are in a list of their own, which does not say what was delivered.
      if ((await this.api.of(context)) !== 'v2') return;
      for (const some of inParts(types.filter(isThin)))
        for await (const event of stripe.v2.core.events.list({ created, types: some, limit: 100 }))
          await take(thinFacts(event));
    });
  }

  private metadata(order: TopUpOrder): Record<string, string> {
    return this.client.metadata(order.licenseeId, 'top_up', order.topUpId);
  }
}

/** Stripe takes so many names of events in one question. */
const MAX_TYPES = 20;

function inParts(types: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < types.length; at += MAX_TYPES) parts.push(types.slice(at, at + MAX_TYPES));
  return parts;
}

const isThin = (type: string): boolean => type.startsWith('v2.');

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

const refundFacts = (refund: Stripe.Refund): RefundFacts => ({
  refundId: refund.id,
  status:
    refund.status === 'succeeded'
      ? 'succeeded'
      : refund.status === 'failed' || refund.status === 'canceled'
        ? 'failed'
        : 'pending',
  amountMinor: BigInt(refund.amount),
  licenseeId: refund.metadata?.['tenant'],
  partId: refund.metadata?.['local_id'],
  failureCode: refund.failure_reason,
});

/** Any of the active secrets may fit. */
function verified(signature: string, secrets: readonly string[], read: (secret: string) => EventFacts): VerifiedEvent {
  for (const secret of secrets) {
    try {
      const event = read(secret);
      refuseFuture(signature);
      return { event, secret };
    } catch (error) {
      if (error instanceof InvalidSignature) throw error;
    }
  }
  throw new InvalidSignature();
}

/** The SDK accepts a timestamp in the future; an event from tomorrow is not one. */
function refuseFuture(signature: string): void {
  const at = /(?:^|,)t=(\d+)/.exec(signature)?.[1];
  if (at === undefined || Number.parseInt(at, 10) > Date.now() / 1000 + FUTURE_TOLERANCE_SECONDS)
    throw new InvalidSignature();
}

function eventFacts(event: Stripe.Event): EventFacts {
  const object = event.data.object as {
    id?: string;
    metadata?: Record<string, string> | null;
    payment_intent?: string | null;
    destination?: string | null;
  };
  return {
    eventId: event.id,
    type: event.type,
    objectId: object.id ?? event.id,
    licenseeId: object.metadata?.['tenant'],
    kind: object.metadata?.['kind'],
    accountId: event.account ?? null,
    relatedIds: [object.id, object.payment_intent, object.destination, event.account].filter(
      (id): id is string => typeof id === 'string',
    ),
    livemode: event.livemode,
    apiVersion: event.api_version,
    createdAt: new Date(event.created * 1000),
    payload: event,
  };
}

function thinFacts(event: Stripe.V2.Core.EventNotification | Stripe.V2.Core.Event): EventFacts {
  const related = 'related_object' in event ? (event.related_object as { id: string } | null) : null;
  return {
    eventId: event.id,
    type: event.type,
    objectId: related?.id ?? event.id,
    licenseeId: undefined,
    kind: undefined,
    accountId: null,
    relatedIds: related ? [related.id] : [],
    livemode: event.livemode,
    apiVersion: null,
    createdAt: new Date(event.created),
    payload: { id: event.id, type: event.type, related_object: related },
  };
}
