import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';
import { Choice, ListEnvelope, PageQuery, Shown, Text } from '@app/kernel';
import { ENDING_STAGES, type EndingStage, LICENCE_STATES, type LicenceStatus } from './licence/licence.entity.js';

export const LICENSEE_STATES = ['active', 'suspended', 'terminated'] as const;
const MAX_LIMIT = 1_000_000;

/** A whole number, or null for "no limit". It must be given: a limit is never lifted by forgetting it. */
const Limit = (description: string, min = 0): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ description, type: 'integer', nullable: true, minimum: min, maximum: MAX_LIMIT, example: 50 }),
    ValidateIf((_, value) => value !== null),
    IsInt(),
    Min(min),
    Max(MAX_LIMIT),
  );

export class LicenseesQuery extends PageQuery {
  @Choice({ description: 'Only licensees in this state', of: LICENSEE_STATES, optional: true })
  status?: (typeof LICENSEE_STATES)[number];

  @Text({ description: 'Part of the name or the slug', max: 80, example: 'aurora', optional: true })
  q?: string;
}

export class SetLimits {
  @Limit('Advisors who are not suspended; null = no limit') maxAdvisors: number | null;
  @Limit('End users whose account is not closed; null = no limit') maxUsers: number | null;
  @Limit('Requests of staff and programs in a minute; null = no limit', 1) maxApiPerMinute: number | null;
  @Limit('Pictures, in megabytes; null = no limit') maxStorageMb: number | null;
  @Limit('Calls from the first ring to the hang-up; null = no limit') maxConcurrentCalls: number | null;
  @Text({ description: 'Why; both sides read it', min: 3, max: 300, example: 'Plan of 50 advisors' }) reason: string;
}

export class LimitsView {
  @Shown('Advisors who are not suspended; null = no limit', { type: 'integer', nullable: true })
  maxAdvisors: number | null;

  @Shown('Calls from the first ring to the hang-up; null = no limit', { type: 'integer', nullable: true })
  maxConcurrentCalls: number | null;

  @Shown('End users whose account is not closed; null = no limit', { type: 'integer', nullable: true })
  maxUsers: number | null;

  @Shown('Requests of staff and programs in a minute; null = no limit', { type: 'integer', nullable: true })
  maxApiPerMinute: number | null;

  @Shown('Pictures, in megabytes; null = no limit', { type: 'integer', nullable: true })
  maxStorageMb: number | null;
}

export class LicenceSummaryView {
  @Shown('State', { type: String, enum: [...LICENCE_STATES] }) status: LicenceStatus;
  @Shown('Name of the plan') planName: string;
  @Shown('How far the end is', { type: String, enum: [...ENDING_STAGES], nullable: true })
  ending: EndingStage | null;
  @Shown('Invoices that are not paid', { type: 'integer' }) openInvoices: number;
  @Shown('What is not paid, in minor units', { type: 'integer' }) openMinor: number;
}

export class UsageView {
  @Shown('Calls that ring or run now', { type: 'integer' }) liveCalls: number;
  @Shown('Calls requested since midnight UTC', { type: 'integer' }) callsToday: number;
  @Shown('Calls requested since the first of the month, UTC', { type: 'integer' }) callsThisMonth: number;
  @Shown('Seconds billed in calls that were settled this month', { type: 'integer' }) billedSecondsThisMonth: number;
  @Shown('Prices of calls posted this month, before refunds', { type: 'integer' }) grossThisMonthMinor: number;
  @Shown("The operator's share posted this month, after refunds", { type: 'integer' })
  operatorFeesThisMonthMinor: number;
  @Shown('End users whose account is not closed', { type: 'integer' }) users: number;
  @Shown('Advisors who are not suspended', { type: 'integer' }) advisors: number;
  @Shown('Advisors who take calls now', { type: 'integer' }) advisorsOnline: number;
  @Shown('Texts that the provider took since the first of the month, UTC', { type: 'integer' }) textsThisMonth: number;
  @Shown('Parts of them, by which the provider charges', { type: 'integer' }) textSegmentsThisMonth: number;
}

export class OperatorLicenseeView {
  @Shown('Id', { example: 'lic_01hx0000000000000000000000' }) id: string;
  @Shown('Short name in addresses') slug: string;
  @Shown('Name') name: string;
  @Shown('State', { type: String, enum: [...LICENSEE_STATES] }) status: (typeof LICENSEE_STATES)[number];
  @Shown('ISO 4217 code of every amount') currency: string;
  @Shown('ISO 3166 code') country: string;
  @Shown('Host that links lead to', { type: String, nullable: true }) primaryHost: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
  @Shown('Counters, from the rows themselves') usage: UsageView;
  @Shown('What the operator allows') limits: LimitsView;
  @Shown('Whether it has gone live') opened: boolean;
  @Shown('The licence, if there is one', { type: () => LicenceSummaryView, nullable: true })
  licence: LicenceSummaryView | null;
}

export class OperatorLicenseePage extends ListEnvelope {
  @Shown('Newest first', { type: () => [OperatorLicenseeView] })
  data: OperatorLicenseeView[];
}

export class HostView {
  @Shown('Host name') host: string;
  @Shown('Whether links lead here') primary: boolean;
  @Shown('Whether it answers') verified: boolean;
}

export class DayView {
  @Shown('Day, UTC', { format: 'date', example: '2026-11-26' }) date: string;
  @Shown('Calls requested', { type: 'integer' }) calls: number;
  @Shown('Seconds billed in calls settled', { type: 'integer' }) billedSeconds: number;
  @Shown('Prices posted, before refunds', { type: 'integer' }) grossMinor: number;
  @Shown("The operator's share posted, after refunds", { type: 'integer' }) operatorFeesMinor: number;
}

export class OperatorLicenseeDetails extends OperatorLicenseeView {
  @Shown('Every host, the primary one first', { type: () => [HostView] }) hosts: HostView[];
  @Shown('The last 30 days, oldest first, today included', { type: () => [DayView] }) days: DayView[];
}
