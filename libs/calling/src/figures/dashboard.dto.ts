import { Shown } from '@app/kernel';
import { Days, type DayCount } from '../period.js';

export class DashboardQuery {
  @Days() days: DayCount = '30';
}

/** Counts by the day on which they happened; amounts in minor units. grossMinor - refundsMinor = net + operator + advisor + tax. */
export class DashboardFiguresView {
  @Shown('Calls requested', { type: 'integer' }) calls: number;
  @Shown('Of these: both sides were connected', { type: 'integer' }) connectedCalls: number;
  @Shown('Billed seconds of calls settled', { type: 'integer' }) billedSeconds: number;
  @Shown('Prices of calls settled and fees of bookings, tax included', { type: 'integer' }) grossMinor: number;
  @Shown("The licensee's share, less its part of refunds", { type: 'integer' }) netMinor: number;
  @Shown("The operator's share, less its part of refunds", { type: 'integer' }) operatorMinor: number;
  @Shown("The advisors' share, less their part of refunds", { type: 'integer' }) advisorMinor: number;
  @Shown('Tax, less its part of refunds', { type: 'integer' }) taxMinor: number;
  @Shown('Given back to callers', { type: 'integer' }) refundsMinor: number;
  @Shown('Top-ups credited', { type: 'integer' }) topUpsMinor: number;
  @Shown('End users who signed up', { type: 'integer' }) newUsers: number;
  @Shown('End users who requested a call', { type: 'integer' }) activeUsers: number;
}

export class DashboardTotalsView extends DashboardFiguresView {
  @Shown('Advisors who take calls now', { type: 'integer' }) advisorsOnline: number;
  @Shown('Calls that are not over now', { type: 'integer' }) liveCalls: number;
  @Shown('Reports that nobody has decided about', { type: 'integer' }) openReports: number;
}

export class DashboardDayView {
  @Shown('Day', { format: 'date', example: '2026-11-21' }) date: string;
  @Shown('Calls requested', { type: 'integer' }) calls: number;
  @Shown('Billed seconds of calls settled', { type: 'integer' }) billedSeconds: number;
  @Shown('Prices of calls settled and fees of bookings, tax included', { type: 'integer' }) grossMinor: number;
  @Shown("The licensee's share, less its part of refunds", { type: 'integer' }) netMinor: number;
  @Shown('Top-ups credited', { type: 'integer' }) topUpsMinor: number;
  @Shown('End users who signed up', { type: 'integer' }) newUsers: number;
}

export class TopAdvisorView {
  @Shown('Advisor') advisorId: string;
  @Shown('Name') name: string;
  @Shown('Charged calls settled', { type: 'integer' }) calls: number;
  @Shown('Their prices, tax included', { type: 'integer' }) grossMinor: number;
}

export class EndReasonView {
  @Shown('Why calls ended', { example: 'hangup_caller' }) reason: string;
  @Shown('Calls of the period, by the day of their request', { type: 'integer' }) calls: number;
}

export class DashboardView {
  @Shown("Time zone of the days: the licensee's") timeZone: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Start of the first day', { format: 'date-time' }) from: string;
  @Shown('End of today', { format: 'date-time' }) to: string;
  @Shown('Start of the period before', { format: 'date-time' }) previousFrom: string;
  @Shown('End of the period before: as far into its last day as it is now', { format: 'date-time' }) previousTo: string;
  @Shown('The period', { type: DashboardTotalsView }) totals: DashboardTotalsView;
  @Shown('The period before', { type: DashboardFiguresView }) previous: DashboardFiguresView;
  @Shown('One row per day without gaps, oldest first', { type: [DashboardDayView] }) series: DashboardDayView[];
  @Shown('By their prices, ten at the most', { type: [TopAdvisorView] }) topAdvisors: TopAdvisorView[];
  @Shown('Most frequent first', { type: [EndReasonView] }) endReasons: EndReasonView[];
}
