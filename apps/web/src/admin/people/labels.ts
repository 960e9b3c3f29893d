import type { Schemas } from '~/shared/api/index.ts';
import type { Tone } from '~/shared/ui/index.ts';

export type Person = Schemas['PersonDetailResponse'];

export const ROLES = [
  'end_user',
  'advisor',
  'owner',
  'admin',
  'finance',
  'support',
  'analyst',
] as const satisfies readonly Person['role'][];
export const STATUSES = ['active', 'frozen', 'closed'] as const satisfies readonly Person['status'][];

export const STATUS_TONE: Record<Person['status'], Tone> = { active: 'good', frozen: 'bad', closed: 'quiet' };

type TopUpStatus = Schemas['PersonTopUpView']['status'];
export const TOP_UP_TONE: Record<TopUpStatus, Tone> = {
  requested: 'waiting',
  open: 'waiting',
  processing: 'waiting',
  credited: 'good',
  failed: 'bad',
  expired: 'quiet',
};
