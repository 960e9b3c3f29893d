import pg from 'pg';

/** int8 and numeric as numbers: the amounts here are small, and a sum that is not exact would be a finding anyway. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 || oid === 1700
      ? (value: string) => Number.parseInt(value, 10)
      : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

export type Query = <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** Runs the work with one connection. */
export async function withDatabase<T>(connectionString: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, types });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async <Row extends object>(sql: string, values: unknown[] = []) => {
      const { rows } = await client.query<Row>(sql, values);
      return rows;
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
