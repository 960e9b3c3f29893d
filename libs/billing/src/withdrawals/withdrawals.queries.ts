import { type Context, type Tx, addSeconds, publicId, rowsOf, toJsonMinor } from '@app/kernel';
import { addressFor, shownAddress } from '@app/identity';
import { allot } from '../wallet-refunds/refund-lots.js';
import type { WalletContents } from '../wallet-refunds/refunds-to-cards.service.js';
import type { PaidLot } from '../wallet-refunds/refund-lots.queries.js';
import type { StartKind } from './start-consents.js';
import type {
  CaseReason,
  CaseState,
  StaffWithdrawalCaseView,
  StartConsentView,
  WithdrawalCaseView,
  WithdrawalPaymentView,
  WithdrawalView,
} from './withdrawals.dto.js';

const CONSENT_SECONDS = 31 * 86_400;
/** Bookings are made up to 90 days before their call, and a month may pass after it. */
const BOOKING_CONSENT_SECONDS = 122 * 86_400;
const MAX_CONSENTS = 100;

/** A payment and what is left of it in the wallet, in minor units. */
export interface LeftLot extends PaidLot {
  readonly unspent: bigint;
  readonly held: bigint;
}

/** Credit is spent oldest first, and what is held is spent next: what is free lies in the newest payments, what is held below it. */
export function leftOf({ free, held, lots }: WalletContents): LeftLot[] {
  const unspent = new Map(allot(free, lots).map((lot) => [lot.id, lot.refundable]));
  const left = new Map(allot(free + held, lots).map((lot) => [lot.id, lot.refundable]));
  return lots.map((lot) => {
    const part = unspent.get(lot.id) ?? 0n;
    return { ...lot, unspent: part, held: (left.get(lot.id) ?? 0n) - part };
  });
}

export interface WithdrawalRow {
  id: string;
  currency: string | null;
  amount: bigint;
  lots: WithdrawalPaymentView[];
  words: string | null;
  created_at: Date;
}

interface CaseRow {
  id: string;
  withdrawal_id: string;
  why: CaseReason;
  state: CaseState;
  amount: bigint | null;
  paid_amount: bigint | null;
  reason: string | null;
  decided_at: Date | null;
}

export interface StaffCaseRow extends CaseRow {
  failure_code: string | null;
  decided_by_name: string | null;
  person_id: string | null;
  matching_id: string | null;
  name: string;
  email: string;
  currency: string | null;
  withdrawn: bigint;
  lots: WithdrawalPaymentView[];
  words: string | null;
  said_at: Date;
}

const fields = (row: Omit<WithdrawalRow, 'id'>) => ({
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  payments: row.lots,
  words: row.words,
  createdAt: row.created_at.toISOString(),
});

const caseView = (row: CaseRow): WithdrawalCaseView => ({
  id: publicId('withdrawalCase', row.id),
  why: row.why,
  state: row.state,
  amountMinor: row.amount === null ? null : toJsonMinor(row.amount),
  paidMinor: row.paid_amount === null ? null : toJsonMinor(row.paid_amount),
  reason: row.reason,
  decidedAt: row.decided_at?.toISOString() ?? null,
});

/** Withdrawals as the person who made them sees them. */
export async function ownViews(tx: Tx, rows: readonly WithdrawalRow[]): Promise<WithdrawalView[]> {
  if (rows.length === 0) return [];
  const cases = await rowsOf<CaseRow>(
    tx,
    `select id, withdrawal_id, why, state, amount, paid_amount, reason, decided_at from app.withdrawal_case
      where licensee_id = $1 and withdrawal_id = any ($2) order by id`,
    [tx.ctx.licenseeId, rows.map(({ id }) => id)],
  );
  return rows.map((row) => ({
    id: publicId('withdrawal', row.id),
    ...fields(row),
    cases: cases.filter(({ withdrawal_id: of }) => of === row.id).map(caseView),
  }));
}

/** Cases with what was said, by whom; one row each. */
export const STAFF_CASES = `
  select k.id, k.withdrawal_id, k.why, k.state, k.amount, k.paid_amount, k.failure_code, k.reason, k.decided_at, d.display_name as decided_by_name,
         w.person_id, m.id as matching_id, coalesce(w.name, p.display_name) as name, coalesce(w.email, p.email) as email,
         w.currency, w.amount as withdrawn, w.lots, w.words, w.created_at as said_at
    from app.withdrawal_case k
    join app.withdrawal w on w.licensee_id = k.licensee_id and w.id = k.withdrawal_id
    left join app.person p on p.licensee_id = w.licensee_id and p.id = w.person_id
    left join app.person m on m.licensee_id = w.licensee_id and m.email = w.email and m.role = 'end_user'
    left join app.person d on d.licensee_id = k.licensee_id and d.id = k.decided_by
   where k.licensee_id = $1`;

/** Cases as staff see them; addresses as this member of staff may see them. */
export async function staffViews(
  tx: Tx,
  ctx: Context,
  rows: readonly StaffCaseRow[],
): Promise<StaffWithdrawalCaseView[]> {
  const consents = await consentsOf(tx, rows);
  return rows.map((row) => ({
    ...caseView(row),
    withdrawalId: publicId('withdrawal', row.withdrawal_id),
    personId: row.person_id === null ? null : publicId('person', row.person_id),
    matchingPersonId: row.matching_id === null ? null : publicId('person', row.matching_id),
    name: row.name,
    email: addressFor(ctx, shownAddress(row)),
    failureCode: row.failure_code,
    decidedByName: row.decided_by_name,
    withdrawal: fields({ ...row, amount: row.withdrawn, created_at: row.said_at }),
    startConsents: consents
      .filter(
        ({ kind, person_id: of, at }) =>
          of === row.person_id &&
          at <= row.said_at &&
          at > addSeconds(row.said_at, kind === 'booking' ? -BOOKING_CONSENT_SECONDS : -CONSENT_SECONDS),
      )
      .slice(0, MAX_CONSENTS)
      .map(consentView),
  }));
}

interface ConsentRow {
  kind: StartKind;
  ref_id: string;
  person_id: string;
  version: string;
  locale: string;
  at: Date;
}

async function consentsOf(tx: Tx, rows: readonly StaffCaseRow[]): Promise<ConsentRow[]> {
  const people = [...new Set(rows.flatMap(({ person_id: id }) => (id === null ? [] : [id])))];
  if (people.length === 0) return [];
  const first = rows.reduce((least, { said_at: at }) => (at < least ? at : least), rows[0]!.said_at);
  return rowsOf<ConsentRow>(
    tx,
    `select kind, ref_id, person_id, version, locale, at from app.start_consent
      where licensee_id = $1 and person_id = any ($2) and at > $3 order by at desc`,
    [tx.ctx.licenseeId, people, addSeconds(first, -BOOKING_CONSENT_SECONDS)],
  );
}

const consentView = ({ kind, ref_id: id, version, locale, at }: ConsentRow): StartConsentView => ({
  kind,
  topUpId: kind === 'top_up' ? publicId('topUp', id) : null,
  callId: kind === 'call' ? publicId('call', id) : null,
  bookingId: kind === 'booking' ? publicId('booking', id) : null,
  version,
  locale,
  at: at.toISOString(),
});
