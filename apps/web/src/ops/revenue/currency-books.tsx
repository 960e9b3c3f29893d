import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { Chart } from '~/shared/ui/chart.tsx';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { Figure } from '../ui/figure.tsx';
import { axisMoney, nameOfCurrency, utcMonth } from '../ui/format.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { Section } from '../ui/section.tsx';
import { type Revenue, byMonth, totalOf } from './months.ts';

/** What calls brought in, in one currency: the sum, the months, and each licensee. */
export function CurrencyBooks({ currency, rows }: { currency: string; rows: readonly Revenue[] }) {
  const { t } = useTranslation('ops');
  const name = nameOfCurrency(currency);
  const total = totalOf(rows);
  const columns: Column<Revenue>[] = [
    {
      id: 'licensee',
      header: t('revenue.licensee'),
      cell: (row) => <LicenseeLink id={row.licenseeId}>{row.name}</LicenseeLink>,
    },
    { id: 'month', header: t('revenue.month'), cell: ({ month }) => utcMonth(month) },
    { id: 'gross', header: t('revenue.gross'), numeric: true, cell: (row) => money(row.grossMinor, currency) },
    { id: 'refunded', header: t('revenue.refunded'), numeric: true, cell: (row) => money(row.refundedMinor, currency) },
    { id: 'fees', header: t('revenue.fees'), numeric: true, cell: (row) => money(row.operatorFeesMinor, currency) },
  ];
  return (
    <Section title={name}>
      <SimpleGrid component="dl" m={0} cols={{ base: 1, sm: 3 }}>
        <Figure label={t('revenue.gross')}>{money(total.grossMinor, currency)}</Figure>
        <Figure label={t('revenue.refunded')}>{money(total.refundedMinor, currency)}</Figure>
        <Figure label={t('revenue.fees')}>{money(total.operatorFeesMinor, currency)}</Figure>
      </SimpleGrid>
      <Chart
        title={t('revenue.chart', { currency: name })}
        kind="bar"
        data={byMonth(rows).map((one) => ({ ...one, month: utcMonth(one.month) }))}
        x={{ name: 'month', label: t('revenue.month') }}
        series={[
          { name: 'grossMinor', label: t('revenue.gross') },
          { name: 'refundedMinor', label: t('revenue.refunded') },
          { name: 'operatorFeesMinor', label: t('revenue.fees') },
        ]}
        format={axisMoney(currency)}
      />
      <DataTable
        caption={t('revenue.caption', { currency: name })}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.licenseeId + row.month}
      />
    </Section>
  );
}
