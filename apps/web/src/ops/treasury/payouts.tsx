import { Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { type OperatorPayout, usePayouts } from './use-treasury.ts';

const TONES: Record<OperatorPayout['status'], Tone> = {
  requested: 'waiting',
  in_payout: 'waiting',
  paid: 'good',
  failed: 'bad',
};

/** What has left for the operator's bank, and where each payout is. */
export function Payouts() {
  const { t } = useTranslation('ops');
  const query = usePayouts();
  const columns: Column<OperatorPayout>[] = [
    { id: 'at', header: t('treasury.asked'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'state', header: t('treasury.state'), cell: (payout) => <State payout={payout} /> },
    {
      id: 'closed',
      header: t('treasury.closed'),
      cell: ({ closedAt }) => (closedAt === null ? '–' : dateTime(closedAt)),
    },
    { id: 'id', header: t('treasury.id'), cell: ({ id }) => <Code>{id}</Code> },
    {
      id: 'amount',
      header: t('treasury.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <Section title={t('treasury.payouts')} intro={t('treasury.payoutsText')}>
      <DataView
        query={query}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('treasury.noPayout')} text={t('treasury.noPayoutText')} />}
      >
        {({ data }) => (
          <DataTable caption={t('treasury.payouts')} rows={data} columns={columns} rowKey={({ id }) => id} />
        )}
      </DataView>
    </Section>
  );
}

function State({ payout: { status, failureCode, isAutomatic } }: { payout: OperatorPayout }) {
  const { t } = useTranslation('ops');
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge tone={TONES[status]}>{t(`treasury.status.${status}`)}</StatusBadge>
      {isAutomatic && <StatusBadge tone="bad">{t('treasury.byItself')}</StatusBadge>}
      {status === 'failed' && (
        <Text size="sm">
          {t('treasury.failedText')} {failureCode !== null && <Code>{failureCode}</Code>}
        </Text>
      )}
    </Stack>
  );
}
