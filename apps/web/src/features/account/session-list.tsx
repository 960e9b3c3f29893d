import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, StatusBadge } from '~/shared/ui/index.ts';
import { useDeviceWords } from './device-words.ts';
import { type Session, useAccountWriter, useSessions } from './queries.ts';

/** Where the person is signed in, each with a way to end it. */
export function SessionList() {
  const { t } = useTranslation('account');
  const sessions = useSessions();
  const { endOthers } = useAccountWriter();
  return (
    <DataView query={sessions}>
      {(rows) => (
        <Stack>
          <Stack component="ul" gap={0} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {rows.map((row) => (
              <SessionRow key={row.id} session={row} />
            ))}
          </Stack>
          {rows.some(({ current }) => !current) && (
            <Group>
              <ConfirmButton
                variant="default"
                title={t('sessions.endOthers')}
                text={t('sessions.endOthersText')}
                confirmLabel={t('sessions.endOthers')}
                onConfirm={endOthers}
              >
                {t('sessions.endOthers')}
              </ConfirmButton>
            </Group>
          )}
        </Stack>
      )}
    </DataView>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation('account');
  const { id, current, ip, createdAt, lastUsedAt } = session;
  const device = useDeviceWords()(session.device);
  const { endSession } = useAccountWriter();
  return (
    <Group component="li" justify="space-between" py="sm" style={{ borderBlockStart: '1px solid var(--t-border)' }}>
      <div>
        <Text fw={600}>{device}</Text>
        <Text size="sm" c="dimmed">
          {t('sessions.lastUsed', { at: dateTime(lastUsedAt) })}
        </Text>
        <Text size="sm" c="dimmed">
          {ip === null
            ? t('sessions.since', { at: dateTime(createdAt) })
            : t('sessions.sinceFrom', { at: dateTime(createdAt), ip })}
        </Text>
      </div>
      {current ? (
        <StatusBadge tone="good">{t('sessions.current')}</StatusBadge>
      ) : (
        <ConfirmButton
          variant="subtle"
          color="danger"
          size="compact-md"
          title={t('sessions.endTitle', { device })}
          text={t('sessions.endText')}
          confirmLabel={t('sessions.end')}
          onConfirm={() => endSession(id)}
        >
          {t('sessions.end')}
        </ConfirmButton>
      )}
    </Group>
  );
}
