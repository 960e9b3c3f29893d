import type { Tx } from '@app/kernel';

/**
 * Hears of somebody who has just made an account, in the transaction that makes it. Implemented by modules that know what an arrival means; found among their
 * providers. It must not refuse: nobody is kept out by what came with a link.
 */
export abstract class Arrivals {
  abstract arrived(tx: Tx, arrival: { readonly personId: string; readonly referralCode: string }): Promise<void>;
}
