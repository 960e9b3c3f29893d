import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { type SignIn, useSignIns } from './queries.ts';

const OUTCOMES = {
  signed_up: { key: 'history.signedUp', tone: 'good' },
  signed_in: { key: 'history.signedIn', tone: 'good' },
  wrong_password: { key: 'history.wrongPassword', tone: 'bad' },
  refused: { key: 'history.refused', tone: 'bad' },
  reuse_detected: { key: 'history.reuse', tone: 'bad' },
} as const satisfies Record<SignIn['outcome'], { key: string; tone: Tone }>;

/** Sign-ins and what was tried, newest first. */
export function SignInHistory() {
  const { t } = useTranslation('account');
  const { query, rows, more } = useSignIns();
  const columns: Column<SignIn>[] = [
    { id: 'at', header: t('history.at'), cell: ({ at }) => dateTime(at) },
    {
      id: 'outcome',
      header: t('history.outcome'),
      cell: ({ outcome }) => <StatusBadge tone={OUTCOMES[outcome].tone}>{t(OUTCOMES[outcome].key)}</StatusBadge>,
    },
    { id: 'ip', header: t('history.ip'), cell: ({ ip }) => ip ?? '–' },
    {
      id: 'device',
      header: t('history.device'),
      cell: ({ userAgent }) => (
        <Text size="sm" lineClamp={2} ta="start" title={userAgent ?? undefined}>
          {userAgent ?? '–'}
        </Text>
      ),
    },
  ];
  return (
    <DataView query={query} isEmpty={() => rows.length === 0} empty={<EmptyState title={t('history.none')} />}>
      {() => (
        <DataTable
          caption={t('history.title')}
          rows={rows}
          columns={columns}
          rowKey={({ at, outcome }) => `${at}-${outcome}`}
          more={more}
        />
      )}
    </DataView>
  );
}
