import { Injectable } from '@nestjs/common';
import { type Tx, UUID_PATTERN, log, newId, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Ledger } from '../ledger/ledger.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { SAFEGUARDING } from './safeguarding.cash.js';

interface PayoutRow {
  readonly id: string;
  /** Null: nobody of ours. */
  readonly requested_by: string | null;
}

/** The operator's own money on its way to the bank, and back [P14], what the operator put in, and fees of the account itself [P21 of docs/money.md]. */
@Injectable()
export class OperatorCash extends CashSource {
  readonly types = ['payout', 'payout_failure', 'payout_cancel', 'topup', 'stripe_fee', 'stripe_fx_fee', 'tax_fee'];

  constructor(private readonly ledger: Ledger) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    if (line.type.startsWith('payout')) return this.payout(tx, line);
    // What comes back from the safeguarding account is no money of the operator.
    if (line.kind === SAFEGUARDING || !(await this.isOperator(tx))) return undefined;
    const house = await this.ledger.house(tx, line.currency, 'stripe_balance', 'bank', 'stripe_fee');
    return {
      posted: await this.ledger.post(tx, {
        kind: line.type === 'topup' ? 'adjustment' : 'stripe_fee',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          { accountId: line.type === 'topup' ? house.bank : house.stripe_fee, amount: line.amountMinor },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
      }),
    };
  }

  private async payout(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const row = (await this.asked(tx, line)) ?? (await this.swept(tx, line));
    if (!row) return undefined;
    // A payout whose answer was lost is known by its line: nobody asks for it again.
    await rowsOf(
      tx,
      `update app.operator_payout set status = 'in_payout', stripe_payout_id = $3, next_try_at = $4 where licensee_id = $1 and id = $2 and status = 'requested'`,
      [tx.ctx.licenseeId, row.id, line.sourceId, tx.now],
    );
    const isBack = line.type !== 'payout';
    const house = await this.ledger.house(tx, line.currency, 'bank_in_transit', 'transfer_clearing', 'stripe_balance');
    return {
      posted: await this.ledger.post(tx, {
        kind: isBack ? 'operator_payout_failed' : 'operator_payout',
        currency: line.currency,
        key: `bt:${line.id}`,
        legs: [
          {
            // What was asked for is claimed to clearing; what nobody asked for is on its way to the bank at once.
            accountId: isBack || row.requested_by === null ? house.bank_in_transit : house.transfer_clearing,
            amount: line.amountMinor,
          },
          { accountId: house.stripe_balance, amount: -line.amountMinor },
        ],
        refId: row.id,
      }),
    };
  }

  /** The payout that we asked for. */
  private async asked(tx: Tx, line: BalanceTransactionFacts): Promise<PayoutRow | undefined> {
    if (line.kind !== 'operator_payout' || line.localId === undefined || !UUID_PATTERN.test(line.localId))
      return undefined;
    const [row] = await rowsOf<PayoutRow>(
      tx,
      'select id, requested_by from app.operator_payout where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, line.localId],
    );
    return row;
  }

  /** One that Stripe made by itself, or somebody in its dashboard: it carries no words of ours. It goes on like any other, and is an alarm. */
  private async swept(tx: Tx, line: BalanceTransactionFacts): Promise<PayoutRow | undefined> {
    if (line.kind !== undefined || line.sourceId === null || !(await this.isOperator(tx))) return undefined;
    if (line.type === 'payout') {
      const added = await rowsOf(
        tx,
        `insert into app.operator_payout (licensee_id, id, idempotency_key, amount, currency, status, stripe_payout_id, next_try_at, created_at)
         values ($1, $2, $3, $4, $5, 'in_payout', $3, $6, $7) on conflict (licensee_id, stripe_payout_id) where stripe_payout_id is not null do nothing returning id`,
        [tx.ctx.licenseeId, newId(), line.sourceId, -line.amountMinor, line.currency, tx.now, line.createdAt],
      );
      if (added.length > 0)
        log.fatal(
          { stripePayoutId: line.sourceId, amountMinor: -line.amountMinor, currency: line.currency },
          'money left for the bank that nobody here asked for',
        );
    }
    const [row] = await rowsOf<PayoutRow>(
      tx,
      'select id, requested_by from app.operator_payout where licensee_id = $1 and stripe_payout_id = $2',
      [tx.ctx.licenseeId, line.sourceId],
    );
    return row;
  }

  private async isOperator(tx: Tx): Promise<boolean> {
    const [tenant] = await rowsOf<{ kind: string }>(tx, 'select kind from app.licensee where id = $1', [
      tx.ctx.licenseeId,
    ]);
    return tenant?.kind === 'operator';
  }
}
