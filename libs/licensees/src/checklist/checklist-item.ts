import type { Tx } from '@app/kernel';

export interface ChecklistState {
  readonly done: boolean;
  /** What is missing, or what there is; one line of plain English. */
  readonly detail: string;
  /** Address in the administration where it is done. */
  readonly href: string;
}

/**
 * One thing a licensee must have before it opens (features.md A16). A module adds its own by listing a subclass among its providers:
 * `ChecklistService` finds them all, in whatever module they live.
 */
export abstract class ChecklistItem {
  /** Stable name: `domain`, `legal_terms`. */
  abstract readonly id: string;
  /** Place in the list; lower comes first. Ours are tens: domain 20, legal pages 30 to 33, pricing 40. */
  abstract readonly position: number;
  /** False: it can only be done once the licensee is open, so opening does not wait for it. */
  readonly isNeededToOpen: boolean = true;
  /** Reads only, in the transaction that it is given. */
  abstract check(tx: Tx): Promise<ChecklistState>;
}
