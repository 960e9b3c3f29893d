import { Button, Group, Stack, Text } from '@mantine/core';
import { Bell, BellOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { usePush, usePushTests } from './push.ts';

/** Whether this browser gets pushes, with the way to change it. Asked after a tap, never before. */
export function PushSwitch() {
  const { t } = useTranslation('push');
  const words = useProblemText();
  const { state, turnOn, turnOff } = usePush();
  usePushTests();
  const error = turnOn.error ?? turnOff.error;
  // Not known yet.
  if (state === undefined) return null;
  const { kind } = state;
  const text = kind === 'on' && state.device.provedAt === null ? 'unproved' : kind;
  return (
    <Stack gap="xs">
      <Text role="status">{t(`state.${text}`)}</Text>
      <Group>
        {kind === 'off' && (
          <Button
            leftSection={<Bell size={16} aria-hidden />}
            loading={turnOn.isPending}
            onClick={() => turnOn.mutate()}
          >
            {t('turnOn')}
          </Button>
        )}
        {kind === 'on' && (
          <Button
            variant="default"
            leftSection={<BellOff size={16} aria-hidden />}
            loading={turnOff.isPending}
            onClick={() => turnOff.mutate()}
          >
            {t('turnOff')}
          </Button>
        )}
      </Group>
      {error && <FormFailure failure={words(error)} />}
    </Stack>
  );
}
