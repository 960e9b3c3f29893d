import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { newId } from './id.js';
import type { Scope } from './key-scopes.js';

/** Everybody a route can be opened for. Staff roles follow features.md C8. */
export const ROLES = ['end_user', 'advisor', 'owner', 'admin', 'finance', 'support', 'analyst', 'operator'] as const;
export type Role = (typeof ROLES)[number];
export const STAFF = ['owner', 'admin', 'finance', 'support', 'analyst'] as const satisfies readonly Role[];

export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'system'; readonly name: string }
  | {
      readonly kind: 'person';
      readonly personId: string;
      readonly sessionId: string;
      readonly role: Role;
      /** The operator at work in a tenant: the access that lets them in (features.md B9). */
      readonly operatorAccessId?: string;
    }
  /** A program of the licensee. `personId` made the key and answers for what it does; `scopes` are those of its key. */
  | { readonly kind: 'key'; readonly keyId: string; readonly personId: string; readonly scopes: readonly Scope[] };

/**
 * Who asks for what, for which tenant. The explicit first argument of every use case; plain data, so that it travels in a job.
 * `ip` and `userAgent` are evidence (login history), never a key of a decision.
 */
export interface Context {
  readonly requestId: string;
  readonly licenseeId: string;
  readonly host: string;
  readonly actor: Actor;
  readonly locale: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Country of `ip` (ISO 3166-1), where a trusted proxy tells it; left out where none does. Evidence too: of where a caller is, never alone what decides. */
  readonly ipCountry?: string;
  /** Value of the Idempotency-Key header on routes that take one. */
  readonly idempotencyKey: string | null;
}

/** Context of background work in the name of one tenant. */
export function systemContext(licenseeId: string, name: string, requestId = `job:${name}`): Context {
  return {
    requestId,
    licenseeId,
    host: '',
    actor: { kind: 'system', name },
    locale: 'en',
    ip: null,
    userAgent: null,
    idempotencyKey: null,
  };
}

export type PersonActor = Extract<Actor, { kind: 'person' }>;

/**
 * The signed-in person. A programmer error when there is none: the route's `@Allow` keeps others out.
 */
export function personOf(ctx: Context): PersonActor {
  if (ctx.actor.kind !== 'person') throw new Error(`Expected a person, got ${ctx.actor.kind}`);
  return ctx.actor;
}

/**
 * Who acts for the licensee: a member of staff, or a key in the name of who made it. A key is as an admin, and its scopes say where. For use cases that are
 * open to both; a programmer error when nobody acts.
 */
export function actingOf(ctx: Context): { readonly personId: string; readonly role: Role } {
  return ctx.actor.kind === 'key' ? { personId: ctx.actor.personId, role: 'admin' } : personOf(ctx);
}

/** The same request in the name of a user or an advisor: for programs of the licensee that act for its people. The use case says who really asked. */
export const inNameOf = (ctx: Context, personId: string, role: 'end_user' | 'advisor'): Context => ({
  ...ctx,
  // Where the program runs says nothing about the person.
  ipCountry: undefined,
  actor: { kind: 'person', personId, sessionId: newId(), role },
});

/**
 * Whose idempotency keys these are. All API keys of a licensee share theirs, so that a request can be repeated with the key that replaces another. So do strangers on its
 * site: with the key of somebody else and another body they are refused.
 */
export const holderOf = (ctx: Context): string =>
  ctx.actor.kind === 'key' || ctx.actor.kind === 'anonymous' ? ctx.licenseeId : personOf(ctx).personId;

/** The money key of this request; a programmer error on routes without `@Idempotent()`. */
export function idempotencyKeyOf(ctx: Context): string {
  if (ctx.idempotencyKey === null) throw new Error('This use case needs an idempotency key');
  return ctx.idempotencyKey;
}

/** Property of the HTTP request that carries the context once the tenant is known. */
export interface RequestWithContext {
  ctx?: Context;
  id?: string;
  headers: Record<string, string | string[] | undefined>;
  ip: string;
  rawBody?: Buffer;
  /** The API key that was presented, once it is known, whether or not it lets in. */
  apiKey?: { readonly licenseeId: string; readonly keyId: string };
}

/** Injects the request's {@link Context} into a controller method. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): Context => {
  const { ctx } = execution.switchToHttp().getRequest<RequestWithContext>();
  if (!ctx) throw new Error('Route without a tenant context: is it marked @AnyHost()?');
  return ctx;
});
