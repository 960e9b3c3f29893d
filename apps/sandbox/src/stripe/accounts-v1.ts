import type { Stripe } from 'stripe';
import { type ConnectedAccount, currencyOf, mustAccount } from './account-status.js';
import { createBankAccount } from './bank-accounts.js';
import { announcing, changeAccount, openAccount } from './connected-accounts.js';
import { mergeMetadata } from './metadata.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';
import { presentV1 } from './v1-account.js';

/** `accounts.create`, the way that knows the recipient service agreement. */
export function createV1(state: StripeState, params: Stripe.AccountCreateParams): Stripe.Account {
  if (params.type && params.controller) {
    throw invalidRequest('You may only specify one of these parameters: type, controller.', undefined, 'type');
  }
  const { controller, capabilities } = params;
  const account = openAccount(state, {
    contactEmail: params.email ?? null,
    contactPhone: null,
    displayName: params.business_profile?.name ?? null,
    dashboard: (controller?.stripe_dashboard?.type ?? 'express') as ConnectedAccount['dashboard'],
    feesCollector: controller?.fees?.payer === 'account' ? 'stripe' : (controller?.fees?.payer ?? 'application'),
    lossesCollector: controller?.losses?.payments ?? 'application',
    currency: params.default_currency ?? null,
    locales: null,
    profile: profileOf(params.business_profile),
    country: params.country?.toLowerCase() ?? null,
    entityType: params.business_type ?? null,
    person: personOf(params.individual),
    business: params.company?.name ? { registered_name: params.company.name } : {},
    recipient: capabilities?.transfers ? { transfers: isYes(capabilities.transfers.requested) } : null,
    merchant: capabilities?.card_payments
      ? { cardPayments: isYes(capabilities.card_payments.requested), statementDescriptor: null }
      : null,
    customer: false,
    serviceAgreement: params.tos_acceptance?.service_agreement ?? 'full',
    metadata: mergeMetadata({}, params.metadata),
  });
  if (params.external_account && typeof params.external_account === 'object') {
    addExternalAccount(state, account.id, { external_account: params.external_account as never });
  }
  return presentV1(state, account);
}

/** `accounts.update` */
export function updateV1(state: StripeState, id: string, params: Stripe.AccountUpdateParams): Stripe.Account {
  mustAccount(state, id);
  const { capabilities } = params;
  const after = changeAccount(state, id, (before) => ({
    ...before,
    contactEmail: params.email ?? before.contactEmail,
    displayName: params.business_profile?.name ?? before.displayName,
    profile: params.business_profile ? { ...before.profile, ...profileOf(params.business_profile) } : before.profile,
    currency: params.default_currency ?? before.currency,
    entityType: params.business_type ?? before.entityType,
    person: { ...before.person, ...personOf(params.individual) },
    business: params.company?.name ? { ...before.business, registered_name: params.company.name } : before.business,
    recipient: capabilities?.transfers ? { transfers: isYes(capabilities.transfers.requested) } : before.recipient,
    merchant: capabilities?.card_payments
      ? {
          cardPayments: isYes(capabilities.card_payments.requested),
          statementDescriptor: before.merchant?.statementDescriptor ?? null,
        }
      : before.merchant,
    metadata: mergeMetadata(before.metadata, params.metadata),
  }));
  if (params.external_account) {
    const bank = { external_account: params.external_account as never, default_for_currency: true };
    announcing(state, id, () => addExternalAccount(state, id, bank));
  }
  return presentV1(state, after);
}

/** `accounts.createExternalAccount`: a bank account by its number; cards and tokens are not known here. */
export function addExternalAccount(
  state: StripeState,
  id: string,
  params: Stripe.AccountCreateExternalAccountParams,
): Stripe.BankAccount {
  const bank = params.external_account as Partial<Stripe.AccountCreateExternalAccountParams.BankAccount>;
  if (typeof bank !== 'object' || bank.object !== 'bank_account') {
    throw invalidRequest(
      'The sandbox takes bank accounts only: external_account[object]=bank_account.',
      undefined,
      'external_account',
    );
  }
  const { account_number: number, country } = bank;
  if (!number || !country) {
    const param = `external_account[${number ? 'country' : 'account_number'}]`;
    throw invalidRequest(`Missing required param: ${param}.`, 'parameter_missing', param);
  }
  return state.within(id, () =>
    createBankAccount(state, {
      number,
      country,
      currency: bank.currency ?? currencyOf(country.toLowerCase()),
      isDefault: isYes(params.default_for_currency),
      holder: bank.account_holder_name,
      holderType: bank.account_holder_type,
      routing: bank.routing_number,
      metadata: params.metadata,
    }),
  );
}

/** Booleans behind an open union stay words on their way through a form. */
const isYes = (value: unknown) => String(value) === 'true';

const profileOf = (profile: Stripe.AccountCreateParams.BusinessProfile | undefined) =>
  profile
    ? {
        ...(profile.url && { business_url: profile.url }),
        ...(profile.product_description && { product_description: profile.product_description }),
      }
    : null;

const personOf = (person: Stripe.AccountCreateParams.Individual | undefined) => ({
  ...(person?.first_name && { given_name: person.first_name }),
  ...(person?.last_name && { surname: person.last_name }),
  ...(person?.email && { email: person.email }),
});
