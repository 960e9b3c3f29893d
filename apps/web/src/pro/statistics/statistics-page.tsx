import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useAdvisor } from '../live/queries.ts';
import { PERIODS, type StatisticsSearch } from '../search.ts';
import { Figures } from './figures.tsx';
import { useStatistics } from './queries.ts';
import { RatingList } from './rating-list.tsx';

const EarningsChart = lazy(() => import('./earnings-chart.tsx'));

export function StatisticsPage() {
  const { t } = useTranslation('pro');
  const { days = '30' } = useSearch({ strict: false }) as StatisticsSearch;
  const navigate = useNavigate();
  const statistics = useStatistics(days);
  const { data: advisor } = useAdvisor();
  return (
    <Page title={t('statistics.title')} intro={t('statistics.intro')}>
      <SegmentedControl
        aria-label={t('statistics.period')}
        value={days}
        onChange={(value) =>
          void navigate({ to: '/statistics', search: { days: value } as never, replace: true, resetScroll: false })
        }
        data={PERIODS.map((value) => ({ value, label: t('statistics.days', { count: Number.parseInt(value, 10) }) }))}
      />
      <DataView query={statistics} loading={<LoadingState lines={4} height={96} />}>
        {(figures) => (
          <>
            <Figures figures={figures} />
            <Suspense fallback={<LoadingState lines={1} height={280} />}>
              <EarningsChart figures={figures} />
            </Suspense>
          </>
        )}
      </DataView>
      {advisor?.status === 'active' && <RatingList advisorId={advisor.id} />}
    </Page>
  );
}
