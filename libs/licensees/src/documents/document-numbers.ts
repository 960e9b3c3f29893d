import { type Tx, rowsOf } from '@app/kernel';

export type NumberedKind =
  | 'invoice'
  | 'credit_note'
  | 'self_billing'
  | 'payout_statement'
  | 'payout_credit'
  | 'user_invoice'
  | 'user_credit_note';

const MARK: Readonly<Record<NumberedKind, string>> = {
  invoice: '',
  credit_note: 'C',
  self_billing: 'S',
  payout_statement: 'P',
  payout_credit: 'SC',
  user_invoice: 'R',
  user_credit_note: 'RC',
};

/** A licensee in the numbers of its documents. */
export const seriesOf = (slug: string): string => slug.replaceAll('-', '').toUpperCase();

/**
 * The next number of a legal entity, kind and year. The row stays locked until the transaction ends, so the numbers have no gap: a document that is not
 * committed gives its number back. In the tenant of who issues it.
 */
export async function nextNumber(tx: Tx, series: string, kind: NumberedKind): Promise<string> {
  const year = tx.now.getUTCFullYear();
  const [row] = await rowsOf<{ last: number }>(
    tx,
    `insert into app.invoice_series (licensee_id, series, kind, year, last) values ($1, $2, $3, $4, 1)
     on conflict (licensee_id, series, kind, year) do update set last = app.invoice_series.last + 1 returning last`,
    [tx.ctx.licenseeId, series, kind, year],
  );
  return `${series}-${MARK[kind]}${year}-${row!.last.toString().padStart(5, '0')}`;
}
