import { Stack } from '@mantine/core';

import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BlockedList, Warnings } from '~/features/trust/index.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useMe } from './account.ts';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Section } from './section.tsx';
import { Sessions } from './sessions.tsx';
import { SignIns } from './sign-ins.tsx';
import { LinkButton } from '../lib/links.tsx';

export default function AccountPage() {
  const { t } = useTranslation('site');
  const trust = useTranslation('trust').t;
  const query = useMe();
  return (
    <Page
      title={t('account.title')}
      actions={
        <LinkButton to="/account/privacy" variant="default" leftSection={<ShieldCheck size={16} aria-hidden />}>
          {t('privacy.title')}
        </LinkButton>
      }
    >
      <Stack gap="xl">
        <DataView query={query} loading={<LoadingState lines={4} />}>
          {(me) => (
            <Stack gap="xl">
              <Section id="profile" title={t('account.profile')}>
                <ProfileForm me={me} />
              </Section>
              <Section id="password" title={t('account.changePassword')} text={t('account.passwordText')}>
                <PasswordForm email={me.email} />
              </Section>
            </Stack>
          )}
        </DataView>
        <Section id="blocked" title={trust('block.list')} text={trust('block.listText')}>
          <BlockedList />
          <Warnings />
        </Section>
        <Section id="sessions" title={t('sessions.title')} text={t('sessions.text')}>
          <Sessions />
        </Section>
        <Section id="sign-ins" title={t('signIns.title')} text={t('signIns.text')}>
          <SignIns />
        </Section>
      </Stack>
    </Page>
  );
}
