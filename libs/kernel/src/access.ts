import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role } from './context.js';
import type { Scope } from './key-scopes.js';

export const ALLOWED = Symbol('allowed');
export const ANY_HOST = Symbol('anyHost');
export const WITHOUT_OPERATOR = Symbol('withoutOperator');
export const RATE_LIMITS = Symbol('rateLimits');
export const IDEMPOTENT = Symbol('idempotent');
export const KEY_SCOPE = Symbol('keyScope');
export const IN_TEST_MODE = Symbol('inTestMode');

/** Who may call a route. `public` needs no sign-in; `signature` is a webhook that proves itself. */
export type Audience = Role | 'public' | 'signature';

/** Declares who may call the route. A route without it is closed (default deny); the document shows it as `x-audience`. */
export const Allow = (...audience: Audience[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ALLOWED, audience),
    ApiExtension('x-audience', audience),
    ...(audience.some((one) => one !== 'public' && one !== 'signature') ? [ApiBearerAuth()] : []),
  );

/** Opens the route for API keys that have this scope. A route without it is closed for every key. The document shows it as `x-key-scope`. */
export const KeyScope = (scope: Scope): MethodDecorator =>
  applyDecorators(SetMetadata(KEY_SCOPE, scope), ApiExtension('x-key-scope', scope));

/** Staff may ask for it in test mode too, as for every route that is open for keys. */
export const InTestMode = (): MethodDecorator & ClassDecorator => SetMetadata(IN_TEST_MODE, true);

/** The route belongs to the platform, not to a tenant: health, webhooks. */
export const AnyHost = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_HOST, true);

/** Closed for the operator's access to a tenant, whatever role that access has. */
export const WithoutOperator = (): MethodDecorator & ClassDecorator => SetMetadata(WITHOUT_OPERATOR, true);

export interface RateLimit {
  /** Name of the counter. */
  readonly name: string;
  readonly points: number;
  readonly perSeconds: number;
  /** What is counted: the address, who is signed in (a person, or an API key), or a field of the body (hashed). */
  readonly by: 'ip' | 'person' | `body.${string}`;
}

/** Limits that are counted in Postgres, so over all replicas. Over the limit: 429 with Retry-After. */
export const RateLimits = (...limits: RateLimit[]): MethodDecorator => SetMetadata(RATE_LIMITS, limits);
