import type { Stripe } from 'stripe';
import type { StripeState } from './state.js';
import { presentV1 } from './v1-account.js';

/** `accounts.retrieveCurrent`: the account itself, with the shape of any other. */
export function presentPlatform(state: StripeState): Stripe.Account {
  const { id, name, country, currency, progress } = state.platform;
  const account = presentV1(state, {
    id,
    createdAtMs: state.clock.now(),
    closed: false,
    progress: progress ?? 'active',
    contactEmail: `accounts@${id.replaceAll('_', '-').toLowerCase()}.example`,
    contactPhone: null,
    displayName: name,
    dashboard: 'full',
    feesCollector: 'stripe',
    lossesCollector: 'stripe',
    currency,
    locales: null,
    profile: null,
    country,
    entityType: 'company',
    person: {},
    business: { registered_name: name },
    recipient: null,
    merchant: { cardPayments: true, statementDescriptor: null },
    customer: false,
    serviceAgreement: 'full',
    metadata: {},
  });
  if (progress !== undefined || !account.requirements) return account;
  // It has answered everything long ago.
  const requirements = {
    ...account.requirements,
    currently_due: [],
    past_due: [],
    eventually_due: [],
    disabled_reason: null,
  };
  return { ...account, charges_enabled: true, payouts_enabled: true, requirements };
}
