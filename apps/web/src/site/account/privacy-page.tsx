import { Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut } from '~/shared/api/index.ts';
import { ConfirmButton, Page } from '~/shared/ui/index.ts';
import { Contact } from '../legal/contact.tsx';
import { endOtherSessions } from './account.ts';
import { CloseAccount } from './close-account.tsx';
import { ConsentLedger } from './consent-ledger.tsx';
import { Devices } from './devices.tsx';
import { Section } from './section.tsx';
import { LinkAnchor } from '../lib/links.tsx';

/** What is kept of the person, what they agreed to, and how to end it (S12). */
export default function PrivacyPage() {
  const { t } = useTranslation('site');
  const navigate = useNavigate();
  const leaveEverywhere = async (): Promise<void> => {
    await endOtherSessions();
    await navigate({ to: '/' });
    await signOut();
  };
  return (
    <Page title={t('privacy.title')} actions={<LinkAnchor to="/account">{t('account.title')}</LinkAnchor>}>
      <Stack gap="xl">
        <Section id="consents" title={t('privacy.consents')} text={t('privacy.consentsText')}>
          <ConsentLedger />
        </Section>
        <Section id="devices" title={t('devices.title')} text={t('devices.text')}>
          <Devices />
        </Section>
        <Section id="everywhere" title={t('privacy.everywhere')} text={t('privacy.everywhereText')}>
          <ConfirmButton
            variant="default"
            title={t('privacy.everywhere')}
            text={t('privacy.everywhereConfirm')}
            confirmLabel={t('privacy.everywhere')}
            onConfirm={leaveEverywhere}
          >
            {t('privacy.everywhere')}
          </ConfirmButton>
        </Section>
        <Section id="data" title={t('privacy.data')} text={t('privacy.dataText')}>
          <Contact />
        </Section>
        <Section id="closure" title={t('closure.title')} text={t('closure.text')}>
          <CloseAccount />
        </Section>
      </Stack>
    </Page>
  );
}
