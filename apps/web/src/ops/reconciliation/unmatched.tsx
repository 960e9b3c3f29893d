import { Code, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { number } from '~/shared/format.ts';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { signedMoney } from '../ui/format.ts';

type Row = Schemas['ReconciliationView'];
type Difference = Schemas['DifferenceView'];

const KIND = {
  posting_without_top_up: 'books.postingWithoutTopUp',
  top_up_without_posting: 'books.topUpWithoutPosting',
  amount_differs: 'books.amountDiffers',
  other_posting: 'books.otherPosting',
  payment_not_credited: 'books.paymentNotCredited',
  line_not_posted: 'books.lineNotPosted',
  in_suspense: 'books.inSuspense',
} as const satisfies Record<Difference['kind'], string>;

export function Unmatched({ row: { name, currency, unmatched, unmatchedCount } }: { row: Row }) {
  const { t } = useTranslation('ops');
  const idOr = (id: string | null) => (id === null ? t('books.noId') : <Code>{id}</Code>);
  const columns: Column<Difference>[] = [
    { id: 'kind', header: t('books.why'), cell: ({ kind }) => t(KIND[kind]) },
    { id: 'ours', header: t('books.ours'), cell: ({ transactionId }) => idOr(transactionId) },
    { id: 'theirs', header: t('books.theirs'), cell: ({ stripeId }) => idOr(stripeId) },
    {
      id: 'amount',
      header: t('books.amount'),
      numeric: true,
      cell: ({ amountMinor }) => signedMoney(amountMinor, currency),
    },
  ];
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('books.unmatched', { count: unmatchedCount, total: number(unmatchedCount) })}
      </Title>
      {unmatched.length < unmatchedCount && (
        <Text size="sm" c="dimmed">
          {t('books.largest', { count: unmatched.length })}
        </Text>
      )}
      <DataTable
        caption={t('books.unmatchedOf', { name, currency })}
        rows={unmatched}
        columns={columns}
        rowKey={(one) => [one.kind, one.transactionId, one.stripeId].join()}
      />
    </Stack>
  );
}
