import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money, number } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { IdLink } from '../parts/links.tsx';
import { RowsLink } from '../shell/rows-link.tsx';
import { useAccountTotals } from './data.ts';

type Total = Schemas['AccountTotalView'];

/** What the accounts of each kind hold together. */
export function AccountsPage() {
  const { t } = useTranslation('admin');
  const totals = useAccountTotals();
  const columns: Column<Total>[] = [
    {
      id: 'kind',
      header: t('ledger.column.account'),
      cell: ({ kind, accountId }) =>
        accountId === null ? (
          t(`ledger.account.${kind}`)
        ) : (
          <IdLink id={accountId}>{t(`ledger.account.${kind}`)}</IdLink>
        ),
    },
    {
      id: 'meaning',
      header: t('ledger.column.meaning'),
      cell: ({ kind }) => t(`ledger.meaning.${kind}`),
    },
    { id: 'accounts', header: t('ledger.column.accounts'), numeric: true, cell: ({ accounts }) => number(accounts) },
    {
      id: 'held',
      header: t('ledger.column.held'),
      numeric: true,
      cell: ({ heldMinor, currency }) => money(heldMinor, currency),
    },
    {
      id: 'total',
      header: t('ledger.column.total'),
      numeric: true,
      cell: ({ totalMinor, currency }) => money(totalMinor, currency),
    },
    {
      id: 'open',
      header: '',
      cell: ({ kind }) => (
        <RowsLink to="/ledger" search={{ accountKind: kind }}>
          {t('ledger.showTransactions')}
        </RowsLink>
      ),
    },
  ];
  return (
    <Page
      title={t('ledger.accounts')}
      intro={t('ledger.accountsIntro')}
      actions={
        <Button component={Link} to="/ledger" variant="default">
          {t('ledger.toTransactions')}
        </Button>
      }
    >
      <DataView
        query={totals}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('ledger.none')} text={t('ledger.noneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('ledger.accounts')}
            rows={data}
            columns={columns}
            rowKey={({ kind, currency }) => `${kind}-${currency}`}
          />
        )}
      </DataView>
    </Page>
  );
}
