import { Alert, Stack } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import { Clock, FileText, PauseCircle, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { useConsents } from '../auth/consents.ts';
import { WaitingCall } from '../booking/waiting-call.tsx';
import { useIsStale } from './site-stream.tsx';
import { LinkAnchor } from '../lib/links.tsx';

/** What is paused, in the words for exactly that. */
function usePause(): string | null {
  const { t } = useTranslation('site');
  const { open, ended, switches } = useBrand().site;
  if (ended) return t('notice.ended');
  if (!open) return t('notice.closed');
  if (!switches.calls && !switches.topUps) return t('notice.callsAndTopUpsOff');
  if (!switches.calls) return t('notice.callsOff');
  if (!switches.topUps) return t('notice.topUpsOff');
  return null;
}

/** What a person must know before anything else on the page. */
export function Notices() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const { online } = useNetwork();
  const pause = usePause();
  const isStale = useIsStale();
  const pathname = useLocation({ select: (location) => location.pathname });
  const mustAgree = (useConsents().data?.required.length ?? 0) > 0 && pathname !== '/consent';
  return (
    <Stack gap="xs" role="region" aria-label={t('notice.region')} aria-live="polite">
      <WaitingCall />
      {!online && (
        <Alert variant="outline" color="warning" icon={<WifiOff aria-hidden />}>
          {common('state.offline')}
        </Alert>
      )}
      {online && isStale && (
        <Alert variant="outline" color="warning" icon={<Clock aria-hidden />}>
          {t('notice.stale')}
        </Alert>
      )}
      {pause !== null && (
        <Alert variant="outline" color="warning" icon={<PauseCircle aria-hidden />}>
          {pause}
        </Alert>
      )}
      {mustAgree && (
        <Alert variant="outline" color="brand" icon={<FileText aria-hidden />}>
          <LinkAnchor to="/consent" search={{ next: pathname }} inherit underline="always">
            {t('notice.newTerms')}
          </LinkAnchor>
        </Alert>
      )}
    </Stack>
  );
}
