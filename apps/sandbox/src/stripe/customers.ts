import type { Stripe } from 'stripe';
import { recordEvent } from './events.js';
import { mergeMetadata } from './metadata.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

/** An empty string in a form means "unset". */
function unset<T extends string>(value: T | '' | null | undefined, before: T | null): T | null {
  if (value === undefined) return before;
  return value === '' ? null : value;
}

function address(params: Stripe.CustomerCreateParams['address'], before: Stripe.Address | null): Stripe.Address | null {
  if (params === undefined) return before;
  if (!params) return null;
  const field = (value: string | null | undefined) => value || null;
  return {
    city: field(params.city),
    country: field(params.country),
    line1: field(params.line1),
    line2: field(params.line2),
    postal_code: field(params.postal_code),
    state: field(params.state),
  };
}

/** `customers.create` */
export function createCustomer(state: StripeState, params: Stripe.CustomerCreateParams): Stripe.Customer {
  checkEmail(params.email);
  const customer = {
    id: state.newId('cus', 14),
    object: 'customer',
    address: address(params.address, null),
    balance: 0,
    created: state.clock.seconds(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: unset(params.description, null),
    email: unset(params.email, null),
    invoice_prefix: state.newId('x', 8).slice(2).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: unset(params.name, null),
    next_invoice_sequence: 1,
    phone: unset(params.phone, null),
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  } satisfies Stripe.Customer;
  state.save<Stripe.Customer>(customer);
  recordEvent(state, 'customer.created', customer);
  return customer;
}

/** `customers.update` */
export function updateCustomer(state: StripeState, id: string, params: Stripe.CustomerUpdateParams): Stripe.Customer {
  const before = state.must<Stripe.Customer>('customer', id);
  checkEmail(params.email);
  const settings = params.invoice_settings;
  const invoiceSettings = { ...before.invoice_settings };
  if (settings?.default_payment_method !== undefined) {
    invoiceSettings.default_payment_method = ownCard(state, id, settings.default_payment_method);
  }
  const after: Stripe.Customer = {
    ...before,
    address: address(params.address, before.address ?? null),
    description: unset(params.description, before.description),
    email: unset(params.email, before.email),
    invoice_settings: invoiceSettings,
    metadata: mergeMetadata(before.metadata, params.metadata),
    name: unset(params.name, before.name ?? null),
    phone: unset(params.phone, before.phone ?? null),
    preferred_locales: params.preferred_locales ?? before.preferred_locales,
  };
  state.save(after);
  const previous: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(before)) {
    if (JSON.stringify(value) !== JSON.stringify(after[field as keyof Stripe.Customer])) previous[field] = value;
  }
  if (Object.keys(previous).length > 0) recordEvent(state, 'customer.updated', after, previous);
  return after;
}

/** The default card must be on the same customer's file: Stripe refuses anything else. */
function ownCard(state: StripeState, customer: string, paymentMethod: string): string | null {
  if (paymentMethod === '') return null;
  const param = 'invoice_settings[default_payment_method]';
  const card = state.must<Stripe.PaymentMethod>('payment_method', paymentMethod, param);
  if (idOf(card.customer) !== customer) {
    throw invalidRequest(
      `The customer does not have a payment method with the ID ${paymentMethod}. The payment method must be attached to the customer.`,
      'resource_missing',
      param,
    );
  }
  return card.id;
}

function checkEmail(email: string | undefined): void {
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw invalidRequest(`Invalid email address: ${email}`, 'email_invalid', 'email');
  }
}
