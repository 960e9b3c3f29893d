import { Button, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { DataView, MoreButton, Page } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, PeriodFilter, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, period, queryOf, useFilters } from '../parts/filters.ts';
import { CheckSection } from './check-section.tsx';
import { type LedgerFilter, useTransactions } from './data.ts';
import { ACCOUNT_KINDS, TRANSACTION_KINDS } from './labels.ts';
import { TransactionCard } from './transaction-card.tsx';

const NAMES = ['q', 'kind', 'accountKind', 'personId', 'from', 'to'] as const;

/** The books as staff read them. Nothing here writes: corrections are new entries [L8.4]. */
export function LedgerPage() {
  const { t } = useTranslation('admin');
  const filters = useFilters(NAMES);
  const { values, set } = filters;
  const [kind, accountKind] = [oneOf(values.kind, TRANSACTION_KINDS), oneOf(values.accountKind, ACCOUNT_KINDS)];
  const filter: LedgerFilter = {
    ...(values.q && { q: values.q }),
    ...(kind && { kind }),
    ...(accountKind && { accountKind }),
    ...(values.personId && { personId: values.personId }),
    ...period(values),
  };
  const { query, rows, more } = useTransactions(filter);
  const file = (format: 'csv' | 'json'): string => `/v1/staff/ledger/export${queryOf({ ...filter, format })}`;
  return (
    <Page
      title={t('ledger.title')}
      intro={t('ledger.intro')}
      actions={
        <>
          <Button component={Link} to="/ledger/accounts" variant="default">
            {t('ledger.toAccounts')}
          </Button>
          <Button component={Link} to="/ledger/seals" variant="default">
            {t('ledger.toSeals')}
          </Button>
          <DownloadButton path={file('csv')} fileName="ledger.csv" label={t('ledger.csv')} />
          <DownloadButton path={file('json')} fileName="ledger.json" label={t('ledger.json')} />
        </>
      }
    >
      <CheckSection />
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SearchFilter
          label={t('ledger.filter.q')}
          placeholder={t('ledger.filter.qHint')}
          value={values.q}
          onChange={(q) => set({ q })}
        />
        <SelectFilter
          label={t('ledger.filter.kind')}
          value={kind}
          choices={TRANSACTION_KINDS.map((value) => ({ value, label: t(`ledger.kind.${value}`) }))}
          onChange={(value) => set({ kind: value })}
        />
        <SelectFilter
          label={t('ledger.filter.accountKind')}
          value={accountKind}
          choices={ACCOUNT_KINDS.map((value) => ({ value, label: t(`ledger.account.${value}`) }))}
          onChange={(value) => set({ accountKind: value })}
        />
        <SearchFilter
          label={t('ledger.filter.person')}
          value={values.personId}
          onChange={(personId) => set({ personId })}
        />
        <PeriodFilter filters={filters} />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <NoRows
            filters={filters}
            title={t('ledger.none')}
            text={t('ledger.noneText')}
            action={
              <Button component={Link} to="/people" variant="default">
                {t('ledger.toPeople')}
              </Button>
            }
          />
        }
      >
        {() => (
          <Stack>
            {rows.map((transaction) => (
              <TransactionCard key={transaction.id} transaction={transaction} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}
