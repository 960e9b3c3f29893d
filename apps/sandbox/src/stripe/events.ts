import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { API_VERSION, type StripeState } from './state.js';

interface Endpoint {
  id: string;
  enabled_events: string[];
  status: string;
}

/**
 * Records an event and one delivery for each endpoint that listens to it, in the transaction of the change itself.
 * @param previous the fields that changed, for `*.updated` events
 */
export function recordEvent(
  state: StripeState,
  type: Stripe.Event.Type,
  object: Stored & { object: string },
  previous?: Record<string, unknown>,
): void {
  const snapshot = structuredClone(object) as Stored & { object: string; secret?: string };
  const endpoints = [...state.store.each<Endpoint & Stored>('webhook_endpoint')].filter(
    (endpoint) =>
      endpoint.status === 'enabled' &&
      (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type)),
  );
  const event = {
    id: state.newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: state.clock.seconds(),
    data: { object: snapshot, ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { ...state.origin },
    type,
  } satisfies { [field in keyof Stripe.EventBase]?: unknown };
  state.save(event);
  const insert = state.store.database.prepare(
    `INSERT INTO delivery (event_id, endpoint_id, state, attempts, next_at) VALUES (?, ?, 'pending', 0, ?)`,
  );
  for (const endpoint of endpoints) insert.run(event.id, endpoint.id, Date.now());
  if (endpoints.length > 0) state.onEvent();
}

/** The event as it is now: `pending_webhooks` counts the deliveries that have not succeeded. */
export function presentEvent(state: StripeState, event: Stripe.Event): Stripe.Event {
  return { ...event, pending_webhooks: undelivered(state, event.id) };
}

/** How many endpoints have not acknowledged the event, given up or not. */
export function undelivered(state: StripeState, eventId: string): number {
  const row = state.store.database
    .prepare(`SELECT count(*) AS n FROM delivery WHERE event_id = ? AND state <> 'delivered'`)
    .get(eventId);
  return Number(row?.['n'] ?? 0);
}
