import { defineEvent } from '@app/kernel';
import type { AccountFault } from './account-health.js';

/** Of the licensee whose own account it is. */
export const StripeAccountUnwell = defineEvent<{ fault: AccountFault }>(
  'stripe_account.unwell',
  'Stripe holds the account back, does not know its key, or sends it no events',
);
