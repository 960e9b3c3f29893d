import { Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton, DataTable, StatusBadge } from '~/shared/ui/index.ts';
import type { Domain } from './use-domains.ts';

type DnsRecord = Domain['records'][number];

/** The exact records to set, each with what was found there (L3.1, L3.2). */
export function DomainRecords({ records, isChecked }: { records: readonly DnsRecord[]; isChecked: boolean }) {
  const { t } = useTranslation('admin');
  return (
    <DataTable
      caption={t('domains.records')}
      rows={records}
      rowKey={({ type, name, expected }) => `${type} ${name} ${expected}`}
      columns={[
        {
          id: 'type',
          header: t('domains.record.type'),
          cell: ({ type }) => <Code style={{ overflowWrap: 'normal' }}>{type}</Code>,
        },
        { id: 'name', header: t('domains.record.name'), cell: ({ name }) => <Copyable value={name} what="name" /> },
        {
          id: 'expected',
          header: t('domains.record.expected'),
          cell: ({ expected }) => <Copyable value={expected} what="value" />,
        },
        {
          id: 'found',
          header: t('domains.record.found'),
          cell: (record) => <Found record={record} isChecked={isChecked} />,
        },
      ]}
    />
  );
}

function Copyable({ value, what }: { value: string; what: 'name' | 'value' }) {
  const { t } = useTranslation('admin');
  return (
    <Group gap={4} wrap="wrap">
      <Code>{value}</Code>
      <CopyButton value={value} label={t(`domains.copy.${what}`)} />
    </Group>
  );
}

function Found({ record: { found, ok }, isChecked }: { record: DnsRecord; isChecked: boolean }) {
  const { t } = useTranslation('admin');
  if (!isChecked) return <Text size="sm">{t('domains.record.notChecked')}</Text>;
  return (
    <Stack gap={4} align="flex-start">
      <StatusBadge tone={ok ? 'good' : found.length > 0 ? 'bad' : 'waiting'}>
        {ok ? t('domains.record.right') : found.length > 0 ? t('domains.record.wrong') : t('domains.record.nothing')}
      </StatusBadge>
      {found.map((value) => (
        <Code key={value}>{value}</Code>
      ))}
    </Stack>
  );
}
