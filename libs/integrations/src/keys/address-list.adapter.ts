import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bits of `::ffff:0:0/96`, before those of the IPv4 address that is written as an IPv6 one. */
const MAPPED_BITS = 96;

/** The network of `192.0.2.0/24`, `2001:db8::/32` or a single address, in one spelling; undefined when it is none. `::ffff:192.0.2.1` is that IPv4 address, as it is of a client. */
export function networkOf(text: string): string | undefined {
  const [address = '', bits, ...more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || address.includes('%')) return undefined;
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(bits) || Number.parseInt(bits, 10) > most)) return undefined;
  const length = bits === undefined ? most : Number.parseInt(bits, 10);
  if (version === 6 && length >= MAPPED_BITS) {
    const mapped = ipaddr.IPv6.parse(address);
    if (mapped.isIPv4MappedAddress()) return networkOf(`${mapped.toIPv4Address().toString()}/${length - MAPPED_BITS}`);
  }
  const cidr = `${address}/${length}`;
  const network = (version === 4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(cidr);
  return `${network.toString()}/${length}`;
}

/**
 * Whether an address is in one of the networks; an empty list is open to all. An IPv4 address that comes as `::ffff:192.0.2.1` is that IPv4 address. An
 * address that is not known is in no network.
 */
export function isAllowed(address: string | null, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (address === null || isIP(address) === 0) return false;
  const client = ipaddr.process(address);
  return networks.some((text) => {
    const [network, bits] = ipaddr.parseCIDR(text);
    return network.kind() === client.kind() && client.match(network, bits);
  });
}
