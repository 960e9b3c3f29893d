import { type Role, type Tx, rowsOf } from '@app/kernel';
import { NoSuchFact } from './notice.js';
import type { Withdrawn } from './notice-words.js';

const one = async <Row extends object>(tx: Tx, sql: string, values: unknown[]): Promise<Row> => {
  const [row] = await rowsOf<Row>(tx, sql, [tx.ctx.licenseeId, ...values]);
  if (!row) throw new NoSuchFact();
  return row;
};

const ids = async (tx: Tx, sql: string, values: unknown[]): Promise<string[]> =>
  (await rowsOf<{ id: string }>(tx, sql, [tx.ctx.licenseeId, ...values])).map(({ id }) => id);

/** Staff in one of these roles; the operator's stand-in is nobody. */
export const staffOf = (tx: Tx, roles: readonly Role[]): Promise<string[]> =>
  ids(
    tx,
    `select id from app.person where licensee_id = $1 and role = any($2) and status = 'active' and operator_access_id is null order by id`,
    [roles],
  );

/** Who gets the money of a payee: the advisor, or those who look after the money of the licensee. */
export const payeeOf = async (tx: Tx, party: 'advisor' | 'licensee', partyId: string): Promise<string[]> =>
  party === 'licensee'
    ? staffOf(tx, ['owner', 'finance'])
    : ids(tx, 'select person_id as id from app.advisor where licensee_id = $1 and id = $2', [partyId]);

export const advisorName = async (tx: Tx, advisorId: string): Promise<string> =>
  (
    await one<{ name: string }>(tx, 'select display_name as name from app.advisor where licensee_id = $1 and id = $2', [
      advisorId,
    ])
  ).name;

/** Undefined: there is nobody of this id. */
export const personName = async (tx: Tx, id: string): Promise<string | undefined> =>
  (
    await rowsOf<{ name: string }>(
      tx,
      'select display_name as name from app.person where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, id],
    )
  )[0]?.name;

/** The name under which an advisor knows a user. */
export const guestName = async (tx: Tx, advisorId: string, userId: string): Promise<string> =>
  (
    await one<{ alias: string }>(
      tx,
      'select app.alias_of(alias_key, $2, $3) as alias from app.licensee_terms where licensee_id = $1',
      [advisorId, userId],
    )
  ).alias;

/** Whether an advisor does not want to be told of what a person asks for, or one of the two has blocked the other since. */
export const isUnheard = async (
  tx: Tx,
  { advisorId, personId }: { readonly advisorId: string; readonly personId: string },
): Promise<boolean> =>
  (
    await rowsOf(
      tx,
      `select 1 as one from app.callback_mute where licensee_id = $1 and advisor_id = $2 and person_id = $3
       union all select 1 from app.block where licensee_id = $1 and advisor_id = $2 and person_id = $3`,
      [tx.ctx.licenseeId, advisorId, personId],
    )
  ).length > 0;

/** What staff wrote to whom a decision about a report concerns; null: nothing. */
export const noticeOf = async (tx: Tx, reportId: string): Promise<string | null> =>
  (
    await one<{ notice: string | null }>(
      tx,
      'select notice from app.call_report_closing where licensee_id = $1 and report_id = $2',
      [reportId],
    )
  ).notice;

/** What staff wrote to who wrote a review, or the reply to it, when a report had it removed; null: nothing, or there was no report. */
export const removalNotice = async (tx: Tx, ratingId: string, isReply: boolean): Promise<string | null> =>
  (
    await rowsOf<{ notice: string | null }>(
      tx,
      `select x.notice from app.call_report r
         join app.call_report_closing x on x.licensee_id = r.licensee_id and x.report_id = r.id
        where r.licensee_id = $1 and r.rating_id = $2 and r.of_reply = $3 and x.decision = 'removed'`,
      [tx.ctx.licenseeId, ratingId, isReply],
    )
  )[0]?.notice ?? null;

/** Until when evidence counts; null when the bank takes none. */
export const evidenceDueAt = async (tx: Tx, disputeId: string): Promise<Date | null> =>
  (
    await one<{ due: Date | null }>(
      tx,
      'select evidence_due_at as due from app.dispute where licensee_id = $1 and id = $2',
      [disputeId],
    )
  ).due;

/** The path and the query may be secrets of the receiver. */
export const endpointHost = async (tx: Tx, id: string): Promise<string> =>
  new URL(
    (await one<{ url: string }>(tx, 'select url from app.webhook_endpoint where licensee_id = $1 and id = $2', [id]))
      .url,
  ).host;

export const handPaymentReference = async (tx: Tx, id: string): Promise<string> =>
  (
    await one<{ reference: string }>(tx, 'select reference from app.hand_payment where licensee_id = $1 and id = $2', [
      id,
    ])
  ).reference;

export interface MonthFigures {
  readonly calls: number;
  readonly seconds: bigint;
  readonly revenue: bigint;
  readonly people: number;
  readonly currency: string;
}

/** Calls that were settled within a month (UTC) and brought money. */
export const figuresOf = (tx: Tx, month: string): Promise<MonthFigures> =>
  one<MonthFigures>(
    tx,
    `select count(*)::int as calls, coalesce(sum(billed_seconds), 0)::bigint as seconds, coalesce(sum(price_minor), 0)::bigint as revenue,
            count(distinct caller_id)::int as people, (select currency from app.licensee where id = $1) as currency
       from app.call where licensee_id = $1 and price_minor > 0
        and settled_at >= ($2 || '-01')::date::timestamp at time zone 'UTC'
        and settled_at < (($2 || '-01')::date + interval '1 month')::timestamp at time zone 'UTC'`,
    [month],
  );

/** The next people in a language who are told of what concerns everybody, in the order of their ids. */
export const everybodyAfter = (tx: Tx, language: string, after: string, limit: number): Promise<string[]> =>
  ids(
    tx,
    `select id from app.person where licensee_id = $1 and id > $2 and role in ('end_user', 'advisor') and status = 'active'
        and operator_access_id is null and split_part(locale, '-', 1) = $3 order by id limit $4`,
    [after, language, limit],
  );

export const withdrawalOf = (tx: Tx, withdrawalId: string): Promise<Withdrawn> =>
  one<Withdrawn>(
    tx,
    'select name, email, locale, words, currency, lots, created_at from app.withdrawal where licensee_id = $1 and id = $2',
    [withdrawalId],
  );

/** Why staff decided so. */
export const withdrawalReason = async (tx: Tx, caseId: string): Promise<string> =>
  (
    await one<{ reason: string | null }>(
      tx,
      'select reason from app.withdrawal_case where licensee_id = $1 and id = $2',
      [caseId],
    )
  ).reason ?? '';
