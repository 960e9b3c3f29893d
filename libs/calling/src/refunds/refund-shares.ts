import { split, toJsonMinor } from '@app/kernel';
import { connectedSeconds } from '../call-machine.js';
import { RefundAboveRemainder } from '../calls.problems.js';
import type { LoadedCall } from '../calls.queries.js';
import { type Split, priceOf, servedPrice } from '../pricing.js';

/** What is left of a settled price, by who paid and who got it. */
export interface Remainder extends Split {
  readonly walletMinor: bigint;
  readonly promoMinor: bigint;
  readonly totalMinor: bigint;
}

/** Price of the last minutes, by the call's own terms: of a session, what was served of it in them. */
export function priceOfLast({ row, state }: LoadedCall, minutes: number): bigint {
  const connected = connectedSeconds(state, state.endedAt!);
  const before = Math.max(0, connected - minutes * 60);
  if (!state.terms.session) return row.priceMinor! - priceOf(state.terms, before);
  return servedPrice(state.terms, connected) - servedPrice(state.terms, before);
}

/** An amount among those who paid and those who got it, in proportion to what is left of each. @throws RefundAboveRemainder */
export function partsOf(amount: bigint, left: Remainder): Omit<Remainder, 'totalMinor'> {
  if (amount <= 0n || amount > left.totalMinor) {
    throw new RefundAboveRemainder(`At most ${left.totalMinor} minor units are left to refund.`, {
      remainderMinor: toJsonMinor(left.totalMinor),
    });
  }
  const [walletMinor, promoMinor] = split(amount, [left.walletMinor, left.promoMinor]) as [bigint, bigint];
  const [advisorMinor, licenseeMinor, operatorMinor, taxMinor] = split(amount, [
    left.advisorMinor,
    left.licenseeMinor,
    left.operatorMinor,
    left.taxMinor,
  ]) as [bigint, bigint, bigint, bigint];
  return { walletMinor, promoMinor, advisorMinor, licenseeMinor, operatorMinor, taxMinor };
}
