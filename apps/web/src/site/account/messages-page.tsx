import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NoticeList, Preferences } from '~/features/mail/index.ts';
import { PushSwitch } from '~/features/push/index.ts';
import { Page } from '~/shared/ui/index.ts';
import { LinkAnchor } from '../lib/links.tsx';
import { Section } from './section.tsx';

/** What the person was told, and what they want to be told (O5). */
export default function MessagesPage() {
  const { t } = useTranslation(['site', 'mail', 'push']);
  return (
    <Page
      title={t('mail:preferences.title')}
      actions={<LinkAnchor to="/account">{t('site:account.title')}</LinkAnchor>}
    >
      <Stack gap="xl">
        <Section id="notices" title={t('mail:notices.title')}>
          <NoticeList />
        </Section>
        <Section id="push" title={t('push:title')}>
          <PushSwitch />
        </Section>
        <Section id="preferences" title={t('mail:preferences.choice')}>
          <Preferences withMarketing />
        </Section>
      </Stack>
    </Page>
  );
}
