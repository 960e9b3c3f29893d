import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  ACCOUNT_STATES,
  type PayoutAccount,
  STANDING_TONE,
  standingOf,
  useFailureText,
} from '~/features/payouts/index.ts';
import { countryName } from '~/shared/countries.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView, StatusBadge } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, useFilters } from '../parts/filters.ts';
import { usePayoutAccounts } from './data.ts';

/** Whether each payee can be paid, and what stands in the way. */
export function AccountsView() {
  const { t } = useTranslation(['money', 'payouts']);
  const filters = useFilters(['status'] as const);
  const status = oneOf(filters.values.status, ACCOUNT_STATES);
  const { query, rows, more } = usePayoutAccounts(status);
  const columns: Column<PayoutAccount>[] = [
    {
      id: 'payee',
      header: t('payouts:column.payee'),
      cell: ({ name, party }) => (party === 'licensee' ? t('payouts:ownShare', { name }) : name),
    },
    { id: 'country', header: t('accounts.country'), cell: ({ country }) => countryName(country) ?? country },
    { id: 'state', header: t('payouts:column.state'), cell: (account) => <Health account={account} /> },
    {
      id: 'read',
      header: t('accounts.read'),
      cell: ({ syncedAt }) => (syncedAt === null ? '–' : dateTime(syncedAt)),
    },
  ];
  return (
    <Stack>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SelectFilter
          label={t('payouts:column.state')}
          value={status}
          choices={ACCOUNT_STATES.map((value) => ({ value, label: t(`payouts:standing.${value}`) }))}
          onChange={(value) => filters.set({ status: value })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<NoRows filters={filters} title={t('accounts.none')} text={t('accounts.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('payouts.view.accounts')}
            rows={rows}
            columns={columns}
            rowKey={({ id }) => id}
            more={more}
          />
        )}
      </DataView>
    </Stack>
  );
}

function Health({ account }: { account: PayoutAccount }) {
  const { t } = useTranslation(['money', 'payouts']);
  const why = useFailureText();
  const standing = standingOf(account);
  const { payoutBlock, requirements } = account;
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge tone={STANDING_TONE[standing]}>{t(`payouts:standing.${standing}`)}</StatusBadge>
      {payoutBlock !== null && <Text size="sm">{why(payoutBlock)}</Text>}
      {requirements.length > 0 && <Text size="sm">{t('accounts.missing', { count: requirements.length })}</Text>}
    </Stack>
  );
}
