import type { Stripe } from 'stripe';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

type Decimal = NonNullable<Stripe.Price['unit_amount_decimal']>;

/** Decimals are objects in the SDK and texts on the wire. */
export const decimal = (value: number | string) => String(value) as unknown as Decimal;

/** `quantity` times `unit`, both decimal texts, rounded half up to whole minor units. */
export function timesRounded(quantity: string, unit: string): number {
  const parse = (text: string): [bigint, number] => {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
    if (!match) throw invalidRequest(`Invalid decimal: ${text}`, 'parameter_invalid_integer');
    const [, sign = '', whole = '0', fraction = ''] = match;
    return [BigInt(`${sign}${whole}${fraction}`), fraction.length];
  };
  const [a, aDigits] = parse(quantity);
  const [b, bDigits] = parse(unit);
  const scale = 10n ** BigInt(aDigits + bDigits);
  const product = a * b;
  const doubled = 2n * (product < 0n ? -product : product) + scale;
  const rounded = doubled / (2n * scale);
  return Number(product < 0n ? -rounded : rounded);
}

/** `products.create` */
export function createProduct(state: StripeState, params: Stripe.ProductCreateParams): Stripe.Product {
  const product: Stripe.Product = {
    id: params.id ?? state.newId('prod', 14),
    object: 'product',
    active: params.active ?? true,
    created: state.clock.seconds(),
    default_price: null,
    description: params.description ?? null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: params.unit_label ?? null,
    updated: state.clock.seconds(),
    url: params.url ?? null,
  };
  state.save<Stripe.Product>(product);
  recordEvent(state, 'product.created', product);
  return product;
}

/** `products.update` */
export function updateProduct(state: StripeState, id: string, params: Stripe.ProductUpdateParams): Stripe.Product {
  const before = state.must<Stripe.Product>('product', id);
  const after = state.save<Stripe.Product>({
    ...before,
    active: params.active ?? before.active,
    default_price: params.default_price ?? before.default_price ?? null,
    description: params.description === '' ? null : (params.description ?? before.description),
    metadata: mergeMetadata(before.metadata, params.metadata),
    name: params.name ?? before.name,
    updated: state.clock.seconds(),
  });
  recordEvent(state, 'product.updated', after, { updated: before.updated });
  return after;
}

/** How a price is asked for, by the API or inline. */
export interface PriceInput {
  currency: string;
  product?: string | undefined;
  product_data?: { name: string } | undefined;
  unit_amount?: number | undefined;
  unit_amount_decimal?: Decimal | undefined;
  recurring?: { interval: string; interval_count?: number | undefined } | undefined;
  tax_behavior?: string | undefined;
  nickname?: string | undefined;
  lookup_key?: string | undefined;
  metadata?: Stripe.MetadataParam | undefined;
  active?: boolean | undefined;
}

/** `prices.create`, also for prices that are given inline: a fixed amount for each unit. */
export function createPrice(state: StripeState, params: PriceInput, at = ''): Stripe.Price {
  const named = (name: string) => (at ? `${at}[${name}]` : name);
  const { product, product_data: data } = params;
  if (!product && !data) {
    throw invalidRequest(`Missing required param: ${named('product')}.`, 'parameter_missing', named('product'));
  }
  if (product) state.must('product', product, named('product'));
  const unit = params.unit_amount_decimal === undefined ? params.unit_amount : String(params.unit_amount_decimal);
  if (unit === undefined) {
    throw invalidRequest(`Missing required param: ${named('unit_amount')}.`, 'parameter_missing', named('unit_amount'));
  }
  const whole = Number(unit);
  const price: Stripe.Price = {
    id: state.newId('price'),
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: state.clock.seconds(),
    currency: params.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: product ?? createProduct(state, { name: data?.name ?? '' }).id,
    recurring: params.recurring
      ? {
          interval: params.recurring.interval as 'month',
          interval_count: params.recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: Number.isInteger(whole) ? whole : null,
    unit_amount_decimal: decimal(unit),
  };
  state.save<Stripe.Price>(price);
  recordEvent(state, 'price.created', price);
  return price;
}

/** `prices.update`: everything but the money may change. */
export function updatePrice(state: StripeState, id: string, params: Stripe.PriceUpdateParams): Stripe.Price {
  const before = state.must<Stripe.Price>('price', id);
  const after = state.save<Stripe.Price>({
    ...before,
    active: params.active ?? before.active,
    lookup_key: params.lookup_key ?? before.lookup_key,
    metadata: mergeMetadata(before.metadata, params.metadata),
    nickname: params.nickname ?? before.nickname,
  });
  recordEvent(state, 'price.updated', after, { active: before.active });
  return after;
}

/** The plan that old answers still carry beside the price. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: idOf(price.product),
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}

/** The end of a period that starts then: calendar months keep their day, or take the last one. */
export function periodEnd(start: number, interval: string, count: number): number {
  const date = new Date(start * 1000);
  if (interval === 'day') date.setUTCDate(date.getUTCDate() + count);
  else if (interval === 'week') date.setUTCDate(date.getUTCDate() + 7 * count);
  else {
    const months = interval === 'year' ? 12 * count : count;
    const day = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + months);
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(day, last));
  }
  return Math.floor(date.getTime() / 1000);
}
