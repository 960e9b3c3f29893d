import { Alert, Code, Stack, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countryName } from '~/shared/countries.ts';
import { dateTime } from '~/shared/format.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { Health } from './health-section.tsx';
import { KeyForm } from './key-form.tsx';
import type { Account, Platform } from './use-stripe.ts';

export function AccountSection({ platform, mayChange }: { platform: Platform; mayChange: boolean }) {
  const { t } = useTranslation('money');
  const { account, accountsApi, health } = platform;
  return (
    <Section title={t('platform.account.title')} text={t('platform.account.text')}>
      {account ? <Connected account={account} api={accountsApi} /> : <Text>{t('platform.account.none')}</Text>}
      {account && health && <Health health={health} />}
      {mayChange && <KeyForm isConnected={account !== null} />}
    </Section>
  );
}

function Connected({ account, api }: { account: Account; api: Platform['accountsApi'] }) {
  const { t } = useTranslation('money');
  return (
    <Stack gap="sm">
      {account.refusedAt !== null && (
        <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />}>
          {t('platform.account.refused', { since: dateTime(account.refusedAt) })}
        </Alert>
      )}
      <AccountFacts account={account} api={api} />
    </Stack>
  );
}

function AccountFacts({ account, api }: { account: Account; api: Platform['accountsApi'] }) {
  const { t } = useTranslation('money');
  return (
    <Facts
      facts={[
        { label: t('platform.account.id'), value: <Code>{account.id}</Code> },
        { label: t('platform.account.name'), value: account.name ?? '–' },
        {
          label: t('platform.account.country'),
          value: `${countryName(account.country) ?? account.country}, ${account.currency}`,
        },
        { label: t('platform.account.key'), value: t('platform.account.keyEnds', { last4: account.keyLast4 }) },
        { label: t('platform.account.since'), value: dateTime(account.connectedAt) },
        {
          label: t('platform.account.mode'),
          value: account.livemode ? t('platform.account.live') : t('platform.account.test'),
        },
        {
          label: t('platform.account.api'),
          value: api === null ? t('platform.account.apiUnknown') : t(`platform.account.apiText.${api}`),
        },
      ]}
    />
  );
}
