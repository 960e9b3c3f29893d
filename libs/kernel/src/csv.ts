import type { FastifyReply } from 'fastify';
import { stringify } from 'csv-stringify/sync';
import { Problem } from './problem.js';

export type Cell = string | number | null;

/** Rows that one answer may hold. */
export const MAX_ROWS = 100_000;

export class ExportTooLarge extends Problem {
  static override readonly type = 'export-too-large';
  static override readonly title = 'There are too many rows for one file';
  static override readonly status = 409;
  constructor() {
    super(`A file holds at most ${MAX_ROWS} rows. Choose a shorter period.`);
  }
}

/** @throws ExportTooLarge: a file that silently ends early would be taken for the whole. */
export function assertFits<Row>(rows: Row[]): Row[] {
  if (rows.length > MAX_ROWS) throw new ExportTooLarge();
  return rows;
}

/** What a spreadsheet would take for a formula. Numbers of ours are never touched: a negative amount stays one. */
const FORMULA = /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

const guarded = (cell: Cell): string | number =>
  typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : (cell ?? '');

/** A table as CSV (RFC 4180) with a header. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  csvRows([columns, ...rows.map((row) => row.map(guarded))]);

/** Lines that go on with a table of {@link csvOf}. */
export const moreCsv = (rows: readonly (readonly Cell[])[]): string => csvRows(rows.map((row) => row.map(guarded)));

const csvRows = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify([...rows], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });

/** Marks a finished CSV as a file of this name. A refusal never comes here, so it goes out as a problem. */
export function asCsv<File>(reply: FastifyReply, name: string, file: File): File {
  if (typeof file === 'string')
    void reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`);
  return file;
}
