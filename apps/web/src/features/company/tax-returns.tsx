import { Group, NativeSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money, percent } from '~/shared/format.ts';
import { lastQuarters } from '~/shared/quarters.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';

type Oss = Schemas['OssLine'];
type Sales = Schemas['EcSalesLine'];
type Line = Oss | Sales;

const QUARTERS_SHOWN = 12;

/** Where the returns of one seller come from: each face knows its own routes alone. */
export interface TaxReturnsSource {
  /** Path of the routes before the name of the return. */
  readonly base: string;
  readonly oss: (quarter: string) => Promise<Schemas['OssReturn']>;
  readonly ecSales: (quarter: string) => Promise<Schemas['EcSalesList']>;
}

interface TaxReturnsProps {
  readonly source: TaxReturnsSource;
  readonly onSaved?: () => void;
}

/** Lines of a quarter for the one-stop shop, and for the EC sales list [E24]. */
export function TaxReturns({ source, onSaved }: TaxReturnsProps) {
  const { t } = useTranslation('company');
  const quarters = lastQuarters(new Date(), QUARTERS_SHOWN);
  const [quarter, setQuarter] = useState(quarters[0]!);
  const oss = useQuery({ queryKey: ['oss-return', source.base, quarter], queryFn: () => source.oss(quarter) });
  const sales = useQuery({ queryKey: ['ec-sales-list', source.base, quarter], queryFn: () => source.ecSales(quarter) });
  const file = (name: 'oss' | 'ecSales', path: string, saved: string): ReactNode => (
    <DownloadButton
      path={`${source.base}/${path}?quarter=${quarter}&format=csv`}
      fileName={`${saved}-${quarter}.csv`}
      label={t(`returns.${name}`)}
      description={t('returns.download', { file: t(`returns.${name}`) })}
      {...(onSaved && { onSaved })}
    />
  );
  const columns = <L extends Line>(more: Column<L>[]): Column<L>[] => [
    { id: 'part', header: t('returns.part'), cell: ({ part }) => t(`returns.parts.${part}`) },
    { id: 'state', header: t('returns.state'), cell: ({ memberState }) => memberState },
    { id: 'of', header: t('returns.of'), cell: ({ supplyQuarter }) => supplyQuarter },
    ...more,
    { id: 'net', header: t('returns.net'), numeric: true, cell: (line) => money(line.netMinor, line.currency) },
    {
      id: 'conversion',
      header: t('returns.conversion'),
      cell: ({ conversionNeeded }) => (conversionNeeded ? t('returns.convert') : '–'),
    },
  ];
  const rate = ({ rateBp, rateType }: Oss): string =>
    rateBp === null || rateType === null ? '–' : t(`returns.rateType.${rateType}`, { rate: percent(rateBp) });
  const empty = <EmptyState title={t('returns.none')} text={t('returns.noneText')} />;
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t('returns.quarter')}
          data={quarters}
          value={quarter}
          onChange={({ currentTarget }) => setQuarter(currentTarget.value)}
        />
      </Group>
      <Group>{file('oss', 'oss-return', 'oss')}</Group>
      <DataView query={oss} isEmpty={({ data }) => data.length === 0} empty={empty}>
        {({ data }) => (
          <DataTable
            caption={t('returns.oss')}
            rows={data}
            rowKey={(line) => [line.part, line.memberState, line.supplyQuarter, line.rateBp, line.currency].join()}
            columns={columns<Oss>([
              { id: 'rate', header: t('returns.rate'), cell: rate },
              {
                id: 'tax',
                header: t('returns.tax'),
                numeric: true,
                cell: (line) => money(line.taxMinor, line.currency),
              },
            ])}
          />
        )}
      </DataView>
      <Group>{file('ecSales', 'ec-sales-list', 'ec-sales')}</Group>
      <DataView query={sales} isEmpty={({ data }) => data.length === 0} empty={empty}>
        {({ data }) => (
          <DataTable
            caption={t('returns.ecSales')}
            rows={data}
            rowKey={(line) => [line.part, line.vatNumber, line.supplyQuarter, line.currency].join()}
            columns={columns<Sales>([
              { id: 'number', header: t('returns.number'), cell: ({ vatNumber }) => vatNumber },
            ])}
          />
        )}
      </DataView>
    </Stack>
  );
}
