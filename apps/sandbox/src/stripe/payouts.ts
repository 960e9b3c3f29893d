import type { Stripe } from 'stripe';
import { bookMoney, insistOnFunds } from './balance.js';
import { createBankAccount, defaultBankAccount, markErrored, payoutFate } from './bank-accounts.js';
import { announcing } from './connected-accounts.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { checkStatement } from './statement.js';

const DAY = 24 * 60 * 60;

/** Why a payout came back, in Stripe's words; other codes get a general sentence. */
const FAILURES: Record<string, string> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  could_not_process: 'The bank could not process this payout.',
  insufficient_funds: 'Your Stripe account has insufficient funds to cover the payout.',
  no_account: 'The bank account details on file are probably incorrect. No bank account exists with those details.',
};

/** `payouts.create`: from the available balance of the account in scope to its bank; `automatic` when nobody asked for it. */
export function createPayout(state: StripeState, params: Stripe.PayoutCreateParams, automatic = false): Stripe.Payout {
  const currency = params.currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, undefined, 'currency');
  if (!Number.isInteger(params.amount) || params.amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'parameter_invalid_integer', 'amount');
  }
  checkStatement(params.statement_descriptor, 'statement_descriptor');
  const bank = bankFor(state, currency, params.destination);
  insistOnFunds(
    state,
    params.amount,
    currency,
    'You have insufficient funds in your Stripe account for this transfer.',
  );
  const id = state.newId('po');
  const booked = bookMoney(state, {
    type: 'payout',
    amount: -params.amount,
    fee: 0,
    currency,
    source: id,
    description: params.description ?? 'STRIPE PAYOUT',
    availableAfterMs: 0,
  });
  const arrivesInMs = state.timings.payoutArrivesAfterMs;
  const payout = {
    id,
    object: 'payout',
    amount: params.amount,
    application_fee: null,
    application_fee_amount: null,
    // Stripe writes the day, not the moment.
    arrival_date: Math.floor((state.clock.now() + arrivesInMs) / 1000 / DAY) * DAY,
    automatic,
    balance_transaction: booked.id,
    created: state.clock.seconds(),
    currency,
    description: params.description ?? null,
    destination: bank.id,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    method: params.method ?? 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'not_applicable',
    reversed_by: null,
    source_type: params.source_type ?? 'card',
    statement_descriptor: params.statement_descriptor ?? null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  } satisfies Stripe.Payout;
  state.save<Stripe.Payout>(payout);
  recordEvent(state, 'payout.created', payout);
  state.later('payout_leaves', id, state.clock.now() + arrivesInMs / 2);
  state.later('payout_arrives', id, state.clock.now() + arrivesInMs);
  return payout;
}

/** Whether a payout by itself has somewhere to go. */
export function hasBank(state: StripeState, currency: string): boolean {
  const bank = defaultBankAccount(state, currency);
  return bank ? bank.status !== 'errored' : state.account === '';
}

/** The bank account a payout goes to. The platform has one that works; a connected account brings its own. */
function bankFor(state: StripeState, currency: string, destination: string | undefined): Stripe.BankAccount {
  const bank = destination
    ? state.must<Stripe.BankAccount>('bank_account', destination, 'destination')
    : state.account
      ? defaultBankAccount(state, currency)
      : platformBank(state, currency);
  if (!bank) {
    throw invalidRequest(
      `Sorry, you don't have any external accounts in that currency (${currency}).`,
      'invalid_request_error',
      'currency',
    );
  }
  if (bank.status === 'errored') {
    throw invalidRequest(
      `The bank account ${bank.id} cannot receive payouts, because an earlier one failed. Update the external account first.`,
      'bank_account_unusable',
      'destination',
    );
  }
  return bank;
}

/** Where money of the platform goes when no other account is named. */
export const platformBank = (state: StripeState, currency: string): Stripe.BankAccount =>
  defaultBankAccount(state, currency) ??
  createBankAccount(state, { number: 'DE89370400440532013000', country: 'de', currency, isDefault: true });

function change(state: StripeState, before: Stripe.Payout, fields: Partial<Stripe.Payout>): Stripe.Payout {
  const after = state.save<Stripe.Payout>({ ...before, ...fields });
  recordEvent(state, 'payout.updated', after, { status: before.status });
  return after;
}

/** The payout is handed to the bank: too late to cancel. */
export function leave(state: StripeState, id: string): void {
  const payout = state.get<Stripe.Payout>('payout', id);
  if (payout?.status === 'pending') change(state, payout, { status: 'in_transit' });
}

/** The bank answers: it has arrived, or it comes back, as the number of the account decides. */
export function arrive(state: StripeState, id: string): void {
  const payout = state.get<Stripe.Payout>('payout', id);
  if (payout?.status !== 'pending' && payout?.status !== 'in_transit') return;
  const fate = payoutFate(state, idOf(payout.destination) ?? '');
  if (fate) failPayout(state, id, fate.code);
  else payPayout(state, id);
}

/** Settles a payout as paid. */
export function payPayout(state: StripeState, id: string): Stripe.Payout {
  const payout = state.must<Stripe.Payout>('payout', id);
  insistOnStatus(payout, ['pending', 'in_transit'], 'paid');
  stopWaiting(state, id);
  const paid = change(state, payout, {
    status: 'paid',
    trace_id: { status: 'supported', value: `TRACE${id.slice(-8).toUpperCase()}` },
  });
  recordEvent(state, 'payout.paid', paid);
  return paid;
}

/** The money comes back. A bank may say so days after `paid`. The bank account is not used again until it is changed. */
export function failPayout(state: StripeState, id: string, code: string): Stripe.Payout {
  const payout = state.must<Stripe.Payout>('payout', id);
  insistOnStatus(payout, ['pending', 'in_transit', 'paid'], 'failed');
  stopWaiting(state, id);
  const back = moneyBack(state, payout, 'payout_failure', 'PAYOUT FAILURE');
  const failed = change(state, payout, {
    status: 'failed',
    failure_balance_transaction: back,
    failure_code: code,
    failure_message: FAILURES[code] ?? 'The bank returned this payout.',
  });
  recordEvent(state, 'payout.failed', failed);
  const bank = idOf(payout.destination) ?? '';
  if (state.account) announcing(state, state.account, () => markErrored(state, bank));
  else markErrored(state, bank);
  return failed;
}

/** `payouts.cancel` */
export function cancelPayout(state: StripeState, id: string): Stripe.Payout {
  const payout = state.must<Stripe.Payout>('payout', id);
  if (payout.status !== 'pending') {
    throw invalidRequest(
      `Payouts can only be canceled while they are pending. This payout has a status of ${payout.status}.`,
      'payout_not_cancelable',
    );
  }
  stopWaiting(state, id);
  const back = moneyBack(state, payout, 'payout_cancel', 'PAYOUT CANCELED');
  const canceled = change(state, payout, { status: 'canceled', failure_balance_transaction: back });
  recordEvent(state, 'payout.canceled', canceled);
  return canceled;
}

function moneyBack(state: StripeState, payout: Stripe.Payout, type: string, description: string): string {
  return bookMoney(state, {
    type,
    amount: payout.amount,
    fee: 0,
    currency: payout.currency,
    source: payout.id,
    description,
    availableAfterMs: 0,
  }).id;
}

function stopWaiting(state: StripeState, id: string): void {
  state.never('payout_leaves', id);
  state.never('payout_arrives', id);
}

function insistOnStatus(payout: Stripe.Payout, allowed: string[], wanted: string): void {
  if (allowed.includes(payout.status)) return;
  throw invalidRequest(`The payout ${payout.id} is ${payout.status} and cannot become ${wanted}.`);
}
