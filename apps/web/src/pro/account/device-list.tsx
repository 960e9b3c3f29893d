import { Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DEVICES_KEY, PUSH_KEY, unsubscribe, useDeviceVersions, usePush } from '~/features/push/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, EmptyState, StatusBadge } from '~/shared/ui/index.ts';

/** Phones and browsers that calls ring on, each with a way to stop it (C10). */
export function DeviceList() {
  const { t } = useTranslation('pro');
  const client = useQueryClient();
  const versions = useDeviceVersions();
  const { state } = usePush();
  const here = state?.kind === 'on' ? state.device.id : undefined;
  const devices = useQuery({
    queryKey: DEVICES_KEY,
    queryFn: async () => (await unwrap(api.GET('/v1/devices', {}))).data,
  });
  const remove = async (id: string): Promise<void> => {
    await unwrap(api.DELETE('/v1/devices/{id}', { params: { path: { id } } }));
    if (id === here) await unsubscribe();
    await Promise.all([DEVICES_KEY, PUSH_KEY].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  return (
    <DataView
      query={devices}
      isEmpty={(rows) => rows.length === 0}
      empty={<EmptyState title={t('devices.none')} text={t('devices.noneText')} />}
    >
      {(rows) => (
        <Stack component="ul" gap={0} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {rows.map(({ id, model, platform, osVersion, appVersion, lastSeenAt, provedAt }) => (
            <Group
              key={id}
              component="li"
              justify="space-between"
              py="sm"
              style={{ borderBlockStart: '1px solid var(--t-border)' }}
            >
              <div>
                <Group gap="xs">
                  <Text fw={600}>{model ?? platform}</Text>
                  {id === here && <StatusBadge tone="good">{t('devices.here')}</StatusBadge>}
                </Group>
                <Text size="sm" c="dimmed">
                  {versions({ platform, osVersion, appVersion })}
                </Text>
                <Text size="sm" c="dimmed">
                  {t('devices.lastSeen', { at: dateTime(lastSeenAt) })}
                </Text>
                <Text size="sm" c="dimmed">
                  {provedAt === null ? t('devices.unproved') : t('devices.proved', { at: dateTime(provedAt) })}
                </Text>
              </div>
              <ConfirmButton
                variant="subtle"
                color="danger"
                size="compact-md"
                title={t('devices.removeTitle', { device: model ?? platform })}
                text={t('devices.removeText')}
                confirmLabel={t('devices.remove')}
                onConfirm={() => remove(id)}
              >
                {t('devices.remove')}
              </ConfirmButton>
            </Group>
          ))}
        </Stack>
      )}
    </DataView>
  );
}
