import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { AccountSecurity } from '~/features/account/index.ts';
import { BlockedList, Warnings } from '~/features/trust/index.ts';
import { NoticeList, Preferences } from '~/features/mail/index.ts';
import { TextNumber } from '~/features/texts/index.ts';
import { turnPushOff } from '~/features/push/index.ts';
import { signOut } from '~/shared/api/index.ts';
import { LanguageSelect, Page } from '~/shared/ui/index.ts';
import { wakeLock } from '../device/wake-lock.ts';
import { DeviceList } from './device-list.tsx';

export function AccountPage() {
  const { t } = useTranslation(['pro', 'common', 'mail', 'trust']);
  // Without an answer the session is over here all the same.
  const leave = useMutation({
    mutationFn: async () => {
      // Else this browser would ring for who is not here any more.
      await turnPushOff().catch(() => undefined);
      await signOut().catch(() => undefined);
    },
    onSettled: () => wakeLock.want(false),
  });
  return (
    <Page
      title={t('account.title')}
      actions={
        <Button
          variant="default"
          leftSection={<LogOut size={16} aria-hidden />}
          loading={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {t('common:action.signOut')}
        </Button>
      }
    >
      <Stack gap="lg">
        <Card withBorder component="section" aria-labelledby="language">
          <Group justify="space-between">
            <div>
              <Title order={2} size="h4" id="language">
                {t('common:language.label')}
              </Title>
              <Text size="sm" c="dimmed">
                {t('account.languageText')}
              </Text>
            </div>
            <LanguageSelect />
          </Group>
        </Card>
        <Warnings>
          {(title, warnings) => (
            <Card withBorder component="section" aria-labelledby="warnings">
              <Title order={2} size="h4" id="warnings" mb="sm">
                {title}
              </Title>
              {warnings}
            </Card>
          )}
        </Warnings>
        <Card withBorder component="section" aria-labelledby="blocked">
          <Title order={2} size="h4" id="blocked">
            {t('trust:block.list')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('trust:block.listText')}
          </Text>
          <BlockedList />
        </Card>
        <Card withBorder component="section" aria-labelledby="messages">
          <Title order={2} size="h4" id="messages" mb="sm">
            {t('mail:preferences.title')}
          </Title>
          <Stack gap="lg">
            <NoticeList />
            <Preferences withMarketing />
          </Stack>
        </Card>
        <TextNumber />
        <Card withBorder component="section" aria-labelledby="devices">
          <Title order={2} size="h4" id="devices">
            {t('devices.title')}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t('devices.text')}
          </Text>
          <DeviceList />
        </Card>
        <AccountSecurity />
      </Stack>
    </Page>
  );
}
