import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { PayoutDocuments } from './payout-documents.tsx';
import { Arrival, PayoutState } from './payout-state.tsx';
import type { Payout } from './queries.ts';

interface PayoutsTableProps {
  readonly caption: string;
  readonly rows: readonly Payout[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
  /** Staff see payouts of several. */
  readonly withPayee?: boolean;
}

export function PayoutsTable({ caption, rows, more, withPayee = false }: PayoutsTableProps) {
  const { t } = useTranslation('payouts');
  const columns: Column<Payout>[] = [
    { id: 'at', header: t('column.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    ...(withPayee
      ? [
          {
            id: 'payee',
            header: t('column.payee'),
            cell: ({ name, party }: Payout) => (party === 'licensee' ? t('ownShare', { name }) : name),
          },
        ]
      : []),
    { id: 'state', header: t('column.state'), cell: (payout) => <PayoutState payout={payout} /> },
    { id: 'arrives', header: t('column.arrives'), cell: (payout) => <Arrival payout={payout} /> },
    {
      id: 'amount',
      header: t('column.amount'),
      numeric: true,
      cell: (payout) => <Amount payout={payout} />,
    },
    {
      id: 'documents',
      header: t('column.documents'),
      cell: ({ documents }) => <PayoutDocuments documents={documents} />,
    },
  ];
  return <DataTable caption={caption} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

/** What is paid, and what gifts took of it before. */
function Amount({ payout: { amountMinor, giftsMinor, currency } }: { payout: Payout }) {
  const { t } = useTranslation('payouts');
  if (giftsMinor === 0) return <>{money(amountMinor, currency)}</>;
  return (
    <Stack gap={2} align="flex-end">
      <Text>{money(amountMinor, currency)}</Text>
      <Text size="sm" c="dimmed" maw="16rem" ta="right">
        {giftsMinor > 0
          ? t('giftsTook', { amount: money(giftsMinor, currency) })
          : t('giftsBack', { amount: money(-giftsMinor, currency) })}
      </Text>
    </Stack>
  );
}
