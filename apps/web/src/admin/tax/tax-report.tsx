import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { countryName } from '~/shared/countries.ts';
import { money, number, percent } from '~/shared/format.ts';
import { lastQuarters } from '~/shared/quarters.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';

type Row = Schemas['TaxReportRow'];

const QUARTERS_SHOWN = 12;

/** What a return by country asks for: supplies of the quarter, and what of any quarter was given back in it. */
export function TaxReport() {
  const { t } = useTranslation('admin');
  const quarters = lastQuarters(new Date(), QUARTERS_SHOWN);
  const [quarter, setQuarter] = useState(quarters[0]!);
  const report = useQuery({
    queryKey: ['tax-report', quarter],
    queryFn: () => unwrap(api.GET('/v1/staff/tax-report', { params: { query: { quarter } } })),
  });
  const columns: Column<Row>[] = [
    { id: 'country', header: t('tax.column.country'), cell: ({ country }) => countryName(country) ?? country },
    {
      id: 'rate',
      header: t('tax.column.rate'),
      numeric: true,
      cell: ({ rateBp, vatNumber }) =>
        vatNumber === null ? percent(rateBp) : t('tax.reverseCharge', { number: vatNumber }),
    },
    { id: 'kind', header: t('tax.column.kind'), cell: ({ kind }) => t(`tax.kind.${kind}`) },
    { id: 'of', header: t('tax.column.of'), cell: ({ supplyQuarter }) => supplyQuarter },
    { id: 'count', header: t('tax.column.count'), numeric: true, cell: ({ count }) => number(count) },
    { id: 'net', header: t('tax.column.net'), numeric: true, cell: (row) => money(row.netMinor, row.currency) },
    { id: 'tax', header: t('tax.column.tax'), numeric: true, cell: (row) => money(row.taxMinor, row.currency) },
    { id: 'gross', header: t('tax.column.gross'), numeric: true, cell: (row) => money(row.grossMinor, row.currency) },
    {
      id: 'contradictions',
      header: t('tax.column.contradictions'),
      numeric: true,
      cell: ({ contradictions }) => number(contradictions),
    },
  ];
  return (
    <Section title={t('tax.report')} text={t('tax.reportText')}>
      <Group align="flex-end" gap="sm" mb="md">
        <NativeSelect
          label={t('tax.quarter')}
          data={quarters}
          value={quarter}
          onChange={({ currentTarget }) => setQuarter(currentTarget.value)}
        />
        <DownloadButton
          path={`/v1/staff/tax-report?quarter=${quarter}&format=csv`}
          fileName={`tax-${quarter}.csv`}
          label={t('exports.format.csv')}
          description={t('exports.describe.csv', { file: t('tax.report') })}
        />
      </Group>
      <DataView
        query={report}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('tax.none')} text={t('tax.noneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('tax.report')}
            rows={data}
            rowKey={(row) => [row.kind, row.supplyQuarter, row.country, row.rateBp, row.vatNumber, row.currency].join()}
            columns={columns}
          />
        )}
      </DataView>
    </Section>
  );
}
