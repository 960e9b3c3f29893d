import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import { DataTable } from '~/shared/ui/index.ts';
import { RowsLink } from '../shell/rows-link.tsx';
import { useStaff } from '../staff.tsx';
import type { Dashboard } from './use-home.ts';

const REASONS = {
  declined: 'home.ends.reason.declined',
  cancelled: 'home.ends.reason.cancelled',
  no_answer: 'home.ends.reason.no_answer',
  connect_failed_caller: 'home.ends.reason.connect_failed_caller',
  connect_failed_advisor: 'home.ends.reason.connect_failed_advisor',
  connect_failed_both: 'home.ends.reason.connect_failed_both',
  hangup_caller: 'home.ends.reason.hangup_caller',
  hangup_advisor: 'home.ends.reason.hangup_advisor',
  connection_lost_caller: 'home.ends.reason.connection_lost_caller',
  connection_lost_advisor: 'home.ends.reason.connection_lost_advisor',
  connection_lost_both: 'home.ends.reason.connection_lost_both',
  media_server_lost: 'home.ends.reason.media_server_lost',
  media_unreachable: 'home.ends.reason.media_unreachable',
  funds_exhausted: 'home.ends.reason.funds_exhausted',
  max_duration: 'home.ends.reason.max_duration',
  admin_terminated: 'home.ends.reason.admin_terminated',
} as const;

export function EndReasons({ data: { endReasons, from, to } }: { data: Dashboard }) {
  const { t } = useTranslation('admin');
  const { sees } = useStaff();
  const words = (reason: string): string =>
    reason in REASONS ? t(REASONS[reason as keyof typeof REASONS]) : t('home.ends.other');
  return (
    <Stack component="section" gap="xs" aria-label={t('home.ends.title')}>
      <Title order={3} size="h5">
        {t('home.ends.title')}
      </Title>
      {endReasons.length === 0 ? (
        <Text c="dimmed">{t('home.ends.none')}</Text>
      ) : (
        <DataTable
          caption={t('home.ends.title')}
          rows={endReasons}
          rowKey={({ reason }) => reason}
          columns={[
            {
              id: 'reason',
              header: t('home.ends.why'),
              cell: ({ reason }) =>
                sees('calls') ? (
                  <RowsLink to="/calls" search={{ endReason: reason, from, to }}>
                    {words(reason)}
                  </RowsLink>
                ) : (
                  words(reason)
                ),
            },
            { id: 'calls', header: t('home.top.calls'), cell: ({ calls }) => number(calls), numeric: true },
          ]}
        />
      )}
    </Stack>
  );
}
