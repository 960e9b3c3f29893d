import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { money, number } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { Section } from '../ui/section.tsx';

type Seller = Schemas['OperatorDac7Seller'];
type Quarter = Seller['quarters'][number];

const YEARS_SHOWN = 5;
const SELLERS = ['operator', 'any'] as const;

/** What advisors were credited in a year, over the licensees for which the operator reports [I8]. */
export function Dac7() {
  const { t } = useTranslation('ops');
  const years = Array.from({ length: YEARS_SHOWN }, (_, n) => String(new Date().getFullYear() - n));
  const [year, setYear] = useState(years[0]!);
  const [seller, setSeller] = useState<(typeof SELLERS)[number]>('operator');
  const report = useQuery({
    queryKey: ['dac7', year, seller],
    queryFn: () => unwrap(api.GET('/v1/operator/dac7', { params: { query: { year, seller } } })),
  });
  const sum = ({ quarters }: Seller, pick: (one: Quarter) => number): number =>
    quarters.reduce((total, quarter) => total + pick(quarter), 0);
  const amount = (pick: (one: Quarter) => number) => (row: Seller) => money(sum(row, pick), row.currency);
  const columns: Column<Seller>[] = [
    {
      id: 'licensee',
      header: t('dac7.licensee'),
      cell: ({ licenseeId, licenseeName }) => <LicenseeLink id={licenseeId}>{licenseeName}</LicenseeLink>,
    },
    { id: 'advisor', header: t('dac7.advisor'), cell: ({ advisorId }) => advisorId },
    {
      id: 'declared',
      header: t('dac7.declaration'),
      cell: ({ declared }) => t(declared ? 'dac7.declared' : 'dac7.missing'),
    },
    { id: 'credited', header: t('dac7.credited'), numeric: true, cell: amount((one) => one.considerationMinor) },
    { id: 'calls', header: t('dac7.calls'), numeric: true, cell: (row) => number(sum(row, (one) => one.activities)) },
    { id: 'fees', header: t('dac7.fees'), numeric: true, cell: amount((one) => one.feesMinor) },
    { id: 'taxes', header: t('dac7.taxes'), numeric: true, cell: amount((one) => one.taxesMinor) },
  ];
  return (
    <Section title={t('dac7.year')} intro={t('dac7.yearText')}>
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t('dac7.yearField')}
          data={years}
          value={year}
          onChange={({ currentTarget }) => setYear(currentTarget.value)}
        />
        <NativeSelect
          label={t('dac7.seller')}
          data={SELLERS.map((value) => ({ value, label: t(`dac7.sellers.${value}`) }))}
          value={seller}
          onChange={({ currentTarget }) => setSeller(currentTarget.value === 'any' ? 'any' : 'operator')}
        />
        {(['csv', 'xml'] as const).map((format) => (
          <DownloadButton
            key={format}
            path={`/v1/operator/dac7?year=${year}&format=${format}&seller=${seller}`}
            fileName={`dac7-${year}.${format}`}
            label={format.toUpperCase()}
            description={t('dac7.download', { format: format.toUpperCase() })}
            onSaved={() => void queryClient.invalidateQueries({ queryKey: ['audit'] })}
          />
        ))}
      </Group>
      <DataView
        query={report}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('dac7.yearNone')} text={t('dac7.yearNoneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('dac7.year')}
            rows={data}
            rowKey={(row) => `${row.advisorId} ${row.currency}`}
            columns={columns}
          />
        )}
      </DataView>
    </Section>
  );
}
