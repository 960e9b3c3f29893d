import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';

type LicenceStatus = Schemas['LicenceView']['status'];

const TONES: Record<LicenceStatus, Tone> = {
  trial: 'waiting',
  active: 'good',
  past_due: 'busy',
  suspended: 'bad',
  terminated: 'quiet',
};

export function LicenceStatusBadge({ status }: { status: LicenceStatus }) {
  const { t } = useTranslation('ops');
  return <StatusBadge tone={TONES[status]}>{t(`licence.status.${status}`)}</StatusBadge>;
}
