import type { KeyObject } from 'node:crypto';
import { type Signature, canonical, sha256, signatureFault } from '@app/kernel';

/** A transaction as it is sealed: amounts in minor units as decimal text, positive = credit; times in UTC to the microsecond. */
export interface ChainTransaction {
  readonly id: string;
  readonly kind: string;
  readonly currency: string;
  readonly key: string;
  readonly refId: string | null;
  readonly reversesId: string | null;
  readonly createdAt: string;
  readonly entries: readonly {
    readonly leg: number;
    readonly accountId: string;
    readonly account: string;
    readonly amount: string;
    /** Number and balance of guarded accounts; null on house accounts. */
    readonly seq: string | null;
    readonly balanceAfter: string | null;
  }[];
}

/** What is signed once a day and given to the licensee. */
export interface Checkpoint {
  readonly version: 1;
  readonly licenseeId: string;
  readonly number: number;
  readonly sealedFrom: string | null;
  readonly sealedUntil: string;
  readonly transactions: number;
  /** Head of the chain before this day; null for the first checkpoint. */
  readonly previousHead: string | null;
  readonly head: string;
}

export type SignedCheckpoint = Signature & { readonly checkpoint: Checkpoint };

/** One more link: the head before and the transaction itself. */
export const link = (head: string | null, transaction: ChainTransaction): string =>
  sha256(`${head ?? ''}${sha256(canonical(transaction))}`);

/** A state that goes along the chain and finds the first thing that is wrong in it. */
export class ChainVerifier {
  private head: string | null = null;
  private number = 0;
  private until: string | null = null;
  private readonly accounts = new Map<string, Account>();
  transactions = 0;

  constructor(private readonly publicKey: KeyObject) {}

  /** Checks the next checkpoint with its transactions, oldest first. @returns the first fault, or undefined. */
  async checkpoint(
    signed: SignedCheckpoint,
    transactions: AsyncIterable<ChainTransaction> | Iterable<ChainTransaction>,
  ): Promise<string | undefined> {
    const { checkpoint } = signed;
    const where = `checkpoint ${checkpoint.number}`;
    const fault = signatureFault(checkpoint, signed, this.publicKey);
    if (fault !== undefined) return `${where}: ${fault}`;
    if (checkpoint.number !== this.number + 1) return `${where}: it follows checkpoint ${this.number}`;
    if (checkpoint.previousHead !== this.head) return `${where}: its chain does not go on from the one before`;
    if (checkpoint.sealedFrom !== this.until) return `${where}: there is a gap in time before it`;
    let count = 0;
    for await (const transaction of transactions) {
      const wrong = this.transaction(transaction);
      if (wrong !== undefined) return `${where}, transaction ${transaction.id}: ${wrong}`;
      this.head = link(this.head, transaction);
      count++;
    }
    if (count !== checkpoint.transactions)
      return `${where}: it seals ${checkpoint.transactions} transactions, ${count} are given`;
    if (this.head !== checkpoint.head) return `${where}: the transactions are not those that were sealed`;
    this.number = checkpoint.number;
    this.until = checkpoint.sealedUntil;
    this.transactions += count;
    return undefined;
  }

  /** After the last checkpoint. @returns the first fault, or undefined. */
  end(): string | undefined {
    for (const [id, account] of this.accounts) {
      // Two postings that met at an account may be sealed on both sides of a midnight, the later one first: the last day cannot be judged yet.
      if (account.sealedIn === this.number) continue;
      if (account.entries !== account.lastSeq) return `account ${id}: an entry is missing`;
      if (account.sum !== account.lastBalance) return `account ${id}: its entries do not sum to its balance`;
    }
    return undefined;
  }

  /** The books themselves: sums of zero, nothing below zero. */
  private transaction({ entries }: ChainTransaction): string | undefined {
    const sum = entries.reduce((total, { amount }) => total + BigInt(amount), 0n);
    if (sum !== 0n) return `its entries sum to ${sum}`;
    for (const { accountId, amount, seq, balanceAfter } of entries) {
      if (seq === null || balanceAfter === null) continue;
      if (BigInt(balanceAfter) < 0n) return `account ${accountId} falls below zero`;
      const before = this.accounts.get(accountId) ?? NO_ENTRIES;
      const isLast = BigInt(seq) > before.lastSeq;
      this.accounts.set(accountId, {
        entries: before.entries + 1n,
        sum: before.sum + BigInt(amount),
        lastSeq: isLast ? BigInt(seq) : before.lastSeq,
        lastBalance: isLast ? BigInt(balanceAfter) : before.lastBalance,
        sealedIn: this.number + 1,
      });
    }
    return undefined;
  }
}

interface Account {
  readonly entries: bigint;
  readonly sum: bigint;
  readonly lastSeq: bigint;
  readonly lastBalance: bigint;
  readonly sealedIn: number;
}

const NO_ENTRIES: Account = { entries: 0n, sum: 0n, lastSeq: 0n, lastBalance: 0n, sealedIn: 0 };
