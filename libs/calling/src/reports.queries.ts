import { NotFound, type Tx, publicId, rowsOf } from '@app/kernel';
import type { RatingPart, RemovalReason } from './ratings.dto.js';
import type { Decision, ReportKind, ReportSubject, StaffReportView } from './reports.dto.js';

export interface ReportRow {
  id: string;
  call_id: string | null;
  rating_id: string | null;
  of_reply: boolean;
  kind: ReportKind;
  text: string;
  side: 'caller' | 'advisor';
  person_id: string;
  reporter_name: string;
  advisor_id: string;
  advisor_name: string;
  concerned_id: string;
  concerned_name: string;
  concerned_status: string;
  rating_stars: number;
  rating_text: string | null;
  rating_reply: string | null;
  rating_counts: boolean;
  reply_shown: boolean;
  assignee_id: string | null;
  assignee_name: string | null;
  created_at: Date;
  decision: Decision | null;
  removal_reason: RemovalReason | null;
  resolution: string | null;
  closed_by_name: string | null;
  closed_at: Date | null;
}

/** Every report with what it is about, whom it concerns, who looks after it and what was made of it. */
export const REPORT = `
  select r.id, r.call_id, r.rating_id, r.of_reply, r.kind, r.text, r.side, r.person_id, p.display_name as reporter_name, a.id as advisor_id, a.display_name as advisor_name,
         w.id as concerned_id, w.display_name as concerned_name, w.status as concerned_status,
         g.stars as rating_stars, g.text as rating_text, g.reply as rating_reply, g.counts as rating_counts,
         g.counts and g.reply is not null and g.reply_removed_at is null as reply_shown,
         n.person_id as assignee_id, m.display_name as assignee_name, r.created_at,
         x.decision, x.removal_reason, x.resolution, s.display_name as closed_by_name, x.created_at as closed_at
    from app.call_report r
    left join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
    left join app.rating g on g.licensee_id = r.licensee_id and g.id = r.rating_id
    join app.advisor a on a.licensee_id = r.licensee_id and a.id = coalesce(c.advisor_id, g.advisor_id, r.advisor_id)
    join app.person p on p.licensee_id = r.licensee_id and p.id = r.person_id
    join app.person w on w.licensee_id = r.licensee_id and w.id = case
           when r.rating_id is not null and not r.of_reply then g.caller_id
           when r.call_id is not null and r.side = 'advisor' then c.caller_id
           else a.person_id end
    left join app.report_assignment n on n.licensee_id = r.licensee_id and n.report_id = r.id
    left join app.person m on m.licensee_id = n.licensee_id and m.id = n.person_id
    left join app.call_report_closing x on x.licensee_id = r.licensee_id and x.report_id = r.id
    left join app.person s on s.licensee_id = x.licensee_id and s.id = x.closed_by`;

/** @throws NotFound */
export async function findReport(tx: Tx, id: string): Promise<ReportRow> {
  const [row] = await rowsOf<ReportRow>(tx, `${REPORT} where r.licensee_id = $1 and r.id = $2`, [
    tx.ctx.licenseeId,
    id,
  ]);
  if (!row) throw new NotFound();
  return row;
}

/** Whether a person waits for a decision about the same already: the advisor, or the same fault of a call. Of a review there is one report each, by its index. */
export async function hasOpenReport(
  tx: Tx,
  about: {
    readonly personId: string;
    readonly kind: ReportKind;
    readonly callId?: string;
    readonly advisorId?: string;
  },
): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `select 1 from app.call_report r
      where r.licensee_id = $1 and r.person_id = $2 and (r.advisor_id = $3 or (r.call_id = $4 and r.kind = $5))
        and not exists (select 1 from app.call_report_closing x where x.licensee_id = $1 and x.report_id = r.id)`,
    [tx.ctx.licenseeId, about.personId, about.advisorId ?? null, about.callId ?? null, about.kind],
  );
  return rows.length > 0;
}

export const subjectOf = (row: Pick<ReportRow, 'call_id' | 'rating_id'>): ReportSubject =>
  row.call_id !== null ? 'call' : row.rating_id !== null ? 'rating' : 'person';

/** Which part of a review the report is about: its author is whom it concerns. */
export const partOf = (row: Pick<ReportRow, 'of_reply'>): RatingPart => (row.of_reply ? 'reply' : 'rating');

/** What the audit log names: the call, the rating, or the advisor. */
export const auditSubjectOf = (row: ReportRow): { kind: string; id: string } =>
  row.call_id !== null
    ? { kind: 'call', id: publicId('call', row.call_id) }
    : row.rating_id !== null
      ? { kind: 'rating', id: publicId('rating', row.rating_id) }
      : { kind: 'advisor', id: publicId('advisor', row.advisor_id) };

export const staffView = (row: ReportRow): StaffReportView => ({
  id: publicId('report', row.id),
  subject: subjectOf(row),
  callId: row.call_id === null ? null : publicId('call', row.call_id),
  kind: row.kind,
  text: row.text,
  state: row.closed_at === null ? 'open' : 'closed',
  createdAt: row.created_at.toISOString(),
  side: row.side,
  reporterId: publicId('person', row.person_id),
  reporterName: row.reporter_name,
  advisorId: publicId('advisor', row.advisor_id),
  advisorName: row.advisor_name,
  concernedId: publicId('person', row.concerned_id),
  concernedName: row.concerned_name,
  isConcernedFrozen: row.concerned_status === 'frozen',
  rating:
    row.rating_id === null
      ? null
      : {
          id: publicId('rating', row.rating_id),
          stars: row.rating_stars,
          text: row.rating_text,
          reply: row.rating_reply,
          part: partOf(row),
          isShown: row.of_reply ? row.reply_shown : row.rating_counts,
        },
  assigneeId: row.assignee_id === null ? null : publicId('person', row.assignee_id),
  assigneeName: row.assignee_name,
  decision: row.decision,
  removalReason: row.removal_reason,
  resolution: row.resolution,
  closedByName: row.closed_by_name,
  closedAt: row.closed_at?.toISOString() ?? null,
});
