import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { CONFIG, type Config, assertNoTransaction, log } from '@app/kernel';
import { NotInTestMode } from '@app/licensees';
import type { StripeContext } from './stripe-context.js';
import { ACCOUNT_GONE } from './connect.js';
import { StripeKeys } from './stripe-keys.service.js';
import { PaymentsNotConnected, PaymentsRejected, PaymentsUnavailable } from './stripe.problems.js';

/** Pinned: an upgrade is one change that also regenerates the sandbox's wire schema. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Clients of licensees that are kept; the one that was not used for longest goes first. */
const MAX_CLIENTS = 200;

/** The real Stripe SDK, one client for each account; the sandbox is only another address. */
@Injectable()
export class StripeClient {
  /** Of the operator's account; verifies signatures for all, which needs no key. */
  readonly sdk: Stripe;
  private readonly clients = new Map<string, { revision: number; stripe: Stripe }>();

  constructor(
    @Inject(CONFIG) readonly config: Config,
    private readonly keys: StripeKeys,
  ) {
    this.sdk = this.withKey(config.STRIPE_SECRET_KEY);
  }

  /**
   * Runs one request at an account and sorts its failures: declines stay Stripe's, refusals become ours, and what was not answered is indeterminate.
   * Test mode ends here, whichever port it comes by.
   * @throws NotInTestMode, PaymentsNotConnected, PaymentsRejected, PaymentsUnavailable
   */
  async call<T>(context: StripeContext, request: (stripe: Stripe) => Promise<T>): Promise<T> {
    assertNoTransaction();
    if (context.isTest === true) throw new NotInTestMode();
    const stripe = await this.of(context);
    try {
      return await request(stripe);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError) throw error;
      if (isRefusal(error)) {
        log.error({ code: error.code, param: error.param, requestId: error.requestId }, 'Stripe refused a request');
        throw new PaymentsRejected(error.code);
      }
      if (error instanceof Stripe.errors.StripeAuthenticationError) await this.keys.refused(context);
      if (error instanceof Stripe.errors.StripeError) {
        log.warn(
          { type: error.type, statusCode: error.statusCode, requestId: error.requestId, context: context.name },
          'Stripe did not answer',
        );
        throw new PaymentsUnavailable();
      }
      throw error;
    }
  }

  /** A client for a key that is not kept yet. */
  withKey(secretKey: string): Stripe {
    const base = new URL(this.config.STRIPE_API_BASE);
    const protocol = base.protocol === 'http:' ? 'http' : 'https';
    return new Stripe(secretKey, {
      apiVersion: STRIPE_API_VERSION,
      host: base.hostname,
      port: base.port === '' ? (protocol === 'http' ? 80 : 443) : Number.parseInt(base.port, 10),
      protocol,
      telemetry: false,
      timeout: this.config.STRIPE_TIMEOUT_MS,
      maxNetworkRetries: 2,
    });
  }

  /** What every object of ours carries, so that it can be found again from Stripe's side. */
  metadata(licenseeId: string, kind: string, id: string): Record<string, string> {
    return { env: this.config.NODE_ENV, tenant: licenseeId, kind, local_id: id };
  }

  /** The client of an account; a new key makes a new one, on every replica from its next request on. */
  private async of({ name, licenseeId }: StripeContext): Promise<Stripe> {
    if (licenseeId === null) return this.sdk;
    const revision = await this.keys.revisionOf(licenseeId);
    const known = this.clients.get(name);
    this.clients.delete(name);
    if (known && known.revision === revision) {
      this.clients.set(name, known);
      return known.stripe;
    }
    const key = await this.keys.keyOf(licenseeId);
    if (!key) throw new PaymentsNotConnected();
    const made = { revision: key.revision, stripe: this.withKey(key.secretKey) };
    this.clients.set(name, made);
    const [oldest] = this.clients.keys();
    if (this.clients.size > MAX_CLIENTS && oldest !== undefined) this.clients.delete(oldest);
    return made.stripe;
  }
}

/** The platform has no Accounts v2: said without a type, by which the SDK would know a refusal. */
const NOT_ENABLED = new Set(['accounts_v2_access_blocked', 'non_connect_platform_accounts_v2_access_blocked']);
export const isWithoutV2 = (code: string | undefined): boolean => code !== undefined && NOT_ENABLED.has(code);

/** Said no, for good. That a request with the same key still runs (409) says nothing about how that one ends. */
const isRefusal = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeInvalidRequestError ||
  (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409) ||
  (error instanceof Stripe.errors.StripeError && isWithoutV2(error.code)) ||
  // An account that left the platform is lost to it for good.
  (error instanceof Stripe.errors.StripePermissionError && error.code === ACCOUNT_GONE);

export const toStripe = (amount: bigint): number => Number.parseInt(amount.toString(), 10);
export const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id;
