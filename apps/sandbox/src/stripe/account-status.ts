import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { bankAccounts } from './bank-accounts.js';
import { noSuch, StripeRefusal } from './refusal.js';
import type { Progress, StripeState } from './state.js';

/** A connected account, from which both the v1 and the v2 object are drawn. It lives in the platform's scope. */
export interface ConnectedAccount extends Stored {
  createdAtMs: number;
  /** v2 accounts may drop their configurations and close. */
  closed: boolean;
  /** The person took it from the platform, which may ask and move nothing there any more. */
  revoked?: boolean;
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

const CURRENCIES: Record<string, string> = { ch: 'chf', cz: 'czk', dk: 'dkk', gb: 'gbp', hu: 'huf' };
const MORE_CURRENCIES: Record<string, string> = { no: 'nok', pl: 'pln', ro: 'ron', se: 'sek', us: 'usd', ca: 'cad' };

/** The currency of a country's banks. */
export const currencyOf = (country: string) => CURRENCIES[country] ?? MORE_CURRENCIES[country] ?? 'eur';

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
