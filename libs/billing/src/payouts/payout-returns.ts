import { Injectable } from '@nestjs/common';
import { type Tx, divide, rowsOf } from '@app/kernel';
import { type Leg, Ledger } from '../ledger/ledger.js';
import { PayeeDebts } from './payee-debts.js';

/** What is needed of a payout to give a part of it back. */
interface SentPayout {
  readonly id: string;
  readonly party: 'advisor' | 'licensee';
  readonly party_id: string;
  readonly currency: string;
  readonly status: string;
  readonly amount: bigint;
  readonly tax_amount: bigint;
  readonly returned_amount: bigint;
}

/** Money of a payout that is the payee's again: all of it, or what of its transfer has come back [P11c, P12 of docs/money.md]. */
@Injectable()
export class PayoutReturns {
  constructor(
    private readonly ledger: Ledger,
    private readonly debts: PayeeDebts,
  ) {}

  /** @param kind what gives it: the clearing account of a transfer that never left, or `stripe_balance` of one that came back */
  async post(
    tx: Tx,
    payout: SentPayout,
    kind: 'transfer_failed' | 'transfer_reversed',
    key: string,
    amount: bigint,
  ): Promise<string> {
    const house = await this.ledger.house(
      tx,
      payout.currency,
      'licensee_payable',
      'tax',
      'transfer_clearing',
      'stripe_balance',
    );
    const from = kind === 'transfer_failed' ? house.transfer_clearing : house.stripe_balance;
    const tax = taxOf(payout, payout.returned_amount + amount) - taxOf(payout, payout.returned_amount);
    const payees: Leg[] =
      payout.party === 'advisor'
        ? [{ accountId: await this.payableOf(tx, payout), amount }]
        : [
            { accountId: house.licensee_payable, amount: amount - tax },
            { accountId: house.tax, amount: tax },
          ];
    return this.ledger.post(tx, {
      kind,
      currency: payout.currency,
      key,
      legs: [{ accountId: from, amount: -amount }, ...payees],
      refId: payout.id,
    });
  }

  /**
   * A part of the transfer came back: somebody reversed so much of it at Stripe. The payout goes on as it was, and the part is an earning of its own, from which the
   * payee's debts are taken first.
   */
  async part(tx: Tx, payout: SentPayout, key: string, amount: bigint): Promise<string> {
    const transactionId = await this.post(tx, payout, 'transfer_reversed', key, amount);
    await rowsOf(
      tx,
      'update app.payout set returned_amount = returned_amount + $3 where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, payout.id, amount],
    );
    // Of a payout that is still open all may come back yet: then its earnings are as before, and the next claim takes the debts from them.
    if (payout.party === 'advisor' && payout.status === 'paid')
      await this.debts.recover(tx, payout.party_id, await this.payableOf(tx, payout), payout.currency, amount);
    return transactionId;
  }

  /** The earnings of a payout can be claimed again. */
  async release(tx: Tx, payout: SentPayout): Promise<void> {
    await rowsOf(
      tx,
      'update app.payout_entry set released_at = coalesce(released_at, $3) where licensee_id = $1 and payout_id = $2',
      [tx.ctx.licenseeId, payout.id, tx.now],
    );
  }

  /** Whether a part of it that came back is in another payout. */
  async isClaimed(tx: Tx, payout: SentPayout): Promise<boolean> {
    if (payout.returned_amount === 0n) return false;
    const [claimed] = await rowsOf(
      tx,
      `select 1 from app.ledger_transaction t
         join app.payout_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id and e.released_at is null
        where t.licensee_id = $1 and t.ref_id = $2 and t.kind = 'transfer_reversed' limit 1`,
      [tx.ctx.licenseeId, payout.id],
    );
    return claimed !== undefined;
  }

  private payableOf(tx: Tx, { party_id, currency }: SentPayout): Promise<string> {
    return this.ledger.openAccount(tx, 'advisor_payable', party_id, currency);
  }
}

/** The tax in so much of a payout; all parts together hold all of it. */
const taxOf = ({ tax_amount: tax, amount }: SentPayout, part: bigint): bigint => divide(tax * part, amount, 'down');
