import { Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duration, number } from '~/shared/format.ts';
import { Chart } from '~/shared/ui/chart.tsx';
import { axisMoney, utcDay } from '../ui/format.ts';
import { oneOf } from '../ui/filters.ts';
import type { LicenseeDetails } from './use-licensee.ts';

const MEASURES = ['calls', 'billedSeconds', 'grossMinor', 'operatorFeesMinor'] as const;
const LABELS = {
  calls: 'usage.calls',
  billedSeconds: 'usage.talkDay',
  grossMinor: 'usage.grossDay',
  operatorFeesMinor: 'usage.feesDay',
} as const satisfies Record<(typeof MEASURES)[number], string>;

/** One measure at a time: calls, time and money have no axis in common. */
export function UsageChart({ licensee: { days, currency } }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation('ops');
  const [measure, setMeasure] = useState<(typeof MEASURES)[number]>('calls');
  const asMoney = axisMoney(currency);
  const formats = {
    calls: (value: number) => number(value),
    billedSeconds: (value: number) => duration(Math.round(value)),
    grossMinor: asMoney,
    operatorFeesMinor: asMoney,
  };
  const label = t(LABELS[measure]);
  return (
    <Stack gap="xs">
      <Select
        label={t('usage.measure')}
        maw={320}
        allowDeselect={false}
        data={MEASURES.map((value) => ({ value, label: t(LABELS[value]) }))}
        value={measure}
        onChange={(value) => setMeasure(oneOf(MEASURES, value) ?? 'calls')}
      />
      <Chart
        title={t('usage.chart', { measure: label })}
        kind="bar"
        data={days.map((day) => ({ date: utcDay(day.date), [measure]: day[measure] }))}
        x={{ name: 'date', label: t('usage.day') }}
        series={[{ name: measure, label }]}
        format={formats[measure]}
      />
    </Stack>
  );
}
