import { Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { EndReasons } from './end-reasons.tsx';
import { FigureCard } from './figure-card.tsx';
import { FIGURE_GROUPS, type FigureInfo } from './figures.ts';
import { type Days, PERIODS, calendarDay, daysOf } from './period.ts';
import { TopAdvisors } from './top-advisors.tsx';
import { type Dashboard as Data, useDashboard } from './use-home.ts';

const Trends = lazy(() => import('./trends.tsx').then(({ Trends: component }) => ({ default: component })));
const route = getRouteApi('/');

export function Dashboard() {
  const { t } = useTranslation('admin');
  const days = (route.useSearch() as { days?: Days }).days ?? 30;
  const navigate = useNavigate();
  const dashboard = useDashboard(days);
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t('home.figures')}
        </Title>
        <SegmentedControl
          aria-label={t('home.period')}
          value={`${days}`}
          onChange={(value) => void navigate({ to: '/', search: { days: daysOf(value) }, replace: true })}
          data={PERIODS.map((one) => ({ value: `${one}`, label: t('home.days', { count: one }) }))}
        />
      </Group>
      <DataView query={dashboard} loading={<LoadingState lines={6} height={96} />}>
        {(data) => (
          <>
            <Text c="dimmed" size="sm">
              {t('home.range', {
                from: calendarDay(data.series[0]?.date),
                to: calendarDay(data.series.at(-1)?.date),
                zone: data.timeZone,
                currency: data.currency,
              })}
            </Text>
            <Now data={data} />
            {FIGURE_GROUPS.map(({ name, figures }) => (
              <section key={name} aria-label={t(`home.group.${name}`)}>
                <Title order={3} size="h5" mb="xs">
                  {t(`home.group.${name}`)}
                </Title>
                <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }}>
                  {figures.map((info) => (
                    <Figure key={info.name} info={info} data={data} days={days} />
                  ))}
                </SimpleGrid>
              </section>
            ))}
            <Suspense fallback={<LoadingState lines={2} height={240} />}>
              <Trends data={data} />
            </Suspense>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
              <TopAdvisors data={data} />
              <EndReasons data={data} />
            </SimpleGrid>
          </>
        )}
      </DataView>
    </Stack>
  );
}

function Now({ data: { totals } }: { data: Data }) {
  const { t } = useTranslation('admin');
  return (
    <section aria-label={t('home.group.now')}>
      <Title order={3} size="h5" mb="xs">
        {t('home.group.now')}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }}>
        <FigureCard
          label={t('home.figure.liveCalls.label')}
          definition={t('home.figure.liveCalls.definition')}
          value={number(totals.liveCalls)}
          link={{ area: 'calls', to: '/calls', search: { state: 'live' } }}
        />
        <FigureCard
          label={t('home.figure.advisorsOnline.label')}
          definition={t('home.figure.advisorsOnline.definition')}
          value={number(totals.advisorsOnline)}
          link={{ area: 'advisors', to: '/advisors', search: { status: 'active' } }}
        />
        <FigureCard
          label={t('home.figure.openReports.label')}
          definition={t('home.figure.openReports.definition')}
          value={number(totals.openReports)}
          link={{ area: 'reports', to: '/reports', search: { state: 'open' } }}
        />
      </SimpleGrid>
    </section>
  );
}

function Figure({ info, data, days }: { info: FigureInfo; data: Data; days: Days }) {
  const { t } = useTranslation('admin');
  const { name, format, link } = info;
  const [value, before] = [data.totals[name], data.previous[name]];
  const amount = format(Math.abs(value - before));
  return (
    <FigureCard
      label={t(`home.figure.${name}.label`)}
      definition={t(`home.figure.${name}.definition`)}
      value={format(value)}
      comparison={
        value === before
          ? t('home.compare.same', { count: days })
          : t(value > before ? 'home.compare.more' : 'home.compare.less', { count: days, amount })
      }
      link={link?.(data)}
    />
  );
}
