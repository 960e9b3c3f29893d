import type { SandboxClock } from '../clock.js';
import type { Store } from '../store.js';
import { Agenda } from './agenda.js';
import { StripeApi } from './api.js';
import { answerChallenge, type CheckoutOutcome, paySession } from './checkout-payment.js';
import { Faults } from './faults.js';
import { IdempotencyKeys } from './idempotency.js';
import { StripePages } from './pages.js';
import { type PlatformIdentity, StripeState, type StripeTimings } from './state.js';
import { configureEndpoint, type EndpointKind, openEndpoint } from './webhook-endpoints.js';
import { WebhookSender } from './webhooks.js';
import { WireSchema } from './wire-schema.js';

export interface StripeOptions {
  /** `sk_test_sandbox_...` */
  secretKey: string;
  /** Where events go, in addition to endpoints made through the API. */
  webhookUrl?: string | undefined;
  /** `whsec_...`; several while a secret is being changed. */
  webhookSecrets?: readonly string[] | undefined;
  /** Where the events of connected accounts go. */
  connectWebhookUrl?: string | undefined;
  connectWebhookSecrets?: readonly string[] | undefined;
  /** Where the thin events of the v2 API go. */
  thinWebhookUrl?: string | undefined;
  thinWebhookSecrets?: readonly string[] | undefined;
  /** Waits between the attempts to deliver, in seconds. */
  retrySeconds?: readonly number[] | undefined;
  timings?: Partial<StripeTimings> | undefined;
  /** Restricted keys (`rk_test_sandbox_...`) and what each may not touch: the first part of the path, e.g. `transfers`. */
  restricted?: Readonly<Record<string, readonly string[]>> | undefined;
  platform?: Partial<PlatformIdentity> | undefined;
}

const DEFAULT_TIMINGS: StripeTimings = {
  balanceTransactionDelayMs: 100,
  fundsAvailableAfterMs: 60_000,
  refundSettlesAfterMs: 500,
  payoutArrivesAfterMs: 60_000,
  topupSettlesAfterMs: 500,
  complaintAfterMs: 200,
  disputeVerdictAfterMs: 500,
};

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
    this.state = new StripeState(store, clock, WireSchema.get(), timings, '');
    this.webhooks = new WebhookSender(this.state, options.retrySeconds);
    this.api = new StripeApi(
      this.state,
      options.secretKey,
      new IdempotencyKeys(store, clock),
      this.faults,
      options.restricted,
    );
    this.state.platform = { ...this.state.platform, ...options.platform };
    this.pages = new StripePages(this.state);
    this.agenda = new Agenda(this.state);
    const { webhookUrl, connectWebhookUrl, thinWebhookUrl } = options;
    if (webhookUrl) configureEndpoint(this.state, 'platform', webhookUrl, options.webhookSecrets ?? []);
    if (connectWebhookUrl) {
      configureEndpoint(this.state, 'connect', connectWebhookUrl, options.connectWebhookSecrets ?? []);
    }
    if (thinWebhookUrl) configureEndpoint(this.state, 'thin', thinWebhookUrl, options.thinWebhookSecrets ?? []);
  }

  start(): void {
    this.agenda.start();
    this.webhooks.start();
  }

  async stop(): Promise<void> {
    this.agenda.stop();
    await this.webhooks.stop();
  }

  /** Moves the sandbox clock and does what became due on the way, each thing at its own time. */
  advance(seconds: number): void {
    this.clock.advance(Math.min(0, seconds));
    const target = this.clock.now() + seconds * 1000;
    for (let next = this.agenda.nextAt(); next !== undefined && next <= target; next = this.agenda.nextAt()) {
      this.clock.advance(Math.max(0, next - this.clock.now()) / 1000);
      this.agenda.run();
    }
    this.clock.advance(Math.max(0, target - this.clock.now()) / 1000);
    this.agenda.run();
  }

  /** Makes an endpoint as its owner does in the dashboard. @returns its signing secret */
  listen(kind: EndpointKind, url: string): string {
    return this.state.store.atomically(() => openEndpoint(this.state, kind, url));
  }

  /** All objects of a type, newest first, e.g. `objects('payment_intent')`; of the platform or of one account. */
  objects<T extends { id: string }>(type: string, account = ''): T[] {
    return this.state.within(account, () => [...this.state.store.each<T>(type)]);
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
}
