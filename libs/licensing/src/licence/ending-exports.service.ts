import { Injectable } from '@nestjs/common';
import { type Cell, type Context, Db, csvOf, moreCsv, recordAudit, rowsOf } from '@app/kernel';
import { EXPORT_NAMES, type ExportFileView, type ExportName } from './ending-exports.dto.js';
import { EXPORTS } from './ending-exports.queries.js';

/** Rows of one step: what is in memory at a time, and how long a transaction reads. */
const BATCH = 500;

/** Files of everything, written while they are read: no row limit, and never whole in memory. Each says in the audit log who took it. */
@Injectable()
export class EndingExports {
  constructor(private readonly db: Db) {}

  /** The lines of a file; nothing is read before the first is asked for. */
  async take(ctx: Context, name: ExportName, format: 'csv' | 'jsonl'): Promise<AsyncGenerator<string>> {
    await this.db.transaction(ctx, (tx) =>
      recordAudit(tx, { action: 'export.made', subject: { kind: 'export', id: name }, after: { format } }),
    );
    return format === 'csv' ? this.csv(ctx, name) : this.jsonl(ctx, name);
  }

  private async *csv(ctx: Context, name: ExportName): AsyncGenerator<string> {
    const { columns } = EXPORTS[name];
    yield csvOf(columns, []);
    for await (const rows of this.steps(ctx, name))
      yield moreCsv(rows.map((row) => columns.map((column) => cellOf(row[column]))));
  }

  private async *jsonl(ctx: Context, name: ExportName): AsyncGenerator<string> {
    for await (const rows of this.steps(ctx, name)) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }

  /** A short transaction per step, so that a slow reader holds nothing open. */
  private async *steps(ctx: Context, name: ExportName): AsyncGenerator<Record<string, unknown>[]> {
    const { sql, shown, columns } = EXPORTS[name];
    let after: Position = { k1: null, k2: null };
    for (;;) {
      const rows = await this.db.read(ctx, (tx) =>
        rowsOf<Position & Record<string, unknown>>(tx, sql, [ctx.licenseeId, after.k1, after.k2, BATCH]),
      );
      if (rows.length === 0) return;
      yield rows.map((row) => {
        const view = shown(row);
        return Object.fromEntries(columns.map((column) => [column, view[column] ?? null]));
      });
      after = rows.at(-1)!;
    }
  }
}

/** The key of the last row, as text: a Date of JavaScript has no microseconds. */
interface Position {
  readonly k1: string | null;
  readonly k2: string | null;
}

/** What calling offers for any time of a licence is of the same set. */
export const allFiles = (): ExportFileView[] => [
  ...['calls', 'people', 'advisors', 'ratings'].map((name) => ({
    name,
    path: `/v1/staff/exports/${name}`,
    formats: ['csv', 'json'],
  })),
  ...EXPORT_NAMES.map((name) => ({ name, path: `/v1/staff/licence/exports/${name}`, formats: ['csv', 'jsonl'] })),
];

const cellOf = (value: unknown): Cell =>
  value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
