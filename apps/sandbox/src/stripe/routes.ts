import { randomBytes } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { presentBalanceTransaction, readBalance } from './charges.js';
import { createSession, expireSession } from './checkout-sessions.js';
import { createCustomer, mergeMetadata, updateCustomer } from './customers.js';
import { presentEvent, undelivered } from './events.js';
import { isCreated, page } from './lists.js';
import { cancelPaymentIntent, createPaymentIntent } from './payment-intents.js';
import { detach } from './payment-methods.js';
import { createRefund } from './refunds.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';

/** One request, already validated against the wire schema. */
export interface Call<P = Record<string, unknown>> {
  state: StripeState;
  params: P;
  /** The id in the path, empty when there is none. */
  id: string;
  path: string;
}

/** One route of the API: its wire root is also the name of the SDK call. */
export interface Route {
  method: 'GET' | 'POST';
  pattern: RegExp;
  root: string;
  answer: (call: Call) => object;
}

/** `path` holds at most one `:id`. */
function route<P>(method: Route['method'], path: string, root: string, answer: (call: Call<P>) => object): Route {
  const pattern = new RegExp(`^${path.replace(':id', '([^/]+)')}$`);
  return { method, pattern, root, answer: answer as Route['answer'] };
}

const retrieve = (type: string) => (call: Call) => call.state.must(type, call.id);

/** Every call the platform makes in this release. Another path is a 404, as with the real API. */
export const ROUTES: readonly Route[] = [
  route<Stripe.CustomerCreateParams>('POST', '/v1/customers', 'customers.create', ({ state, params }) =>
    createCustomer(state, params),
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
  route('GET', '/v1/balance', 'balance.retrieve', ({ state }) => readBalance(state)),
  route<Stripe.BalanceTransactionListParams>(
    'GET',
    '/v1/balance_transactions',
    'balanceTransactions.list',
    ({ state, params, path }) => {
      const found = page(
        state.store.each<Stripe.BalanceTransaction>('balance_transaction'),
        params,
        path,
        (line) =>
          (!params.type || params.type === line.type) &&
          (!params.source || params.source === idOf(line.source as string | null)) &&
          (!params.currency || params.currency === line.currency) &&
          isCreated(line.created, params.created),
      );
      return { ...found, data: found.data.map((line) => presentBalanceTransaction(state, line)) };
    },
  ),
  route('GET', '/v1/balance_transactions/:id', 'balanceTransactions.retrieve', ({ state, id }) =>
    presentBalanceTransaction(state, state.must<Stripe.BalanceTransaction>('balance_transaction', id)),
  ),
  route<Stripe.EventListParams>('GET', '/v1/events', 'events.list', ({ state, params, path }) => {
    if (params.type && params.types) throw invalidRequest('You may only specify one of these parameters: type, types.');
    const found = page(
      state.store.each<Stripe.Event>('event'),
      params,
      path,
      (event) =>
        (!params.type || typeMatches(event.type, params.type)) &&
        (!params.types || params.types.includes(event.type)) &&
        isCreated(event.created, params.created) &&
        (params.delivery_success === undefined || params.delivery_success === (undelivered(state, event.id) === 0)),
    );
    return { ...found, data: found.data.map((event) => presentEvent(state, event)) };
  }),
  route('GET', '/v1/events/:id', 'events.retrieve', ({ state, id }) =>
    presentEvent(state, state.must<Stripe.Event>('event', id)),
  ),
  route<Stripe.WebhookEndpointCreateParams>(
    'POST',
    '/v1/webhook_endpoints',
    'webhookEndpoints.create',
    ({ state, params }) => createEndpoint(state, params),
  ),
  route<Stripe.WebhookEndpointListParams>(
    'GET',
    '/v1/webhook_endpoints',
    'webhookEndpoints.list',
    ({ state, params, path }) => page(state.store.each<Stored>('webhook_endpoint'), params, path),
  ),
];

/** `type` of `events.list` may end in a wildcard: `charge.*`. */
function typeMatches(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** The signing secrets of an endpoint; the wire object shows one of them once, at creation. */
export interface EndpointSecrets extends Stored {
  secrets: string[];
}

function createEndpoint(state: StripeState, params: Stripe.WebhookEndpointCreateParams): Stripe.WebhookEndpoint {
  if (!/^https?:\/\//.test(params.url)) throw invalidRequest('Not a valid URL', 'url_invalid', 'url');
  const endpoint = {
    id: state.newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: state.clock.seconds(),
    description: params.description || null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
  } satisfies Stripe.WebhookEndpoint;
  state.save<Stripe.WebhookEndpoint>(endpoint);
  const secret = `whsec_${randomBytes(24).toString('base64url')}`;
  const kept: EndpointSecrets = { id: `secrets_${endpoint.id}`, secrets: [secret] };
  state.saveHidden('endpoint_secrets', kept);
  return { ...endpoint, secret };
}
