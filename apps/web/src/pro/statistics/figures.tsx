import { Card, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { duration, number, percent } from '~/shared/format.ts';
import type { Statistics } from './queries.ts';

export function Figures({ figures }: { figures: Statistics }) {
  const { t } = useTranslation('pro');
  const { acceptanceRateBp, averageBilledSeconds, ratingAverage } = figures;
  const cards = [
    {
      label: t('statistics.acceptance'),
      value: acceptanceRateBp === null ? '–' : percent(acceptanceRateBp),
      text: t('statistics.acceptanceText', {
        accepted: number(figures.accepted),
        declined: number(figures.declined),
        missed: number(figures.missed),
        cancelled: number(figures.cancelled),
      }),
    },
    {
      label: t('statistics.average'),
      value: averageBilledSeconds === null ? '–' : duration(averageBilledSeconds),
      text: t('statistics.averageText'),
    },
    {
      label: t('statistics.rating'),
      value: ratingAverage === null ? '–' : number(ratingAverage),
      text: t('statistics.ratingText', { count: figures.ratingCount }),
    },
  ];
  return (
    <div className="figures">
      {cards.map(({ label, value, text }) => (
        <Card withBorder key={label}>
          <Text c="dimmed" size="sm">
            {label}
          </Text>
          <Text fw={700} fz="1.375rem">
            {value}
          </Text>
          <Text c="dimmed" size="sm">
            {text}
          </Text>
        </Card>
      ))}
    </div>
  );
}
