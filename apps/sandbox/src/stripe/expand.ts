import type { Stripe } from 'stripe';
import { presentBalanceTransaction } from './balance.js';
import { withLineItems } from './checkout-sessions.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';

type Wire = Record<string, unknown>;

/** Fields that hold an id and may be asked for as objects. */
const EXPANDABLE: Record<string, readonly string[]> = {
  customer: ['invoice_settings.default_payment_method'],
  payment_method: ['customer'],
  payment_intent: ['customer', 'latest_charge', 'payment_method'],
  charge: ['balance_transaction', 'customer', 'payment_intent', 'failure_balance_transaction'],
  transfer: ['balance_transaction', 'destination_payment', 'source_transaction'],
  transfer_reversal: ['balance_transaction', 'destination_payment_refund', 'transfer'],
  payout: ['balance_transaction', 'destination', 'failure_balance_transaction'],
  dispute: ['charge', 'payment_intent'],
  'radar.early_fraud_warning': ['charge', 'payment_intent'],
  subscription: ['customer', 'default_payment_method', 'latest_invoice'],
  invoice: ['customer', 'default_payment_method'],
  credit_note: ['invoice', 'customer'],
  price: ['product'],
  topup: ['balance_transaction'],
  setup_intent: ['customer', 'payment_method'],
  refund: ['balance_transaction', 'charge', 'payment_intent', 'failure_balance_transaction'],
  'checkout.session': ['customer', 'line_items', 'payment_intent', 'setup_intent', 'subscription', 'invoice'],
  balance_transaction: ['source'],
};
const LIMIT = 4;

/** Replaces ids by objects as `expand[]` asks. The paths of lists begin with `data.`. */
export function expand(state: StripeState, answer: Wire, paths: readonly string[]): Wire {
  let result = answer;
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > LIMIT + (steps[0] === 'data' ? 1 : 0)) {
      throw invalidRequest('You cannot expand more than 4 levels of a property.', undefined, 'expand');
    }
    if (result['object'] === 'list') {
      if (steps[0] !== 'data') throw notExpandable(path);
      const data = (result['data'] as Wire[]).map((item) => expandPath(state, item, steps.slice(1), path));
      result = { ...result, data };
    } else {
      result = expandPath(state, result, steps, path);
    }
  }
  return result;
}

function expandPath(state: StripeState, object: Wire, steps: string[], path: string): Wire {
  const [first, ...rest] = steps;
  if (first === undefined) return object;
  const type = object['object'] as string;
  const allowed = EXPANDABLE[type] ?? [];
  const nested = allowed.find((name) => name.startsWith(`${first}.`));
  if (nested && rest.length > 0) {
    const inner = object[first] as Wire;
    return { ...object, [first]: expandField(state, inner, nested.slice(first.length + 1), rest.slice(1), path) };
  }
  if (!allowed.includes(first)) throw notExpandable(path);
  if (first === 'line_items') {
    return withLineItems(state, object as unknown as Stripe.Checkout.Session) as unknown as Wire;
  }
  return expandField(state, object, first, rest, path);
}

function expandField(state: StripeState, object: Wire, field: string, rest: string[], path: string): Wire {
  const value = object[field];
  if (value === null || value === undefined) return object;
  const target = typeof value === 'string' ? readable(state, value) : (value as Wire);
  return target ? { ...object, [field]: expandPath(state, target, rest, path) } : object;
}

function readable(state: StripeState, id: string): Wire | undefined {
  const found = state.store.find(id) as unknown as Wire | undefined;
  if (found?.['object'] === 'balance_transaction') {
    return presentBalanceTransaction(state, found as unknown as Stripe.BalanceTransaction) as unknown as Wire;
  }
  return found;
}

const notExpandable = (path: string) =>
  invalidRequest(`This property cannot be expanded (${path}).`, undefined, 'expand');
