import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { localeTag } from '~/shared/i18n.ts';
import { Chart } from '~/shared/ui/chart.tsx';
import type { Statistics } from './queries.ts';

const day = (date: string): string =>
  new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );

/** Its own chunk: the drawing library is only needed here. */
export default function EarningsChart({ figures }: { figures: Statistics }) {
  const { t } = useTranslation('pro');
  return (
    <section aria-labelledby="per-day">
      <Title order={2} size="h4" id="per-day">
        {t('statistics.perDay')}
      </Title>
      <Chart
        title={t('statistics.perDay')}
        kind="bar"
        data={figures.series.map(({ date, earningMinor }) => ({ date: day(date), earningMinor }))}
        x={{ name: 'date', label: t('statistics.day') }}
        series={[{ name: 'earningMinor', label: t('statistics.earned') }]}
        format={(minor) => money(minor, figures.currency)}
      />
    </section>
  );
}
