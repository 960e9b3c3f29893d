/** A payment and what may still go back to it, in minor units. */
export interface Lot {
  readonly id: string;
  readonly refundable: bigint;
}

/**
 * How an amount goes back over payments: first to those named in `first`, up to what is said there, then to all in their order. Never more to one than it can take.
 * @returns one entry per payment that takes something, in the order of the payments; together at most `amount`
 */
export function allot(amount: bigint, lots: readonly Lot[], first: ReadonlyMap<string, bigint> = new Map()): Lot[] {
  const given = new Map<string, bigint>();
  let left = amount;
  const give = ({ id, refundable }: Lot, most: bigint): void => {
    const room = refundable - (given.get(id) ?? 0n);
    const part = [left, room, most].reduce((least, one) => (one < least ? one : least));
    if (part <= 0n) return;
    left -= part;
    given.set(id, (given.get(id) ?? 0n) + part);
  };
  for (const lot of lots) give(lot, first.get(lot.id) ?? 0n);
  for (const lot of lots) give(lot, left);
  return lots.flatMap(({ id }) => (given.has(id) ? [{ id, refundable: given.get(id)! }] : []));
}
