import { NotFound, type Tx, UUID_PATTERN, rowsOf, toJsonMinor, updateRow } from '@app/kernel';
import type { Party } from './connect-accounts.dto.js';
import type { PayoutCause } from './payout-claims.js';

export type PayoutStatus = 'claimed' | 'transferred' | 'in_payout' | 'paid' | 'returning' | 'failed';

export interface Payout {
  id: string;
  party: Party;
  party_id: string;
  connect_account_id: string;
  account_id: string;
  currency: string;
  amount: bigint;
  tax_amount: bigint;
  /** What the licensee gave away, which came off its share before. */
  gift_amount: bigint;
  /** What of the transfer came back in parts, each an earning of its own. */
  returned_amount: bigint;
  cause: PayoutCause;
  status: PayoutStatus;
  transfer_attempt: number;
  transfer_id: string | null;
  stripe_payout_id: string | null;
  reversal_id: string | null;
  failure_code: string | null;
}

/** A payout by its id. @throws NotFound */
export const payoutOf = (tx: Tx, id: string): Promise<Payout> => select(tx, id, '');

/** A payout by its id, locked. @throws NotFound */
export const lockPayout = (tx: Tx, id: string): Promise<Payout> => select(tx, id, 'for no key update of p');

async function select(tx: Tx, id: string, lock: string): Promise<Payout> {
  if (!UUID_PATTERN.test(id)) throw new NotFound();
  const [row] = await rowsOf<Payout>(
    tx,
    `select p.*, c.account_id from app.payout p join app.connect_account c on c.licensee_id = p.licensee_id and c.id = p.connect_account_id
      where p.licensee_id = $1 and p.id = $2 ${lock}`,
    [tx.ctx.licenseeId, id],
  );
  if (!row) throw new NotFound();
  return row;
}

/** Columns of a payout by their names in the table. */
export const writePayout = (tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> =>
  updateRow(tx, 'payout', { id }, columns);

/** What every event of a payout says. */
export const factOf = (payout: Payout) => ({
  payoutId: payout.id,
  party: payout.party,
  partyId: payout.party_id,
  amountMinor: toJsonMinor(payout.amount),
  currency: payout.currency,
});
