import {
  capabilityOf,
  type ConnectedAccount,
  currencyOf,
  mustAccount,
  payoutsOf,
  requirementsOf,
} from './account-status.js';
import { bankAccounts, createBankAccount } from './bank-accounts.js';
import { recordEvent, recordThinEvent } from './events.js';
import type { Progress, StripeState } from './state.js';
import { presentV1 } from './v1-account.js';

/** Stands in every account that the control API completes. */
const DEFAULT_BANK_ACCOUNT = 'DE89370400440532013000';

/** Makes an account that still owes every answer. */
export function openAccount(
  state: StripeState,
  input: Omit<ConnectedAccount, 'id' | 'createdAtMs' | 'closed' | 'progress'>,
): ConnectedAccount {
  const account: ConnectedAccount = {
    ...input,
    id: state.newId('acct_1', 15).replace('_1_', '_1'),
    createdAtMs: state.clock.now(),
    closed: false,
    progress: 'new',
  };
  store(state, account);
  recordThinEvent(state, 'v2.core.account.created', { account: account.id });
  return account;
}

/** Writes the account; use `changeAccount` where somebody is to hear of it. */
function store(state: StripeState, account: ConnectedAccount): void {
  state.onPlatform(() => state.saveHidden('connected_account', account));
}

/** What the two APIs show of an account, taken before and after a change to tell what to announce. */
function views(state: StripeState, id: string) {
  const account = mustAccount(state, id);
  const { contactEmail, contactPhone, displayName, dashboard, metadata } = account;
  const { country, entityType, person, business, currency, locales, profile } = account;
  const defaults = state.within(id, () => bankAccounts(state)).filter((bank) => bank.default_for_currency);
  const payoutMethods = defaults.map((bank) => bank.id);
  return {
    account,
    v1: presentV1(state, account) as unknown as Record<string, unknown>,
    parts: {
      'v2.core.account.updated': { contactEmail, contactPhone, displayName, dashboard, metadata },
      'v2.core.account[identity].updated': { country, entityType, person, business },
      'v2.core.account[defaults].updated': { currency, locales, profile, payoutMethods },
      'v2.core.account[requirements].updated': requirementsOf(state, account),
      'v2.core.account[configuration.recipient].updated': account.recipient,
      'v2.core.account[configuration.merchant].updated': account.merchant,
    } as Record<string, unknown>,
    transfers: account.recipient?.transfers ? capabilityOf(account).status : null,
    cards: account.merchant?.cardPayments ? capabilityOf(account).status : null,
    payouts: account.recipient?.transfers ? payoutsOf(state, account).status : null,
  };
}

/** Does something to an account (or its bank accounts) and announces by both kinds of events what it changed. */
export function announcing<T>(state: StripeState, id: string, work: (account: ConnectedAccount) => T): T {
  const before = views(state, id);
  const result = work(before.account);
  const after = views(state, id);
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  for (const [type, part] of Object.entries(after.parts)) {
    if (differs(before.parts[type], part)) recordThinEvent(state, type, { account: id });
  }
  const status = (configuration: string, capability: string) =>
    recordThinEvent(
      state,
      `v2.core.account[configuration.${configuration}].capability_status_updated`,
      { account: id },
      { updated_capability: capability },
    );
  if (before.transfers !== after.transfers) status('recipient', 'stripe_balance.stripe_transfers');
  if (before.payouts !== after.payouts) status('recipient', 'stripe_balance.payouts');
  if (before.cards !== after.cards) status('merchant', 'card_payments');
  const previous = Object.fromEntries(
    Object.entries(before.v1).filter(([field, value]) => differs(value, after.v1[field])),
  );
  if (Object.keys(previous).length > 0) {
    state.within(id, () => recordEvent(state, 'account.updated', after.v1 as { object: string }, previous));
  }
  return result;
}

/** Changes an account and announces it. */
export function changeAccount(
  state: StripeState,
  id: string,
  change: (account: ConnectedAccount) => ConnectedAccount,
): ConnectedAccount {
  return announcing(state, id, (account) => {
    const after = change(account);
    store(state, after);
    return after;
  });
}

/** The answers of the onboarding page, or of a test that does without it. */
export interface OnboardingAnswers {
  country?: string;
  entityType?: string;
  givenName?: string;
  surname?: string;
  businessName?: string;
  bankAccount?: string;
}

/** The person answered: everything (`active`), not all (`restricted`), or Stripe does not want them (`rejected`). */
export function answerOnboarding(
  state: StripeState,
  id: string,
  progress: Exclude<Progress, 'new'>,
  answers: OnboardingAnswers,
): ConnectedAccount {
  return announcing(state, id, (before) => {
    const { givenName, surname, businessName } = answers;
    const after: ConnectedAccount = {
      ...before,
      progress,
      country: answers.country?.toLowerCase() ?? before.country,
      entityType: answers.entityType ?? before.entityType,
      person: {
        ...before.person,
        ...(givenName && { given_name: givenName }),
        ...(surname && { surname }),
      },
      business: { ...before.business, ...(businessName && { registered_name: businessName }) },
    };
    if (progress === 'active') complete(after);
    store(state, after);
    state.within(id, () => {
      const missing = progress === 'active' && bankAccounts(state).every((bank) => bank.status === 'errored');
      const number = answers.bankAccount ?? (missing ? DEFAULT_BANK_ACCOUNT : undefined);
      const country = answers.bankAccount ? (after.country ?? 'de') : 'de';
      if (number) createBankAccount(state, { number, country, currency: currencyOf(country), isDefault: true });
    });
    return after;
  });
}

/** The person takes the account from the platform. */
export function revoke(state: StripeState, id: string): ConnectedAccount {
  const account = { ...mustAccount(state, id), revoked: true };
  store(state, account);
  state.within(id, () =>
    recordEvent(state, 'account.application.deauthorized', {
      id: 'ca_sandbox',
      object: 'application',
      name: 'Sandbox',
    } as {
      object: string;
    }),
  );
  return account;
}

/** Fills what a test left out, so that nothing is due any more. */
function complete(account: ConnectedAccount): void {
  account.country ??= 'de';
  account.entityType ??= 'individual';
  account.currency ??= currencyOf(account.country);
  if (account.entityType === 'individual') {
    account.person = { given_name: 'Jenny', surname: 'Rosen', ...account.person };
  } else {
    account.business = { registered_name: account.displayName ?? 'Rosen Ltd', ...account.business };
  }
}
