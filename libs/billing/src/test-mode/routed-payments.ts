import { Injectable } from '@nestjs/common';
import {
  type CardFacts,
  type CheckoutFacts,
  type EventFacts,
  type PaymentFacts,
  Payments,
  type Payer,
  type RefundFacts,
  type RefundOrder,
  type VerifiedEvent,
} from '../stripe/payments.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { StripePayments } from '../stripe/stripe.adapter.js';
import { SimulatedPayments } from './simulated-payments.js';

type Checkout = Parameters<Payments['openCheckout']>[1];
type Charge = Parameters<Payments['chargeSavedCard']>[1];

/** Where a payment goes: to Stripe, or in test mode nowhere. */
@Injectable()
export class RoutedPayments extends Payments {
  constructor(
    private readonly stripe: StripePayments,
    private readonly simulated: SimulatedPayments,
  ) {
    super();
  }

  createCustomer(context: StripeContext, payer: Payer): Promise<string> {
    return this.of(context).createCustomer(context, payer);
  }

  openCheckout(context: StripeContext, order: Checkout): Promise<{ sessionId: string; url: string }> {
    return this.of(context).openCheckout(context, order);
  }

  chargeSavedCard(
    context: StripeContext,
    order: Charge,
  ): Promise<{ paymentIntentId: string | undefined; declined: string | undefined }> {
    return this.of(context).chargeSavedCard(context, order);
  }

  refund(context: StripeContext, order: RefundOrder): Promise<RefundFacts> {
    return this.of(context).refund(context, order);
  }

  refundFacts(context: StripeContext, refundId: string): Promise<RefundFacts> {
    return this.of(context).refundFacts(context, refundId);
  }

  payment(context: StripeContext, paymentIntentId: string): Promise<PaymentFacts> {
    return this.of(context).payment(context, paymentIntentId);
  }

  checkout(context: StripeContext, sessionId: string): Promise<CheckoutFacts> {
    return this.of(context).checkout(context, sessionId);
  }

  card(context: StripeContext, paymentMethodId: string): Promise<CardFacts> {
    return this.of(context).card(context, paymentMethodId);
  }

  removeCard(context: StripeContext, paymentMethodId: string): Promise<void> {
    return this.of(context).removeCard(context, paymentMethodId);
  }

  /** Only Stripe signs. */
  verifyEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent {
    return this.stripe.verifyEvent(rawBody, signature, secrets);
  }

  verifyThinEvent(rawBody: Buffer, signature: string, secrets: readonly string[]): VerifiedEvent {
    return this.stripe.verifyThinEvent(rawBody, signature, secrets);
  }

  eventsSince(
    context: StripeContext,
    since: Date,
    types: readonly string[],
    undelivered: boolean,
    take: (event: EventFacts) => Promise<void>,
  ): Promise<void> {
    return this.of(context).eventsSince(context, since, types, undelivered, take);
  }

  private of({ isTest }: StripeContext): Payments {
    return isTest === true ? this.simulated : this.stripe;
  }
}
