import type { Stripe } from 'stripe';
import { findAccount } from './account-status.js';
import { createCustomer } from './customers.js';
import { invalidRequest, noSuch } from './refusal.js';
import type { StripeState } from './state.js';

/** Who is billed: a customer, or a connected account in its configuration as one. */
export interface Billed {
  customer?: string | undefined;
  customer_account?: string | undefined;
}

/** The customer behind either way to name it; an account gets one of its own the first time it is billed. */
export function billedCustomer(state: StripeState, params: Billed): Stripe.Customer {
  const { customer, customer_account: account } = params;
  if (customer && account) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_account.');
  }
  if (customer) return state.must<Stripe.Customer>('customer', customer, 'customer');
  if (!account) throw invalidRequest('Missing required param: customer.', 'parameter_missing', 'customer');
  const found = findAccount(state, account);
  if (!found) throw noSuch('account', account, 'customer_account');
  if (!found.customer) {
    throw invalidRequest(
      `The account ${account} does not have the customer configuration.`,
      'customer_configuration_missing',
      'customer_account',
    );
  }
  for (const known of state.store.each<Stripe.Customer>('customer')) {
    if (known.customer_account === account) return known;
  }
  const made = createCustomer(state, {
    ...(found.contactEmail && { email: found.contactEmail }),
    ...(found.displayName && { name: found.displayName }),
  });
  return state.save<Stripe.Customer>({ ...made, customer_account: account });
}
