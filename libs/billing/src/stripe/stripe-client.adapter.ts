import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import { PaymentsRejected, PaymentsUnavailable } from './stripe.problems.js';

/** Pinned: an upgrade is one change that also regenerates the sandbox's wire schema. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const TIMEOUT_MS = 15_000;

/** The real Stripe SDK; the sandbox is only another address. */
@Injectable()
export class StripeClient {
  readonly sdk: Stripe;

  constructor(@Inject(CONFIG) readonly config: Config) {
    const base = new URL(config.STRIPE_API_BASE);
    const protocol = base.protocol === 'http:' ? 'http' : 'https';
    this.sdk = new Stripe(config.STRIPE_SECRET_KEY, {
      apiVersion: STRIPE_API_VERSION,
      host: base.hostname,
      port: base.port === '' ? (protocol === 'http' ? 80 : 443) : Number.parseInt(base.port, 10),
      protocol,
      telemetry: false,
      timeout: TIMEOUT_MS,
      maxNetworkRetries: 2,
    });
  }

  /** Runs one request and sorts its failures: declines stay Stripe's, refusals become ours, and what was not answered is indeterminate. */
  async call<T>(request: (stripe: Stripe) => Promise<T>): Promise<T> {
    assertNoTransaction();
    try {
      return await request(this.sdk);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) throw error;
      if (isRefusal(error)) {
        log.error({ code: error.code, param: error.param, requestId: error.requestId }, 'Stripe refused a request');
        throw new PaymentsRejected(error.code);
      }
      if (error instanceof Stripe.errors.StripeError) {
        log.warn(
          { type: error.type, statusCode: error.statusCode, requestId: error.requestId },
          'Stripe did not answer',
        );
        throw new PaymentsUnavailable();
      }
      throw error;
    }
  }

  /** What every object of ours carries, so that it can be found again from Stripe's side. */
  metadata(licenseeId: string, kind: string, id: string): Record<string, string> {
    return { env: this.config.NODE_ENV, tenant: licenseeId, kind, local_id: id };
  }
}

/** Said no, for good. That a request with the same key still runs (409) says nothing about how that one ends. */
const isRefusal = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeInvalidRequestError ||
  (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409);

export const toStripe = (amount: bigint): number => Number.parseInt(amount.toString(), 10);
export const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id;
