import { Card, SimpleGrid, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { money, number } from '~/shared/format.ts';
import { Chart } from '~/shared/ui/chart.tsx';
import { calendarDay } from './period.ts';
import type { Dashboard } from './use-home.ts';

export function Trends({ data: { series, timeZone } }: { data: Dashboard }) {
  const { t } = useTranslation('admin');
  const rows = series.map((row) => ({ ...row, date: calendarDay(row.date, 'short') }));
  const x = { name: 'date', label: t('home.chart.day', { zone: timeZone }) };
  const label = (name: 'grossMinor' | 'netMinor' | 'topUpsMinor' | 'calls' | 'newUsers') => ({
    name,
    label: t(`home.figure.${name}.label`),
  });
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Card withBorder>
        <Title order={3} size="h5" mb="xs">
          {t('home.chart.money', { currency: boot.site.currency })}
        </Title>
        <Chart
          title={t('home.chart.money', { currency: boot.site.currency })}
          kind="line"
          data={rows}
          x={x}
          series={[label('grossMinor'), label('netMinor'), label('topUpsMinor')]}
          format={(minor) => money(Math.round(minor))}
        />
      </Card>
      <Card withBorder>
        <Title order={3} size="h5" mb="xs">
          {t('home.chart.calls')}
        </Title>
        <Chart
          title={t('home.chart.calls')}
          kind="bar"
          data={rows}
          x={x}
          series={[label('calls'), label('newUsers')]}
          format={number}
        />
      </Card>
    </SimpleGrid>
  );
}
