import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';
import { Currency, Flag, ListEnvelope, PageQuery, Choice, Shown, Text, Whole, publicId } from '@app/kernel';
import { type PlanTerms, costsAnything } from './plan-terms.js';
import type { Plan } from './plan.entity.js';

const MAX_LIMIT = 1_000_000;
const MAX_FEE = 100_000_000;

/** A whole number, or null. It must be given: nothing is lifted or waived by forgetting it. */
const OrNull = (description: string, max: number, min = 0, example = 50): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ description, type: 'integer', nullable: true, minimum: min, maximum: max, example }),
    ValidateIf((_, value) => value !== null),
    IsInt(),
    Min(min),
    Max(max),
  );

export class PlanTermsInput implements PlanTerms {
  @OrNull('Once at the start, without tax, in minor units; null = none', MAX_FEE, 0, 49900) setupFeeMinor:
    number | null;
  @OrNull('For each month, without tax, in minor units; null = none', MAX_FEE, 0, 9900) monthlyFeeMinor: number | null;
  @OrNull('Least sum of monthly fee and minutes, in minor units; null = none', MAX_FEE, 0, 14900)
  minimumMonthlyMinor: number | null;
  @OrNull("Share in the net price of each call, in basis points; null leaves the licensee's share", 10_000, 0, 1500)
  operatorShareBp: number | null;
  @OrNull('For each minute billed to an end user, without tax, in minor units; null = none', 100_000, 0, 2)
  operatorRatePerMinuteMinor: number | null;
  @Whole({ description: 'Days that cost nothing at the start', min: 0, max: 365, example: 14 }) trialDays: number;
  @OrNull('Advisors who are not suspended; null = no limit', MAX_LIMIT) maxAdvisors: number | null;
  @OrNull('End users whose account is not closed; null = no limit', MAX_LIMIT) maxUsers: number | null;
  @OrNull('Calls from the first ring to the hang-up; null = no limit', MAX_LIMIT) maxConcurrentCalls: number | null;
  @OrNull('Requests of staff and programs in a minute; null = no limit', MAX_LIMIT, 1, 600) maxApiPerMinute:
    number | null;
  @OrNull('Pictures, in megabytes; null = no limit', MAX_LIMIT) maxStorageMb: number | null;
}

export class RevisePlan extends PlanTermsInput {
  @Text({ description: 'Name', max: 80, example: 'Studio' }) name: string;
  @Flag({ description: 'Whether the sign-up page offers it' }) isPublic: boolean;
}

export class CreatePlan extends RevisePlan {
  @Currency({ description: 'Of every amount; a licensee of another currency cannot take it' }) currency: string;
}

export class PlansQuery extends PageQuery {
  @Choice({
    description: 'Only those that are offered, or those that were',
    of: ['offered', 'archived'],
    optional: true,
  })
  state?: 'offered' | 'archived';
}

const nullable = { type: 'integer', nullable: true } as const;

export class PlanTermsView implements PlanTerms {
  @Shown('Once at the start, without tax', nullable) setupFeeMinor: number | null;
  @Shown('For each month, without tax', nullable) monthlyFeeMinor: number | null;
  @Shown('Least sum of monthly fee and minutes', nullable) minimumMonthlyMinor: number | null;
  @Shown('Share in the net price of each call, in basis points', nullable) operatorShareBp: number | null;
  @Shown('For each minute billed to an end user, without tax', nullable) operatorRatePerMinuteMinor: number | null;
  @Shown('Days that cost nothing at the start', { type: 'integer' }) trialDays: number;
  @Shown('Advisors who are not suspended', nullable) maxAdvisors: number | null;
  @Shown('End users whose account is not closed', nullable) maxUsers: number | null;
  @Shown('Calls from the first ring to the hang-up', nullable) maxConcurrentCalls: number | null;
  @Shown('Requests of staff and programs in a minute', nullable) maxApiPerMinute: number | null;
  @Shown('Pictures, in megabytes', nullable) maxStorageMb: number | null;
}

export class PlanView {
  @Shown('Id of this version', { example: 'plan_01hx0000000000000000000000' }) id: string;
  @Shown('Name') name: string;
  @Shown('Counts the edits', { type: 'integer' }) version: number;
  @Shown('ISO 4217 code of every amount') currency: string;
  @Shown('Whether the sign-up page offers it') isPublic: boolean;
  @Shown('What it asks for and allows', { type: () => PlanTermsView }) terms: PlanTermsView;
  @Shown(
    'Whether the sign-up page offers it now: public, not archived, and free or the operator has said who its invoices are from',
  )
  isOffered: boolean;
  @Shown('Since when nobody new can take it', { type: String, format: 'date-time', nullable: true })
  archivedAt: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
}

export class PlanPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [PlanView] }) data: PlanView[];
}

export class OfferedPlans extends ListEnvelope {
  @Shown('Cheapest first', { type: () => [PlanView] }) data: PlanView[];
}

/** Whether a stranger can take it. @param hasIssuer without one nobody could issue its invoices */
export const isOffered = ({ isPublic, archivedAt, terms }: Plan, hasIssuer: boolean): boolean =>
  isPublic && archivedAt === null && (hasIssuer || !costsAnything(terms));

export const planView = (plan: Plan, hasIssuer: boolean): PlanView => ({
  id: publicId('plan', plan.id),
  name: plan.name,
  version: plan.version,
  currency: plan.currency,
  isPublic: plan.isPublic,
  isOffered: isOffered(plan, hasIssuer),
  terms: plan.terms,
  archivedAt: plan.archivedAt?.toISOString() ?? null,
  createdAt: plan.createdAt.toISOString(),
});

/** The terms of a request, member by member: nothing else of it is stored. */
export const termsOf = (input: PlanTermsInput): PlanTerms => ({
  setupFeeMinor: input.setupFeeMinor,
  monthlyFeeMinor: input.monthlyFeeMinor,
  minimumMonthlyMinor: input.minimumMonthlyMinor,
  operatorShareBp: input.operatorShareBp,
  operatorRatePerMinuteMinor: input.operatorRatePerMinuteMinor,
  trialDays: input.trialDays,
  maxAdvisors: input.maxAdvisors,
  maxUsers: input.maxUsers,
  maxConcurrentCalls: input.maxConcurrentCalls,
  maxApiPerMinute: input.maxApiPerMinute,
  maxStorageMb: input.maxStorageMb,
});
