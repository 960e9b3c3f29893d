import { Card, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AccountSecurity } from '~/features/account/index.ts';
import { NoticeList, Preferences } from '~/features/mail/index.ts';
import { Page } from '~/shared/ui/index.ts';
import { NotAllowed } from '../shell/not-found.tsx';
import { useStaff } from '../staff.tsx';

/** The member's own sessions and password. The operator standing in has none here. */
export function AccountPage() {
  const { t } = useTranslation(['admin', 'mail']);
  const { operatorAccess } = useStaff();
  if (operatorAccess) return <NotAllowed />;
  return (
    <Page title={t('admin:account.title')} intro={t('admin:account.intro')}>
      <Stack gap="lg">
        <Card withBorder component="section" aria-labelledby="messages">
          <Title order={2} size="h4" id="messages" mb="sm">
            {t('mail:preferences.title')}
          </Title>
          <Stack gap="lg">
            <NoticeList />
            <Preferences withMarketing={false} />
          </Stack>
        </Card>
        <AccountSecurity />
      </Stack>
    </Page>
  );
}
