import { Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDeviceWords } from '~/features/account/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, LoadingState, StatusBadge } from '~/shared/ui/index.ts';
import { endOtherSessions, endSession, useSessions } from './account.ts';

function SessionCard({ session }: { session: Schemas['SessionResponse'] }) {
  const { t } = useTranslation('site');
  const { id, current, ip, createdAt, lastUsedAt } = session;
  const device = useDeviceWords()(session.device);
  return (
    <Card withBorder component="li">
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600}>{device}</Text>
            {current && <StatusBadge tone="good">{t('sessions.current')}</StatusBadge>}
          </Group>
          <Text size="sm" c="dimmed">
            {ip === null ? t('sessions.noPlace') : t('sessions.place', { ip })}
          </Text>
          <Text size="sm" c="dimmed">
            {t('sessions.since', { at: dateTime(createdAt) })}
          </Text>
          <Text size="sm" c="dimmed">
            {t('sessions.lastUsed', { at: dateTime(lastUsedAt) })}
          </Text>
        </div>
        {!current && (
          <ConfirmButton
            variant="default"
            size="compact-md"
            title={t('sessions.endTitle')}
            text={t('sessions.endText', { device })}
            confirmLabel={t('sessions.end')}
            onConfirm={() => endSession(id)}
          >
            {t('sessions.end')}
          </ConfirmButton>
        )}
      </Group>
    </Card>
  );
}

/** Where the person is signed in, with a way to end each (S4.5). */
export function Sessions() {
  const { t } = useTranslation('site');
  const query = useSessions();
  return (
    <DataView query={query} loading={<LoadingState lines={2} height={90} />}>
      {(sessions) => (
        <Stack gap="sm">
          <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
            {sessions.map((session) => (
              <SessionCard key={session.id} session={session} />
            ))}
          </Stack>
          {sessions.length > 1 && (
            <ConfirmButton
              variant="default"
              title={t('sessions.endOthersTitle')}
              text={t('sessions.endOthersText')}
              confirmLabel={t('sessions.endOthers')}
              onConfirm={endOtherSessions}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('sessions.endOthers')}
            </ConfirmButton>
          )}
        </Stack>
      )}
    </DataView>
  );
}
