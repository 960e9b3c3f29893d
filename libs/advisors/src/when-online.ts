import type { Tx } from '@app/kernel';

/** Implemented by modules that want to know when an advisor can be called (again); found by class. */
export abstract class WhenOnline {
  /** Within the transaction that says so, and perhaps more than once. */
  abstract online(tx: Tx, advisorId: string): Promise<void>;
}
