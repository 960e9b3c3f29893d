import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { assertNoTransaction, log } from '@app/kernel';
import { StripeClient } from '../stripe/stripe-client.adapter.js';
import { OPERATOR_CONTEXT } from '../stripe/stripe-context.js';
import { PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { type KeyFinding, PlatformAccounts } from './platform-accounts.js';

/** One look at everything that the adapters use, by the names of the permissions in the dashboard of Stripe. */
const NEEDED: Readonly<Record<string, (stripe: Stripe) => Promise<unknown>>> = {
  Customers: (stripe) => stripe.customers.list({ limit: 1 }),
  PaymentIntents: (stripe) => stripe.paymentIntents.list({ limit: 1 }),
  'Checkout Sessions': (stripe) => stripe.checkout.sessions.list({ limit: 1 }),
  Refunds: (stripe) => stripe.refunds.list({ limit: 1 }),
  Disputes: (stripe) => stripe.disputes.list({ limit: 1 }),
  'Early fraud warnings': (stripe) => stripe.radar.earlyFraudWarnings.list({ limit: 1 }),
  'Connected accounts': (stripe) => stripe.accounts.list({ limit: 1 }),
  Transfers: (stripe) => stripe.transfers.list({ limit: 1 }),
  Payouts: (stripe) => stripe.payouts.list({ limit: 1 }),
  Balance: (stripe) => stripe.balance.retrieve(),
  'Balance transactions': (stripe) => stripe.balanceTransactions.list({ limit: 1 }),
  'Balance settings': (stripe) => stripe.balanceSettings.retrieve(),
  Events: (stripe) => stripe.events.list({ limit: 1 }),
};

@Injectable()
export class StripePlatforms extends PlatformAccounts {
  constructor(private readonly client: StripeClient) {
    super();
  }

  async inspect(secretKey: string): Promise<KeyFinding> {
    assertNoTransaction();
    const stripe = this.client.withKey(secretKey);
    const account = await attempt(() => stripe.accounts.retrieveCurrent());
    if (account === 'unknown_key') return { fault: 'wrong_key' };
    if (account === 'forbidden') return { fault: 'lacks_permission', permissions: ['Account'] };
    const looks = await Promise.all(
      Object.entries(NEEDED).map(
        async ([permission, look]) => [permission, await attempt(() => look(stripe))] as const,
      ),
    );
    if (looks.some(([, found]) => found === 'unknown_key')) return { fault: 'wrong_key' };
    const permissions = looks.filter(([, found]) => found === 'forbidden').map(([permission]) => permission);
    if (permissions.length > 0) return { fault: 'lacks_permission', permissions };
    return {
      accountId: account.id,
      name: account.business_profile?.name ?? account.settings?.dashboard.display_name ?? null,
      country: (account.country ?? '').toUpperCase(),
      currency: (account.default_currency ?? '').toUpperCase(),
    };
  }

  async operatorAccountId(): Promise<string> {
    return (await this.client.call(OPERATOR_CONTEXT, (stripe) => stripe.accounts.retrieveCurrent())).id;
  }

  async stopPayouts(secretKey: string): Promise<boolean> {
    assertNoTransaction();
    const stripe = this.client.withKey(secretKey);
    const done = await attempt(() =>
      stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: 'manual' } } } }),
    );
    return done !== 'forbidden' && done !== 'unknown_key';
  }
}

/** @throws PaymentsUnavailable when Stripe neither answers nor refuses the key */
async function attempt<T>(ask: () => Promise<T>): Promise<T | 'unknown_key' | 'forbidden'> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError) return 'unknown_key';
    if (error instanceof Stripe.errors.StripePermissionError) return 'forbidden';
    // What is looked at needs nothing but the right to look: an account without Connect has none of accounts, and says so by a 400.
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return 'forbidden';
    if (error instanceof Stripe.errors.StripeError) {
      log.warn(
        { type: error.type, statusCode: error.statusCode, requestId: error.requestId },
        'a key cannot be checked',
      );
      throw new PaymentsUnavailable();
    }
    throw error;
  }
}
