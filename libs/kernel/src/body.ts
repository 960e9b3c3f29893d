import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiExtension } from '@nestjs/swagger';

/** What the body of a route may be. */
export interface BodyRule {
  readonly kind: 'json' | 'image';
  readonly maxBytes: number;
}

/** Pictures that a route of {@link TakesImage} is made for. Others get as far as the use case, which says why not. */
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

const takes = (rule: BodyRule): MethodDecorator =>
  applyDecorators(RouteConfig({ bodyRule: rule }), ApiExtension('x-max-body-bytes', rule.maxBytes));

/** The route takes a JSON body above the limit of all others. */
export const TakesJson = (maxBytes: number): MethodDecorator => takes({ kind: 'json', maxBytes });

/**
 * The route takes the bytes of one picture instead of JSON; the handler gets them as a Buffer. The declared type is not believed: what the bytes are is
 * for the use case to find out.
 */
export const TakesImage = (maxBytes: number): MethodDecorator =>
  applyDecorators(
    takes({ kind: 'image', maxBytes }),
    ApiConsumes(...IMAGE_TYPES),
    ApiBody({ description: 'The picture', schema: { type: 'string', format: 'binary' } }),
  );

/** The rule of a route, from the configuration that the decorators gave it. */
export const bodyRuleOf = (config: unknown): BodyRule | undefined =>
  (config as { readonly bodyRule?: BodyRule } | undefined)?.bodyRule;
