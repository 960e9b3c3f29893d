import { Unanswered } from './client.ts';
import { uuidOf } from './public-id.ts';
import type { Wallet } from './world.ts';

export type Kind = 'credit' | 'cancelled_call' | 'call' | 'top_up' | 'refund';

/** What the clients know of one operation: the model that the database is compared with. Ids are the database's. */
export interface Entry {
  readonly kind: Kind;
  readonly licenseeId: string;
  /** Owner of the wallet that it moves. */
  readonly personId: string;
  /** Who asked: an idempotency key belongs to a person. */
  readonly askedBy: string;
  readonly key: string;
  /** What was asked for, in minor units; 0 for calls. */
  readonly amountMinor: number;
  /** refused = a final answer that says no. abandoned, unanswered = the client never learned. */
  state: 'acknowledged' | 'refused' | 'abandoned' | 'unanswered';
  /** Code of the refusal, or why there is no answer. */
  note: string | undefined;
  /** Ledger transaction of a credit, top-up, call, or refund. */
  id: string | undefined;
  transactionId: string | undefined;
  /** Of an ended call, as the API told it. */
  endReason: string | undefined;
  priceMinor: number | undefined;
  billedSeconds: number | undefined;
  /** How long both were surely in the room at most, by the client's own clock. */
  presentSeconds: number | undefined;
}

/** Everything the clients did. */
export class Journal {
  readonly entries: Entry[] = [];
  /** Differences that the clients saw themselves, without the database. */
  readonly complaints: { rule: string; subject: string }[] = [];
  replays = 0;

  open(kind: Kind, wallet: Wallet, askedBy: string, key: string, amountMinor = 0): Entry {
    const entry: Entry = {
      kind,
      licenseeId: wallet.licensee.id,
      personId: uuidOf(wallet.owner.personId),
      askedBy: uuidOf(askedBy),
      key,
      amountMinor,
      state: 'unanswered',
      note: undefined,
      id: undefined,
      transactionId: undefined,
      endReason: undefined,
      priceMinor: undefined,
      billedSeconds: undefined,
      presentSeconds: undefined,
    };
    this.entries.push(entry);
    return entry;
  }

  count(state: Entry['state'], kind?: Kind): number {
    return this.entries.filter((entry) => entry.state === state && (kind === undefined || entry.kind === kind)).length;
  }

  /** Runs the work; a client that stops asking leaves the entry as it is. */
  async track(entry: Entry, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      entry.state = error.why === 'abandoned' ? 'abandoned' : 'unanswered';
      entry.note = error.message;
    }
  }
}
