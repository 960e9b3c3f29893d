import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import type { Tone } from '~/shared/ui/index.ts';

type Call = Schemas['CallView'];

/** How a call ended, for the caller. */
export function useCallState(): (call: Call) => { tone: Tone; words: string } {
  const { t } = useTranslation('site');
  const lost = t('callState.lost');
  const failed = t('callState.failed');
  const ends: Readonly<Record<string, { tone: Tone; words: string }>> = {
    declined: { tone: 'quiet', words: t('callState.declined') },
    cancelled: { tone: 'quiet', words: t('callState.cancelled') },
    no_answer: { tone: 'quiet', words: t('callState.noAnswer') },
    connect_failed_caller: { tone: 'bad', words: failed },
    connect_failed_advisor: { tone: 'bad', words: failed },
    connect_failed_both: { tone: 'bad', words: failed },
    media_unreachable: { tone: 'bad', words: failed },
    hangup_caller: { tone: 'good', words: t('callState.hangupCaller') },
    hangup_advisor: { tone: 'good', words: t('callState.hangupAdvisor') },
    connection_lost_caller: { tone: 'bad', words: lost },
    connection_lost_advisor: { tone: 'bad', words: lost },
    connection_lost_both: { tone: 'bad', words: lost },
    media_server_lost: { tone: 'bad', words: lost },
    funds_exhausted: { tone: 'busy', words: t('callState.funds') },
    max_duration: { tone: 'good', words: t('callState.maxDuration') },
    admin_terminated: { tone: 'busy', words: t('callState.admin') },
  };
  return ({ endReason }) =>
    endReason === null
      ? { tone: 'waiting', words: t('callState.live') }
      : (ends[endReason] ?? { tone: 'quiet', words: t('callState.ended') });
}

/** "Voice call", "Video call". */
export function useMediumName(): (medium: string) => string {
  const { t } = useTranslation('site');
  return (medium) => (medium === 'video' ? t('filter.video') : t('filter.voice'));
}
