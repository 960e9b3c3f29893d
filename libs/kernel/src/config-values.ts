import { isIP } from 'node:net';

/** What the raw text of a variable must be. Each reader below makes a value of it, and throws this for what it does not take. */
export class Invalid extends Error {}

export const text = (raw: string): string => raw;
export const pem = (raw: string): string => {
  const value = raw.replaceAll('\\n', '\n');
  if (!value.includes('-----BEGIN')) throw new Invalid('must be a PEM block');
  return value;
};
export const integer =
  (min: number, max: number) =>
  (raw: string): number => {
    const value = /^\d+$/.test(raw) ? Number.parseInt(raw, 10) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Invalid(`must be a whole number from ${min} to ${max}`);
    return value;
  };
export const oneOf =
  <const T extends readonly string[]>(...allowed: T) =>
  (raw: string): T[number] => {
    if (!allowed.includes(raw)) throw new Invalid(`must be one of ${allowed.join(', ')}`);
    return raw;
  };
export const url =
  (...protocols: string[]) =>
  (raw: string): string => {
    const parsed = URL.canParse(raw) ? new URL(raw) : undefined;
    if (!parsed || !protocols.includes(parsed.protocol))
      throw new Invalid(`must be a URL with ${protocols.join(' or ')}`);
    return raw;
  };
export const optionalUrl = (...protocols: string[]) => {
  const parse = url(...protocols);
  return (raw: string): string => (raw === '' ? '' : parse(raw));
};
export const headerName = (raw: string): string => {
  if (!/^[A-Za-z0-9-]*$/.test(raw)) throw new Invalid('must be the name of a header');
  return raw.toLowerCase();
};
export const mailAddress = (raw: string): string => {
  if (!/^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(raw)) throw new Invalid('must be an e-mail address');
  return raw;
};
export const secret =
  (minLength: number) =>
  (raw: string): string => {
    if (raw.length < minLength) throw new Invalid(`must have at least ${minLength} characters`);
    return raw;
  };
export const list = (raw: string): readonly string[] =>
  raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `id:key` pairs, the one that seals first; each key is 32 bytes in base64url. */
export const keyring = (raw: string): ReadonlyMap<string, Buffer> => {
  const keys = new Map<string, Buffer>();
  for (const part of list(raw)) {
    const [, id, text] = /^([a-z0-9-]{1,32}):([A-Za-z0-9_-]{43})=?$/.exec(part) ?? [];
    if (id === undefined || text === undefined)
      throw new Invalid('must be pairs of id:key, comma separated, each key 32 bytes in base64url');
    if (keys.has(id)) throw new Invalid('names two keys with one id');
    keys.set(id, Buffer.from(text, 'base64url'));
  }
  if (keys.size === 0) throw new Invalid('must name at least one id:key');
  return keys;
};

/** `kind.language:HX...` pairs. */
export const contentIds = (raw: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const part of list(raw)) {
    const [, name, id] = /^((?:code|incoming_call|missed_call)\.(?:en|de)):(HX[0-9a-fA-F]{32})$/.exec(part) ?? [];
    if (name === undefined || id === undefined)
      throw new Invalid('must be pairs such as code.en:HX..., comma separated, of code, incoming_call and missed_call');
    found.set(name, id);
  }
  return found;
};
export const prefixes = (raw: string): readonly string[] => {
  const parts = list(raw);
  if (parts.some((part) => !/^\+[1-9]\d{0,6}$/.test(part))) throw new Invalid('must be such as +49, comma separated');
  return parts;
};
export const sender = (raw: string): string => {
  if (raw !== '' && !/^(MG[0-9a-fA-F]{32}|\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11})$/.test(raw))
    throw new Invalid('must be MG..., a number such as +4930123456, or a name of 11 letters and digits at the most');
  return raw;
};

export const addresses = (raw: string): readonly string[] => {
  const parts = list(raw);
  if (parts.some((part) => isIP(part) === 0)) throw new Invalid('must be IP addresses, comma separated');
  return parts;
};
export const nameServers = (raw: string): readonly string[] => {
  const parts = list(raw);
  const bare = parts.map((part) => (isIP(part) > 0 ? part : part.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')));
  if (bare.some((part) => isIP(part) === 0))
    throw new Invalid('must be IP addresses, each with a port if it is not 53, comma separated');
  return parts;
};
