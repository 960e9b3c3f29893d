import { publicId } from '@app/kernel';
import type { TestApp } from '@app/testing';
import type { Population } from './population.js';

/** What no answer to another tenant may hold: names, hosts, e-mail addresses and ids. */
export interface Canaries {
  found(text: string): string | undefined;
}

interface Column {
  table: string;
  column: string;
}

const tenantTables = async (t: TestApp): Promise<string[]> =>
  (
    await t.db.query<{ table: string }>(
      `select table_name as table from information_schema.columns where table_schema = 'app' and column_name = 'licensee_id' order by 1`,
    )
  ).map(({ table }) => table);

/** One digest per table over all rows of a tenant. */
export async function fingerprints(t: TestApp, licenseeId: string): Promise<Record<string, string>> {
  const tables = await tenantTables(t);
  const parts = tables.map(
    (table) =>
      `select '${table}' as name, coalesce(md5(string_agg(r::text, '|' order by r::text)), 'empty') as digest from app.${table} r where r.licensee_id = $1`,
  );
  const rows = await t.db.query<{ name: string; digest: string }>(parts.join(' union all '), [licenseeId]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Every id, and every text that names the tenant. */
export async function canariesOf(t: TestApp, { licenseeId, tenant }: Population): Promise<Canaries> {
  const columns = await t.db.query<Column>(
    `select table_name as table, column_name as column from information_schema.columns where table_schema = 'app' and data_type = 'uuid' and table_name in (select table_name from information_schema.columns where table_schema = 'app' and column_name = 'licensee_id')`,
  );
  const rows = await t.db.query<{ id: string }>(
    columns
      .map(
        ({ table, column }) =>
          `select ${column} as id from app.${table} where licensee_id = $1 and ${column} is not null`,
      )
      .join(' union '),
    [licenseeId],
  );
  // The part of a public id after its prefix is the same for every kind.
  const ids = new Set(rows.flatMap(({ id }) => [id, publicId('call', id).slice('call_'.length)]));
  if (ids.size < 20) throw new Error('too few ids for a proof');
  return {
    found: (text) => {
      if (text.toLowerCase().includes(tenant)) return tenant;
      return (text.match(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=_)[0-9a-z]{26}/g) ?? []).find((id) => ids.has(id));
    },
  };
}
