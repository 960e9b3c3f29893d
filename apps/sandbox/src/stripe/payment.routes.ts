import type { Stripe } from 'stripe';
import { createSession, expireSession } from './checkout-sessions.js';
import { createCustomer, updateCustomer } from './customers.js';
import { isCreated, page } from './lists.js';
import { cancelPaymentIntent, createPaymentIntent } from './payment-intents.js';
import { detach } from './payment-methods.js';
import { createRefund } from './refunds.js';
import { retrieve, route, type Route } from './route.js';
import { createSetupIntent } from './setup-intents.js';

/** Money in and back: customers, cards, checkout, payments, refunds. */
export const PAYMENT_ROUTES: readonly Route[] = [
  route<Stripe.CustomerCreateParams>('POST', '/v1/customers', 'customers.create', ({ state, params }) =>
    createCustomer(state, params),
  ),
  route<Stripe.CustomerListParams>('GET', '/v1/customers', 'customers.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Customer>('customer'),
      params,
      path,
      (customer) => (!params.email || params.email === customer.email) && isCreated(customer.created, params.created),
    ),
  ),
  route('GET', '/v1/customers/:id', 'customers.retrieve', retrieve('customer')),
  route<Stripe.CustomerUpdateParams>('POST', '/v1/customers/:id', 'customers.update', ({ state, id, params }) =>
    updateCustomer(state, id, params),
  ),
  route<Stripe.CustomerListPaymentMethodsParams>(
    'GET',
    '/v1/customers/:id/payment_methods',
    'customers.listPaymentMethods',
    ({ state, id, params, path }) => {
      state.must('customer', id);
      return page(
        state.store.each<Stripe.PaymentMethod>('payment_method', { owner: id }),
        params,
        path,
        (card) =>
          (!params.type || params.type === card.type) &&
          (!params.allow_redisplay || params.allow_redisplay === card.allow_redisplay),
      );
    },
  ),
  route('GET', '/v1/payment_methods/:id', 'paymentMethods.retrieve', retrieve('payment_method')),
  route('POST', '/v1/payment_methods/:id/detach', 'paymentMethods.detach', ({ state, id }) => detach(state, id)),
  route<Stripe.Checkout.SessionCreateParams>(
    'POST',
    '/v1/checkout/sessions',
    'checkout.sessions.create',
    ({ state, params }) => createSession(state, params),
  ),
  route<Stripe.Checkout.SessionListParams>(
    'GET',
    '/v1/checkout/sessions',
    'checkout.sessions.list',
    ({ state, params, path }) =>
      page(
        state.store.each<Stripe.Checkout.Session>('checkout.session'),
        params,
        path,
        (session) =>
          (!params.customer || params.customer === session.customer) &&
          (!params.payment_intent || params.payment_intent === session.payment_intent) &&
          (!params.status || params.status === session.status) &&
          isCreated(session.created, params.created),
      ),
  ),
  route('GET', '/v1/checkout/sessions/:id', 'checkout.sessions.retrieve', retrieve('checkout.session')),
  route('POST', '/v1/checkout/sessions/:id/expire', 'checkout.sessions.expire', ({ state, id }) =>
    expireSession(state, id),
  ),
  route<Stripe.PaymentIntentCreateParams>('POST', '/v1/payment_intents', 'paymentIntents.create', ({ state, params }) =>
    createPaymentIntent(state, params),
  ),
  route<Stripe.PaymentIntentListParams>(
    'GET',
    '/v1/payment_intents',
    'paymentIntents.list',
    ({ state, params, path }) =>
      page(
        state.store.each<Stripe.PaymentIntent>(
          'payment_intent',
          params.customer ? { owner: params.customer } : undefined,
        ),
        params,
        path,
        (intent) => isCreated(intent.created, params.created),
      ),
  ),
  route('GET', '/v1/payment_intents/:id', 'paymentIntents.retrieve', retrieve('payment_intent')),
  route<Stripe.PaymentIntentCancelParams>(
    'POST',
    '/v1/payment_intents/:id/cancel',
    'paymentIntents.cancel',
    ({ state, id, params }) => cancelPaymentIntent(state, id, params),
  ),
  route<Stripe.SetupIntentCreateParams>('POST', '/v1/setup_intents', 'setupIntents.create', ({ state, params }) =>
    createSetupIntent(state, params),
  ),
  route('GET', '/v1/setup_intents/:id', 'setupIntents.retrieve', retrieve('setup_intent')),
  route('GET', '/v1/charges/:id', 'charges.retrieve', retrieve('charge')),
  route<Stripe.RefundCreateParams>('POST', '/v1/refunds', 'refunds.create', ({ state, params }) =>
    createRefund(state, params),
  ),
  route<Stripe.RefundListParams>('GET', '/v1/refunds', 'refunds.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Refund>('refund'),
      params,
      path,
      (refund) =>
        (!params.charge || params.charge === refund.charge) &&
        (!params.payment_intent || params.payment_intent === refund.payment_intent) &&
        isCreated(refund.created, params.created),
    ),
  ),
  route('GET', '/v1/refunds/:id', 'refunds.retrieve', retrieve('refund')),
];
