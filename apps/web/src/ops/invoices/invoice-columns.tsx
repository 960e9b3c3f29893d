import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { date, money } from '~/shared/format.ts';
import type { Column } from '~/shared/ui/index.ts';
import { InvoiceStatusBadge } from './invoice-status.tsx';
import type { OperatorInvoice } from './use-invoices.ts';

type Listed = Omit<OperatorInvoice, 'licenseeName'>;

/** What every list of invoices shows of each, its number first. */
export function useInvoiceColumns(): [Column<Listed>, ...Column<Listed>[]] {
  const { t } = useTranslation('ops');
  return [
    {
      id: 'number',
      header: t('invoices.number'),
      cell: ({ id, number, licenseeId }) => (
        <Anchor component={Link} to={`/licensees/${licenseeId}/invoices/${id}`} underline="always">
          {number}
        </Anchor>
      ),
    },
    {
      id: 'period',
      header: t('invoices.period'),
      cell: ({ period }) =>
        period === 'setup' ? t('invoices.setup') : period.startsWith('closing') ? t('invoices.closing') : period,
    },
    { id: 'due', header: t('invoices.due'), cell: ({ dueAt }) => date(dueAt) },
    {
      id: 'total',
      header: t('invoices.total'),
      numeric: true,
      cell: ({ totalMinor, currency }) => money(totalMinor, currency),
    },
    {
      id: 'netted',
      header: t('invoices.netted'),
      numeric: true,
      cell: ({ nettedMinor, currency }) => (nettedMinor === 0 ? '–' : money(nettedMinor, currency)),
    },
    {
      id: 'left',
      header: t('invoices.left'),
      numeric: true,
      cell: ({ dueMinor, currency }) => money(dueMinor, currency),
    },
    { id: 'status', header: t('invoices.status'), cell: (invoice) => <InvoiceStatusBadge invoice={invoice} /> },
  ];
}
