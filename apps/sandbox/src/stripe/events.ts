import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { API_VERSION, type StripeState } from './state.js';
import { listeners } from './webhook-endpoints.js';

/** A thin event as it is kept; what is pushed is the same without `data`. */
export interface ThinEvent extends Stored {
  object: 'v2.core.event';
  created: string;
  data?: Record<string, unknown>;
  related_object?: { id: string; type: string; url: string };
  type: string;
}

/**
 * Records an event and one delivery for each endpoint that listens to it, in the transaction of the change itself. The
 * event belongs to the account in whose scope it happens, and goes to the endpoints for connected accounts if it is one.
 * @param previous the fields that changed, for `*.updated` events
 */
export function recordEvent(
  state: StripeState,
  type: Stripe.Event.Type,
  object: { object: string },
  previous?: Record<string, unknown>,
): void {
  const snapshot = structuredClone(object);
  const endpoints = listeners(state, state.account ? 'connect' : 'platform', type);
  const event = {
    id: state.newId('evt'),
    object: 'event',
    ...(state.account && { account: state.account }),
    api_version: API_VERSION,
    created: state.clock.seconds(),
    data: { object: snapshot, ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { ...state.origin },
    type,
  } satisfies { [field in keyof Stripe.EventBase]?: unknown };
  state.save(event);
  state.check(snapshot);
  dispatch(state, event.id, endpoints);
}

/** Records a thin event of the v2 API; it always belongs to the platform. */
export function recordThinEvent(
  state: StripeState,
  type: string,
  about: { account: string } | { data: Record<string, unknown> },
  data?: Record<string, unknown>,
): void {
  if (!state.hasAccountsV2 && type.startsWith('v2.core.account')) return;
  state.onPlatform(() => {
    const event: ThinEvent = {
      id: state.newId('evt_test', 40),
      object: 'v2.core.event',
      created: new Date(state.clock.now()).toISOString(),
      ...('data' in about && { data: about.data }),
      ...(data && { data }),
      ...('account' in about && {
        related_object: {
          id: about.account,
          type: 'v2.core.account',
          url: `/v2/core/accounts/${about.account}`,
        },
      }),
      ...{ livemode: false },
      ...(state.origin.id && {
        reason: {
          type: 'request',
          request: { id: state.origin.id, idempotency_key: state.origin.idempotency_key ?? '' },
        },
      }),
      type,
    };
    state.save(event);
    dispatch(state, event.id, listeners(state, 'thin', type));
  });
}

function dispatch(state: StripeState, event: string, endpoints: readonly string[]): void {
  const insert = state.store.database.prepare(
    `INSERT INTO delivery (event_id, endpoint_id, state, attempts, next_at) VALUES (?, ?, 'pending', 0, ?)`,
  );
  for (const endpoint of endpoints) insert.run(event, endpoint, Date.now());
  if (endpoints.length > 0) state.onEvent();
}

/** The event as it is now: `pending_webhooks` counts the deliveries that have not succeeded. */
export function presentEvent(state: StripeState, event: Stripe.Event): Stripe.Event {
  return { ...event, pending_webhooks: undelivered(state, event.id) };
}

/** What is pushed: a snapshot as it is, a thin event without what the receiver is to fetch. */
export function payloadOf(state: StripeState, event: Stored & { object?: string }): string {
  if (event.object !== 'v2.core.event') {
    return JSON.stringify(presentEvent(state, event as unknown as Stripe.Event), null, 2);
  }
  const pushed = { ...(event as ThinEvent) };
  delete pushed.data;
  return JSON.stringify(pushed, null, 2);
}

/** How many endpoints have not acknowledged the event, given up or not. */
export function undelivered(state: StripeState, eventId: string): number {
  const row = state.store.database
    .prepare(`SELECT count(*) AS n FROM delivery WHERE event_id = ? AND state <> 'delivered'`)
    .get(eventId);
  return Number(row?.['n'] ?? 0);
}
