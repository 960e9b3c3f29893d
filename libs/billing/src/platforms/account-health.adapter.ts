import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { StripeClient } from '../stripe/stripe-client.adapter.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import type { AccountFacts } from './account-health.js';

/** More than Stripe allows an account. */
const ENDPOINTS = 100;

/** Asks an account at Stripe how it is. @throws PaymentsUnavailable, PaymentsRejected */
@Injectable()
export class AccountLook {
  constructor(private readonly client: StripeClient) {}

  async at(context: StripeContext): Promise<AccountFacts> {
    const account = await this.client.call(context, (stripe) => stripe.accounts.retrieveCurrent());
    const { requirements } = account;
    return {
      chargesEnabled: account.charges_enabled,
      payoutsEnabled: account.payouts_enabled,
      disabledReason: requirements?.disabled_reason ?? null,
      requirements: [...new Set([...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])])].sort(),
      endpoints: await this.client.call(context, endpointsOf),
    };
  }
}

/** A restricted key may lack the right to see them, and is good for payments all the same. */
async function endpointsOf(stripe: Stripe): Promise<AccountFacts['endpoints']> {
  try {
    const { data } = await stripe.webhookEndpoints.list({ limit: ENDPOINTS });
    return data.map(({ url, status, enabled_events: events }) => ({ url, isEnabled: status === 'enabled', events }));
  } catch (error) {
    if (error instanceof Stripe.errors.StripePermissionError) return undefined;
    throw error;
  }
}
