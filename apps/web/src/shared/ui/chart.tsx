import { SegmentedControl, Stack, Table } from '@mantine/core';
import { BarChart, LineChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Series {
  readonly name: string;
  readonly label: string;
}

interface ChartProps {
  readonly title: string;
  readonly kind: 'bar' | 'line';
  readonly data: readonly Record<string, string | number>[];
  readonly x: { readonly name: string; readonly label: string };
  readonly series: readonly Series[];
  readonly format?: (value: number) => string;
}

/** A chart and the same figures as a table; lines differ by dashes as well as by colour. */
export function Chart({ title, kind, data, x, series, format = String }: ChartProps) {
  const { t } = useTranslation('common');
  const [view, setView] = useState('chart');
  const Shape = kind === 'bar' ? BarChart : LineChart;
  const rows = data as Record<string, string | number>[];
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={title}
        value={view}
        onChange={setView}
        data={[
          { value: 'chart', label: t('chart.chart') },
          { value: 'table', label: t('chart.table') },
        ]}
        style={{ alignSelf: 'flex-end' }}
      />
      {view === 'chart' ? (
        <div role="img" aria-label={title}>
          <Shape
            h={240}
            data={rows}
            dataKey={x.name}
            valueFormatter={format}
            withLegend={series.length > 1}
            series={series.map((one, i) => ({
              name: one.name,
              label: one.label,
              color: `var(--t-chart-${i + 1})`,
              strokeDasharray: i === 0 ? undefined : `${6 - i} ${2 + i}`,
            }))}
            gridColor="var(--t-border)"
            textColor="var(--t-dim)"
            tickLine="none"
            yAxisProps={{ allowDecimals: false, width: 'auto' }}
          />
        </div>
      ) : (
        <Table.ScrollContainer minWidth={300} maxHeight={320}>
          <Table stickyHeader>
            <caption className="visually-hidden">{title}</caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{x.label}</Table.Th>
                {series.map(({ name, label }) => (
                  <Table.Th key={name} scope="col" ta="end">
                    {label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={String(row[x.name])}>
                  <Table.Th scope="row">{row[x.name]}</Table.Th>
                  {series.map(({ name }) => (
                    <Table.Td key={name} ta="end">
                      {format(row[name] as number)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
