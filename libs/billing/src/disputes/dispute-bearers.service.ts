import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Tx, instancesOf, rowsOf } from '@app/kernel';
import { type Leg, Ledger } from '../ledger/ledger.js';
import type { Bearer } from '../money-rules.service.js';
import { PayeeDebts } from '../payouts/payee-debts.js';
import type { DisputeRow } from './dispute-rows.js';
import { EvidenceSource } from './evidence-source.js';

/** Who pays for what a dispute costs. */
@Injectable()
export class DisputeBearers {
  constructor(
    private readonly ledger: Ledger,
    private readonly debts: PayeeDebts,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * Legs that put a cost on its bearer. An advisor bears at most what they earned from this person since the payment, the newest call first; the licensee bears
   * the rest.
   */
  async bear(
    tx: Tx,
    row: Pick<DisputeRow, 'person_id' | 'currency' | 'top_up_id'>,
    bearer: Bearer,
    expense: 'dispute_loss' | 'dispute_fee',
    amount: bigint,
  ): Promise<{ legs: Leg[]; debts: { advisorId: string; owed: bigint }[] }> {
    const house = await this.ledger.house(tx, row.currency, 'licensee_payable', expense);
    if (bearer === 'operator') return { legs: [{ accountId: house[expense], amount: -amount }], debts: [] };
    const legs: Leg[] = [];
    const debts: { advisorId: string; owed: bigint }[] = [];
    let left = amount;
    if (bearer === 'advisor') {
      const shares = new Map<string, bigint>();
      for (const { advisorId, amountMinor } of await this.earners(tx, row)) {
        if (left === 0n) break;
        const part = amountMinor < left ? amountMinor : left;
        left -= part;
        shares.set(advisorId, (shares.get(advisorId) ?? 0n) + part);
      }
      for (const [advisorId, part] of shares) {
        const taken = await this.debts.take(tx, advisorId, row.currency, part, []);
        legs.push(...taken.legs);
        debts.push({ advisorId, owed: taken.owed });
      }
    }
    legs.push({ accountId: house.licensee_payable, amount: -left });
    return { legs: merged(legs), debts };
  }

  /** The module that knows what money was used for. */
  source(): EvidenceSource {
    const [found] = instancesOf(this.discovery, EvidenceSource);
    if (!found) throw new Error('No module says what money was used for');
    return found;
  }

  private async earners(
    tx: Tx,
    row: Pick<DisputeRow, 'person_id' | 'top_up_id'>,
  ): ReturnType<EvidenceSource['earnersSince']> {
    const [paid] = await rowsOf<{ created_at: Date }>(
      tx,
      'select created_at from app.top_up where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, row.top_up_id],
    );
    return this.source().earnersSince(tx, row.person_id, paid!.created_at);
  }
}

/** A posting names an account once. */
function merged(legs: readonly Leg[]): Leg[] {
  const sums = new Map<string, bigint>();
  for (const { accountId, amount } of legs) sums.set(accountId, (sums.get(accountId) ?? 0n) + amount);
  return [...sums].map(([accountId, amount]) => ({ accountId, amount }));
}
