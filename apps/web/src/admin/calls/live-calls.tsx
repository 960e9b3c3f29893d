import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { clock, money, time } from '~/shared/format.ts';
import { type Column, DataTable, DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { type Call, useCallColumns } from './call-list.tsx';
import { useLiveCalls } from './data.ts';
import { EndCallButton } from './end-call-button.tsx';

/** What runs now, with the cost so far. */
export function LiveCalls() {
  const { t } = useTranslation('admin');
  const calls = useLiveCalls();
  const { id, caller, advisor, status, medium } = useCallColumns();
  const columns: Column<Call>[] = [
    id,
    caller,
    advisor,
    medium,
    status,
    {
      id: 'since',
      header: t('calls.column.since'),
      cell: ({ startedAt, requestedAt }) => time(startedAt ?? requestedAt),
    },
    {
      id: 'talked',
      header: t('calls.column.talked'),
      numeric: true,
      cell: ({ meter }) => (meter === null ? '–' : clock(meter.connectedSeconds)),
    },
    {
      id: 'cost',
      header: t('calls.column.cost'),
      numeric: true,
      cell: ({ meter, currency }) => (meter?.priceMinor == null ? '–' : money(meter.priceMinor, currency)),
    },
    {
      id: 'left',
      header: t('calls.column.left'),
      numeric: true,
      cell: ({ meter }) => (meter === null ? '–' : clock(meter.secondsLeft)),
    },
    { id: 'act', header: '', cell: (call) => <EndCallButton call={call} /> },
  ];
  return (
    <Section title={t('calls.live.title')} text={t('calls.live.text')}>
      <DataView
        query={calls}
        isEmpty={({ data }) => data.length === 0}
        empty={<Text c="dimmed">{t('calls.live.none')}</Text>}
      >
        {({ data, has_more }) => (
          <>
            <DataTable caption={t('calls.live.title')} rows={data} columns={columns} rowKey={(call) => call.id} />
            {has_more && <Text c="dimmed">{t('calls.live.more')}</Text>}
          </>
        )}
      </DataView>
    </Section>
  );
}
