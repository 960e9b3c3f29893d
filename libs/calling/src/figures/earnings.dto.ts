import { Choice, Moment, PageQuery, Shown } from '@app/kernel';
import { Days, type DayCount } from '../period.js';

export class EarningsQuery extends PageQuery {
  @Moment({ description: 'Only what ended at or after this time', optional: true }) from?: string;
  @Moment({ description: 'Only what ended before this time', optional: true }) to?: string;
  @Choice({ description: 'json for a page, csv for all lines of the period', of: ['json', 'csv'], optional: true })
  format: 'json' | 'csv' = 'json';
}

export const EARNING_STATES = ['pending', 'on_hold', 'available', 'in_payout', 'paid', 'reversed'] as const;
export type EarningState = (typeof EARNING_STATES)[number];

export const EARNING_KINDS = ['call', 'booking_cancelled', 'booking_no_show'] as const;
export type EarningKind = (typeof EARNING_KINDS)[number];

export class EarningView {
  @Shown(
    'call: a charged call. booking_cancelled, booking_no_show: what was kept of a booking that was called off too late, or to which its user did not come',
    { type: String, enum: [...EARNING_KINDS] },
  )
  kind: EarningKind;
  @Shown('Call; null where it is what was kept of a booking', { type: String, nullable: true }) callId: string | null;
  @Shown('Booking; null where it is a call', { type: String, nullable: true }) bookingId: string | null;
  @Shown('When it ended', { format: 'date-time' }) endedAt: string;
  @Shown('Billed seconds; 0 for a booking', { type: 'integer' }) billedSeconds: number;
  @Shown('What the caller paid: tax + operator + licensee + earning', { type: 'integer' }) priceMinor: number;
  @Shown('Tax inside the price', { type: 'integer' }) taxMinor: number;
  @Shown("The operator's share", { type: 'integer' }) operatorMinor: number;
  @Shown("The licensee's share", { type: 'integer' }) licenseeMinor: number;
  @Shown('Your share', { type: 'integer' }) earningMinor: number;
  @Shown('Your part of what was given back to the caller', { type: 'integer' }) refundedMinor: number;
  @Shown('Promo credit of the price that you pay for', { type: 'integer' }) promoCostMinor: number;
  @Shown('Tips of the caller, wholly yours; available by their own day', { type: 'integer' }) tipMinor: number;
  @Shown('What stays: earning less refunded and less the promo credit that you pay for, and the tips', {
    type: 'integer',
  })
  netMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown(
    'pending: it is younger than the hold. on_hold: a complaint about it waits. available: the next payout takes it. in_payout, paid: a payout has it. reversed: nothing of it is left',
    { type: String, enum: [...EARNING_STATES] },
  )
  state: EarningState;
  @Shown('From this day on it is available', { format: 'date', example: '2026-11-28' }) availableOn: string;
  @Shown('The day of the schedule that pays it; null when staff start payouts by hand', {
    type: String,
    format: 'date',
    nullable: true,
    example: '2026-11-30',
  })
  payoutOn: string | null;
}

export class EarningList {
  @Shown('Always list') object: 'list';
  @Shown('One line per charged call and per fee of a booking, newest first', { type: [EarningView] })
  data: EarningView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

export class EarningsSummaryView {
  @Shown('ISO 4217 code') currency: string;
  @Shown("Time zone of today, the month and the pay-out dates: the licensee's") timeZone: string;
  @Shown('Earned today with tips and fees of bookings, less your part of what was given back today', {
    type: 'integer',
  })
  todayMinor: number;
  @Shown('The same since the first of the month', { type: 'integer' }) monthMinor: number;
  @Shown('Of todayMinor: tips', { type: 'integer' }) tipsTodayMinor: number;
  @Shown('Of monthMinor: tips', { type: 'integer' }) tipsMonthMinor: number;
  @Shown('Of todayMinor: your share of what was kept of bookings without a call', { type: 'integer' })
  bookingFeesTodayMinor: number;
  @Shown('Of monthMinor: the same', { type: 'integer' }) bookingFeesMonthMinor: number;
  @Shown(
    'Part of the balance whose calls, tips and fees of bookings are younger than the hold, or wait for a complaint',
    {
      type: 'integer',
    },
  )
  pendingMinor: number;
  @Shown('Part of the balance that the next pay-out takes', { type: 'integer' }) availableMinor: number;
  @Shown('What the licensee owes you, by the ledger: pending + available', { type: 'integer' }) balanceMinor: number;
  @Shown('Claimed for payouts that have not arrived yet', { type: 'integer' }) inPayoutMinor: number;
  @Shown('Kept back from earlier payouts for a time', { type: 'integer' }) reserveMinor: number;
  @Shown('What you owe: refunded after it was paid out; taken from what you earn next', { type: 'integer' })
  owedMinor: number;
  @Shown('Less than this waits for a later payout', { type: 'integer' }) minimumMinor: number;
  @Choice({
    description: 'Who pays what the payment provider charges for payouts; nothing of it is taken from yours',
    of: ['licensee', 'operator'],
  })
  payoutFeeBearer: 'licensee' | 'operator';
  @Shown('Date of the next pay-out; null when nothing waits', { type: String, format: 'date', nullable: true })
  nextPayoutOn: string | null;
  @Shown('Charged calls of today', { type: 'integer' }) callsToday: number;
}

export class StatisticsQuery {
  @Days() days: DayCount = '30';
}

export class StatisticsDayView {
  @Shown('Day', { format: 'date', example: '2026-11-21' }) date: string;
  @Shown('Charged calls settled on that day', { type: 'integer' }) calls: number;
  @Shown('Their billed seconds', { type: 'integer' }) billedSeconds: number;
  @Shown('Earned on that day, fees of bookings included, less your part of what was given back on it', {
    type: 'integer',
  })
  earningMinor: number;
}

export class StatisticsView {
  @Shown('Days, today included', { type: 'integer' }) days: number;
  @Shown("Time zone of the days: the licensee's") timeZone: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Calls that rang, requested within the days', { type: 'integer' }) offered: number;
  @Shown('Of these: taken', { type: 'integer' }) accepted: number;
  @Shown('Of these: declined', { type: 'integer' }) declined: number;
  @Shown('Of these: rang until the end', { type: 'integer' }) missed: number;
  @Shown('Of these: given up by the caller before you answered', { type: 'integer' }) cancelled: number;
  @Shown('Accepted of accepted, declined and missed, in 1/10,000; null without any', {
    type: 'integer',
    nullable: true,
  })
  acceptanceRateBp: number | null;
  @Shown('Average of the billed seconds of charged calls; null without any', { type: 'integer', nullable: true })
  averageBilledSeconds: number | null;
  @Shown('One row per day, oldest first', { type: [StatisticsDayView] }) series: StatisticsDayView[];
  @Shown('Average of the stars over all time, with one decimal', { type: 'number', nullable: true })
  ratingAverage: number | null;
  @Shown('Ratings over all time', { type: 'integer' }) ratingCount: number;
}
