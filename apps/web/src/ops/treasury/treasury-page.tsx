import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, LoadingState, Page } from '~/shared/ui/index.ts';
import { AgeClocks } from './age-clocks.tsx';
import { CoverageOf } from './coverage.tsx';
import { Currencies } from './currencies.tsx';
import { Payouts } from './payouts.tsx';
import { Safeguarding } from './safeguarding.tsx';
import { ScheduleOf } from './schedule.tsx';
import { useCoverage } from './use-treasury.ts';

/** The operator's own money: what of the money at Stripe is owed to others, what may leave, and what has left [J16]. */
export function TreasuryPage() {
  const { t } = useTranslation('ops');
  const query = useCoverage();
  return (
    <Page title={t('treasury.title')} intro={t('treasury.intro')}>
      <Stack gap="lg">
        <DataView
          query={query}
          loading={<LoadingState lines={2} height={160} />}
          isEmpty={({ data }) => data.length === 0}
          empty={<EmptyState title={t('treasury.none')} text={t('treasury.noneText')} />}
        >
          {({ data }) => (
            <Stack gap="lg">
              {data.map((one) => (
                <CoverageOf key={one.currency} coverage={one} />
              ))}
            </Stack>
          )}
        </DataView>
        <ScheduleOf />
        <Payouts />
        <Currencies />
        <AgeClocks />
        <Safeguarding />
      </Stack>
    </Page>
  );
}
