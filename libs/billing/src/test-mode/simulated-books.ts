import { Injectable } from '@nestjs/common';
import { Db, type Tx, assertNoTransaction, rowsOf, systemContext } from '@app/kernel';
import type { BalanceTransactionFacts, StripeBalance, StripeBooks } from '../stripe/stripe-books.js';
import type { StripeContext } from '../stripe/stripe-context.js';
import { isTestDispute } from './simulated-disputes.js';

/** What the bank takes for each dispute, in minor units. */
const DISPUTE_FEE = 1_500n;
const NAMED = /^(re|tr|trr)_test_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;

interface Moved {
  readonly type: string;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly currency: string;
  readonly kind?: string;
  readonly localId?: string;
}

/**
 * The lines that test mode's money would have at Stripe: refunds, transfers and disputes. What was paid in has none, because its credit says it already. Like all of
 * test mode's bank it keeps nothing: a line follows from the row of ours that its source names.
 */
@Injectable()
export class SimulatedBooks implements StripeBooks {
  constructor(private readonly db: Db) {}

  /** Nobody of test mode owes the provider anything. */
  async balance(): Promise<StripeBalance[]> {
    assertNoTransaction();
    return [];
  }

  async balanceTransactions(
    { licenseeId }: StripeContext,
    filter: { since: Date } | { sourceId: string },
  ): Promise<BalanceTransactionFacts[]> {
    assertNoTransaction();
    if ('since' in filter) return [];
    const { sourceId } = filter;
    return this.db.read(systemContext(licenseeId!, 'simulated.books'), async (tx) => {
      const moved = isTestDispute(sourceId) ? await disputed(tx, sourceId) : await sent(tx, sourceId);
      return moved.map(({ amountMinor, feeMinor, type, currency, kind, localId }, index) => ({
        id: `txn_test_${sourceId}${index === 0 ? '' : `_${index}`}`,
        type,
        amountMinor,
        feeMinor,
        netMinor: amountMinor - feeMinor,
        currency,
        createdAt: tx.now,
        availableAt: tx.now,
        sourceId,
        licenseeId: licenseeId!,
        kind,
        localId,
        paymentIntentId: null,
        relatedIds: [sourceId],
      }));
    });
  }
}

/** Money that left for a card or a payee, or came back from a payee. */
async function sent(tx: Tx, sourceId: string): Promise<Moved[]> {
  const [, what, localId = ''] = NAMED.exec(sourceId) ?? [];
  const of = [tx.ctx.licenseeId, localId];
  if (what === 're') {
    const [part] = await rowsOf<{ amount: bigint; currency: string }>(
      tx,
      `select p.amount, r.currency from app.wallet_refund_part p
         join app.wallet_refund r on r.licensee_id = p.licensee_id and r.id = p.wallet_refund_id where p.licensee_id = $1 and p.id = $2`,
      of,
    );
    if (!part) return [];
    return [
      {
        type: 'refund',
        amountMinor: -part.amount,
        feeMinor: 0n,
        currency: part.currency,
        kind: 'wallet_refund',
        localId,
      },
    ];
  }
  const [payout] = await rowsOf<{ amount: bigint; currency: string }>(
    tx,
    'select amount, currency from app.payout where licensee_id = $1 and id = $2',
    what === undefined ? [tx.ctx.licenseeId, null] : of,
  );
  if (!payout) return [];
  const { amount, currency } = payout;
  const [type, amountMinor] = what === 'tr' ? (['transfer', -amount] as const) : (['transfer_refund', amount] as const);
  return [{ type, amountMinor, feeMinor: 0n, currency, kind: 'payout', localId }];
}

/** Taken when the dispute begins, with the bank's fee; given back when it is won. The fee stays with the bank. */
async function disputed(tx: Tx, disputeId: string): Promise<Moved[]> {
  const [row] = await rowsOf<{ amount: bigint; currency: string; status: string }>(
    tx,
    'select amount, currency, status from app.dispute where licensee_id = $1 and stripe_dispute_id = $2',
    [tx.ctx.licenseeId, disputeId],
  );
  if (!row) return [];
  const { amount, currency } = row;
  const taken = { type: 'adjustment', amountMinor: -amount, feeMinor: DISPUTE_FEE, currency };
  return row.status === 'won' ? [taken, { ...taken, amountMinor: amount, feeMinor: 0n }] : [taken];
}
