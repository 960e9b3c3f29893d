import type { Tx } from '@app/kernel';

/** One call, as evidence: a line of plain text and its signed record. */
export interface ServiceRecord {
  readonly at: Date;
  readonly summary: string;
  /** The signed receipt, as text that can be checked offline; null when there is none. */
  readonly record: string | null;
}

/** Knows what a person used their money for. Implemented by the module that sells it; found among its providers. */
export abstract class EvidenceSource {
  /** What the person used from a time on, oldest first. */
  abstract since(tx: Tx, personId: string, from: Date): Promise<ServiceRecord[]>;
  /** Who earned from the person since a time, newest first: they bear a loss where the licence says so. */
  abstract earnersSince(tx: Tx, personId: string, from: Date): Promise<{ advisorId: string; amountMinor: bigint }[]>;
}
