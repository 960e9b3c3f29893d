import { Alert, Button, Stack, Text } from '@mantine/core';
import { CirclePause, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import type { MyAdvisor } from '../live/queries.ts';
import { useAvailability } from './use-availability.ts';

const NOT_ACTIVE = {
  pending: { title: 'notice.pending', text: 'notice.pendingText' },
  suspended: { title: 'notice.suspended', text: 'notice.suspendedText' },
} as const;

const PAUSED = {
  missed_rings: { title: 'notice.missedRings', text: 'notice.missedRingsText' },
  unreachable: { title: 'notice.unreachable', text: 'notice.unreachableText' },
} as const;

/** Why no calls come although the advisor did not choose that: because of the service, of the advisor, or both. */
export function StandingNotice({ advisor }: { advisor: MyAdvisor }) {
  return (
    <>
      <ServiceNotice />
      <OwnNotice advisor={advisor} />
    </>
  );
}

function ServiceNotice() {
  const { t } = useTranslation('pro');
  const { name, open, ended, switches } = boot.site;
  if (open && switches.calls) return null;
  return (
    <Alert variant="outline" color="warning" icon={<CirclePause aria-hidden />} role="status">
      {t(ended ? 'notice.ended' : 'notice.closed', { name })}
    </Alert>
  );
}

function OwnNotice({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation('pro');
  const availability = useAvailability();
  const { status, offlineReason, available } = advisor;
  const name = boot.site.name;

  if (status !== 'active') {
    const { title, text } = NOT_ACTIVE[status];
    return (
      <Alert variant="outline" color="warning" icon={<ShieldAlert aria-hidden />} title={t(title)} role="status">
        {t(text, { name })}
      </Alert>
    );
  }
  if (!available && (offlineReason === 'missed_rings' || offlineReason === 'unreachable')) {
    const { title, text } = PAUSED[offlineReason];
    return (
      <Alert variant="outline" color="warning" icon={<CirclePause aria-hidden />} title={t(title)} role="status">
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t(text)}</Text>
          <Button loading={availability.isPending} onClick={() => availability.set(true)}>
            {t('notice.goOnline')}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return null;
}
