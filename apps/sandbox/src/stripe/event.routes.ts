import type { Stripe } from 'stripe';
import { presentEvent, type ThinEvent, undelivered } from './events.js';
import { isCreated, page, pageV2 } from './lists.js';
import { invalidRequest } from './refusal.js';
import { route, type Route } from './route.js';
import { createEndpoint } from './webhook-endpoints.js';

const MAX_TYPES = 20;

/** Events of both kinds, and where they go. */
export const EVENT_ROUTES: readonly Route[] = [
  route<Stripe.EventListParams>('GET', '/v1/events', 'events.list', ({ state, params, path }) => {
    if (params.type && params.types) throw invalidRequest('You may only specify one of these parameters: type, types.');
    if ((params.types?.length ?? 0) > MAX_TYPES)
      throw invalidRequest(`You may pass up to ${MAX_TYPES} types.`, undefined, 'types');
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
    ({ state, params, path }) => page(state.store.each<Stripe.WebhookEndpoint>('webhook_endpoint'), params, path),
  ),
  route<Stripe.V2.Core.EventListParams>('GET', '/v2/core/events', 'v2.core.events.list', ({ state, params, ...at }) =>
    pageV2(
      state.store.each<ThinEvent>('v2.core.event'),
      params,
      at,
      (event) =>
        (!params.object_id || params.object_id === event.related_object?.id) &&
        (!params.types || params.types.includes(event.type)) &&
        isCreated(Math.floor(Date.parse(event.created) / 1000), params.created),
    ),
  ),
  route('GET', '/v2/core/events/:id', 'v2.core.events.retrieve', ({ state, id }) => state.must('v2.core.event', id)),
];

/** `type` of `events.list` may end in a wildcard: `charge.*`. */
function typeMatches(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
