const HOST = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/**
 * The comparable form of a host: lower case, without port and trailing dot. Undefined for what no licensee can have, so that garbage never
 * reaches the database or the cache.
 */
export function normalHost(raw: string): string | undefined {
  const host = raw.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return HOST.test(host) ? host : undefined;
}
