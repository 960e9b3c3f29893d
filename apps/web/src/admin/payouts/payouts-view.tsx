import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PAYOUT_STATES, PayoutsTable } from '~/features/payouts/index.ts';
import { DataView } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, useFilters } from '../parts/filters.ts';
import { usePayouts } from './data.ts';

export function PayoutsView() {
  const { t } = useTranslation(['money', 'payouts']);
  const filters = useFilters(['status'] as const);
  const status = oneOf(filters.values.status, PAYOUT_STATES);
  const { query, rows, more } = usePayouts(status);
  return (
    <Stack>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SelectFilter
          label={t('payouts:column.state')}
          value={status}
          choices={PAYOUT_STATES.map((value) => ({ value, label: t(`payouts:state.${value}`) }))}
          onChange={(value) => filters.set({ status: value })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<NoRows filters={filters} title={t('payouts.none')} text={t('payouts.noneText')} />}
      >
        {() => <PayoutsTable caption={t('payouts.title')} rows={rows} more={more} withPayee />}
      </DataView>
    </Stack>
  );
}
