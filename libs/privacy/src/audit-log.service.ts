import { Injectable } from '@nestjs/common';
import {
  ExportTooLarge,
  MAX_ROWS,
  csvOf,
  type Context,
  Db,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  publicId,
  rowsOf,
} from '@app/kernel';
import type { AuditEntryView, AuditQuery } from './audit-log.dto.js';

interface Row {
  id: string;
  at: Date;
  actor_kind: AuditEntryView['actor']['kind'];
  actor_id: string | null;
  actor_role: string | null;
  actor_name: string | null;
  action: string;
  subject_kind: string | null;
  subject_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  ip: string | null;
  request_id: string;
}

const COLUMNS = [
  'time',
  'id',
  'actor_kind',
  'actor_id',
  'actor_name',
  'actor_role',
  'action',
  'subject_kind',
  'subject_id',
  'before',
  'after',
  'reason',
  'ip',
  'request_id',
];
/** Rows of one statement of an export. */
const BATCH = 5_000;

/** Reads what {@link recordAudit} of the kernel wrote. There is no way to change or delete an entry. */
@Injectable()
export class AuditLogService {
  constructor(private readonly db: Db) {}

  /** Newest first. */
  list(ctx: Context, query: AuditQuery): Promise<Page<AuditEntryView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) =>
      page(await entries(tx, query, before, query.limit + 1), query.limit, ({ id }) => [id], view),
    );
  }

  /** Everything that fits the filters, in the form of a list. `max` is there for specs. */
  async exportJson(ctx: Context, query: AuditQuery, max = MAX_ROWS): Promise<Page<AuditEntryView>> {
    const rows = await this.all(ctx, query, max + 1);
    return { ...page(rows, max, ({ id }) => [id], view), next_cursor: null };
  }

  /** The same as CSV; before and after are JSON in a cell. @throws ExportTooLarge */
  async exportCsv(ctx: Context, query: AuditQuery, max = MAX_ROWS): Promise<string> {
    const rows = await this.all(ctx, query, max + 1);
    if (rows.length > max) throw new ExportTooLarge();
    const json = (values: object | null): string | null => (values === null ? null : JSON.stringify(values));
    return csvOf(
      COLUMNS,
      rows
        .map(view)
        .map(({ at, id, actor, action, subject, before, after, reason, ip, requestId }) => [
          at,
          id,
          actor.kind,
          actor.id,
          actor.name,
          actor.role,
          action,
          subject?.kind ?? null,
          subject?.id ?? null,
          json(before),
          json(after),
          reason,
          ip,
          requestId,
        ]),
    );
  }

  /** In batches, so that no statement is long; ids are in the order of time. */
  private all(ctx: Context, query: AuditQuery, max: number): Promise<Row[]> {
    return this.db.read(ctx, async (tx) => {
      const found: Row[] = [];
      while (found.length < max) {
        const wanted = Math.min(BATCH, max - found.length);
        const rows = await entries(tx, query, found.at(-1)?.id, wanted);
        found.push(...rows);
        if (rows.length < wanted) break;
      }
      return found;
    });
  }
}

/** Names are read from person, where they can be erased; a person of the operator has none here. */
function entries(tx: Tx, query: AuditQuery, before: string | undefined, limit: number): Promise<Row[]> {
  const { action, actor, subject, from, to } = query;
  return rowsOf<Row>(
    tx,
    `select e.id, e.at, e.actor_kind, e.actor_id, e.actor_role, coalesce(p.display_name, e.actor_task) as actor_name, e.action,
            e.subject_kind, e.subject_id, e.before, e.after, e.reason, host(e.ip) as ip, e.request_id
       from app.audit_entry e
       left join app.person p on p.licensee_id = e.licensee_id and p.id = e.actor_id
      where e.licensee_id = $1
        and ($2::uuid is null or e.id < $2)
        and ($3::text is null or e.action = $3 or starts_with(e.action, $3 || '.'))
        and ($4::uuid is null or e.actor_id = $4)
        and ($5::text is null or e.subject_id = $5 or e.subject_kind = $5)
        and ($6::timestamptz is null or e.at >= $6)
        and ($7::timestamptz is null or e.at < $7)
      order by e.id desc limit $8`,
    [
      tx.ctx.licenseeId,
      before ?? null,
      action ?? null,
      actor ?? null,
      subject ?? null,
      from === undefined ? null : new Date(from),
      to === undefined ? null : new Date(to),
      limit,
    ],
  );
}

const view = (row: Row): AuditEntryView => ({
  id: publicId('audit', row.id),
  at: row.at.toISOString(),
  actor: {
    kind: row.actor_kind,
    id: row.actor_id === null ? null : publicId('person', row.actor_id),
    name: row.actor_name,
    role: row.actor_role,
  },
  action: row.action,
  subject: row.subject_kind === null ? null : { kind: row.subject_kind, id: row.subject_id },
  before: row.before,
  after: row.after,
  reason: row.reason,
  ip: row.ip,
  requestId: row.request_id,
});
