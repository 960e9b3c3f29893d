import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import type { Advisor } from './advisors.ts';

const TONES: Record<Advisor['status'], Tone> = {
  online: 'good',
  in_call: 'busy',
  away: 'waiting',
  on_schedule: 'quiet',
  offline: 'quiet',
};

export function AdvisorStatus({ status }: { status: Advisor['status'] }) {
  const { t } = useTranslation('site');
  const words = {
    online: t('status.online'),
    in_call: t('status.inCall'),
    away: t('status.away'),
    on_schedule: t('status.onSchedule'),
    offline: t('status.offline'),
  }[status];
  return <StatusBadge tone={TONES[status]}>{words}</StatusBadge>;
}
