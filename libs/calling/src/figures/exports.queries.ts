import { MAX_ROWS, type Tx, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import { starsOf } from '@app/advisors';
import type { AdvisorExportRow, CallExportRow, ExportQuery, PersonExportRow, RatingExportRow } from './exports.dto.js';

/** $1 licensee, $2 from, $3 to, $4 rows. One row more than a file holds, so that too many are seen. */
const ask = <Row extends object>(tx: Tx, sql: string, { from, to }: ExportQuery): Promise<Row[]> =>
  rowsOf<Row>(tx, sql, [tx.ctx.licenseeId, from ?? null, to ?? null, MAX_ROWS + 1]);

const within = (column: string): string =>
  `($2::timestamptz is null or ${column} >= $2) and ($3::timestamptz is null or ${column} < $3)`;

const json = (amount: bigint | null): number | null => (amount === null ? null : toJsonMinor(amount));

interface CallRow {
  id: string;
  requested_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  settled_at: Date | null;
  status: string;
  end_reason: string | null;
  medium: string;
  advisor_id: string;
  advisor_name: string;
  caller_id: string;
  alias: string;
  currency: string;
  billed_seconds: number | null;
  price_minor: bigint | null;
  advisor_minor: bigint | null;
  licensee_minor: bigint | null;
  operator_minor: bigint | null;
  tax_minor: bigint | null;
  refunded: bigint;
  settlement_id: string | null;
}

export async function callRows(tx: Tx, query: ExportQuery): Promise<CallExportRow[]> {
  const rows = await ask<CallRow>(
    tx,
    `select c.*, a.display_name as advisor_name, app.alias_of(t.alias_key, c.advisor_id, c.caller_id) as alias, coalesce(r.amount, 0) as refunded
       from app.call c
       join app.licensee_terms t on t.licensee_id = c.licensee_id
       join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.advisor_id
       left join lateral (select sum(x.amount)::bigint as amount from app.refund x where x.licensee_id = c.licensee_id and x.call_id = c.id) r on true
      where c.licensee_id = $1 and ${within('c.requested_at')} order by c.requested_at desc, c.id desc limit $4`,
    query,
  );
  return rows.map((row) => ({
    id: publicId('call', row.id),
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    settledAt: row.settled_at?.toISOString() ?? null,
    status: row.status,
    endReason: row.end_reason,
    medium: row.medium,
    advisorId: publicId('advisor', row.advisor_id),
    advisorName: row.advisor_name,
    callerId: publicId('person', row.caller_id),
    callerAlias: row.alias,
    currency: row.currency,
    billedSeconds: row.billed_seconds,
    priceMinor: json(row.price_minor),
    advisorMinor: json(row.advisor_minor),
    licenseeMinor: json(row.licensee_minor),
    operatorMinor: json(row.operator_minor),
    taxMinor: json(row.tax_minor),
    refundedMinor: toJsonMinor(row.refunded),
    transactionId: row.settlement_id === null ? null : publicId('transaction', row.settlement_id),
  }));
}

interface PersonRow {
  id: string;
  role: string;
  email: string;
  display_name: string;
  locale: string;
  status: string;
  created_at: Date;
}

export async function personRows(tx: Tx, query: ExportQuery): Promise<PersonExportRow[]> {
  const rows = await ask<PersonRow>(
    tx,
    `select id, role, email, display_name, locale, status, created_at from app.person
      where licensee_id = $1 and ${within('created_at')} order by created_at desc, id desc limit $4`,
    query,
  );
  return rows.map((row) => ({
    id: publicId('person', row.id),
    role: row.role,
    email: row.email,
    displayName: row.display_name,
    locale: row.locale,
    status: row.status,
    createdAt: row.created_at.toISOString(),
  }));
}

interface AdvisorRow {
  id: string;
  display_name: string;
  status: string;
  available: boolean;
  voice_rate_minor: bigint | null;
  video_rate_minor: bigint | null;
  share_bp: number | null;
  currency: string;
  calls: number;
  billed: bigint;
  gross: bigint;
  earned: bigint;
  rating_tenths: number | null;
  rating_count: number;
  created_at: Date;
}

/** All advisors; the period is that of their calls. */
export async function advisorRows(tx: Tx, query: ExportQuery): Promise<AdvisorExportRow[]> {
  const rows = await ask<AdvisorRow>(
    tx,
    `select a.*, l.currency, coalesce(s.calls, 0) as calls, coalesce(s.billed, 0) as billed, coalesce(s.gross, 0) as gross, coalesce(s.earned, 0) as earned
       from app.advisor a
       join app.licensee l on l.id = a.licensee_id
       left join (select c.advisor_id, count(*)::int as calls, sum(c.billed_seconds)::bigint as billed, sum(c.price_minor)::bigint as gross,
                         sum(c.advisor_minor - c.promo_cost_minor)::bigint as earned
                    from app.call c where c.licensee_id = $1 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and ${within('c.settled_at')} group by 1) s on s.advisor_id = a.id
      where a.licensee_id = $1 order by a.id desc limit $4`,
    query,
  );
  return rows.map((row) => ({
    id: publicId('advisor', row.id),
    displayName: row.display_name,
    status: row.status,
    available: row.available,
    voiceRateMinor: json(row.voice_rate_minor),
    videoRateMinor: json(row.video_rate_minor),
    shareBp: row.share_bp,
    currency: row.currency,
    calls: row.calls,
    billedSeconds: toJsonMinor(row.billed),
    grossMinor: toJsonMinor(row.gross),
    earningMinor: toJsonMinor(row.earned),
    ratingAverage: starsOf(row.rating_tenths),
    ratingCount: row.rating_count,
    createdAt: row.created_at.toISOString(),
  }));
}

interface RatingRow {
  call_id: string;
  advisor_id: string;
  advisor_name: string;
  alias: string;
  stars: number;
  text: string | null;
  created_at: Date;
  updated_at: Date;
}

export async function ratingRows(tx: Tx, query: ExportQuery): Promise<RatingExportRow[]> {
  const rows = await ask<RatingRow>(
    tx,
    `select r.call_id, r.advisor_id, a.display_name as advisor_name, app.alias_of(t.alias_key, r.advisor_id, r.caller_id) as alias, r.stars, r.text,
            r.created_at, r.updated_at
       from app.rating r
       join app.licensee_terms t on t.licensee_id = r.licensee_id
       join app.advisor a on a.licensee_id = r.licensee_id and a.id = r.advisor_id
      where r.licensee_id = $1 and ${within('r.created_at')} order by r.created_at desc, r.call_id desc limit $4`,
    query,
  );
  return rows.map((row) => ({
    callId: publicId('call', row.call_id),
    advisorId: publicId('advisor', row.advisor_id),
    advisorName: row.advisor_name,
    callerAlias: row.alias,
    stars: row.stars,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }));
}
