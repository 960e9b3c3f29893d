import type { Stripe } from 'stripe';
import { readBalance } from './balance.js';
import { bankAccounts } from './bank-accounts.js';
import {
  capabilityOf,
  type ConnectedAccount,
  currencyOf,
  findAccount,
  payoutsOf,
  requirementsOf,
} from './account-status.js';
import { changeAccount, openAccount } from './connected-accounts.js';
import { mergeMetadata } from './metadata.js';
import { recordThinEvent } from './events.js';
import { invalidRequest, StripeRefusal } from './refusal.js';
import type { StripeState } from './state.js';

type Account = Stripe.V2.Core.Account;
type Include = Stripe.V2.Core.AccountCreateParams.Include;

/** An id that v2 does not know. */
function mustAccountV2(state: StripeState, id: string): ConnectedAccount {
  const account = findAccount(state, id);
  if (account) return account;
  throw new StripeRefusal(404, {
    type: 'invalid_request_error',
    code: 'not_found',
    message: `Account not found: '${id}'`,
  });
}

/** The v2 object. What `include` does not name is null, not what it is: the first trap of this API. */
export function presentV2(state: StripeState, account: ConnectedAccount, include: readonly Include[] = []): Account {
  const asked = (name: Include) => include.includes(name);
  const nothing = null as unknown as undefined;
  const someConfiguration = include.some((name) => name.startsWith('configuration.'));
  return {
    id: account.id,
    object: 'v2.core.account',
    applied_configurations: [
      ...(account.customer ? ['customer' as const] : []),
      ...(account.merchant ? ['merchant' as const] : []),
      ...(account.recipient ? ['recipient' as const] : []),
    ],
    closed: account.closed,
    configuration: someConfiguration
      ? {
          customer: asked('configuration.customer') && account.customer ? { applied: true } : nothing,
          merchant: asked('configuration.merchant') ? (merchantOf(state, account) ?? nothing) : nothing,
          recipient: asked('configuration.recipient') ? (recipientOf(state, account) ?? nothing) : nothing,
        }
      : nothing,
    contact_email: account.contactEmail ?? nothing,
    contact_phone: account.contactPhone ?? nothing,
    created: isoTime(account.createdAtMs),
    dashboard: account.dashboard,
    defaults: asked('defaults') ? defaultsOf(state, account) : nothing,
    display_name: account.displayName ?? nothing,
    future_requirements: asked('future_requirements') ? { entries: [] } : nothing,
    identity: asked('identity') ? identityOf(account) : nothing,
    livemode: false,
    metadata: account.metadata,
    requirements: asked('requirements') ? entriesOf(state, account) : nothing,
  };
}

const isoTime = (ms: number) => new Date(ms).toISOString();

function recipientOf(
  state: StripeState,
  account: ConnectedAccount,
): Stripe.V2.Core.Account.Configuration.Recipient | undefined {
  if (!account.recipient) return undefined;
  if (!account.recipient.transfers) return { applied: true, capabilities: {} };
  return {
    applied: true,
    capabilities: {
      stripe_balance: { payouts: payoutsOf(state, account), stripe_transfers: capabilityOf(account) },
    },
  };
}

function merchantOf(
  state: StripeState,
  account: ConnectedAccount,
): Stripe.V2.Core.Account.Configuration.Merchant | undefined {
  if (!account.merchant) return undefined;
  return {
    applied: true,
    capabilities: account.merchant.cardPayments
      ? { card_payments: capabilityOf(account), stripe_balance: { payouts: payoutsOf(state, account) } }
      : {},
    ...(account.merchant.statementDescriptor && {
      statement_descriptor: { descriptor: account.merchant.statementDescriptor },
    }),
  };
}

function defaultsOf(state: StripeState, account: ConnectedAccount): Stripe.V2.Core.Account.Defaults {
  const banks = state.within(account.id, () => bankAccounts(state)).filter((bank) => bank.default_for_currency);
  return {
    currency: account.currency ?? currencyOf(account.country ?? 'cy'),
    locales: account.locales ?? [],
    payout_methods: Object.fromEntries(banks.map((bank) => [bank.currency, bank.id])),
    profile: account.profile ?? {},
    responsibilities: {
      fees_collector: account.feesCollector as 'application',
      losses_collector: account.lossesCollector as 'application',
      requirements_collector: 'stripe',
    },
  };
}

function identityOf(account: ConnectedAccount): Stripe.V2.Core.Account.Identity {
  const isNamed = Object.keys(account.person).length > 0;
  return {
    ...(account.country && { country: account.country }),
    ...(account.entityType && { entity_type: account.entityType }),
    ...(account.business.registered_name && { business_details: { ...account.business } }),
    ...(isNamed && {
      individual: {
        account: account.id,
        created: isoTime(account.createdAtMs),
        id: account.id.replace('acct_', 'person_'),
        object: 'v2.core.account_person',
        updated: isoTime(account.createdAtMs),
        ...account.person,
      },
    }),
  };
}

function entriesOf(state: StripeState, account: ConnectedAccount): Stripe.V2.Core.Account.Requirements {
  const status = account.progress === 'restricted' ? ('past_due' as const) : ('currently_due' as const);
  const restricts = (asked: boolean | undefined, capability: string, configuration: string) =>
    asked ? [{ capability, configuration, deadline: { status } }] : [];
  const entries = requirementsOf(state, account).map(({ v2 }) => ({
    awaiting_action_from: 'user' as const,
    description: v2,
    errors: [],
    impact: {
      restricts_capabilities: [
        ...restricts(account.recipient?.transfers, 'stripe_balance.stripe_transfers', 'recipient'),
        ...restricts(account.merchant?.cardPayments, 'card_payments', 'merchant'),
      ],
    },
    minimum_deadline: { status },
    requested_reasons: [{ code: 'routine_onboarding' as const }],
  }));
  return { entries, ...(entries.length > 0 && { summary: { minimum_deadline: { status } } }) };
}

/** `v2.core.accounts.create` */
export function createV2(state: StripeState, params: Stripe.V2.Core.AccountCreateParams): Account {
  const { configuration, defaults, identity } = params;
  const takesMoney = configuration?.recipient ?? configuration?.merchant;
  if (takesMoney && !params.dashboard) throw missing('dashboard');
  if (takesMoney && !defaults?.responsibilities) throw missing('defaults.responsibilities');
  const account = openAccount(state, {
    contactEmail: params.contact_email ?? null,
    contactPhone: params.contact_phone ?? null,
    displayName: params.display_name ?? null,
    dashboard: params.dashboard ?? 'none',
    feesCollector: defaults?.responsibilities?.fees_collector ?? 'stripe',
    lossesCollector: defaults?.responsibilities?.losses_collector ?? 'stripe',
    currency: defaults?.currency ?? null,
    locales: defaults?.locales ?? null,
    profile: (defaults?.profile as Record<string, string> | undefined) ?? null,
    country: identity?.country?.toLowerCase() ?? null,
    entityType: identity?.entity_type ?? null,
    person: personOf(identity),
    business: businessOf(identity),
    recipient: configuration?.recipient ? wantsTransfers(configuration.recipient) : null,
    merchant: configuration?.merchant ? wantsCards(configuration.merchant) : null,
    customer: Boolean(configuration?.customer),
    serviceAgreement: 'full',
    metadata: mergeMetadata({}, params.metadata),
  });
  return presentV2(state, account, params.include);
}

/** `v2.core.accounts.retrieve` */
export const retrieveV2 = (state: StripeState, id: string, params: Stripe.V2.Core.AccountRetrieveParams): Account =>
  presentV2(state, mustAccountV2(state, id), params.include);

/** `v2.core.accounts.update` */
export function updateV2(state: StripeState, id: string, params: Stripe.V2.Core.AccountUpdateParams): Account {
  const account = mustAccountV2(state, id);
  if (account.closed) throw closed(id);
  const { configuration, defaults, identity } = params;
  if (params.dashboard && params.dashboard !== account.dashboard) {
    throw invalidRequest('The dashboard of an account cannot be changed.', 'invalid_fields', 'dashboard');
  }
  const after = changeAccount(state, id, (before) => ({
    ...before,
    contactEmail: params.contact_email ?? before.contactEmail,
    contactPhone: params.contact_phone ?? before.contactPhone,
    displayName: params.display_name ?? before.displayName,
    currency: defaults?.currency ?? before.currency,
    locales: defaults?.locales ?? before.locales,
    profile: defaults?.profile
      ? { ...before.profile, ...(defaults.profile as Record<string, string>) }
      : before.profile,
    country: identity?.country?.toLowerCase() ?? before.country,
    entityType: identity?.entity_type ?? before.entityType,
    person: { ...before.person, ...personOf(identity) },
    business: { ...before.business, ...businessOf(identity) },
    recipient: configuration?.recipient ? wantsTransfers(configuration.recipient, before) : before.recipient,
    merchant: configuration?.merchant ? wantsCards(configuration.merchant, before) : before.merchant,
    customer: before.customer || Boolean(configuration?.customer),
    metadata: mergeMetadata(before.metadata, params.metadata),
  }));
  return presentV2(state, after, params.include);
}

/** `v2.core.accounts.close`: for good, and only without money. */
export function closeV2(state: StripeState, id: string): Account {
  const account = mustAccountV2(state, id);
  if (account.closed) throw closed(id);
  const balance = state.within(id, () => readBalance(state));
  if ([...balance.available, ...balance.pending].some(({ amount }) => amount !== 0)) {
    throw invalidRequest(`The account ${id} cannot be closed because its balance is not zero.`, 'non_zero_balance');
  }
  const after = changeAccount(state, id, (before) => ({
    ...before,
    closed: true,
    recipient: null,
    merchant: null,
    customer: false,
  }));
  recordThinEvent(state, 'v2.core.account.closed', { account: id });
  return presentV2(state, after);
}

const closed = (id: string) => invalidRequest(`The account ${id} is closed.`, 'account_closed');
const missing = (param: string) => invalidRequest(`Missing required param: ${param}.`, 'invalid_fields', param);

type IdentityParams = Stripe.V2.Core.AccountUpdateParams.Identity | undefined;

function personOf(identity: IdentityParams): ConnectedAccount['person'] {
  const { given_name: given, surname, email, phone } = identity?.individual ?? {};
  return {
    ...(given && { given_name: given }),
    ...(surname && { surname }),
    ...(email && { email }),
    ...(phone && { phone }),
  };
}

function businessOf(identity: IdentityParams): ConnectedAccount['business'] {
  const { registered_name: name, phone } = identity?.business_details ?? {};
  return { ...(name && { registered_name: name }), ...(phone && { phone }) };
}

function wantsTransfers(
  recipient: Stripe.V2.Core.AccountUpdateParams.Configuration.Recipient,
  before?: ConnectedAccount,
): ConnectedAccount['recipient'] {
  const asked = recipient.capabilities?.stripe_balance?.stripe_transfers?.requested;
  return { transfers: asked ?? before?.recipient?.transfers ?? false };
}

function wantsCards(
  merchant: Stripe.V2.Core.AccountUpdateParams.Configuration.Merchant,
  before?: ConnectedAccount,
): ConnectedAccount['merchant'] {
  return {
    cardPayments: merchant.capabilities?.card_payments?.requested ?? before?.merchant?.cardPayments ?? false,
    statementDescriptor: merchant.statement_descriptor?.descriptor ?? before?.merchant?.statementDescriptor ?? null,
  };
}
