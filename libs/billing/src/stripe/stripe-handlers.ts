import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Context, markedMethods } from '@app/kernel';
import { OPERATOR_CONTEXT, type StripeContext, type WebhookEndpoint } from './stripe-context.js';

/** A stored event of Stripe that is applied now. It is a hint only: read the object again. */
export interface StripeEvent {
  /** The inbox row: close it with `finishEvent` in the transaction of the effect. */
  readonly id: string;
  readonly type: string;
  readonly objectId: string;
  /** What our metadata says the object is. */
  readonly kind: string | null;
  /** The connected account that it happened on; null = our own. */
  readonly accountId: string | null;
}

type Apply = (ctx: Context, event: StripeEvent) => Promise<void>;

interface Mark {
  readonly types: readonly string[];
  readonly kind?: string;
  readonly isOperators: boolean;
}

const MARK = Symbol('OnStripe');

/**
 * The method applies events of these types. With `kind` only those whose object carries that kind in our metadata; such a method goes before one without. It
 * closes the inbox row in the transaction that has the effect, and throws to be tried again.
 * @param at `operator`: what has this kind is at the operator's own account only; a licensee can write our metadata at its own
 */
export const OnStripe =
  (types: readonly string[], kind?: string, at?: 'operator'): MethodDecorator =>
  (_target, _property, descriptor: PropertyDescriptor) => {
    const mark: Mark = { types, ...(kind !== undefined && { kind }), isOperators: at === 'operator' };
    Reflect.defineMetadata(MARK, mark, descriptor.value as object);
  };

/** Every method that applies events of Stripe, found by decorator in whatever module it lives. */
@Injectable()
export class StripeHandlers {
  private found?: (Mark & { apply: Apply })[];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** Event types that can change anything of ours. */
  get types(): string[] {
    return [...new Set(this.scan().flatMap(({ types }) => types))].sort();
  }

  /** Those of them that an endpoint can send. */
  sentTo(endpoint: WebhookEndpoint): string[] {
    return this.types.filter((type) => endpointsOf(type).includes(endpoint));
  }

  /** Those that it has to send at this account: what only the operator's own brings is not missed at a licensee's. */
  needed(context: StripeContext, endpoint: WebhookEndpoint): string[] {
    const marks = this.scan().filter(({ isOperators }) => !isOperators || context === OPERATOR_CONTEXT);
    return this.sentTo(endpoint).filter((type) => marks.some(({ types }) => types.includes(type)));
  }

  /** Who applies an event, if anybody. */
  of(context: StripeContext, type: string, kind: string | null): Apply | undefined {
    const fit = this.scan().filter(
      (handler) => handler.types.includes(type) && (!handler.isOperators || context === OPERATOR_CONTEXT),
    );
    return (fit.find((handler) => handler.kind === kind) ?? fit.find((handler) => handler.kind === undefined))?.apply;
  }

  private scan(): NonNullable<StripeHandlers['found']> {
    if (this.found) return this.found;
    const services = { discovery: this.discovery, scanner: this.scanner, reflector: this.reflector };
    return (this.found = markedMethods<Mark>(services, MARK).map(({ mark, run }) => ({ ...mark, apply: run })));
  }
}

/** Stripe fixes with the endpoint which events it can have (money.md 5.1): accounts and their payouts are those of connected accounts, v2 is thin. */
function endpointsOf(type: string): WebhookEndpoint[] {
  if (type.startsWith('v2.')) return ['thin'];
  if (type.startsWith('account.')) return ['connect'];
  return type.startsWith('payout.') ? ['platform', 'connect'] : ['platform'];
}
