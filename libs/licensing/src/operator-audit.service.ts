import { Injectable } from '@nestjs/common';
import { type Context, Db, type Page, UUID_PATTERN, cursorPosition, page, publicId, rowsOf } from '@app/kernel';
import type { OperatorAuditQuery, OperatorAuditView } from './operator-audit.dto.js';

interface Row {
  id: string;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  actor_task: string | null;
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

/** What the operator's own people did: the log of the operator's tenant. */
@Injectable()
export class OperatorAuditService {
  constructor(private readonly db: Db) {}

  async list(ctx: Context, query: OperatorAuditQuery): Promise<Page<OperatorAuditView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    const licenseeId = query.licenseeId === undefined ? null : publicId('licensee', query.licenseeId);
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(
        tx,
        `select a.id, a.at, a.actor_kind, a.actor_id, a.actor_task, p.display_name as actor_name, a.action, a.subject_kind, a.subject_id,
                a.before, a.after, a.reason, host(a.ip) as ip, a.request_id
           from app.audit_entry a left join app.person p on p.licensee_id = a.licensee_id and p.id = a.actor_id
          where a.licensee_id = $1 and ($2::uuid is null or a.id < $2)
            and ($3::text is null or (a.subject_kind = 'licensee' and a.subject_id = $3) or a.after ->> 'licenseeId' = $3)
          order by a.id desc limit $4`,
        [ctx.licenseeId, before, licenseeId, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }
}

const view = (row: Row): OperatorAuditView => ({
  id: publicId('audit', row.id),
  at: row.at.toISOString(),
  actor: {
    kind: row.actor_kind,
    id: row.actor_id === null ? null : publicId('person', row.actor_id),
    name: row.actor_name ?? row.actor_task,
  },
  action: row.action,
  subjectKind: row.subject_kind,
  subjectId: row.subject_id,
  before: row.before,
  after: row.after,
  reason: row.reason,
  ip: row.ip,
  requestId: row.request_id,
});
