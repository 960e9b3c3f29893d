import type { Tone } from '~/shared/ui/index.ts';

export const END_REASONS = [
  'declined',
  'cancelled',
  'no_answer',
  'connect_failed_caller',
  'connect_failed_advisor',
  'connect_failed_both',
  'hangup_caller',
  'hangup_advisor',
  'connection_lost_caller',
  'connection_lost_advisor',
  'connection_lost_both',
  'media_server_lost',
  'media_unreachable',
  'funds_exhausted',
  'max_duration',
  'admin_terminated',
] as const;

const STATUSES = {
  ringing: 'waiting',
  accepted: 'waiting',
  connecting: 'waiting',
  in_progress: 'busy',
  reconnecting: 'waiting',
  ending: 'quiet',
  ended: 'quiet',
} as const satisfies Record<string, Tone>;
type Status = keyof typeof STATUSES;

const isStatus = (status: string): status is Status => status in STATUSES;

export const statusKey = (status: string) =>
  isStatus(status) ? (`calls.status.${status}` as const) : ('calls.status.unknown' as const);
export const statusTone = (status: string): Tone => (isStatus(status) ? STATUSES[status] : 'quiet');

export const endReasonKey = (reason: string) => {
  const known = END_REASONS.find((one) => one === reason);
  return known ? (`calls.endReason.${known}` as const) : ('calls.endReason.unknown' as const);
};

export const mediumKey = (medium: string) =>
  medium === 'video' ? ('calls.medium.video' as const) : ('calls.medium.voice' as const);

export const isLive = (status: string): boolean => status !== 'ended';
