import { Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters, words } from '../ui/filters.ts';
import { nameOfCurrency } from '../ui/format.ts';
import { CurrencyBooks } from './currency-books.tsx';
import { currenciesOf } from './months.ts';

const SPANS = ['3', '6', '12', '24'] as const;

const parse = (raw: Readonly<Record<string, unknown>>) => ({
  months: oneOf(SPANS, words(raw['months'])),
  currency: words(raw['currency']),
});

const useRevenue = (months: number) =>
  useQuery({
    queryKey: ['revenue', months],
    queryFn: () => unwrap(api.GET('/v1/operator/revenue', { params: { query: { months } } })),
  });

/** Currencies stand beside each other and are never added up. */
export function RevenuePage() {
  const { t } = useTranslation('ops');
  const [{ months = '6', currency }, change] = useFilters(parse);
  const query = useRevenue(Number.parseInt(months, 10));
  const currencies = currenciesOf(query.data?.data ?? []);
  const chosen = currencies.find((one) => one === currency);
  return (
    <Page title={t('revenue.title')} intro={t('revenue.intro')}>
      <Group align="flex-end" gap="sm">
        <Select
          label={t('revenue.span')}
          allowDeselect={false}
          data={SPANS.map((value) => ({ value, label: t('revenue.months', { count: Number.parseInt(value, 10) }) }))}
          value={months}
          onChange={(value) => change({ months: oneOf(SPANS, value) })}
        />
        <Select
          label={t('revenue.currency')}
          allowDeselect={false}
          data={[
            { value: '', label: t('revenue.allCurrencies') },
            ...currencies.map((value) => ({ value, label: nameOfCurrency(value) })),
          ]}
          value={chosen ?? ''}
          onChange={(value) => change({ currency: value || undefined })}
        />
      </Group>
      <DataView
        query={query}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('revenue.none')} text={t('revenue.noneText')} />}
      >
        {({ data }) => (
          <Stack gap="lg">
            {(chosen === undefined ? currencies : [chosen]).map((one) => (
              <CurrencyBooks key={one} currency={one} rows={data.filter((row) => row.currency === one)} />
            ))}
            <Text size="sm" c="dimmed">
              {t('revenue.source')}
            </Text>
          </Stack>
        )}
      </DataView>
    </Page>
  );
}
