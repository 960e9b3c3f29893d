import type { Stripe } from 'stripe';
import { capabilityOf, type ConnectedAccount, currencyOf, payoutsOf, requirementsOf } from './account-status.js';
import { bankAccounts } from './bank-accounts.js';
import type { StripeState } from './state.js';

const DISABLED: Record<string, Stripe.Account.Requirements.DisabledReason> = {
  rejected: 'rejected.other',
  restricted: 'requirements.past_due',
  new: 'requirements.past_due',
};

/** The v1 object. */
export function presentV1(state: StripeState, account: ConnectedAccount): Stripe.Account {
  const due = requirementsOf(state, account).map(({ v1 }) => v1);
  const reason = capabilityOf(account).status === 'active' ? null : (DISABLED[account.progress] ?? 'other');
  const works = (asked: boolean | undefined) =>
    asked && capabilityOf(account).status === 'active' ? ('active' as const) : ('inactive' as const);
  const requirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: reason,
    errors: [],
    eventually_due: due,
    past_due: account.progress === 'restricted' ? due : [],
    pending_verification: [],
  };
  const banks = state.within(account.id, () => bankAccounts(state));
  return {
    id: account.id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: account.displayName,
      product_description: account.profile?.['product_description'] ?? null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: account.profile?.['business_url'] ?? null,
    },
    business_type: account.entityType,
    capabilities: {
      ...(account.recipient && { transfers: works(account.recipient.transfers) }),
      ...(account.merchant && { card_payments: works(account.merchant.cardPayments) }),
    },
    charges_enabled: works(account.merchant?.cardPayments) === 'active',
    controller: {
      fees: { payer: account.feesCollector === 'stripe' ? 'account' : account.feesCollector },
      is_controller: true,
      losses: { payments: account.lossesCollector },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: account.dashboard },
      type: 'application',
    },
    country: (account.country ?? 'cy').toUpperCase(),
    created: Math.floor(account.createdAtMs / 1000),
    default_currency: account.currency ?? currencyOf(account.country ?? 'cy'),
    details_submitted: account.progress !== 'new',
    email: account.contactEmail,
    external_accounts: {
      object: 'list',
      data: banks,
      has_more: false,
      url: `/v1/accounts/${account.id}/external_accounts`,
    },
    future_requirements: {
      ...requirements,
      currently_due: [],
      eventually_due: [],
      past_due: [],
      disabled_reason: null,
    },
    metadata: account.metadata,
    payouts_enabled: payoutsOf(state, account).status === 'active',
    requirements,
    settings: {
      bacs_debit_payments: { display_name: null, service_user_number: null },
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: account.displayName, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: account.merchant?.statementDescriptor ?? null,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      payouts: {
        debit_negative_balances: false,
        schedule: { delay_days: 2, interval: 'manual' },
        statement_descriptor: null,
      },
    },
    tos_acceptance: {
      date: account.progress === 'active' ? Math.floor(account.createdAtMs / 1000) : null,
      service_agreement: account.serviceAgreement,
    },
    type: account.dashboard === 'express' ? 'express' : 'none',
  };
}
