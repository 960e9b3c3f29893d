import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, LoadingState, Page } from '~/shared/ui/index.ts';
import { AddDomain } from './add-domain.tsx';
import { DomainCard } from './domain-card.tsx';
import { useDomains } from './use-domains.ts';

export function DomainsPage() {
  const { t } = useTranslation('admin');
  const domains = useDomains();
  return (
    <Page title={t('domains.title')} intro={t('domains.intro')}>
      <Stack gap="lg">
        <AddDomain />
        <DataView
          query={domains}
          loading={<LoadingState lines={2} height={180} />}
          isEmpty={(all) => all.length === 0}
          empty={<EmptyState title={t('domains.none')} text={t('domains.noneText')} />}
        >
          {(all) => all.map((domain) => <DomainCard key={domain.host} domain={domain} />)}
        </DataView>
      </Stack>
    </Page>
  );
}
