import { Id, ListEnvelope, Shown, Text, publicId, toJsonMinor } from '@app/kernel';
import { LIMITS, type Limits } from '@app/licensees';
import { PlanTermsView } from '../plans/plans.dto.js';
import { ENDING_STAGES, LICENCE_STATES, type Licence, type LicenceChange } from './licence.entity.js';

const Reason = (): PropertyDecorator =>
  Text({ description: 'Why; both sides read it', min: 3, max: 300, example: 'As agreed on the phone' });

export class TakePlan {
  @Id('plan', { description: 'Version of a plan that is offered' }) planId: string;
  @Reason() reason: string;
}

export class LicenceReason {
  @Reason() reason: string;
}

export class LimitUseView {
  @Shown('Name of the limit', { type: String, enum: LIMITS }) limit: keyof Limits;
  @Shown('How much is allowed; null = no limit', { type: 'integer', nullable: true }) value: number | null;
  @Shown('How much is in use; null = not a lasting use', { type: 'integer', nullable: true }) used: number | null;
}

export class LicenceView {
  @Shown('State', { type: String, enum: LICENCE_STATES }) status: (typeof LICENCE_STATES)[number];
  @Shown('Why it is suspended', { type: String, enum: ['unpaid', 'operator'], nullable: true })
  heldFor: 'unpaid' | 'operator' | null;
  @Shown('Since when it is in this state', { format: 'date-time' }) statusSince: string;
  @Shown('Name of the plan') planName: string;
  @Shown('Version of the plan', { type: 'integer' }) planVersion: number;
  @Shown('ISO 4217 code of every amount') currency: string;
  @Shown('The terms, as they were when the plan was taken', { type: () => PlanTermsView }) terms: PlanTermsView;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) startedAt: string;
  @Shown('When the trial ends or ended', { type: String, format: 'date-time', nullable: true })
  trialEndsAt: string | null;
  @Shown('First day that is charged, UTC', { type: String, format: 'date', nullable: true }) chargedFrom: string | null;
  @Shown('When it ends or ended', { type: String, format: 'date-time', nullable: true }) endsAt: string | null;
  @Shown('How far the end is', { type: String, enum: ENDING_STAGES, nullable: true })
  ending: (typeof ENDING_STAGES)[number] | null;
  @Shown('Until when the data can be exported', { type: String, format: 'date-time', nullable: true })
  exportUntil: string | null;
  @Shown('Limits and their use', { type: () => [LimitUseView] }) limits: LimitUseView[];
}

export class LicenceChangeView {
  @Shown('RFC 3339, UTC', { format: 'date-time' }) at: string;
  @Shown('What changed', { type: String, enum: ['started', 'state', 'plan', 'ending'] })
  kind: LicenceChange['kind'];
  @Shown('State before', { type: String, enum: LICENCE_STATES, nullable: true })
  fromStatus: (typeof LICENCE_STATES)[number] | null;
  @Shown('State after', { type: String, enum: LICENCE_STATES }) toStatus: (typeof LICENCE_STATES)[number];
  @Shown('Stage of the end', { type: String, enum: ENDING_STAGES, nullable: true })
  ending: (typeof ENDING_STAGES)[number] | null;
  @Shown('Name of the plan') planName: string;
  @Shown('Version of the plan', { type: 'integer' }) planVersion: number;
  @Shown('Why') reason: string;
  @Shown('Whose act it was', { type: String, enum: ['operator', 'licensee', 'system'] })
  actor: LicenceChange['actor'];
  @Shown('The person, on the side of the actor', { type: String, nullable: true }) actorId: string | null;
}

export class LicenceChangePage extends ListEnvelope {
  @Shown('Newest first', { type: () => [LicenceChangeView] }) data: LicenceChangeView[];
}

export const licenceView = (
  licence: Licence,
  limits: Limits,
  used: Record<keyof Limits, bigint | null>,
): LicenceView => ({
  status: licence.status,
  heldFor: licence.heldFor,
  statusSince: licence.statusSince.toISOString(),
  planName: licence.planName,
  planVersion: licence.planVersion,
  currency: licence.currency,
  terms: licence.terms,
  startedAt: licence.startedAt.toISOString(),
  trialEndsAt: licence.trialEndsAt?.toISOString() ?? null,
  chargedFrom: licence.chargedFrom,
  endsAt: licence.endsAt?.toISOString() ?? null,
  ending: licence.ending,
  exportUntil: licence.exportUntil?.toISOString() ?? null,
  limits: LIMITS.map((limit) => {
    const count = used[limit];
    return { limit, value: limits[limit], used: count === null ? null : toJsonMinor(count) };
  }),
});

export const changeView = (change: LicenceChange): LicenceChangeView => ({
  at: change.at.toISOString(),
  kind: change.kind,
  fromStatus: change.fromStatus,
  toStatus: change.toStatus,
  ending: change.ending,
  planName: change.planName,
  planVersion: change.planVersion,
  reason: change.reason,
  actor: change.actor,
  actorId: change.actorId === null ? null : publicId('person', change.actorId),
});
