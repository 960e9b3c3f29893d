import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { type CashPosting, CashSource } from '../cash/cash-source.js';
import { Exchange } from '../cash/exchange.js';
import { type Leg, Ledger, reversed } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { PayeeDebts } from '../payouts/payee-debts.js';
import type { BalanceTransactionFacts } from '../stripe/stripe-books.js';
import { DisputeBearers } from './dispute-bearers.service.js';
import type { DisputeRow } from './dispute-rows.js';

/** Disputed money leaves our balance at Stripe with the bank's fee, and comes back when the dispute is won [P8, P9 of docs/money.md]. */
@Injectable()
export class DisputeCash extends CashSource {
  readonly types = ['adjustment'];

  constructor(
    private readonly ledger: Ledger,
    private readonly exchange: Exchange,
    private readonly rules: MoneyRulesService,
    private readonly debts: PayeeDebts,
    private readonly bearers: DisputeBearers,
  ) {
    super();
  }

  async post(tx: Tx, line: BalanceTransactionFacts): Promise<CashPosting | undefined> {
    const [row] = await rowsOf<DisputeRow>(
      tx,
      'select * from app.dispute where licensee_id = $1 and stripe_dispute_id = $2',
      [tx.ctx.licenseeId, line.sourceId ?? ''],
    );
    if (!row) return line.sourceId?.startsWith('d') ? { wait: 'the dispute is not written down yet' } : undefined;
    const taken = line.feeMinor < 0n ? await this.feeTaken(tx, row, -line.feeMinor) : undefined;
    if (line.feeMinor < 0n && taken === undefined) return { wait: 'the fee that comes back is not in the books yet' };
    const posted = await this.move(tx, row, line);
    if (line.feeMinor === 0n) return { posted };
    if (taken !== undefined) return { posted, feeLegs: await this.giveFeeBack(tx, row, taken, line.currency) };
    const { disputeFeeBearer } = await this.rules.of(tx);
    // The fee is in the currency that Stripe settles in; where advisors earn in another one, their earnings are no measure for it.
    const bearer = disputeFeeBearer === 'advisor' && row.currency !== line.currency ? 'licensee' : disputeFeeBearer;
    const billed = { ...row, currency: line.currency };
    const { legs, debts } = await this.bearers.bear(tx, billed, bearer, 'dispute_fee', line.feeMinor);
    for (const debt of debts) await this.debts.record(tx, debt.advisorId, line.currency, debt.owed, posted);
    return { posted, feeLegs: legs };
  }

  private async move(tx: Tx, row: DisputeRow, line: BalanceTransactionFacts): Promise<string> {
    if (row.currency !== line.currency) {
      const amountMinor = line.amountMinor < 0n ? -row.amount : row.amount;
      const { id: refId, currency } = row;
      return this.exchange.post(tx, line, { amountMinor, currency, against: 'dispute_held', refId });
    }
    const house = await this.ledger.house(tx, line.currency, 'dispute_held', 'stripe_balance');
    return this.ledger.post(tx, {
      kind: line.amountMinor < 0n ? 'dispute_withdrawn' : 'dispute_reinstated',
      currency: line.currency,
      key: `bt:${line.id}`,
      legs: [
        { accountId: house.dispute_held, amount: line.amountMinor },
        { accountId: house.stripe_balance, amount: -line.amountMinor },
      ],
      refId: row.id,
    });
  }

  /** Postings of the last line on which the bank kept its fee. */
  private async feeTaken(tx: Tx, row: DisputeRow, fee: bigint): Promise<FeeTaken | undefined> {
    const [taken] = await rowsOf<FeeTaken>(
      tx,
      `select transaction_id as "lineId", fee_transaction_id as "feeId" from app.stripe_balance_transaction
        where licensee_id = $1 and source_id = $2 and status = 'posted' and fee = $3 order by created_at desc, id desc limit 1`,
      [tx.ctx.licenseeId, row.stripe_dispute_id, fee],
    );
    return taken;
  }

  /** Some banks give their fee back with the money: to whoever bore it, whatever the rules are by now. */
  private async giveFeeBack(tx: Tx, row: DisputeRow, taken: FeeTaken, currency: string): Promise<Leg[]> {
    await this.debts.cancel(tx, taken.lineId, row.id);
    const { stripe_balance: balance } = await this.ledger.house(tx, currency, 'stripe_balance');
    return reversed(await this.ledger.legsOf(tx, taken.feeId)).filter(({ accountId }) => accountId !== balance);
  }
}

interface FeeTaken {
  readonly lineId: string;
  readonly feeId: string;
}
