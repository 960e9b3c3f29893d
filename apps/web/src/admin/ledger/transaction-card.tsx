import { Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { IdLink } from '../parts/links.tsx';
import { EntryTable } from './entry-table.tsx';

/** A transaction in the list, with its entries. */
export function TransactionCard({ transaction }: { transaction: Schemas['LedgerTransactionView'] }) {
  const { t } = useTranslation('admin');
  const { id, kind, postedAt, refId, callId } = transaction;
  return (
    <Paper component="article" aria-label={t('ledger.transactionOf', { time: dateTime(postedAt) })} withBorder p="md">
      <Stack gap="sm">
        <Group gap="sm">
          <Badge color="neutral">{t(`ledger.kind.${kind}`)}</Badge>
          <Text size="sm">{dateTime(postedAt)}</Text>
          <IdLink id={id} />
          {refId !== null && refId !== callId && <IdLink id={refId} />}
          {callId !== null && <IdLink id={callId} />}
        </Group>
        <EntryTable transaction={transaction} />
      </Stack>
    </Paper>
  );
}
