import { type Tx, newId, personOf, rowsOf, toJsonMinor, updateRow } from '@app/kernel';

export interface DisputeRow {
  id: string;
  stripe_dispute_id: string;
  top_up_id: string;
  person_id: string;
  amount: bigint;
  currency: string;
  reason: string;
  status: string;
  outcome: 'won' | 'lost' | null;
  frozen_amount: bigint;
  evidence_due_at: Date | null;
  evidence_revision: number;
  evidence_sent_at: Date | null;
  lost_transaction_id: string | null;
  borne_transaction_id: string | null;
  created_at: Date;
  closed_at: Date | null;
}

type Step =
  'opened' | 'frozen' | 'status' | 'evidence_sent' | 'accepted' | 'won' | 'lost' | 'unfrozen' | 'borne' | 'reopened';

/** A dispute by its id at Stripe, locked. */
export async function lockDispute(tx: Tx, stripeDisputeId: string): Promise<DisputeRow | undefined> {
  const [row] = await rowsOf<DisputeRow>(
    tx,
    'select * from app.dispute where licensee_id = $1 and stripe_dispute_id = $2 for no key update',
    [tx.ctx.licenseeId, stripeDisputeId],
  );
  return row;
}

/** A step of the record, by somebody or by Stripe. */
export async function writeStep(
  tx: Tx,
  disputeId: string,
  step: Step,
  detail: string | null = null,
  amount: bigint | null = null,
): Promise<void> {
  const by = tx.ctx.actor.kind === 'person' ? personOf(tx.ctx).personId : null;
  await rowsOf(
    tx,
    `insert into app.dispute_step (licensee_id, id, dispute_id, at, step, detail, amount, by_person_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.ctx.licenseeId, newId(), disputeId, tx.now, step, detail, amount, by],
  );
}

/** Columns of a dispute by their names in the table. */
export const writeDispute = (tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> =>
  updateRow(tx, 'dispute', { id }, columns);

/** What every event of a dispute says. */
export const factOf = (row: DisputeRow) => ({
  disputeId: row.id,
  personId: row.person_id,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
});
