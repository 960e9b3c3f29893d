import { NotFound, type Tx, publicId, rowsOf } from '@app/kernel';
import type { AccountState, Party, PayoutAccountView } from './connect-accounts.dto.js';

/** A payee's account at Stripe, open or closed. */
export interface PayeeAccount {
  id: string;
  party: Party;
  party_id: string;
  account_id: string | null;
  country: string;
  entity_type: 'individual' | 'company';
  status: AccountState;
  requirements: string[];
  payout_block: string | null;
  synced_at: Date | null;
  context: string;
  name: string;
}

/** Who is to be paid: an advisor, or the licensee itself. */
export interface Payee {
  readonly party: Party;
  readonly partyId: string;
}

/** A payee's name is the advisor's own, or the licensee's. */
export const ACCOUNTS = `
  select c.id, c.party, c.party_id, c.account_id, c.country, c.entity_type, c.status, c.requirements, c.payout_block, c.synced_at, c.context,
         coalesce(a.display_name, l.name) as name
    from app.connect_account c join app.licensee l on l.id = c.licensee_id
    left join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
   where c.licensee_id = $1`;

/** Also one that is closed. @throws NotFound */
export async function accountById(tx: Tx, id: string): Promise<PayeeAccount> {
  const [row] = await rowsOf<PayeeAccount>(tx, `${ACCOUNTS} and c.id = $2`, [tx.ctx.licenseeId, id]);
  if (!row) throw new NotFound();
  return row;
}

export const accountView = (row: PayeeAccount): PayoutAccountView => ({
  id: publicId('connectAccount', row.id),
  party: row.party,
  name: row.name,
  country: row.country,
  status: row.status,
  requirements: row.requirements,
  payoutBlock: row.payout_block,
  syncedAt: row.synced_at?.toISOString() ?? null,
});
