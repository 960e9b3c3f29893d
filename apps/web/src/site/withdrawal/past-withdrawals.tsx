import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { date, dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { type Withdrawal, useWithdrawals } from './data.ts';

type Case = Withdrawal['cases'][number];

const TONE: Record<Case['state'], Tone> = { open: 'waiting', refunded: 'good', declined: 'bad' };

/** What the person said before, and what became of it. Nothing is shown where nothing was ever said. */
export function PastWithdrawals() {
  const { t } = useTranslation('withdrawal');
  const { query, rows, more } = useWithdrawals();
  if (rows.length === 0 && !query.error) return null;
  const columns: Column<Withdrawal>[] = [
    { id: 'at', header: t('past.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'what', header: t('past.what'), cell: (withdrawal) => <Content withdrawal={withdrawal} /> },
    {
      id: 'amount',
      header: t('past.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => (amountMinor === 0 ? '-' : money(amountMinor, currency ?? undefined)),
    },
  ];
  return (
    <section aria-labelledby="past-withdrawals">
      <Title order={2} size="h4" id="past-withdrawals" mb="sm">
        {t('past.title')}
      </Title>
      <DataView query={query}>
        {() => (
          <DataTable caption={t('past.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
    </section>
  );
}

function Content({ withdrawal: { payments, words, currency, cases } }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation('withdrawal');
  const amount = (minor: number): string => money(minor, currency ?? undefined);
  return (
    <Stack gap="xs">
      {payments.map((one) => (
        <Text inherit key={one.topUpId}>
          {t('past.payment', {
            amount: amount(one.amountMinor),
            date: date(one.paidAt),
            refunded: amount(one.refundedMinor),
          })}
        </Text>
      ))}
      {words !== null && (
        <Text inherit style={{ whiteSpace: 'pre-wrap' }}>
          {words}
        </Text>
      )}
      {cases.map((one) => (
        <div key={one.id}>
          {t(`past.why.${one.why}`)} {one.amountMinor !== null && amount(one.amountMinor)}{' '}
          <StatusBadge tone={TONE[one.state]}>{t(`past.state.${one.state}`)}</StatusBadge>
          {one.paidMinor !== null && <Text size="sm">{t('past.paid', { amount: amount(one.paidMinor) })}</Text>}
          {one.reason !== null && (
            <Text size="sm" c="dimmed">
              {one.reason}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
