import { Injectable } from '@nestjs/common';
import { Outbox, type Tx, rowsOf } from '@app/kernel';
import { Ledger, reversed } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { PayeeDebts } from '../payouts/payee-debts.js';
import { Referrals } from '../referrals/referrals.service.js';
import { WalletsService } from '../wallets.service.js';
import { DisputeBearers } from './dispute-bearers.service.js';
import { type DisputeRow, factOf, writeDispute, writeStep } from './dispute-rows.js';
import { DisputeClosed } from './disputes.events.js';
import { FraudWarnings } from './fraud-warnings.service.js';

/** The postings of a dispute, in the transaction of who holds the lock of its row. A wallet never goes below zero: what was spent already is somebody's debt [J13, J14, D27]. */
@Injectable()
export class DisputeMoney {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly rules: MoneyRulesService,
    private readonly debts: PayeeDebts,
    private readonly bearers: DisputeBearers,
    private readonly referrals: Referrals,
    private readonly warnings: FraudWarnings,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes what is left of the money out of reach, never more than there is [P8z of docs/money.md]. What a warning has frozen or paid back already is neither
   * frozen again nor looked for in other money.
   */
  async freeze(tx: Tx, row: DisputeRow): Promise<bigint> {
    const most = min(row.amount, await this.notRefunded(tx, row.top_up_id));
    const before = await this.warnings.handOver(tx, row.top_up_id, most);
    const wallet = await this.wallets.open(tx, row.person_id, row.currency);
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const more = min(free, most - before);
    const amount = before + (more > 0n ? more : 0n);
    if (amount <= 0n) return 0n;
    if (more > 0n)
      await this.ledger.post(tx, {
        kind: 'freeze',
        currency: row.currency,
        key: `dispute:${row.id}:freeze`,
        legs: [
          { accountId: wallet, amount: -more },
          { accountId: await this.frozenOf(tx, row), amount: more },
        ],
        refId: row.id,
      });
    await writeDispute(tx, row.id, { frozen_amount: amount });
    await writeStep(tx, row.id, 'frozen', null, amount);
    await this.wallets.changed(tx, row.person_id);
    return amount;
  }

  /** The bank gave the money back, or never took it: what was frozen is free again [P9z]. */
  async win(tx: Tx, row: DisputeRow): Promise<void> {
    if (row.frozen_amount > 0n) {
      await this.ledger.post(tx, {
        kind: 'unfreeze',
        currency: row.currency,
        key: `dispute:${row.id}:unfreeze`,
        legs: [
          { accountId: await this.frozenOf(tx, row), amount: -row.frozen_amount },
          { accountId: await this.wallets.open(tx, row.person_id, row.currency), amount: row.frozen_amount },
        ],
        refId: row.id,
      });
      await writeStep(tx, row.id, 'unfrozen', null, row.frozen_amount);
      await this.wallets.changed(tx, row.person_id);
    }
    await rowsOf(
      tx,
      `update app.top_up t set disputed_at = null where t.licensee_id = $1 and t.id = $2
          and not exists (select 1 from app.dispute d where d.licensee_id = $1 and d.top_up_id = $2 and d.id <> $3 and d.outcome is distinct from 'won')`,
      [tx.ctx.licenseeId, row.top_up_id, row.id],
    );
    await this.close(tx, row, 'won');
  }

  /** The money is gone: first what was frozen, the rest by whom the licence names [P10, P10w]. */
  async lose(tx: Tx, row: DisputeRow): Promise<void> {
    await this.referrals.lock(tx, row.person_id);
    const spent = row.amount - row.frozen_amount;
    const house = await this.ledger.house(tx, row.currency, 'user_debt', 'dispute_held');
    const lost = await this.ledger.post(tx, {
      kind: 'dispute_lost',
      currency: row.currency,
      key: `dispute:${row.id}:lost`,
      legs: [
        { accountId: await this.frozenOf(tx, row), amount: -row.frozen_amount },
        { accountId: house.user_debt, amount: -spent },
        { accountId: house.dispute_held, amount: row.amount },
      ],
      refId: row.id,
    });
    await writeDispute(tx, row.id, { lost_transaction_id: lost });
    if (spent > 0n) {
      const { disputeBearer } = await this.rules.of(tx);
      const { legs, debts } = await this.bearers.bear(tx, row, disputeBearer, 'dispute_loss', spent);
      const borne = await this.ledger.post(tx, {
        kind: 'write_off',
        currency: row.currency,
        key: `dispute:${row.id}:borne`,
        legs: [...legs, { accountId: house.user_debt, amount: spent }],
        refId: row.id,
      });
      for (const debt of debts) await this.debts.record(tx, debt.advisorId, row.currency, debt.owed, borne);
      await writeDispute(tx, row.id, { borne_transaction_id: borne });
      await writeStep(tx, row.id, 'borne', disputeBearer, spent);
    }
    await this.wallets.changed(tx, row.person_id);
    await this.close(tx, row, 'lost');
    await this.referrals.paymentLost(tx, row.person_id, row.top_up_id, 'dispute_lost');
  }

  /** An appeal was won: the postings of the loss are reversed; a debt that was written down for it is closed. */
  async undoLoss(tx: Tx, row: DisputeRow): Promise<void> {
    if (row.borne_transaction_id !== null) await this.debts.cancel(tx, row.borne_transaction_id, row.id);
    for (const id of [row.borne_transaction_id, row.lost_transaction_id]) {
      if (id === null) continue;
      await this.ledger.post(tx, {
        kind: 'reversal',
        currency: row.currency,
        key: `dispute:${row.id}:reverse:${id}`,
        legs: reversed(await this.ledger.legsOf(tx, id)),
        refId: row.id,
        reversesId: id,
      });
    }
  }

  private async notRefunded(tx: Tx, topUpId: string): Promise<bigint> {
    const [row] = await rowsOf<{ amount: bigint }>(
      tx,
      `select (t.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p
                where p.licensee_id = $1 and p.top_up_id = t.id and p.status <> 'failed'), 0))::bigint as amount
         from app.top_up t where t.licensee_id = $1 and t.id = $2`,
      [tx.ctx.licenseeId, topUpId],
    );
    return row!.amount;
  }

  private frozenOf(tx: Tx, row: DisputeRow): Promise<string> {
    return this.ledger.openAccount(tx, 'wallet_frozen', row.person_id, row.currency);
  }

  private async close(tx: Tx, row: DisputeRow, outcome: 'won' | 'lost'): Promise<void> {
    await writeDispute(tx, row.id, { outcome, closed_at: tx.now });
    await writeStep(tx, row.id, outcome);
    await this.outbox.add(tx, DisputeClosed, { ...factOf(row), outcome });
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
