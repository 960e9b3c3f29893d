import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { IdLink } from '../parts/links.tsx';
import { useWalletRefunds } from './data.ts';

type Refund = Schemas['WalletRefundView'];
type Part = Schemas['WalletRefundPartView'];

const TONE: Record<Part['status'], Tone> = { requested: 'waiting', sent: 'waiting', succeeded: 'good', failed: 'bad' };

/** What went back to a person's cards, payment by payment [D19]. */
export function WalletRefunds({ id }: { id: string }) {
  const { t } = useTranslation('money');
  const { query, rows, more } = useWalletRefunds(id);
  const columns: Column<Refund>[] = [
    {
      id: 'at',
      header: t('refunds.at'),
      cell: ({ createdAt, cause, reason }) => (
        <div>
          <Text inherit>{dateTime(createdAt)}</Text>
          <Text size="sm" c="dimmed">
            {cause === 'staff' ? t('refunds.because', { reason }) : t(`refunds.cause.${cause}`)}
          </Text>
        </div>
      ),
    },
    { id: 'parts', header: t('refunds.parts'), cell: (refund) => <Parts refund={refund} /> },
    {
      id: 'amount',
      header: t('refunds.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <div>
      <Title order={3} size="h5">
        {t('refunds.title')}
      </Title>
      <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text c="dimmed">{t('refunds.none')}</Text>}>
        {() => (
          <DataTable
            caption={t('refunds.title')}
            rows={rows}
            columns={columns}
            rowKey={({ id: refund }) => refund}
            more={more}
          />
        )}
      </DataView>
    </div>
  );
}

function Parts({ refund: { parts, currency } }: { refund: Refund }) {
  const { t } = useTranslation('money');
  return (
    <Stack gap="xs">
      {parts.map(({ topUpId, amountMinor, status, failureCode }) => (
        <div key={topUpId}>
          {money(amountMinor, currency)} <IdLink id={topUpId} />{' '}
          <StatusBadge tone={TONE[status]}>{t(`refunds.part.${status}`)}</StatusBadge>
          {failureCode !== null && (
            <Text size="sm" c="dimmed">
              {t('refunds.failed', { code: failureCode })}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
