import type { Tone } from '~/shared/ui/index.ts';
import type { PayoutAccount } from './queries.ts';

export const ACCOUNT_STATES = [
  'requested',
  'onboarding',
  'restricted',
  'active',
  'rejected',
  'closed',
] as const satisfies readonly PayoutAccount['status'][];

/** `blocked`: Stripe would pay, the bank refused. */
export type Standing = PayoutAccount['status'] | 'blocked';

export const standingOf = ({ status, payoutBlock }: PayoutAccount): Standing =>
  status === 'active' && payoutBlock !== null ? 'blocked' : status;

export const STANDING_TONE: Record<Standing, Tone> = {
  requested: 'waiting',
  onboarding: 'busy',
  restricted: 'waiting',
  active: 'good',
  blocked: 'bad',
  rejected: 'bad',
  closed: 'quiet',
};
