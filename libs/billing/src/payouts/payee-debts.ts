import { Injectable } from '@nestjs/common';
import { type Tx, newId, rowsOf } from '@app/kernel';
import { type Leg, Ledger, reversed } from '../ledger/ledger.js';

/** What an advisor gives back of earnings that may have been paid out already [J12, D27]. */
@Injectable()
export class PayeeDebts {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Legs that take an amount from an advisor: from the payable what it has, the rest as a debt. A payable never falls below zero [P16a of docs/money.md].
   * @param others guarded accounts of the same posting, so that all are locked in the one order
   */
  async take(
    tx: Tx,
    advisorId: string,
    currency: string,
    amount: bigint,
    others: readonly string[],
  ): Promise<{ legs: Leg[]; owed: bigint }> {
    const payable = await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency);
    const free = (await this.ledger.lockAccounts(tx, [...others, payable])).get(payable)!;
    const fromPayable = free < amount ? free : amount;
    const owed = amount - fromPayable;
    const legs = [{ accountId: payable, amount: -fromPayable }];
    if (owed > 0n) {
      const { payee_receivable: receivable } = await this.ledger.house(tx, currency, 'payee_receivable');
      legs.push({ accountId: receivable, amount: -owed });
    }
    return { legs, owed };
  }

  /** Writes a debt down; it is taken from what the advisor earns next. */
  async record(tx: Tx, advisorId: string, currency: string, owed: bigint, transactionId: string): Promise<void> {
    if (owed === 0n) return;
    await rowsOf(
      tx,
      `insert into app.receivable (licensee_id, id, advisor_id, currency, amount, transaction_id, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (licensee_id, transaction_id, advisor_id) do nothing`,
      [tx.ctx.licenseeId, newId(), advisorId, currency, owed, transactionId, tx.now],
    );
  }

  /** Takes what the payee owes from what they earned, oldest debt first [P16b]. @param claimable what there is to take it from */
  async recover(tx: Tx, advisorId: string, payable: string, currency: string, claimable: bigint): Promise<void> {
    const debts = await rowsOf<{ id: string; due: bigint; recovered: bigint }>(
      tx,
      `select id, amount - recovered - written_off as due, recovered from app.receivable
        where licensee_id = $1 and advisor_id = $2 and currency = $3 and recovered + written_off < amount order by id for no key update`,
      [tx.ctx.licenseeId, advisorId, currency],
    );
    const house = await this.ledger.house(tx, currency, 'payee_receivable');
    let left = claimable;
    for (const debt of debts) {
      const part = debt.due < left ? debt.due : left;
      if (part === 0n) return;
      left -= part;
      await this.ledger.post(tx, {
        kind: 'receivable_recovered',
        currency,
        key: `receivable:${debt.id}:${debt.recovered}`,
        legs: [
          { accountId: payable, amount: -part },
          { accountId: house.payee_receivable, amount: part },
        ],
        refId: debt.id,
      });
      await rowsOf(tx, 'update app.receivable set recovered = recovered + $3 where licensee_id = $1 and id = $2', [
        tx.ctx.licenseeId,
        debt.id,
        part,
      ]);
    }
  }

  /** The posting that a debt was written down for is about to be reversed: what the advisor has paid of it already is theirs again, what was written off is no loss any more, the rest is not owed. */
  async cancel(tx: Tx, transactionId: string, refId: string): Promise<void> {
    const debts = await rowsOf<{ id: string; advisor_id: string; currency: string; recovered: bigint }>(
      tx,
      'select id, advisor_id, currency, recovered from app.receivable where licensee_id = $1 and transaction_id = $2 order by id for no key update',
      [tx.ctx.licenseeId, transactionId],
    );
    for (const debt of debts) {
      await this.unwrite(tx, debt.id, debt.currency);
      if (debt.recovered === 0n) continue;
      const { payee_receivable: receivable } = await this.ledger.house(tx, debt.currency, 'payee_receivable');
      const payable = await this.ledger.openAccount(tx, 'advisor_payable', debt.advisor_id, debt.currency);
      await this.ledger.post(tx, {
        kind: 'adjustment',
        currency: debt.currency,
        key: `debt:${debt.id}:given-back`,
        legs: [
          { accountId: receivable, amount: -debt.recovered },
          { accountId: payable, amount: debt.recovered },
        ],
        refId,
      });
    }
    await rowsOf(
      tx,
      'update app.receivable set recovered = amount, written_off = 0 where licensee_id = $1 and transaction_id = $2',
      [tx.ctx.licenseeId, transactionId],
    );
  }

  private async unwrite(tx: Tx, debtId: string, currency: string): Promise<void> {
    const written = await rowsOf<{ id: string }>(
      tx,
      `select id from app.ledger_transaction where licensee_id = $1 and ref_id = $2 and kind = 'write_off' order by id`,
      [tx.ctx.licenseeId, debtId],
    );
    for (const { id } of written)
      await this.ledger.post(tx, {
        kind: 'reversal',
        currency,
        key: `write-off:${id}:reversed`,
        legs: reversed(await this.ledger.legsOf(tx, id)),
        refId: debtId,
        reversesId: id,
      });
  }
}
