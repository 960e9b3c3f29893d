import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { useAdvisor, useLiveCalls } from '../live/queries.ts';
import { type WorkState, workState } from '../live/work-state.ts';

const LOOKS = {
  offline: { tone: 'quiet', key: 'state.offline' },
  online: { tone: 'good', key: 'state.online' },
  ringing: { tone: 'waiting', key: 'state.ringing' },
  in_call: { tone: 'busy', key: 'state.inCall' },
  wrap_up: { tone: 'waiting', key: 'state.wrapUp' },
} as const satisfies Record<WorkState, { tone: Tone; key: string }>;

/** Where the advisor stands, on every page. */
export function WorkStateBadge() {
  const { t } = useTranslation('pro');
  const advisor = useAdvisor();
  const calls = useLiveCalls();
  if (!advisor.data || !calls.data) return null;
  const { tone, key } = LOOKS[workState(advisor.data, calls.data)];
  return <StatusBadge tone={tone}>{t(key)}</StatusBadge>;
}
