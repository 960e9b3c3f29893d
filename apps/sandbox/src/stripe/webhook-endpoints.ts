import { createHash, randomBytes } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { mergeMetadata } from './metadata.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';

/**
 * What an endpoint listens to. Stripe fixes it when the endpoint is made: the platform's own events, the events of its
 * connected accounts (they carry `account`), or thin events of the v2 API.
 */
export type EndpointKind = 'platform' | 'connect' | 'thin';

/** What is kept of an endpoint off the wire; the wire object shows a secret once, at creation. */
export interface EndpointSecrets extends Stored {
  secrets: string[];
  /** Absent in files of earlier releases: platform. */
  kind?: EndpointKind;
}

/** Ids of the endpoints that come from the configuration: fixed, so that undelivered events survive a new address. */
const CONFIGURED: Record<EndpointKind, string> = {
  platform: 'we_sandboxconfiguredendpoint',
  connect: 'we_sandboxconfiguredconnect',
  thin: 'we_sandboxconfiguredthin',
};

/** The secrets and the kind of an endpoint. */
export function secretsOf(state: StripeState, endpoint: string): EndpointSecrets | undefined {
  return state.onPlatform(() => state.get<EndpointSecrets>('endpoint_secrets', `secrets_${endpoint}`));
}

/** The endpoints that are told of an event. */
export function listeners(state: StripeState, kind: EndpointKind, type: string): string[] {
  const endpoints = state.onPlatform(() => [...state.store.each<Stripe.WebhookEndpoint>('webhook_endpoint')]);
  return endpoints
    .filter(
      (endpoint) =>
        endpoint.status === 'enabled' &&
        (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type)) &&
        (secretsOf(state, endpoint.id)?.kind ?? 'platform') === kind,
    )
    .map(({ id }) => id);
}

/** `webhookEndpoints.create` */
export function createEndpoint(state: StripeState, params: Stripe.WebhookEndpointCreateParams): Stripe.WebhookEndpoint {
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
  const secret = `whsec_${randomBytes(24).toString('base64url')}`;
  keep(state, endpoint, [secret], params.connect ? 'connect' : 'platform');
  return { ...endpoint, secret };
}

/** The endpoint of the configuration; it hears every event of its kind. */
export function configureEndpoint(
  state: StripeState,
  kind: EndpointKind,
  url: string,
  secrets: readonly string[],
): void {
  if (secrets.length === 0) throw new Error('a webhook URL needs at least one whsec_ secret');
  const endpoint = {
    id: CONFIGURED[kind],
    object: 'webhook_endpoint',
    api_version: null,
    application: null,
    created: state.clock.seconds(),
    description: `from the configuration (${createHash('sha256').update(url).digest('hex').slice(0, 8)})`,
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    url,
  } satisfies Stripe.WebhookEndpoint;
  keep(state, endpoint, [...secrets], kind);
}

/**
 * An endpoint that hears every event of its kind, as its owner makes it in the dashboard; one with the same address gets a new secret instead.
 * @returns the signing secret, which is shown this once
 */
export function openEndpoint(state: StripeState, kind: EndpointKind, url: string): string {
  const known = state.onPlatform(() =>
    [...state.store.each<Stripe.WebhookEndpoint>('webhook_endpoint')].find((one) => one.url === url),
  );
  const secret = `whsec_${randomBytes(24).toString('base64url')}`;
  const endpoint = known ?? {
    ...createEndpoint(state, { url, enabled_events: ['*'], connect: kind === 'connect' }),
    secret: undefined,
  };
  const { secret: _shownOnce, ...kept } = endpoint;
  keep(state, kept, [secret], kind);
  return secret;
}

function keep(state: StripeState, endpoint: Stripe.WebhookEndpoint, secrets: string[], kind: EndpointKind): void {
  state.save<Stripe.WebhookEndpoint>(endpoint);
  const kept: EndpointSecrets = { id: `secrets_${endpoint.id}`, secrets, kind };
  state.saveHidden('endpoint_secrets', kept);
}
