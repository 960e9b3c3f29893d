import type { Stripe } from 'stripe';
import { presentV1 } from './v1-account.js';
import { presentV2 } from './accounts-v2.js';
import { mustAccount } from './account-status.js';
import { answerOnboarding, revoke } from './connected-accounts.js';
import { createBankAccount } from './bank-accounts.js';
import { bookMoney, type MoneyMovement } from './balance.js';
import { readBooks } from './books.js';
import { type Complaint, decide, openDispute } from './disputes.js';
import { failPayout, payPayout, platformBank } from './payouts.js';
import { noSuch } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { warn } from './warnings.js';
import { openEndpoint } from './webhook-endpoints.js';

type Body = Record<string, unknown>;

/** What the control API does to Stripe's objects, by method and path; `:id` is the first argument of the action. */
const ACTIONS: readonly { call: RegExp; act: (state: StripeState, id: string, body: Body) => unknown }[] = [
  {
    call: /^POST \/accounts\/([^/]+)$/,
    act: (state, id, body) => {
      const progress = oneOf(body['state'], ['active', 'restricted', 'rejected', 'revoked'] as const, 'state');
      mustAccount(state, id);
      if (progress === 'revoked') return { account: revoke(state, id).id };
      const account = answerOnboarding(state, id, progress, body);
      const include = ['configuration.recipient', 'configuration.merchant', 'requirements', 'identity'] as const;
      return { account: presentV1(state, account), accountV2: presentV2(state, account, include) };
    },
  },
  {
    call: /^POST \/payouts\/([^/]+)$/,
    act: (state, id, body) => {
      const wanted = oneOf(body['state'], ['paid', 'failed'] as const, 'state');
      const code = textOr(body['failureCode']) ?? 'could_not_process';
      return atHome(state, id, () => ({
        payout: wanted === 'paid' ? payPayout(state, id) : failPayout(state, id, code),
      }));
    },
  },
  {
    call: /^POST \/disputes$/,
    act: (state, _, body) => {
      const charge = chargeOf(state, body);
      const complaint: Complaint = {
        amount: numberOr(body['amount']),
        reason: textOr(body['reason']),
        inquiry: body['inquiry'] === true,
      };
      return { dispute: openDispute(state, charge, complaint) };
    },
  },
  {
    call: /^POST \/disputes\/([^/]+)$/,
    act: (state, id, body) => {
      const outcomes = ['won', 'lost', 'warning_closed', 'escalated', 'appeal'] as const;
      const outcome = oneOf(body['outcome'], outcomes, 'outcome');
      return { dispute: decide(state, id, outcome, body['feeBack'] === true) };
    },
  },
  {
    call: /^POST \/early_fraud_warnings$/,
    act: (state, _, body) => ({ warning: warn(state, chargeOf(state, body), textOr(body['fraudType'])) }),
  },
  {
    call: /^POST \/balance$/,
    act: (state, _, body) => {
      const account = textOr(body['account']);
      const amount = numberOr(body['amount']);
      if (amount === undefined || !Number.isInteger(amount)) throw new Error('amount must be whole minor units');
      if (account) mustAccount(state, account);
      const movement: MoneyMovement = {
        type: textOr(body['type']) ?? 'stripe_fee',
        amount,
        fee: numberOr(body['fee']) ?? 0,
        currency: textOr(body['currency']) ?? 'eur',
        source: textOr(body['source']) ?? null,
        description: textOr(body['description']) ?? null,
        availableAfterMs: body['pending'] === true ? state.timings.fundsAvailableAfterMs : 0,
      };
      return { balanceTransaction: state.within(account ?? '', () => bookMoney(state, movement)) };
    },
  },
  {
    // Another bank account of the platform; the one that its payouts go to by default stays.
    call: /^POST \/bank_accounts$/,
    act: (state, _, body) => {
      const currency = textOr(body['currency']) ?? 'eur';
      platformBank(state, currency);
      const number = textOr(body['number']) ?? '';
      return { bankAccount: createBankAccount(state, { number, country: 'de', currency, isDefault: false }) };
    },
  },
  {
    call: /^POST \/settlements$/,
    act: (state, _, body) => {
      const [from, to, rate] = [textOr(body['currency']), textOr(body['settledIn']), numberOr(body['rate'])];
      if (!from) throw new Error('currency must name what payers pay in');
      if (to === undefined || rate === undefined) state.settlements.delete(from);
      else state.settlements.set(from, { currency: to, rate });
      return { settlements: Object.fromEntries(state.settlements) };
    },
  },
  {
    call: /^POST \/webhook_endpoints$/,
    act: (state, _, body) => {
      const kind = oneOf(body['kind'], ['platform', 'connect', 'thin'] as const, 'kind');
      return { secret: openEndpoint(state, kind, textOr(body['url']) ?? '') };
    },
  },
  {
    call: /^POST \/accounts_api$/,
    act: (state, _, body) => {
      state.hasAccountsV2 = oneOf(body['version'], ['v1', 'v2'] as const, 'version') === 'v2';
      return { version: state.hasAccountsV2 ? 'v2' : 'v1' };
    },
  },
  { call: /^GET \/books$/, act: (state) => ({ books: readBooks(state) }) },
];

/** The charge itself, or the one of a payment. */
function chargeOf(state: StripeState, body: Body): string {
  const charge = textOr(body['charge']);
  if (charge) return state.must<Stripe.Charge>('charge', charge, 'charge').id;
  const intent = state.must<Stripe.PaymentIntent>(
    'payment_intent',
    textOr(body['paymentIntent']) ?? '',
    'paymentIntent',
  );
  return state.must<Stripe.Charge>('charge', idOf(intent.latest_charge) ?? '', 'paymentIntent').id;
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : undefined);
const numberOr = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Does what the control API asks of Stripe's objects; undefined when there is no such call. */
export function controlStripe(state: StripeState, call: string, body: Body): unknown {
  for (const { call: pattern, act } of ACTIONS) {
    const match = pattern.exec(call);
    if (!match) continue;
    return state.store.atomically(() => {
      state.origin = { id: null, idempotency_key: null };
      return act(state, decodeURIComponent(match[1] ?? ''), body);
    });
  }
  return undefined;
}

/** Runs `work` in the account that has the object. */
function atHome<T>(state: StripeState, id: string, work: () => T): T {
  const account = state.store.home(id);
  if (account === undefined) throw noSuch('object', id);
  return state.within(account, work);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw new Error(`${name} must be one of ${allowed.join(', ')}`);
  return found;
}
