import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { LicenceTrouble } from '../licence/licence-notice.tsx';
import { Checklist } from './checklist.tsx';
import { Dashboard } from './dashboard.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { WebhooksOff } from './webhooks-off.tsx';

export function HomePage() {
  const { t } = useTranslation('admin');
  const { displayName, is } = useStaff();
  const hasFigures = is('owner', 'admin', 'finance', 'analyst');
  return (
    <Page title={t('home.title')} intro={t('home.greeting', { name: displayName })}>
      <Stack gap="xl">
        {is('owner', 'admin', 'finance') && <LicenceTrouble />}
        {is('owner', 'admin') && <WebhooksOff />}
        {is('owner', 'admin') && <Checklist />}
        {hasFigures ? <Dashboard /> : <Shortcuts />}
      </Stack>
    </Page>
  );
}
