import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { useNettings } from './data.ts';

/** Invoices of the licence that the share has paid: what went this way was not paid out. */
export function NettingsView() {
  const { t } = useTranslation('money');
  const { query, rows, more } = useNettings();
  const columns: Column<Schemas['NettingView']>[] = [
    { id: 'at', header: t('payouts.nettings.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'invoice',
      header: t('payouts.nettings.invoice'),
      cell: ({ invoiceId, invoiceNumber }) => (
        <Anchor component={Link} to={`/licence/invoices/${invoiceId}`} underline="always">
          {invoiceNumber}
        </Anchor>
      ),
    },
    {
      id: 'what',
      header: t('payouts.nettings.what'),
      cell: ({ amountMinor }) => t(amountMinor > 0 ? 'payouts.nettings.taken' : 'payouts.nettings.givenBack'),
    },
    {
      id: 'amount',
      header: t('payouts.nettings.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
    {
      id: 'left',
      header: t('payouts.nettings.left'),
      numeric: true,
      cell: ({ dueAfterMinor, currency }) => money(dueAfterMinor, currency),
    },
  ];
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('payouts.nettings.none')} text={t('payouts.nettings.noneText')} />}
    >
      {() => (
        <DataTable
          caption={t('payouts.view.nettings')}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          more={more}
        />
      )}
    </DataView>
  );
}
