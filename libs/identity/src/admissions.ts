import type { Tx } from '@app/kernel';

/** By what somebody may be known again who has several accounts; never an address of theirs, never kept as it is. */
export interface Traits {
  /** What the app or the browser calls itself: an id of its own making. */
  readonly installation?: string;
  /** E.164; of somebody whose licensee has verified it. */
  readonly phone?: string;
}

/**
 * Hears of an end user who is let in, in the transaction that opens the session. Implemented by modules that know what it means, and found among their providers. It
 * must not refuse: nobody is kept out by what they share with others.
 */
export abstract class Admissions {
  abstract admitted(tx: Tx, personId: string, traits: Traits): Promise<void>;
}
