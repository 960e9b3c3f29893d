/** What name servers said. `found` is empty when the name or the record does not exist; `failed` when nobody could say. */
export type DnsAnswer<T> = { readonly found: readonly T[] } | { readonly failed: string };

/** One property of a CAA record (RFC 8659): `issue` and `issuewild` say who may issue certificates. */
export interface CaaProperty {
  readonly tag: string;
  readonly value: string;
}

/** The questions we ask of DNS. Every one goes over the network: never within a transaction. */
export abstract class Dns {
  /** Each record as one text, its parts joined. */
  abstract txt(name: string): Promise<DnsAnswer<string>>;
  /** Without a final dot, in lower case. */
  abstract cname(name: string): Promise<DnsAnswer<string>>;
  /** IPv4 addresses; an alias is followed. */
  abstract a(name: string): Promise<DnsAnswer<string>>;
  /** IPv6 addresses; an alias is followed. */
  abstract aaaa(name: string): Promise<DnsAnswer<string>>;
  /** The properties at exactly this name. */
  abstract caa(name: string): Promise<DnsAnswer<CaaProperty>>;
}
