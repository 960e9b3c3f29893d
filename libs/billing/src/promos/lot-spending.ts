/** A grant of promo credit. Amounts are minor units. */
export interface Lot {
  readonly id: string;
  readonly amount: bigint;
  readonly used: bigint;
  /** Expired or taken back. */
  readonly ended: bigint;
  readonly expiresAt: Date | null;
  /** The cause of the grant fell away: what a refund gives back goes to it also after its end, to be taken again. */
  readonly isTakenBack?: boolean;
}

export const remainingOf = ({ amount, used, ended }: Lot): bigint => amount - used - ended;

/** The order of spending: what expires first, then what was granted first (ids are ordered by time). */
export const inOrder = <L extends Lot>(lots: readonly L[]): L[] =>
  [...lots].sort(
    (a, b) => (a.expiresAt?.getTime() ?? Infinity) - (b.expiresAt?.getTime() ?? Infinity) || (a.id < b.id ? -1 : 1),
  );

export interface Levelled<L extends Lot> {
  readonly lots: readonly L[];
  /** Given back after the lots that it came from had ended: it needs a lot of its own. */
  readonly returned: bigint;
}

/**
 * Brings the lots to the balance of their account. The ledger knows how much was spent since they were last looked at, not of which lot; between two grants that
 * says the same: what expires first is spent first, and what a refund gives back goes to the lot that was spent last.
 */
export function levelled<L extends Lot>(lots: readonly L[], balance: bigint, now: Date): Levelled<L> {
  const sum = lots.reduce((total, lot) => total + remainingOf(lot), 0n);
  const order = inOrder(lots);
  if (sum >= balance) {
    let left = sum - balance;
    const spent = order.map((lot) => {
      const part = min(left, remainingOf(lot));
      left -= part;
      return part === 0n ? lot : { ...lot, used: lot.used + part };
    });
    return { lots: spent, returned: 0n };
  }
  let left = balance - sum;
  const given = order
    .reverse()
    .map((lot) => {
      const isOver = lot.expiresAt !== null && lot.expiresAt <= now && !lot.isTakenBack;
      const part = isOver ? 0n : min(left, lot.used);
      left -= part;
      return part === 0n ? lot : { ...lot, used: lot.used - part };
    })
    .reverse();
  return { lots: given, returned: left };
}

/** What of each lot no running call holds. Held money is spent in the same order, so it stands before what is behind it. */
export function unheld<L extends Lot>(lots: readonly L[], held: bigint): { lot: L; amount: bigint }[] {
  let kept = held;
  return inOrder(lots).map((lot) => {
    const part = min(kept, remainingOf(lot));
    kept -= part;
    return { lot, amount: remainingOf(lot) - part };
  });
}

/** What of each lot may expire now: never what is held. */
export const expirable = <L extends Lot>(lots: readonly L[], held: bigint, now: Date): { lot: L; amount: bigint }[] =>
  unheld(lots, held).filter(({ lot, amount }) => lot.expiresAt !== null && lot.expiresAt <= now && amount > 0n);

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
