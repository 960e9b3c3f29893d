import type { Tone } from '~/shared/ui/index.ts';
import type { Dispute } from './data.ts';

const REASONS = [
  'fraudulent',
  'product_not_received',
  'product_unacceptable',
  'unrecognized',
  'duplicate',
  'credit_not_processed',
  'subscription_canceled',
  'general',
] as const;

export const reasonKey = (reason: string) =>
  `disputes.reason.${REASONS.find((known) => known === reason) ?? 'unknown'}` as const;

const STATUSES = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'prevented',
  'appeal_needs_response',
  'appeal_under_review',
] as const;

export const statusKey = (status: string) =>
  `disputes.status.${STATUSES.find((known) => known === status) ?? 'unknown'}` as const;

/** While Stripe's status is one of these, staff may answer or give up. */
export const needsResponse = ({ status }: Pick<Dispute, 'status'>): boolean => status.endsWith('needs_response');

export function toneOf({ status, outcome }: Dispute): Tone {
  if (needsResponse({ status })) return 'busy';
  if (outcome === null || status.endsWith('under_review')) return 'waiting';
  return outcome === 'won' ? 'good' : 'bad';
}

const STEPS = [
  'opened',
  'frozen',
  'status',
  'evidence_sent',
  'accepted',
  'won',
  'lost',
  'unfrozen',
  'borne',
  'reopened',
] as const;
export const stepOf = (step: string): (typeof STEPS)[number] | 'unknown' =>
  STEPS.find((known) => known === step) ?? 'unknown';

const BEARERS = ['licensee', 'operator', 'advisor'] as const;
export const bearerKey = (bearer: string | null) =>
  `disputes.bearer.${BEARERS.find((known) => known === bearer) ?? 'unknown'}` as const;
