import type { Stripe } from 'stripe';
import { saveItem } from './invoice-items.js';
import { lineOfInvoiceItem } from './invoice-lines.js';
import { idOf, type StripeState } from './state.js';

/** What a subscription's first invoice has besides its period: a setup fee. */
export function addLines(
  state: StripeState,
  customer: Stripe.Customer,
  subscription: string,
  extras: readonly { price: Stripe.Price; quantity: number }[],
  period: { start: number; end: number },
): Stripe.InvoiceLineItem[] {
  return extras.map(({ price, quantity }) => {
    const product = state.get<Stripe.Product>('product', idOf(price.product) ?? '');
    const item = saveItem(state, {
      amount: quantity * (price.unit_amount ?? 0),
      currency: price.currency,
      customer,
      description: product?.name ?? null,
      invoice: null,
      metadata: {},
      period,
      price,
      unit: String(price.unit_amount_decimal),
      quantity: String(quantity),
      subscription,
      proration: false,
    });
    return lineOfInvoiceItem(state, item);
  });
}

/** The rest of the period at the old items is given back and asked for at the new ones. */
export function prorate(
  state: StripeState,
  before: Stripe.Subscription,
  after: Stripe.Subscription,
): Stripe.InvoiceItem[] {
  const now = state.clock.seconds();
  const customer = state.must<Stripe.Customer>('customer', idOf(after.customer) ?? '');
  const made: Stripe.InvoiceItem[] = [];
  const part = (item: Stripe.SubscriptionItem, sign: 1 | -1) => {
    const length = item.current_period_end - item.current_period_start;
    const left = Math.max(0, item.current_period_end - now);
    const full = (item.quantity ?? 1) * (item.price.unit_amount ?? 0);
    const amount = sign * Math.round((full * left) / length);
    if (amount === 0) return;
    made.push(
      saveItem(state, {
        amount,
        currency: item.price.currency,
        customer,
        description: sign < 0 ? 'Unused time' : 'Remaining time',
        invoice: null,
        metadata: {},
        period: { start: now, end: item.current_period_end },
        price: item.price,
        unit: String(amount),
        quantity: '1',
        subscription: after.id,
        proration: true,
      }),
    );
  };
  const bills = (item: Stripe.SubscriptionItem) => `${item.id} ${item.price.id} ${item.quantity ?? 1}`;
  const kept = new Set(after.items.data.map(bills));
  const known = new Set(before.items.data.map(bills));
  for (const item of before.items.data) if (!kept.has(bills(item))) part(item, -1);
  for (const item of after.items.data) if (!known.has(bills(item))) part(item, 1);
  return made;
}
