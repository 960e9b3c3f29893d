import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { date, dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useOutsidePayouts } from './data.ts';
import { RecordPayout } from './record-payout.tsx';

type Recorded = Schemas['RecordedPayoutView'];

/** What a licensee that keeps the money of its users has paid its advisors by its own means, and the way to record more. */
export function OutsidePayouts() {
  const { t } = useTranslation('money');
  const { query, rows, more } = useOutsidePayouts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const columns: Column<Recorded>[] = [
    { id: 'paidOn', header: t('outside.paidOn'), cell: ({ paidOn }) => date(`${paidOn}T12:00:00`) },
    { id: 'advisor', header: t('outside.advisor'), cell: ({ advisorName }) => advisorName },
    { id: 'reference', header: t('outside.reference'), cell: ({ reference }) => reference ?? t('outside.inAudit') },
    { id: 'at', header: t('outside.recorded'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'amount',
      header: t('outside.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <Section title={t('payouts.elsewhere')}>
      <Stack>
        <Text>{t('payouts.elsewhereText')}</Text>
        <Group>
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={open}>
            {t('outside.record')}
          </Button>
        </Group>
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={<EmptyState title={t('outside.none')} text={t('outside.noneText')} />}
        >
          {() => (
            <DataTable
              caption={t('outside.list')}
              rows={rows}
              columns={columns}
              rowKey={({ transactionId }) => transactionId}
              more={more}
            />
          )}
        </DataView>
        {isOpen && <RecordPayout onClose={close} />}
      </Stack>
    </Section>
  );
}
