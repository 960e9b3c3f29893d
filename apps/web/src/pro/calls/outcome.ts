import type { Tone } from '~/shared/ui/index.ts';
import type { Call } from '../live/queries.ts';

const LIVE = {
  ringing: 'outcome.ringing',
  accepted: 'outcome.connecting',
  connecting: 'outcome.connecting',
  in_progress: 'outcome.inProgress',
  reconnecting: 'outcome.reconnecting',
  ending: 'outcome.ending',
} as const;

const ENDED = {
  declined: 'outcome.declined',
  cancelled: 'outcome.cancelled',
  no_answer: 'outcome.noAnswer',
  connect_failed_caller: 'outcome.connectFailed',
  connect_failed_advisor: 'outcome.connectFailed',
  connect_failed_both: 'outcome.connectFailed',
  hangup_caller: 'outcome.hangupCaller',
  hangup_advisor: 'outcome.hangupAdvisor',
  connection_lost_caller: 'outcome.lostCaller',
  connection_lost_advisor: 'outcome.lostAdvisor',
  connection_lost_both: 'outcome.lost',
  media_server_lost: 'outcome.platform',
  media_unreachable: 'outcome.platform',
  funds_exhausted: 'outcome.funds',
  max_duration: 'outcome.maxDuration',
  admin_terminated: 'outcome.staff',
} as const;

type OutcomeKey = (typeof LIVE)[keyof typeof LIVE] | (typeof ENDED)[keyof typeof ENDED] | 'outcome.ended';

const has = <T extends object>(map: T, key: string): key is Extract<keyof T, string> => key in map;

/** How a call stands or ended, in words and as a tone. */
export function outcomeOf({ status, endReason, startedAt }: Call): { key: OutcomeKey; tone: Tone } {
  if (has(LIVE, status)) return { key: LIVE[status], tone: 'busy' };
  const key = endReason !== null && has(ENDED, endReason) ? ENDED[endReason] : 'outcome.ended';
  return { key, tone: startedAt === null ? 'quiet' : 'good' };
}
