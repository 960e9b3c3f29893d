import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { presentV1 } from './accounts-v1.js';
import { bankAccounts, createBankAccount } from './bank-accounts.js';
import { recordEvent, recordThinEvent } from './events.js';
import { noSuch, StripeRefusal } from './refusal.js';
import type { StripeState } from './state.js';

/** How far the person at the other end has come with Stripe's questions. */
export type Progress = 'new' | 'restricted' | 'active' | 'rejected';

/** A connected account, from which both the v1 and the v2 object are drawn. It lives in the platform's scope. */
export interface ConnectedAccount extends Stored {
  createdAtMs: number;
  /** v2 accounts may drop their configurations and close. */
  closed: boolean;
  progress: Progress;
  contactEmail: string | null;
  contactPhone: string | null;
  displayName: string | null;
  dashboard: 'express' | 'full' | 'none';
  feesCollector: string;
  lossesCollector: string;
  currency: string | null;
  locales: string[] | null;
  profile: Record<string, string> | null;
  country: string | null;
  entityType: string | null;
  person: { given_name?: string; surname?: string; email?: string; phone?: string };
  business: { registered_name?: string; phone?: string };
  /** What each configuration asked for; null when the account does not have it. */
  recipient: { transfers: boolean } | null;
  merchant: { cardPayments: boolean; statementDescriptor: string | null } | null;
  customer: boolean;
  serviceAgreement: string;
  metadata: Stripe.Metadata;
}

/** One thing that Stripe still wants to know; the two APIs call it by different names. */
export interface Due {
  v1: string;
  v2: string;
}

/** Status of a capability as v2 tells it. */
export interface CapabilityStatus {
  status: 'active' | 'pending' | 'restricted' | 'rejected' | 'unsupported';
  status_details: {
    code: 'rejected_other' | 'requirements_past_due' | 'unsupported_country';
    resolution: 'contact_stripe' | 'no_resolution' | 'provide_info';
  }[];
}

/** Where a platform in the EEA may send transfers without asking (docs.stripe.com/connect/account-capabilities). */
const REACHABLE =
  'at be bg ch cy cz de dk ee es fi fr gb gr hr hu ie is it li lt lu lv mt nl no pl pt ro se si sk us ca'.split(' ');

/** Stands in every account that the control API completes. */
const DEFAULT_BANK_ACCOUNT = 'DE89370400440532013000';

const CURRENCIES: Record<string, string> = { ch: 'chf', cz: 'czk', dk: 'dkk', gb: 'gbp', hu: 'huf' };
const MORE_CURRENCIES: Record<string, string> = { no: 'nok', pl: 'pln', ro: 'ron', se: 'sek', us: 'usd', ca: 'cad' };

/** The currency of a country's banks. */
export const currencyOf = (country: string) => CURRENCIES[country] ?? MORE_CURRENCIES[country] ?? 'eur';

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

/** The account, or undefined. */
export function findAccount(state: StripeState, id: string): ConnectedAccount | undefined {
  return state.onPlatform(() => state.get<ConnectedAccount>('connected_account', id));
}

/**
 * The account, or the refusal Stripe would give.
 * @param param name of the parameter that held the id; `id` when it was in the path
 */
export function mustAccount(state: StripeState, id: string, param = 'id'): ConnectedAccount {
  const account = findAccount(state, id);
  if (account) return account;
  if (param !== 'id') throw noSuch(param === 'destination' ? 'destination' : 'account', id, param);
  throw new StripeRefusal(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such account: '${id}'`,
    param: 'account',
  });
}

/** What is still to be answered. */
export function requirementsOf(state: StripeState, account: ConnectedAccount): Due[] {
  if (account.progress === 'rejected') return [];
  const due: Due[] = [];
  const ask = (missing: boolean, v1: string, v2: string) => {
    if (missing) due.push({ v1, v2 });
  };
  const isPerson = account.entityType === null || account.entityType === 'individual';
  ask(account.country === null, 'country', 'identity.country');
  ask(account.entityType === null, 'business_type', 'identity.entity_type');
  ask(isPerson && !account.person.given_name, 'individual.first_name', 'identity.individual.given_name');
  ask(isPerson && !account.person.surname, 'individual.last_name', 'identity.individual.surname');
  ask(!isPerson && !account.business.registered_name, 'company.name', 'identity.business_details.registered_name');
  const banks = state.within(account.id, () => bankAccounts(state));
  ask(!banks.some((bank) => bank.status !== 'errored'), 'external_account', 'defaults.payout_methods');
  ask(account.progress !== 'active', 'tos_acceptance.date', 'identity.attestations.terms_of_service.account.date');
  return due;
}

/** Status of a capability that was requested: the same rule for transfers and card payments. */
export function capabilityOf(account: ConnectedAccount): CapabilityStatus {
  const is = (
    status: CapabilityStatus['status'],
    code: CapabilityStatus['status_details'][number]['code'],
    resolution: CapabilityStatus['status_details'][number]['resolution'],
  ): CapabilityStatus => ({ status, status_details: [{ code, resolution }] });
  if (account.progress === 'rejected') return is('rejected', 'rejected_other', 'contact_stripe');
  if (account.country && !REACHABLE.includes(account.country)) {
    return is('unsupported', 'unsupported_country', 'no_resolution');
  }
  if (account.progress !== 'active') return is('restricted', 'requirements_past_due', 'provide_info');
  return { status: 'active', status_details: [] };
}

/** Payouts also need a bank account that works. */
export function payoutsOf(state: StripeState, account: ConnectedAccount): CapabilityStatus {
  const general = capabilityOf(account);
  const works = state.within(account.id, () => bankAccounts(state)).some((bank) => bank.status !== 'errored');
  if (general.status !== 'active' || works) return general;
  return { status: 'restricted', status_details: [{ code: 'requirements_past_due', resolution: 'provide_info' }] };
}

/** May the platform send money to this account? */
export const takesTransfers = (account: ConnectedAccount) =>
  !account.closed && account.recipient?.transfers === true && capabilityOf(account).status === 'active';

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
