import { isIP } from 'node:net';
import { isLoopback, isPublicAddress } from './addresses.js';

// The first of two layers against requests into our own network [trust.md S6]: what can be seen in the address itself, when it is saved. The second is
// outbound-guard.ts, when a connection is made; each holds without the other.

const PORTS = new Set(['', '8443']);
/** Names that lead nowhere outside, or to whoever runs the local network (RFC 6761, 6762, 7686, 8375, 9476 and common habit). */
const LOCAL_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|in-addr\.arpa|ip6\.arpa|test|invalid|example|onion|alt)$/;
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

export interface AllowedTargets {
  /** This machine, over plain HTTP and on any port: for development and the sandbox. Production refuses the setting. */
  readonly loopback: boolean;
}

/**
 * What is wrong with an address for webhooks; undefined = nothing that can be seen in it.
 * Notations such as `0x7f.1`, `2130706433` or full-width digits are no special case: the URL parser turns them into the address that they mean.
 */
export function urlFault(text: string, allowed: AllowedTargets): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || /[\s\\]/.test(text)) return 'must be an address such as https://example.com/hooks';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  if (url.hash !== '') return 'must not contain a fragment (#)';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (allowed.loopback && (url.protocol === 'http:' || url.protocol === 'https:') && isThisMachine(host))
    return undefined;
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (!PORTS.has(url.port)) return 'must use port 443 or 8443';
  if (isIP(host) > 0) return isPublicAddress(host) ? undefined : 'must not lead into a private or special network';
  if (LOCAL_NAMES.test(host) || !HOST_NAME.test(host)) return 'must name a host of the public internet';
  return undefined;
}

const isThisMachine = (host: string): boolean => host === 'localhost' || (isIP(host) > 0 && isLoopback(host));
