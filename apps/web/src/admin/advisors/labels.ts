import type { Schemas } from '~/shared/api/index.ts';
import type { Tone } from '~/shared/ui/index.ts';

export type Advisor = Schemas['StaffAdvisorResponse'];

export const STATUSES = ['pending', 'active', 'suspended'] as const satisfies readonly Advisor['status'][];

export const STATUS_TONE: Record<Advisor['status'], Tone> = { pending: 'waiting', active: 'good', suspended: 'bad' };
export const LIVE_TONE: Record<Advisor['liveStatus'], Tone> = {
  online: 'good',
  in_call: 'busy',
  away: 'waiting',
  on_schedule: 'quiet',
  offline: 'quiet',
};
