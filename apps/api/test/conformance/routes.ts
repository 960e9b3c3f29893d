import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ALLOWED, ANY_HOST, type Audience, IDEMPOTENT, KEY_SCOPE, type Scope, bodyRuleOf } from '@app/kernel';

/** What the server really answers to, read from the router itself. */
export interface ServedRoute {
  readonly method: string;
  readonly path: string;
}

/** A method of a controller and what its decorators say. */
export interface DeclaredRoute extends ServedRoute {
  readonly name: string;
  readonly audience: readonly Audience[] | undefined;
  readonly anyHost: boolean;
  readonly idempotent: boolean;
  /** What the route asks of an API key; undefined = it takes none. */
  readonly keyScope: Scope | undefined;
  /** The body is a picture and not JSON. */
  readonly takesImage: boolean;
}

export const keyOf = ({ method, path }: ServedRoute): string => `${method} ${path}`;

/** Routes in the router of Fastify, also those that no controller and no document knows. HEAD comes with every GET and is left out. */
export function servedRoutes(app: NestFastifyApplication): ServedRoute[] {
  const server = app.getHttpAdapter().getInstance();
  const found: ServedRoute[] = [];
  const prefixes: string[] = [];
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^([│ ]*)(?:├──|└──) (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!match) {
      if (line.trim() !== '') throw new Error(`cannot read the router's line "${line}"`);
      continue;
    }
    const [, indent = '', part = '', methods] = match;
    const depth = indent.length / 4;
    const path = `${depth === 0 ? '' : prefixes[depth - 1]!}${part}`;
    prefixes[depth] = path;
    for (const method of methods?.split(', ') ?? []) if (method !== 'HEAD') found.push({ method, path });
  }
  // The reading is right when the router itself knows every one of them.
  for (const route of found)
    if (!server.hasRoute({ method: route.method, url: route.path })) throw new Error(`misread route ${keyOf(route)}`);
  return found;
}

/** Every method of every controller of the application. */
export function declaredRoutes(app: NestFastifyApplication): DeclaredRoute[] {
  const reflector = app.get(Reflector);
  const scanner = app.get(MetadataScanner, { strict: false });
  const found: DeclaredRoute[] = [];
  for (const { metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const controller = metatype as Type;
    const prototype = controller.prototype as Record<string, (...args: unknown[]) => unknown>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name]!;
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
      if (path === undefined) continue;
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
      const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
      const get = <T>(key: symbol): T | undefined =>
        reflector.getAllAndOverride<T | undefined>(key as never, [handler, controller]);
      found.push({
        method,
        path: `/${[prefix, path]
          .flatMap((part) => part.split('/'))
          .filter(Boolean)
          .join('/')}`,
        name: `${controller.name}.${name}`,
        audience: get(ALLOWED),
        anyHost: get(ANY_HOST) === true,
        idempotent: get(IDEMPOTENT) !== undefined,
        keyScope: get<Scope>(KEY_SCOPE),
        takesImage: bodyRuleOf(Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler))?.kind === 'image',
      });
    }
  }
  return found;
}
