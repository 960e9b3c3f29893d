import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox.js';

export const SECRET_KEY = 'sk_test_sandbox_spec';
export const WEBHOOK_SECRET = 'whsec_sandbox_spec';

/** A delivery as the receiver saw it. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A webhook receiver that answers what the test wants. */
export class Receiver {
  readonly received: Received[] = [];
  /** Status of the next answers; when it is used up, `status`. */
  readonly nextStatuses: number[] = [];
  status = 200;
  url = '';
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.statusCode = this.nextStatuses.shift() ?? this.status;
      response.end();
    });
  });

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks`;
    return this;
  }

  /** The bodies, parsed. */
  events<T = { id: string; type: string }>(): T[] {
    return this.received.map(({ body }) => JSON.parse(body) as T);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A sandbox on free ports, with short waits. */
export function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  return startSandbox({
    port: 0,
    fcmPort: 0,
    smtpPort: 0,
    apnsPort: 0,
    ...options,
    stripe: {
      secretKey: SECRET_KEY,
      retrySeconds: [0.05, 0.05, 0.1, 0.1, 0.2],
      ...options.stripe,
      timings: { balanceTransactionDelayMs: 20, refundSettlesAfterMs: 40, ...options.stripe?.timings },
    },
  });
}

/** The real SDK, as the platform configures it. */
export function sdk(port: number, options: Stripe.StripeConfig = {}, key = SECRET_KEY): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    apiVersion: '2026-10-28.endive',
    telemetry: false,
    maxNetworkRetries: 0,
    timeout: 5000,
    ...options,
  });
}

/** Parameters of a top-up as the platform sends them. */
export function topUp(
  customer: string,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    ui_mode: 'hosted_page',
    customer,
    client_reference_id: 'topup_1',
    currency: 'eur',
    line_items: [
      { quantity: 1, price_data: { currency: 'eur', unit_amount: 2500, product_data: { name: 'Wallet top-up' } } },
    ],
    payment_intent_data: { setup_future_usage: 'off_session', metadata: { kind: 'topup', local_id: 'topup_1' } },
    success_url: 'http://127.0.0.1:9/topups/{CHECKOUT_SESSION_ID}?ok=1',
    cancel_url: 'http://127.0.0.1:9/wallet',
    ...more,
  };
}

/** Waits until `check` gives something; fails after five seconds. */
export async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A payee as the platform makes it. */
export const accountV2 = (): Stripe.V2.Core.AccountCreateParams => ({
  contact_email: 'ada@example.com',
  display_name: 'Ada',
  dashboard: 'express',
  identity: { country: 'cy', entity_type: 'individual' },
  configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  defaults: { currency: 'eur', responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  metadata: { tenant: 'lic_1', party: 'advisor' },
  include: ['configuration.recipient', 'requirements', 'identity', 'defaults'],
});

/** The error of a refused call. */
export async function refusal(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    return error as Stripe.errors.StripeError;
  }
  throw new Error('the call was not refused');
}

/** Asks the control API; fails when it refuses. */
export async function control(sandbox: Sandbox, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandbox.stripeUrl}/_control${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
