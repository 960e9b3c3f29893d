import { type Tx, rowsOf } from '@app/kernel';
import type { BrandVersionRow } from './brand.dto.js';

interface Row {
  number: number;
  state: BrandVersionRow['state'];
  restored_from: number | null;
  author_name: string | null;
  created_at: Date;
  published_at: Date;
}

// The name is read where the person keeps it, so that it can be changed and erased there.
const VERSIONS = `
  select v.number, v.state, v.restored_from, p.display_name as author_name, v.created_at, v.published_at
    from app.brand_version v left join app.person p on p.licensee_id = v.licensee_id and p.id = v.author_id
   where v.licensee_id = $1`;

const view = (row: Row): BrandVersionRow => ({
  number: row.number,
  state: row.state,
  restoredFrom: row.restored_from,
  authorName: row.author_name,
  createdAt: row.created_at.toISOString(),
  publishedAt: row.published_at.toISOString(),
});

const MAX_VERSIONS = 100;

/** The newest versions, without their documents. */
export async function newestVersions(tx: Tx): Promise<BrandVersionRow[]> {
  const rows = await rowsOf<Row>(tx, `${VERSIONS} order by v.number desc limit ${MAX_VERSIONS}`, [tx.ctx.licenseeId]);
  return rows.map(view);
}

export async function versionRow(tx: Tx, number: number): Promise<BrandVersionRow | undefined> {
  const [row] = await rowsOf<Row>(tx, `${VERSIONS} and v.number = $2`, [tx.ctx.licenseeId, number]);
  return row && view(row);
}

export async function nextNumber(tx: Tx): Promise<number> {
  const [row] = await rowsOf<{ next: number }>(
    tx,
    'select coalesce(max(number), 0) + 1 as next from app.brand_version where licensee_id = $1',
    [tx.ctx.licenseeId],
  );
  return row!.next;
}

export async function countAssets(tx: Tx, ids: readonly string[]): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    tx,
    'select count(*)::int as n from app.brand_asset where licensee_id = $1 and id = any ($2::uuid[])',
    [tx.ctx.licenseeId, ids],
  );
  return row!.n;
}

/** Makes the row of the draft where there is none yet; the one of two that comes second finds the first one's. */
export async function ensureDraft(tx: Tx, id: string): Promise<void> {
  await rowsOf(
    tx,
    'insert into app.brand_draft (licensee_id, id) values ($1, $2) on conflict (licensee_id) do nothing',
    [tx.ctx.licenseeId, id],
  );
}
