import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, assertFits, csvOf, recordAudit } from '@app/kernel';
import type { AdvisorExportRow, CallExportRow, ExportQuery, PersonExportRow, RatingExportRow } from './exports.dto.js';
import { advisorRows, callRows, personRows, ratingRows } from './exports.queries.js';

/** A kind of file: its rows, and the order of its columns. */
interface Kind<Row> {
  readonly name: string;
  readonly columns: readonly (keyof Row & string)[];
  readonly rows: (tx: Tx, query: ExportQuery) => Promise<Row[]>;
}

export interface Exported<Row> {
  readonly object: 'export';
  readonly data: Row[];
}

const CALLS: Kind<CallExportRow> = {
  name: 'calls',
  columns: [
    'id',
    'requestedAt',
    'startedAt',
    'endedAt',
    'settledAt',
    'status',
    'endReason',
    'medium',
    'advisorId',
    'advisorName',
    'callerId',
    'callerAlias',
    'currency',
    'billedSeconds',
    'priceMinor',
    'advisorMinor',
    'licenseeMinor',
    'operatorMinor',
    'taxMinor',
    'refundedMinor',
    'transactionId',
  ],
  rows: callRows,
};
const PEOPLE: Kind<PersonExportRow> = {
  name: 'people',
  columns: ['id', 'role', 'email', 'displayName', 'locale', 'status', 'createdAt'],
  rows: personRows,
};
const ADVISORS: Kind<AdvisorExportRow> = {
  name: 'advisors',
  columns: [
    'id',
    'displayName',
    'status',
    'available',
    'voiceRateMinor',
    'videoRateMinor',
    'shareBp',
    'currency',
    'calls',
    'billedSeconds',
    'grossMinor',
    'earningMinor',
    'ratingAverage',
    'ratingCount',
    'createdAt',
  ],
  rows: advisorRows,
};
const RATINGS: Kind<RatingExportRow> = {
  name: 'ratings',
  columns: ['callId', 'advisorId', 'advisorName', 'callerAlias', 'stars', 'text', 'createdAt', 'updatedAt'],
  rows: ratingRows,
};

/** Files for the licensee's own books [L2]. Each says in the audit log who took what. @throws ExportTooLarge */
@Injectable()
export class ExportsService {
  constructor(private readonly db: Db) {}

  calls = (ctx: Context, query: ExportQuery): Promise<Exported<CallExportRow> | string> => this.make(ctx, CALLS, query);

  people = (ctx: Context, query: ExportQuery): Promise<Exported<PersonExportRow> | string> =>
    this.make(ctx, PEOPLE, query);

  advisors = (ctx: Context, query: ExportQuery): Promise<Exported<AdvisorExportRow> | string> =>
    this.make(ctx, ADVISORS, query);

  ratings = (ctx: Context, query: ExportQuery): Promise<Exported<RatingExportRow> | string> =>
    this.make(ctx, RATINGS, query);

  private async make<Row extends object>(
    ctx: Context,
    kind: Kind<Row>,
    query: ExportQuery,
  ): Promise<Exported<Row> | string> {
    return this.db.transaction(ctx, async (tx) => {
      const data = assertFits(await kind.rows(tx, query));
      await recordAudit(tx, {
        action: 'export.made',
        subject: { kind: 'export', id: kind.name },
        after: { rows: data.length, format: query.format, from: query.from ?? null, to: query.to ?? null },
      });
      if (query.format === 'json') return { object: 'export', data };
      return csvOf(
        kind.columns,
        data.map((row) => kind.columns.map((column) => cellOf(row[column]))),
      );
    });
  }
}

const cellOf = (value: unknown): string | number | null =>
  typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : null;
