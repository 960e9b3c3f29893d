import { Stack } from '@mantine/core';

import { Bell, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BlockedList, Warnings } from '~/features/trust/index.ts';
import { EmailHint } from '~/features/mail/index.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useMe } from './account.ts';
import { BusinessForm } from './business-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Section } from './section.tsx';
import { Sessions } from './sessions.tsx';
import { SignIns } from './sign-ins.tsx';
import { LinkButton } from '../lib/links.tsx';

export default function AccountPage() {
  const { t } = useTranslation(['site', 'mail']);
  const trust = useTranslation('trust').t;
  const company = useTranslation('company').t;
  const query = useMe();
  return (
    <Page
      title={t('site:account.title')}
      actions={
        <>
          <LinkButton to="/withdraw" variant="default">
            {t('site:footer.withdraw')}
          </LinkButton>
          <LinkButton to="/account/messages" variant="default" leftSection={<Bell size={16} aria-hidden />}>
            {t('mail:preferences.title')}
          </LinkButton>
          <LinkButton to="/account/privacy" variant="default" leftSection={<ShieldCheck size={16} aria-hidden />}>
            {t('site:privacy.title')}
          </LinkButton>
        </>
      }
    >
      <Stack gap="xl">
        <EmailHint />
        <DataView query={query} loading={<LoadingState lines={4} />}>
          {(me) => (
            <Stack gap="xl">
              <Section id="profile" title={t('site:account.profile')}>
                <ProfileForm me={me} />
              </Section>
              <Section id="company" title={company('business.title')} text={company('business.text')}>
                <BusinessForm business={me.business} />
              </Section>
              <Section id="password" title={t('site:account.changePassword')} text={t('site:account.passwordText')}>
                <PasswordForm email={me.email} />
              </Section>
            </Stack>
          )}
        </DataView>
        <Warnings>
          {(title, warnings) => (
            <Section id="warnings" title={title}>
              {warnings}
            </Section>
          )}
        </Warnings>
        <Section id="blocked" title={trust('block.list')} text={trust('block.listText')}>
          <BlockedList />
        </Section>
        <Section id="sessions" title={t('site:sessions.title')} text={t('site:sessions.text')}>
          <Sessions />
        </Section>
        <Section id="sign-ins" title={t('site:signIns.title')} text={t('site:signIns.text')}>
          <SignIns />
        </Section>
      </Stack>
    </Page>
  );
}
