import type { Stripe } from 'stripe';
import { planOf } from './catalogue.js';
import { lineOfInvoiceItem } from './invoice-lines.js';
import { finalizeInvoice } from './invoice-payments.js';
import { mergeMetadata } from './metadata.js';
import { prorate } from './prorations.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';
import { bill, change, endSubscription, FOLLOWER, newItem, schedule } from './subscriptions.js';

type Subscription = Stripe.Subscription;

/** `subscriptions.update` */
export function updateSubscription(
  state: StripeState,
  id: string,
  params: Stripe.SubscriptionUpdateParams,
): Subscription {
  const before = state.must<Subscription>('subscription', id);
  if (before.ended_at) {
    throw invalidRequest(
      'A canceled subscription can only update its cancellation_details and metadata.',
      'resource_missing',
    );
  }
  const items = params.items ? changedItems(state, before, params.items) : before.items.data;
  const end = items[0]?.current_period_end ?? null;
  const stops = params.cancel_at_period_end ?? before.cancel_at_period_end;
  const at =
    typeof params.cancel_at === 'number' ? params.cancel_at : params.cancel_at === '' ? null : before.cancel_at;
  const pause = params.pause_collection;
  if (params.default_payment_method)
    state.must('payment_method', params.default_payment_method, 'default_payment_method');
  const after = change(state, before, {
    ...(params.items && { items: { ...before.items, data: items } }),
    cancel_at_period_end: stops,
    cancel_at: params.cancel_at_period_end === undefined ? at : stops ? end : null,
    canceled_at: stops || at ? (before.canceled_at ?? state.clock.seconds()) : null,
    collection_method: params.collection_method ?? before.collection_method,
    days_until_due: params.days_until_due ?? before.days_until_due,
    default_payment_method: params.default_payment_method ?? before.default_payment_method,
    description: params.description === '' ? null : (params.description ?? before.description),
    metadata: mergeMetadata(before.metadata, params.metadata),
    pause_collection:
      pause === ''
        ? null
        : pause
          ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null }
          : before.pause_collection,
  });
  state.never('subscription_ends', id);
  schedule(state, after);
  if (params.items && params.proration_behavior !== 'none') {
    const made = prorate(state, before, after);
    if (params.proration_behavior === 'always_invoice' && made.length > 0) {
      const now = state.clock.seconds();
      const lines = made.map((item) => lineOfInvoiceItem(state, item));
      const invoice = bill(state, after, 'subscription_update', lines, { start: now, end: now }, { waits: false });
      finalizeInvoice(state, invoice.id, FOLLOWER);
    }
  }
  return state.must<Subscription>('subscription', id);
}

function changedItems(
  state: StripeState,
  subscription: Subscription,
  changes: readonly Stripe.SubscriptionUpdateParams.Item[],
): Stripe.SubscriptionItem[] {
  let items = [...subscription.items.data];
  const [first] = items;
  for (const [index, wish] of changes.entries()) {
    const at = `items[${index}]`;
    const price = wish.price ? state.must<Stripe.Price>('price', wish.price, `${at}[price]`) : undefined;
    if (!wish.id) {
      if (!price) throw invalidRequest(`Missing required param: ${at}[price].`, 'parameter_missing', `${at}[price]`);
      const period = [first?.current_period_start ?? 0, first?.current_period_end ?? 0] as const;
      items.push(newItem(state, subscription.id, { price, quantity: wish.quantity ?? 1 }, ...period));
      continue;
    }
    const known = items.find((item) => item.id === wish.id);
    if (!known) throw invalidRequest(`No such subscription_item: '${wish.id}'`, 'resource_missing', `${at}[id]`);
    const next = price ?? known.price;
    items = wish.deleted
      ? items.filter((item) => item !== known)
      : items.map((item) =>
          item === known
            ? { ...item, price: next, plan: planOf(next), quantity: wish.quantity ?? item.quantity ?? 1 }
            : item,
        );
  }
  if (items.length === 0) throw invalidRequest('A subscription must have at least one item.', undefined, 'items');
  return items;
}

/** `subscriptions.cancel` */
export function cancelSubscription(state: StripeState, id: string): Subscription {
  const subscription = state.must<Subscription>('subscription', id);
  if (subscription.ended_at) throw invalidRequest(`No such subscription: '${id}'`, 'resource_missing', 'id');
  return endSubscription(state, subscription, 'cancellation_requested');
}
