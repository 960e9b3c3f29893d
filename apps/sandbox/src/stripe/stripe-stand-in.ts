import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { SandboxClock } from '../clock.js';
import type { Store } from '../store.js';
import { Agenda } from './agenda.js';
import { StripeApi } from './api.js';
import { answerChallenge, type CheckoutOutcome, paySession } from './checkout-sessions.js';
import { Faults } from './faults.js';
import { IdempotencyKeys } from './idempotency.js';
import { StripePages } from './pages.js';
import type { EndpointSecrets } from './routes.js';
import { StripeState, type StripeTimings } from './state.js';
import { WebhookSender } from './webhooks.js';
import { WireSchema } from './wire-schema.js';

export interface StripeOptions {
  /** `sk_test_sandbox_...` */
  secretKey: string;
  /** Where events go, in addition to endpoints made through the API. */
  webhookUrl?: string | undefined;
  /** `whsec_...`; several while a secret is being changed. */
  webhookSecrets?: readonly string[] | undefined;
  /** Waits between the attempts to deliver, in seconds. */
  retrySeconds?: readonly number[] | undefined;
  timings?: Partial<StripeTimings> | undefined;
}

const DEFAULT_TIMINGS: StripeTimings = {
  balanceTransactionDelayMs: 100,
  fundsAvailableAfterMs: 60_000,
  refundSettlesAfterMs: 500,
};

/** Id of the endpoint that comes from the configuration: fixed, so that undelivered events survive a new address. */
const CONFIGURED_ENDPOINT = 'we_sandboxconfiguredendpoint';

/** How `pay` of the control API and of tests is asked. */
export interface ScriptedPayment {
  /** Card number; default 4242424242424242. */
  card?: string;
  save?: boolean;
  /** Answer to a 3-D Secure page; without it the session is left waiting there. */
  threeDSecure?: 'complete' | 'fail';
}

/** Stripe, as far as the platform uses it. */
export class StripeStandIn {
  readonly state: StripeState;
  readonly webhooks: WebhookSender;
  readonly faults = new Faults();
  readonly api: StripeApi;
  readonly pages: StripePages;
  private readonly agenda: Agenda;

  constructor(
    store: Store,
    private readonly clock: SandboxClock,
    options: StripeOptions,
  ) {
    const timings = { ...DEFAULT_TIMINGS, ...options.timings };
    this.state = new StripeState(store, clock, new WireSchema(), timings, '');
    this.webhooks = new WebhookSender(this.state, options.retrySeconds);
    this.api = new StripeApi(this.state, options.secretKey, new IdempotencyKeys(store), this.faults);
    this.pages = new StripePages(this.state);
    this.agenda = new Agenda(this.state);
    if (options.webhookUrl) this.configureEndpoint(options.webhookUrl, options.webhookSecrets ?? []);
  }

  start(): void {
    this.agenda.start();
    this.webhooks.start();
  }

  async stop(): Promise<void> {
    this.agenda.stop();
    await this.webhooks.stop();
  }

  /** Moves the sandbox clock and does what became due. */
  advance(seconds: number): void {
    this.clock.advance(seconds);
    this.agenda.run();
  }

  /** All objects of a type, newest first, e.g. `objects('payment_intent')`. */
  objects<T extends { id: string }>(type: string): T[] {
    return [...this.state.store.each<T>(type)];
  }

  /**
   * Pays a session like a customer at the page.
   * @throws StripeRefusal when the session is not open
   */
  pay(sessionId: string, payment: ScriptedPayment = {}): CheckoutOutcome {
    const { state } = this;
    return state.store.atomically(() => {
      state.origin = { id: null, idempotency_key: null };
      const outcome = paySession(state, sessionId, {
        number: (payment.card ?? '4242424242424242').replaceAll(' ', ''),
        expMonth: 12,
        expYear: new Date(this.clock.now()).getUTCFullYear() + 3,
        save: payment.save ?? false,
        acceptTerms: true,
        email: 'customer@example.com',
      });
      if (outcome.outcome !== 'challenge' || !payment.threeDSecure) return outcome;
      return answerChallenge(state, sessionId, payment.threeDSecure === 'complete');
    });
  }

  private configureEndpoint(url: string, secrets: readonly string[]): void {
    if (secrets.length === 0) throw new Error('a webhook URL needs at least one whsec_ secret');
    this.state.save<Stripe.WebhookEndpoint>({
      id: CONFIGURED_ENDPOINT,
      object: 'webhook_endpoint',
      api_version: null,
      application: null,
      created: this.clock.seconds(),
      description: `from the configuration (${createHash('sha256').update(url).digest('hex').slice(0, 8)})`,
      enabled_events: ['*'],
      livemode: false,
      metadata: {},
      status: 'enabled',
      url,
    });
    const kept: EndpointSecrets = { id: `secrets_${CONFIGURED_ENDPOINT}`, secrets: [...secrets] };
    this.state.saveHidden('endpoint_secrets', kept);
  }
}
