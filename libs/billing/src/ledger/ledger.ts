import { Injectable } from '@nestjs/common';
import { type Tx, newId, rowsOf } from '@app/kernel';
import type { GuardedKind, HouseKind, TransactionKind } from './ledger-kinds.js';
import { ledgerProblem } from './ledger.problems.js';

export interface Leg {
  readonly accountId: string;
  /** Minor units; positive = credit. */
  readonly amount: bigint;
}

/** Legs that undo these. */
export const reversed = (legs: readonly Leg[]): Leg[] =>
  legs.map(({ accountId, amount }) => ({ accountId, amount: -amount }));

export interface Posting {
  readonly kind: Exclude<TransactionKind, 'settlement'>;
  readonly currency: string;
  /** Idempotency key, unique per licensee. A repeat returns the first transaction; other content is refused. */
  readonly key: string;
  readonly legs: readonly Leg[];
  readonly refId?: string;
  readonly reversesId?: string;
}

export interface Settlement {
  readonly key: string;
  readonly holdId: string;
  readonly currency: string;
  readonly refId: string;
  readonly advisorAccountId: string;
  /** The parts sum to the price. */
  readonly priceMinor: bigint;
  readonly advisorMinor: bigint;
  readonly licenseeMinor: bigint;
  readonly operatorMinor: bigint;
  readonly taxMinor: bigint;
}

export interface Violation {
  readonly rule: string;
  readonly subject: string;
}

/**
 * The double-entry ledger: the only writer of money. Every method joins the caller's transaction; each posting is one statement that checks that the legs
 * sum to zero, that no guarded account falls below what is held on it, and that its key is new (reference/ledger.md).
 */
@Injectable()
export class Ledger {
  private readonly known = new Map<string, Map<HouseKind, string>>();
  private readonly opening = new WeakSet<Tx>();

  /** The account of this owner, opened when there is none yet. */
  async openAccount(tx: Tx, kind: GuardedKind | HouseKind, ownerId: string, currency: string): Promise<string> {
    const [row] = await rowsOf<{ id: string }>(tx, 'select app.open_account($1, $2, $3) as id', [
      kind,
      ownerId,
      currency,
    ]);
    return row!.id;
  }

  /**
   * House accounts of the tenant. They never change, so they are remembered; but not from the transaction that opened them, which may still roll back.
   */
  async house<K extends HouseKind>(tx: Tx, currency: string, ...kinds: K[]): Promise<Record<K, string>> {
    const key = `${tx.ctx.licenseeId}:${currency}`;
    let accounts = this.known.get(key) ?? new Map<HouseKind, string>();
    if (kinds.some((kind) => !accounts.has(kind))) {
      const rows = await rowsOf<{ kind: HouseKind; id: string }>(
        tx,
        `select kind, id from app.ledger_account where licensee_id = $1 and owner_id = $1 and currency = $2 and kind > 'advisor_payable'`,
        [tx.ctx.licenseeId, currency],
      );
      accounts = new Map(rows.map((row) => [row.kind, row.id]));
      for (const kind of kinds) {
        if (accounts.has(kind)) continue;
        this.opening.add(tx);
        accounts.set(kind, await this.openAccount(tx, kind, tx.ctx.licenseeId, currency));
      }
      if (!this.opening.has(tx)) this.known.set(key, accounts);
    }
    return Object.fromEntries(kinds.map((kind) => [kind, accounts.get(kind)!])) as Record<K, string>;
  }

  /**
   * Posts a transaction. Legs of zero are left out.
   * @returns the id of the transaction, or of the first one with this key.
   * @throws InsufficientFunds, PostingKeyReused
   */
  async post(tx: Tx, posting: Posting): Promise<string> {
    const legs = posting.legs.filter((leg) => leg.amount !== 0n);
    const [row] = await this.ask<{ id: string }>(tx, 'select app.post_ledger($1, $2, $3, $4, $5, $6, $7, $8) as id', [
      newId(),
      posting.kind,
      posting.currency,
      posting.key,
      legs.map((leg) => leg.accountId),
      legs.map((leg) => leg.amount),
      posting.refId ?? null,
      posting.reversesId ?? null,
    ]);
    return row!.id;
  }

  /**
   * Reserves money of a wallet, promo credit first. The same id again changes nothing.
   * @throws InsufficientFunds, WalletFrozen
   */
  async placeHold(
    tx: Tx,
    hold: { id: string; personId: string; currency: string; amount: bigint; expiresAt: Date },
  ): Promise<void> {
    await this.ask(tx, 'select * from app.place_hold($1, $2, $3, $4, $5)', [
      hold.id,
      hold.personId,
      hold.currency,
      hold.amount,
      hold.expiresAt,
    ]);
  }

  /** Adds up to `amount` to a hold, what the wallet can give. @returns minor units added, possibly 0. */
  async extendHold(tx: Tx, holdId: string, amount: bigint, expiresAt: Date): Promise<bigint> {
    const [row] = await this.ask<{ added: bigint }>(tx, 'select app.extend_hold($1, $2, $3) as added', [
      holdId,
      amount,
      expiresAt,
    ]);
    return row!.added;
  }

  /** Gives a hold back whole. @returns false when it was closed before. */
  async releaseHold(tx: Tx, holdId: string, as: 'released' | 'expired' = 'released'): Promise<boolean> {
    const [row] = await this.ask<{ released: boolean }>(tx, 'select app.release_hold($1, $2) as released', [
      holdId,
      as,
    ]);
    return row!.released;
  }

  /**
   * Posts a price from its hold to advisor, licensee, operator and tax, and gives the rest of the hold back, in one statement.
   * @throws InsufficientFunds when the price is above the hold; PostingKeyReused
   */
  async settle(tx: Tx, settlement: Settlement): Promise<string> {
    const house = await this.house(
      tx,
      settlement.currency,
      'licensee_payable',
      'platform_fee',
      'tax',
      'promo_issued',
      'promo_expense',
    );
    const [row] = await this.ask<{ id: string }>(
      tx,
      'select app.settle_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as id',
      [
        newId(),
        settlement.key,
        settlement.holdId,
        settlement.priceMinor,
        settlement.advisorAccountId,
        settlement.advisorMinor,
        house.licensee_payable,
        settlement.licenseeMinor,
        house.platform_fee,
        settlement.operatorMinor,
        house.tax,
        settlement.taxMinor,
        house.promo_issued,
        house.promo_expense,
        settlement.refId,
      ],
    );
    return row!.id;
  }

  /** Legs of a posting, in their order. */
  async legsOf(tx: Tx, transactionId: string): Promise<Leg[]> {
    return rowsOf<{ accountId: string; amount: bigint }>(
      tx,
      'select account_id as "accountId", amount from app.ledger_entry where licensee_id = $1 and transaction_id = $2 order by leg',
      [tx.ctx.licenseeId, transactionId],
    );
  }

  /** Paid and promo part that a transaction took from (or gave to) a payer. Positive = taken. */
  async takenFrom(tx: Tx, transactionId: string): Promise<{ paid: bigint; promo: bigint }> {
    const rows = await rowsOf<{ kind: string; amount: bigint }>(
      tx,
      `select a.kind, e.amount from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
        where e.licensee_id = $1 and e.transaction_id = $2 and a.kind in ('wallet', 'promo')`,
      [tx.ctx.licenseeId, transactionId],
    );
    const of = (kind: string): bigint => -(rows.find((row) => row.kind === kind)?.amount ?? 0n);
    return { paid: of('wallet'), promo: of('promo') };
  }

  /** Locks guarded accounts in the ledger's order. @returns what is free on each, in minor units. */
  async lockAccounts(tx: Tx, ids: readonly string[]): Promise<Map<string, bigint>> {
    const rows = await rowsOf<{ id: string; free: bigint }>(tx, 'select * from app.lock_accounts($1)', [ids]);
    return new Map(rows.map((row) => [row.id, row.free]));
  }

  async houseBalance(tx: Tx, accountId: string): Promise<bigint> {
    const [row] = await rowsOf<{ balance: string }>(tx, 'select app.house_balance($1) as balance', [accountId]);
    return BigInt(row!.balance);
  }

  /** Every broken invariant of the tenant's books. Empty = all hold. */
  async violations(tx: Tx): Promise<Violation[]> {
    return rowsOf<Violation>(tx, 'select rule, subject from app.ledger_violations()');
  }

  /** Freezes (reason) or thaws (null) a wallet; its balance stays. */
  async freeze(tx: Tx, personId: string, reason: string | null): Promise<void> {
    await rowsOf(tx, 'select app.freeze_wallet($1, $2)', [personId, reason]);
  }

  private async ask<Row extends object>(tx: Tx, sql: string, values: unknown[]): Promise<Row[]> {
    try {
      return await rowsOf<Row>(tx, sql, values);
    } catch (error) {
      throw ledgerProblem(error);
    }
  }
}
