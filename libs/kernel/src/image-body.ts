import { type ExecutionContext, applyDecorators, createParamDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { UnsupportedMediaType } from './problem.js';

/** What a picture may come as. SVG is a program, not a picture. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

/** Whether a content type is one of {@link IMAGE_TYPES}, with or without parameters. */
export const isImageType = (contentType: string): boolean =>
  (IMAGE_TYPES as readonly string[]).includes(contentType.split(';')[0]!.trim().toLowerCase());

const SEND_AN_IMAGE = `Send ${IMAGE_TYPES.join(', ')}.`;

interface ImageRoute {
  readonly imageBodyBytes?: number;
}

/** Bytes that a route takes as a picture; undefined for every other route. Takes what Fastify keeps as the `config` of a route. */
export const imageBytesOf = (config: unknown): number | undefined => (config as ImageRoute | undefined)?.imageBodyBytes;

/**
 * The body of the route is one picture of at most `maxBytes`: raw PNG, JPEG or WebP, which {@link ImageBytes} gives to the handler. The content type is a
 * claim; whoever decodes the bytes decides. Every other route refuses these types with 415.
 */
export const ImageBody = (maxBytes: number): MethodDecorator =>
  applyDecorators(
    RouteConfig({ imageBodyBytes: maxBytes } satisfies ImageRoute),
    ApiConsumes(...IMAGE_TYPES),
    ApiBody({ required: true, schema: { type: 'string', format: 'binary', maxLength: maxBytes } }),
  );

/** The bytes of an {@link ImageBody}. Who sends something else gets 415 here, after the guards: who may not call the route must not learn what it takes. */
export const ImageBytes = createParamDecorator((_: unknown, execution: ExecutionContext): Buffer => {
  const { body } = execution.switchToHttp().getRequest<{ body?: unknown }>();
  if (!Buffer.isBuffer(body)) throw new UnsupportedMediaType(SEND_AN_IMAGE);
  return body;
});
