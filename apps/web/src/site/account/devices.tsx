import { Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PUSH_KEY, unsubscribe, useDeviceVersions, usePush } from '~/features/push/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import { ConfirmButton, DataView, LoadingState } from '~/shared/ui/index.ts';
import { removeDevice, useDevices } from './account.ts';

type Device = Schemas['DeviceView'];

function useDeviceName(): (device: Device) => string {
  const { t } = useTranslation('site');
  const platforms: Readonly<Record<string, string>> = {
    android: t('devices.android'),
    ios: t('devices.ios'),
    web: t('devices.web'),
  };
  return ({ model, platform }) => model ?? platforms[platform] ?? t('devices.other');
}

/** Devices that get notices. */
export function Devices() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const name = useDeviceName();
  const versions = useDeviceVersions();
  const query = useDevices();
  const { state } = usePush();
  const here = state?.kind === 'on' ? state.device.id : undefined;
  const remove = async (id: string): Promise<void> => {
    await removeDevice(id);
    if (id === here) await unsubscribe();
    await queryClient.invalidateQueries({ queryKey: PUSH_KEY });
  };
  return (
    <DataView
      query={query}
      loading={<LoadingState lines={1} height={80} />}
      isEmpty={(devices) => devices.length === 0}
      empty={<Text c="dimmed">{t('devices.none')}</Text>}
    >
      {(devices) => (
        <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
          {devices.map((device) => (
            <Card withBorder key={device.id} component="li">
              <Group justify="space-between" gap="sm">
                <div style={{ minWidth: 0 }}>
                  <Text fw={600}>{name(device)}</Text>
                  <Text size="sm" c="dimmed">
                    {versions(device)}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t('devices.lastSeen', { at: dateTime(device.lastSeenAt) })}
                  </Text>
                </div>
                <ConfirmButton
                  variant="default"
                  size="compact-md"
                  title={t('devices.removeTitle')}
                  text={t('devices.removeText', { device: name(device) })}
                  confirmLabel={common('action.remove')}
                  onConfirm={() => remove(device.id)}
                >
                  {common('action.remove')}
                </ConfirmButton>
              </Group>
            </Card>
          ))}
        </Stack>
      )}
    </DataView>
  );
}
