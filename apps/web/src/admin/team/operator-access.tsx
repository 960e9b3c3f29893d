import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataTable, DataView, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { type Access, useOperatorAccess, useTeamActs } from './use-team.ts';

const TONES: Record<Access['state'], Tone> = { offered: 'waiting', active: 'busy', ended: 'quiet', unused: 'quiet' };

/** When the operator was here, and why. An owner shows them out at once. */
export function OperatorAccess() {
  const { t } = useTranslation('admin');
  const { is } = useStaff();
  const { query, rows, more } = useOperatorAccess();
  return (
    <Stack component="section" gap="xs" aria-label={t('team.access.title')}>
      <Title order={2} size="h4">
        {t('team.access.title')}
      </Title>
      <Text c="dimmed">{t('team.access.text')}</Text>
      <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text>{t('team.access.none')}</Text>}>
        {() => (
          <DataTable
            caption={t('team.access.title')}
            rows={rows}
            rowKey={({ id }) => id}
            more={more}
            columns={[
              { id: 'who', header: t('team.access.who'), cell: ({ operatorName }) => operatorName },
              { id: 'why', header: t('team.access.why'), cell: ({ reason }) => reason },
              {
                id: 'when',
                header: t('team.access.when'),
                cell: ({ requestedAt, startedAt, endedAt, expiresAt }) => (
                  <div>
                    <Text size="sm">
                      {startedAt
                        ? t('team.access.started', { at: dateTime(startedAt) })
                        : t('team.access.requested', { at: dateTime(requestedAt) })}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {endedAt
                        ? t('team.access.ended', { at: dateTime(endedAt) })
                        : t('team.access.until', { at: dateTime(expiresAt) })}
                    </Text>
                  </div>
                ),
              },
              {
                id: 'state',
                header: t('team.status'),
                cell: ({ state }) => <StatusBadge tone={TONES[state]}>{t(`team.access.state.${state}`)}</StatusBadge>,
              },
              {
                id: 'acts',
                header: '',
                cell: ({ id, state }) =>
                  is('owner') && (state === 'active' || state === 'offered') ? <EndAccess id={id} /> : null,
              },
            ]}
          />
        )}
      </DataView>
    </Stack>
  );
}

function EndAccess({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { endAccess } = useTeamActs();
  return (
    <ConfirmButton
      size="compact-md"
      variant="outline"
      color="danger"
      title={t('team.access.endTitle')}
      text={t('team.access.endText')}
      confirmLabel={t('team.access.end')}
      onConfirm={() => endAccess.mutateAsync(id)}
    >
      {t('team.access.end')}
    </ConfirmButton>
  );
}
