import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, LoadingState, Page } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { AccountSection } from './account-section.tsx';
import { MoneySection } from './money-section.tsx';
import { usePlatform } from './use-stripe.ts';
import { WebhooksSection } from './webhooks-section.tsx';

/** Where payments go; with a licence that says so, the licensee's own account at Stripe. */
export function StripePage() {
  const { t } = useTranslation('money');
  const staff = useStaff();
  const query = usePlatform();
  const mayChange = staff.is('owner');
  return (
    <Page title={t('platform.title')} intro={t('platform.intro')}>
      <DataView
        query={query}
        loading={<LoadingState lines={3} height={120} />}
        isEmpty={({ topology }) => topology === 'operator_platform'}
        empty={<EmptyState title={t('platform.operator.title')} text={t('platform.operator.text')} />}
      >
        {(platform) =>
          platform.topology === 'self_managed' ? (
            <EmptyState title={t('platform.elsewhere.title')} text={t('platform.elsewhere.text')} />
          ) : (
            <Stack gap="lg">
              <AccountSection platform={platform} mayChange={mayChange} />
              <WebhooksSection webhooks={platform.webhooks} health={platform.health} mayChange={mayChange} />
              <MoneySection money={platform.money} />
            </Stack>
          )
        }
      </DataView>
    </Page>
  );
}
