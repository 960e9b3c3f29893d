import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';

/** What the bank knows and the API does not tell. */
interface BankPrivate extends Stored {
  number: string;
}

/**
 * What becomes of a payout, by account number: docs.stripe.com/connect/testing. The last digits count, so that the
 * numbers work with the check digits and the length of each country.
 */
const FATES: readonly { number: RegExp; code: string; message: string }[] = [
  {
    number: /(1{7,8}6|370400440532013001)$/,
    code: 'no_account',
    message: 'The bank account details on file are probably incorrect. No bank account exists with those details.',
  },
  { number: /(1{7,8}3|370400440532013002)$/, code: 'account_closed', message: 'The bank account has been closed.' },
  {
    number: /(2{7,8}7|370400440532013003)$/,
    code: 'insufficient_funds',
    message: 'Your Stripe account has insufficient funds to cover the payout.',
  },
  {
    number: /(3{7,8}5|370400440532013004)$/,
    code: 'debit_not_authorized',
    message: 'Debit transactions are not approved on your bank account.',
  },
  {
    number: /(4{7,8}0|370400440532013005)$/,
    code: 'invalid_currency',
    message: 'The bank was unable to process this payout because of its currency.',
  },
];

/** The failure of a payout to this account, or undefined when it arrives. */
export function payoutFate(state: StripeState, bank: string): { code: string; message: string } | undefined {
  const hidden = state.get<BankPrivate>('bank_private', `bank_${bank}`);
  return FATES.find(({ number }) => hidden && number.test(hidden.number));
}

/** The bank accounts of the account in scope, newest first. */
export const bankAccounts = (state: StripeState) => [...state.store.each<Stripe.BankAccount>('bank_account')];

/** The bank account that payouts in this currency go to. */
export function defaultBankAccount(state: StripeState, currency: string): Stripe.BankAccount | undefined {
  return bankAccounts(state).find((bank) => bank.currency === currency && bank.default_for_currency);
}

/** Puts a bank account on file; the first one of a currency is its default. */
export function createBankAccount(
  state: StripeState,
  input: {
    number: string;
    country: string;
    currency: string;
    isDefault: boolean;
    holder?: string | undefined;
    holderType?: string | undefined;
    routing?: string | undefined;
    metadata?: Stripe.MetadataParam | undefined;
  },
): Stripe.BankAccount {
  const number = input.number.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{0,2}\d[A-Z0-9]{5,31}$/.test(number)) {
    throw invalidRequest('Invalid account number.', 'account_number_invalid', 'external_account[account_number]');
  }
  const id = state.newId('ba');
  const isDefault = input.isDefault || !defaultBankAccount(state, input.currency);
  if (isDefault) unsetDefault(state, input.currency);
  const bank = {
    id,
    object: 'bank_account',
    ...(state.account && { account: state.account }),
    account_holder_name: input.holder ?? null,
    account_holder_type: input.holderType ?? null,
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE TEST BANK',
    country: input.country.toUpperCase(),
    currency: input.currency.toLowerCase(),
    default_for_currency: isDefault,
    fingerprint: createHash('sha256').update(number).digest('hex').slice(0, 16),
    future_requirements: { currently_due: [], errors: [], past_due: [], pending_verification: [] },
    last4: number.slice(-4),
    metadata: mergeMetadata({}, input.metadata),
    requirements: { currently_due: [], errors: [], past_due: [], pending_verification: [] },
    routing_number: input.routing ?? null,
    status: 'new',
  } satisfies Stripe.BankAccount;
  const hidden: BankPrivate = { id: `bank_${id}`, number };
  state.saveHidden('bank_private', hidden);
  state.save<Stripe.BankAccount>(bank);
  if (state.account) recordEvent(state, 'account.external_account.created', bank);
  return bank;
}

/** The last payout came back: nothing is sent there until the account changes. */
export function markErrored(state: StripeState, id: string): void {
  const bank = state.get<Stripe.BankAccount>('bank_account', id);
  if (!bank || bank.status === 'errored') return;
  const errored = state.save<Stripe.BankAccount>({ ...bank, status: 'errored' });
  if (state.account) recordEvent(state, 'account.external_account.updated', errored, { status: bank.status });
}

/** `accounts.updateExternalAccount` */
export function updateBankAccount(
  state: StripeState,
  id: string,
  params: Stripe.AccountUpdateExternalAccountParams,
): Stripe.BankAccount {
  const before = state.must<Stripe.BankAccount>('bank_account', id);
  if (params.default_for_currency) unsetDefault(state, before.currency);
  const after = state.save<Stripe.BankAccount>({
    ...state.must<Stripe.BankAccount>('bank_account', id),
    account_holder_name: params.account_holder_name ?? before.account_holder_name,
    account_holder_type: params.account_holder_type || before.account_holder_type,
    default_for_currency: params.default_for_currency ?? before.default_for_currency ?? false,
    metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
  });
  recordEvent(state, 'account.external_account.updated', after, {
    default_for_currency: before.default_for_currency,
  });
  return after;
}

/** `accounts.deleteExternalAccount` */
export function deleteBankAccount(state: StripeState, id: string): Stripe.DeletedBankAccount {
  const bank = state.must<Stripe.BankAccount>('bank_account', id);
  if (bank.default_for_currency) {
    throw invalidRequest(
      `You cannot delete the default external account for your default currency. Please make another external account the default using the \`default_for_currency\` param, and then delete this one.`,
    );
  }
  state.remove(id);
  recordEvent(state, 'account.external_account.deleted', bank);
  return { id, object: 'bank_account', currency: bank.currency, deleted: true };
}

function unsetDefault(state: StripeState, currency: string): void {
  const other = defaultBankAccount(state, currency);
  if (other) state.save<Stripe.BankAccount>({ ...other, default_for_currency: false });
}
