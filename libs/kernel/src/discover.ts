import type { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

/**
 * Providers that are of a class, each once, in whatever module they live: how a module adds to what another one offers (`ChecklistItem`, `CashSource`).
 */
export function instancesOf<T>(discovery: DiscoveryService, type: abstract new (...args: never[]) => T): T[] {
  const found = discovery
    .getProviders()
    .map(({ instance }: { instance: unknown }) => instance)
    .filter((instance): instance is T => instance instanceof type);
  return [...new Set(found)];
}

/** A method that a decorator marked, bound to its provider. */
export interface MarkedMethod<Mark> {
  readonly mark: Mark;
  readonly run: (...args: unknown[]) => Promise<void>;
}

/** Every method of every provider that carries the mark. */
export function markedMethods<Mark>(
  services: { discovery: DiscoveryService; scanner: MetadataScanner; reflector: Reflector },
  key: symbol,
): MarkedMethod<Mark>[] {
  const found: MarkedMethod<Mark>[] = [];
  for (const { instance } of services.discovery.getProviders() as { instance: unknown }[]) {
    if (typeof instance !== 'object' || instance === null) continue;
    const host = instance as Record<string, MarkedMethod<Mark>['run']>;
    for (const name of services.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
      const target = host[name];
      if (typeof target !== 'function') continue;
      const mark = services.reflector.get<Mark | undefined>(key, target);
      if (mark !== undefined) found.push({ mark, run: target.bind(instance) });
    }
  }
  return found;
}
