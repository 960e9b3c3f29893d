import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BlockButton } from '~/features/trust/index.ts';
import { dateTime, duration, money } from '~/shared/format.ts';
import { type Column, DataTable, StatusBadge } from '~/shared/ui/index.ts';
import type { Call } from '../live/queries.ts';
import { isTalking } from '../live/work-state.ts';
import { NoteButton } from './note-button.tsx';
import { outcomeOf } from './outcome.ts';

interface CallsTableProps {
  readonly rows: readonly Call[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
}

/** The advisor's calls. Callers have an alias, the same in each of their calls. */
export function CallsTable({ rows, more }: CallsTableProps) {
  const { t } = useTranslation('pro');
  const columns: Column<Call>[] = [
    {
      id: 'who',
      header: t('calls.caller'),
      cell: (call) => (
        <Stack gap={0}>
          <Text fw={600}>{call.callerAlias}</Text>
          <Text size="sm" c="dimmed">
            {dateTime(call.requestedAt)}
          </Text>
        </Stack>
      ),
    },
    {
      id: 'about',
      header: t('calls.about'),
      cell: (call) => (
        <Stack gap={0}>
          <Text size="sm">{call.topic ?? t('calls.noTopic')}</Text>
          <Text size="sm" c="dimmed">
            {t(call.medium === 'video' ? 'medium.video' : 'medium.voice')}
          </Text>
        </Stack>
      ),
    },
    {
      id: 'outcome',
      header: t('calls.outcome'),
      cell: (call) => {
        const { key, tone } = outcomeOf(call);
        return isTalking(call) ? (
          <Anchor component={Link} to="/call/$id" params={{ id: call.id } as never}>
            {t(key)}
          </Anchor>
        ) : (
          <StatusBadge tone={tone}>{t(key)}</StatusBadge>
        );
      },
    },
    {
      id: 'duration',
      header: t('calls.duration'),
      numeric: true,
      cell: ({ billedSeconds }) => (billedSeconds === null ? '–' : duration(billedSeconds)),
    },
    {
      id: 'net',
      header: t('calls.net'),
      numeric: true,
      cell: ({ earningMinor, currency }) => (earningMinor === null ? '–' : money(earningMinor, currency)),
    },
    {
      id: 'note',
      header: t('calls.note'),
      cell: (call) => (
        <Stack gap={4} align="flex-start">
          <NoteButton call={call} />
          <BlockButton of={{ call: call.id }} name={call.callerAlias ?? ''} />
        </Stack>
      ),
    },
  ];
  return <DataTable caption={t('calls.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}
