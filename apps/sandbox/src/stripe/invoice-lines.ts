import type { Stripe } from 'stripe';
import { decimal } from './catalogue.js';
import { idOf, type StripeState } from './state.js';

type Line = Stripe.InvoiceLineItem;

interface LineInput {
  amount: number;
  currency: string;
  description: string | null;
  period: { start: number; end: number };
  quantity: number;
  price: Stripe.Price | null;
  unit: string | null;
  quantityDecimal?: string | undefined;
  metadata: Stripe.Metadata;
  subscription: string | null;
  parent: Line['parent'];
}

/** One line of an invoice. */
function line(state: StripeState, input: LineInput): Line {
  return {
    id: state.newId('il'),
    object: 'line_item',
    amount: input.amount,
    currency: input.currency,
    description: input.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: input.metadata,
    parent: input.parent,
    period: input.period,
    pretax_credit_amounts: [],
    pricing: {
      ...(input.price && { price_details: { price: input.price.id, product: idOf(input.price.product) ?? '' } }),
      type: 'price_details',
      unit_amount_decimal: input.unit === null ? null : decimal(input.unit),
    },
    quantity: input.quantity,
    quantity_decimal: decimal(input.quantityDecimal ?? input.quantity),
    subscription: input.subscription,
    subtotal: input.amount,
    taxes: [],
  };
}

/** A period of a subscription item. */
export function lineOfSubscriptionItem(
  state: StripeState,
  item: Stripe.SubscriptionItem,
  period: { start: number; end: number },
): Line {
  const product = state.get<Stripe.Product>('product', idOf(item.price.product) ?? '');
  const quantity = item.quantity ?? 1;
  return line(state, {
    amount: quantity * (item.price.unit_amount ?? 0),
    currency: item.price.currency,
    description: `${quantity} × ${product?.name ?? 'Subscription'}`,
    period,
    quantity,
    price: item.price,
    unit: String(item.price.unit_amount_decimal),
    metadata: item.metadata,
    subscription: item.subscription,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: null,
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
  });
}

/** An invoice item. */
export function lineOfInvoiceItem(state: StripeState, item: Stripe.InvoiceItem): Line {
  const price = state.get<Stripe.Price>('price', idOf(item.pricing?.price_details?.price) ?? '') ?? null;
  const subscription = item.parent?.subscription_details?.subscription ?? null;
  return line(state, {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    period: item.period,
    quantity: item.quantity,
    price,
    unit: item.pricing?.unit_amount_decimal === null ? null : String(item.pricing?.unit_amount_decimal ?? item.amount),
    quantityDecimal: String(item.quantity_decimal),
    metadata: item.metadata ?? {},
    subscription,
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: item.proration,
        proration_details: item.proration ? { credited_items: null } : null,
        subscription,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
  });
}

/** The invoice with these lines and the sums that follow. The sandbox adds no tax. */
export function withLines(
  invoice: Stripe.Invoice,
  lines: Stripe.InvoiceLineItem[],
  currency = invoice.currency,
): Stripe.Invoice {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const due = Math.max(0, total);
  return {
    ...invoice,
    currency,
    amount_due: due,
    amount_remaining: due - invoice.amount_paid,
    lines: { ...invoice.lines, data: lines.map((line) => ({ ...line, invoice: invoice.id })) },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  };
}
