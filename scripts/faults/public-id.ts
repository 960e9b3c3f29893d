const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The UUID inside a public id (`txn_01hx...`). Written again here, so that the checker shares no code with what it checks. */
export function uuidOf(publicId: string): string {
  const digits = publicId.slice(publicId.indexOf('_') + 1);
  const value = [...digits].reduce((sum, digit) => (sum << 5n) | BigInt(ALPHABET.indexOf(digit)), 0n);
  return value
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
