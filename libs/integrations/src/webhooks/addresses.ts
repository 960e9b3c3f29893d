import ipaddr from 'ipaddr.js';

/** Addresses inside public ranges that clouds answer on from within. */
const OF_CLOUDS = new Set(['168.63.129.16']);
/** All global unicast of IPv6 lies here; what is outside, such as the IPv4-compatible `::7f00:1`, only looks like it. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** True when the address belongs to the public internet: no private, special, translated or tunnelled range. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast' || OF_CLOUDS.has(address.toString())) return false;
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

export const isLoopback = (text: string): boolean => ipaddr.isValid(text) && ipaddr.parse(text).range() === 'loopback';
