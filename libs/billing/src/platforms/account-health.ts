import type { WebhookEndpoint } from '../stripe/stripe-context.js';

/** What can be wrong with an account at Stripe, the worst first. */
export const ACCOUNT_FAULTS = [
  'key_refused',
  'charges_disabled',
  'webhook_missing',
  'webhook_disabled',
  'payouts_disabled',
  'requirements_due',
  'webhook_events_missing',
  'webhooks_unreadable',
] as const;
export type AccountFault = (typeof ACCOUNT_FAULTS)[number];

/** With these no payment is taken, or none is heard of in time. */
const GRAVE: readonly AccountFault[] = ['key_refused', 'charges_disabled', 'webhook_missing', 'webhook_disabled'];
export const isGrave = (fault: AccountFault): boolean => GRAVE.includes(fault);

export const ENDPOINT_STATES = ['ok', 'missing', 'disabled', 'events_missing', 'unreadable'] as const;

/** An endpoint of our webhooks, as Stripe has it. */
export interface EndpointHealth {
  readonly endpoint: WebhookEndpoint;
  readonly state: (typeof ENDPOINT_STATES)[number];
  /** Types of events that we need, and that it does not send. */
  readonly missingEvents: readonly string[];
}

/** What Stripe says of an account. */
export interface AccountFacts {
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  /** In Stripe's words; null = it is not held back. */
  readonly disabledReason: string | null;
  /** What Stripe wants to know now, in its words. */
  readonly requirements: readonly string[];
  /** Undefined = the key may not read them. */
  readonly endpoints: readonly EndpointFacts[] | undefined;
}

interface EndpointFacts {
  readonly url: string;
  readonly isEnabled: boolean;
  /** `*` = all. */
  readonly events: readonly string[];
}

/** Those without which payments or payouts are heard of late. Stripe lists no destinations of thin events beside them. */
const NEEDED: readonly WebhookEndpoint[] = ['platform', 'connect'];

/** @param place path of an endpoint of ours @param eventsOf what it has to send */
export function endpointsHealth(
  { endpoints }: Pick<AccountFacts, 'endpoints'>,
  place: (endpoint: WebhookEndpoint) => string,
  eventsOf: (endpoint: WebhookEndpoint) => readonly string[],
): EndpointHealth[] {
  return NEEDED.map((endpoint): EndpointHealth => {
    const is = (state: EndpointHealth['state'], missingEvents: readonly string[] = []) => ({
      endpoint,
      state,
      missingEvents,
    });
    if (!endpoints) return is('unreadable');
    // The host may be any of ours.
    const ours = endpoints.filter(({ url }) => pathOf(url) === place(endpoint));
    if (ours.length === 0) return is('missing');
    const enabled = ours.filter(({ isEnabled }) => isEnabled);
    if (enabled.length === 0) return is('disabled');
    const sent = new Set(enabled.flatMap(({ events }) => events));
    const missing = sent.has('*') ? [] : eventsOf(endpoint).filter((type) => !sent.has(type));
    return missing.length > 0 ? is('events_missing', missing) : is('ok');
  });
}

/** The worst first, each once. */
export function faultsOf(account: AccountFacts, endpoints: readonly EndpointHealth[]): AccountFault[] {
  const has = (state: EndpointHealth['state']): boolean => endpoints.some((one) => one.state === state);
  const found: Readonly<Record<AccountFault, boolean>> = {
    key_refused: false,
    charges_disabled: !account.chargesEnabled,
    payouts_disabled: !account.payoutsEnabled,
    requirements_due: account.requirements.length > 0,
    webhook_missing: has('missing'),
    webhook_disabled: has('disabled'),
    webhook_events_missing: has('events_missing'),
    webhooks_unreadable: has('unreadable'),
  };
  return ACCOUNT_FAULTS.filter((fault) => found[fault]);
}

function pathOf(url: string): string | undefined {
  return URL.parse(url)?.pathname;
}
