import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type LocalDate,
  MAX_ROWS,
  type Page,
  type Tx,
  UUID_PATTERN,
  assertFits,
  csvOf,
  cursorPosition,
  localDate,
  page,
  personOf,
  publicId,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { type MoneyRules, MoneyRulesService, PayoutClaims, availableOn, payoutDayFrom } from '@app/billing';
import { LicenseesService } from '@app/licensees';
import type { EarningKind, EarningState, EarningView, EarningsQuery, EarningsSummaryView } from './earnings.dto.js';

interface EarningRow {
  /** Where it stands in the list: the call, or the posting of a booking's fee. Both grow with time. */
  position: string;
  kind: EarningKind;
  call_id: string | null;
  booking_id: string | null;
  ended_at: Date;
  settled_at: Date;
  billed_seconds: number;
  price_minor: bigint;
  tax_minor: bigint;
  operator_minor: bigint;
  licensee_minor: bigint;
  advisor_minor: bigint;
  refunded: bigint;
  promo_cost: bigint;
  tipped: bigint;
  currency: string;
  payout_status: string | null;
  on_hold: boolean;
}

interface SummaryRow {
  balance: bigint;
  pending: bigint;
  pending_since: Date | null;
  today: bigint;
  month: bigint;
  calls: number;
  today_back: bigint;
  month_back: bigint;
  today_tips: bigint;
  month_tips: bigint;
  today_fees: bigint;
  month_fees: bigint;
  in_payout: bigint;
  reserve: bigint;
  owed: bigint;
}

interface Calendar {
  readonly timeZone: string;
  readonly holdDays: number;
  readonly rules: MoneyRules;
  readonly today: LocalDate;
}

const COLUMNS = [
  'kind',
  'callId',
  'bookingId',
  'endedAt',
  'billedSeconds',
  'priceMinor',
  'taxMinor',
  'operatorMinor',
  'licenseeMinor',
  'earningMinor',
  'refundedMinor',
  'promoCostMinor',
  'tipMinor',
  'netMinor',
  'currency',
  'state',
  'availableOn',
  'payoutOn',
] as const satisfies readonly (keyof EarningView)[];

/** What an advisor earned, call by call with its tips, and of bookings without a call; and what of it waits [I4, I5, D25]. The sums are those of the ledger's payable. */
@Injectable()
export class EarningsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly claims: PayoutClaims,
  ) {}

  /** One line per charged call and per fee of a booking, newest first. */
  async list(ctx: Context, query: EarningsQuery): Promise<Page<EarningView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const calendar = await this.calendar(tx, advisorId);
      const rows = await this.lines(tx, advisorId, query, before, query.limit + 1);
      return page(
        rows,
        query.limit,
        (row) => [row.position],
        (row) => line(row, calendar),
      );
    });
  }

  /** All lines of the period as CSV. Amounts are integers in minor units. @throws ExportTooLarge */
  async listCsv(ctx: Context, query: EarningsQuery): Promise<string> {
    return this.db.read(ctx, async (tx) => {
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const calendar = await this.calendar(tx, advisorId);
      const rows = assertFits(await this.lines(tx, advisorId, query, undefined, MAX_ROWS + 1));
      return csvOf(
        COLUMNS,
        rows.map((row) => line(row, calendar)).map((view) => COLUMNS.map((column) => view[column])),
      );
    });
  }

  async summary(ctx: Context): Promise<EarningsSummaryView> {
    return this.db.read(ctx, async (tx) => {
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const { timeZone, holdDays, rules, today } = await this.calendar(tx, advisorId);
      const currency = await this.licensees.currencyOf(tx);
      const [row] = await rowsOf<SummaryRow>(tx, SUMMARY, [
        ctx.licenseeId,
        advisorId,
        currency,
        timeZone,
        holdDays,
        tx.now,
      ]);
      const { balance, pending, pending_since: since } = row!;
      const available = balance - pending;
      return {
        currency,
        timeZone,
        todayMinor: toJsonMinor(row!.today + row!.today_tips + row!.today_fees - row!.today_back),
        monthMinor: toJsonMinor(row!.month + row!.month_tips + row!.month_fees - row!.month_back),
        tipsTodayMinor: toJsonMinor(row!.today_tips),
        tipsMonthMinor: toJsonMinor(row!.month_tips),
        bookingFeesTodayMinor: toJsonMinor(row!.today_fees),
        bookingFeesMonthMinor: toJsonMinor(row!.month_fees),
        pendingMinor: toJsonMinor(pending),
        availableMinor: toJsonMinor(available),
        balanceMinor: toJsonMinor(balance),
        inPayoutMinor: toJsonMinor(row!.in_payout),
        reserveMinor: toJsonMinor(row!.reserve),
        owedMinor: toJsonMinor(row!.owed),
        minimumMinor: toJsonMinor(rules.payoutMinimumMinor),
        payoutFeeBearer: rules.stripeFeeBearer,
        nextPayoutOn:
          available >= rules.payoutMinimumMinor
            ? payoutDayFrom(today, rules.payoutSchedule)
            : since && pending > 0n
              ? payoutDayFrom(availableOn(since, timeZone, holdDays), rules.payoutSchedule)
              : null,
        callsToday: row!.calls,
      };
    });
  }

  private async calendar(tx: Tx, advisorId: string): Promise<Calendar> {
    const { timeZone } = await this.licensees.licenseeOf(tx);
    return {
      timeZone,
      holdDays: await this.claims.holdDaysOf(tx, advisorId),
      rules: await this.rules.of(tx),
      today: localDate(tx.now, timeZone),
    };
  }

  private async lines(
    tx: Tx,
    advisorId: string,
    { from, to }: EarningsQuery,
    before: string | undefined,
    limit: number,
  ): Promise<EarningRow[]> {
    return rowsOf<EarningRow>(tx, LINES, [
      tx.ctx.licenseeId,
      advisorId,
      from ?? null,
      to ?? null,
      before ?? null,
      limit,
    ]);
  }
}

/** $1 licensee, $2 advisor, $3 from, $4 to, $5 position before, $6 limit. Each half reads no more than it may have to give. */
const LINES = `
  (select c.id as position, 'call' as kind, c.id as call_id, null::uuid as booking_id, c.ended_at, c.settled_at, c.billed_seconds, c.price_minor, c.tax_minor,
          c.operator_minor, c.licensee_minor, c.advisor_minor, c.currency, c.promo_cost_minor as promo_cost,
          coalesce(r.amount, 0) as refunded, coalesce(x.amount, 0) as tipped, o.status as payout_status, h.transaction_id is not null as on_hold
     from app.call c
     left join lateral (select sum(x.advisor_amount)::bigint as amount from app.refund x where x.licensee_id = c.licensee_id and x.call_id = c.id) r on true
     left join lateral (select sum(p.amount)::bigint as amount from app.tip p where p.licensee_id = c.licensee_id and p.call_id = c.id) x on true
     left join app.payout_entry y on y.licensee_id = c.licensee_id and y.transaction_id = coalesce(c.settlement_id, c.sponsor_transaction_id) and y.released_at is null
     left join app.earning_hold h on h.licensee_id = c.licensee_id and h.transaction_id = c.settlement_id and h.released_at is null
     left join app.payout o on o.licensee_id = y.licensee_id and o.id = y.payout_id
    where c.licensee_id = $1 and c.advisor_id = $2 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null
      and ($3::timestamptz is null or c.ended_at >= $3) and ($4::timestamptz is null or c.ended_at < $4) and ($5::uuid is null or c.id < $5)
    order by c.id desc limit $6)
  union all
  (select b.fee_transaction_id, case b.status when 'no_show' then 'booking_no_show' else 'booking_cancelled' end, null, b.id, b.ended_at, b.ended_at, 0, b.kept_minor, s.tax,
          s.operator, s.licensee, s.advisor, b.currency, 0, 0, 0, o.status, false
     from app.booking b
    cross join lateral (
          select coalesce(sum(e.amount) filter (where a.kind = 'tax'), 0)::bigint as tax, coalesce(sum(e.amount) filter (where a.kind = 'platform_fee'), 0)::bigint as operator,
                 coalesce(sum(e.amount) filter (where a.kind = 'licensee_payable'), 0)::bigint as licensee,
                 coalesce(sum(e.amount) filter (where a.kind = 'advisor_payable'), 0)::bigint as advisor
            from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
           where e.licensee_id = b.licensee_id and e.transaction_id = b.fee_transaction_id) s
     left join app.payout_entry y on y.licensee_id = b.licensee_id and y.transaction_id = b.fee_transaction_id and y.released_at is null
     left join app.payout o on o.licensee_id = y.licensee_id and o.id = y.payout_id
    where b.licensee_id = $1 and b.advisor_id = $2 and b.fee_transaction_id is not null
      and ($3::timestamptz is null or b.ended_at >= $3) and ($4::timestamptz is null or b.ended_at < $4) and ($5::uuid is null or b.fee_transaction_id < $5)
    order by b.fee_transaction_id desc limit $6)
  order by position desc limit $6`;

/**
 * $1 licensee, $2 advisor, $3 currency, $4 time zone, $5 hold days, $6 now. Pending looks at calls younger than the hold only, each less what was given back of
 * it, at tips and fees of bookings younger than it, and at older calls whose earning is held and not paid out; all else of the ledger's balance is available.
 */
const SUMMARY = `
  with clock as (select date_trunc('day', $6::timestamptz at time zone $4) at time zone $4 as day, date_trunc('month', $6::timestamptz at time zone $4) at time zone $4 as month),
  fee as (
    select b.ended_at, e.amount from app.booking b
      join app.ledger_entry e on e.licensee_id = b.licensee_id and e.transaction_id = b.fee_transaction_id
      join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id and a.kind = 'advisor_payable'
     where b.licensee_id = $1 and b.advisor_id = $2 and b.ended_at > least((select month from clock), $6::timestamptz - make_interval(days => $5::int + 3))),
  young as (
    select c.settled_at, c.advisor_minor - c.promo_cost_minor - coalesce((select sum(x.advisor_amount) from app.refund x where x.licensee_id = c.licensee_id and x.call_id = c.id), 0) as net
      from app.call c
     where c.licensee_id = $1 and c.advisor_id = $2 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and c.settled_at > $6::timestamptz - make_interval(days => $5::int + 2)
       and (c.settled_at at time zone $4)::date + $5::int > ($6::timestamptz at time zone $4)::date
    union all
    select p.created_at, p.amount from app.tip p
     where p.licensee_id = $1 and p.advisor_id = $2 and p.created_at > $6::timestamptz - make_interval(days => $5::int + 2)
       and (p.created_at at time zone $4)::date + $5::int > ($6::timestamptz at time zone $4)::date
    union all
    select fee.ended_at, fee.amount from fee where (fee.ended_at at time zone $4)::date + $5::int > ($6::timestamptz at time zone $4)::date),
  held as (
    select sum(e.amount)::bigint as net from app.complaint k
      join app.call c on c.licensee_id = k.licensee_id and c.id = k.call_id and (c.settled_at at time zone $4)::date + $5::int <= ($6::timestamptz at time zone $4)::date
      join app.earning_hold h on h.licensee_id = c.licensee_id and h.transaction_id = c.settlement_id and h.released_at is null
     cross join lateral (select y.amount
                           from (select c.settlement_id as id union all select r.transaction_id from app.refund r where r.licensee_id = c.licensee_id and r.call_id = c.id) x
                           join app.ledger_entry y on y.licensee_id = k.licensee_id and y.transaction_id = x.id
                           join app.ledger_account a on a.licensee_id = y.licensee_id and a.id = y.account_id and a.kind = 'advisor_payable'
                         union all select -c.promo_cost_minor) e
     where k.licensee_id = $1 and k.advisor_id = $2 and k.state <> 'resolved' and not exists (
             select 1 from app.payout_entry p where p.licensee_id = h.licensee_id and p.transaction_id = h.transaction_id and p.released_at is null)),
  earned as (
    select coalesce(sum(c.advisor_minor - c.promo_cost_minor) filter (where c.settled_at >= clock.day), 0)::bigint as today,
           coalesce(sum(c.advisor_minor - c.promo_cost_minor), 0)::bigint as month,
           (count(*) filter (where c.settled_at >= clock.day))::int as calls
      from clock join app.call c on c.licensee_id = $1 and c.advisor_id = $2 and coalesce(c.settlement_id, c.sponsor_transaction_id) is not null and c.settled_at >= clock.month),
  given as (
    select coalesce(sum(r.advisor_amount) filter (where r.created_at >= clock.day), 0)::bigint as today_back, coalesce(sum(r.advisor_amount), 0)::bigint as month_back
      from clock join app.refund r on r.licensee_id = $1 and r.created_at >= clock.month
      join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id and c.advisor_id = $2),
  tipped as (
    select coalesce(sum(p.amount) filter (where p.created_at >= clock.day), 0)::bigint as today_tips, coalesce(sum(p.amount), 0)::bigint as month_tips
      from clock join app.tip p on p.licensee_id = $1 and p.advisor_id = $2 and p.created_at >= clock.month),
  kept as (
    select coalesce(sum(fee.amount) filter (where fee.ended_at >= clock.day), 0)::bigint as today_fees, coalesce(sum(fee.amount), 0)::bigint as month_fees
      from clock left join fee on fee.ended_at >= clock.month)
  select coalesce((select a.balance from app.ledger_account a where a.licensee_id = $1 and a.kind = 'advisor_payable' and a.owner_id = $2 and a.currency = $3), 0)::bigint as balance,
         (coalesce((select sum(net) from young), 0) + coalesce((select net from held), 0))::bigint as pending, (select min(settled_at) from young where net > 0) as pending_since,
         coalesce((select sum(p.amount) from app.payout p where p.licensee_id = $1 and p.party = 'advisor' and p.party_id = $2 and p.currency = $3
                      and p.status in ('claimed', 'transferred', 'in_payout', 'returning')), 0)::bigint as in_payout,
         coalesce((select a.balance from app.ledger_account a where a.licensee_id = $1 and a.kind = 'advisor_reserve' and a.owner_id = $2 and a.currency = $3), 0)::bigint as reserve,
         coalesce((select sum(r.amount - r.recovered - r.written_off) from app.receivable r where r.licensee_id = $1 and r.advisor_id = $2 and r.currency = $3), 0)::bigint as owed,
         earned.*, given.*, tipped.*, kept.*
    from earned, given, tipped, kept`;

function stateOf(row: EarningRow, availableFrom: LocalDate, today: LocalDate): EarningState {
  if (row.payout_status === 'paid') return 'paid';
  if (row.payout_status !== null) return 'in_payout';
  if (row.advisor_minor > 0n && row.refunded === row.advisor_minor) return 'reversed';
  if (row.on_hold) return 'on_hold';
  return availableFrom <= today ? 'available' : 'pending';
}

function line(row: EarningRow, { timeZone, holdDays, rules, today }: Calendar): EarningView {
  const availableFrom = availableOn(row.settled_at, timeZone, holdDays);
  return {
    kind: row.kind,
    callId: row.call_id === null ? null : publicId('call', row.call_id),
    bookingId: row.booking_id === null ? null : publicId('booking', row.booking_id),
    endedAt: row.ended_at.toISOString(),
    billedSeconds: row.billed_seconds,
    priceMinor: toJsonMinor(row.price_minor),
    taxMinor: toJsonMinor(row.tax_minor),
    operatorMinor: toJsonMinor(row.operator_minor),
    licenseeMinor: toJsonMinor(row.licensee_minor),
    earningMinor: toJsonMinor(row.advisor_minor),
    refundedMinor: toJsonMinor(row.refunded),
    promoCostMinor: toJsonMinor(row.promo_cost),
    tipMinor: toJsonMinor(row.tipped),
    netMinor: toJsonMinor(row.advisor_minor - row.refunded - row.promo_cost + row.tipped),
    currency: row.currency,
    state: stateOf(row, availableFrom, today),
    availableOn: availableFrom,
    payoutOn: payoutDayFrom(availableFrom, rules.payoutSchedule),
  };
}
