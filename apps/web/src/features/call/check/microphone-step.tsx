import { Alert, Button, Progress, Select, Stack, Text } from '@mantine/core';
import { CircleCheck, Mic, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PermissionHelp } from './permission-help.tsx';
import type { MicrophoneCheck } from './use-microphone.ts';

/** Says what is asked and why, then asks, then shows that something is heard. */
export function MicrophoneStep({ check }: { check: MicrophoneCheck }) {
  const { t } = useTranslation('call');
  const { status } = check;
  if (status === 'idle' || status === 'asking')
    return (
      <Stack gap="sm" align="flex-start">
        <Text>{t('check.microphone.why')}</Text>
        <Button
          leftSection={<Mic size={18} aria-hidden />}
          loading={status === 'asking'}
          onClick={() => void check.start()}
        >
          {t('check.microphone.allow')}
        </Button>
      </Stack>
    );
  if (status !== 'on') return <PermissionHelp trouble={status} onRetry={() => void check.start()} />;
  return (
    <Stack gap="sm">
      {check.devices.length > 1 && (
        <Select
          label={t('check.microphone.which')}
          allowDeselect={false}
          data={check.devices.map(({ id, label }) => ({ value: id, label: label || t('check.microphone.unnamed') }))}
          value={check.deviceId ?? null}
          onChange={(id) => id !== null && void check.start(id)}
        />
      )}
      <Text>{t('check.microphone.speak')}</Text>
      <Progress.Root size="xl" transitionDuration={100}>
        <Progress.Section
          value={check.level}
          color="var(--t-success-ui)"
          role="meter"
          aria-label={t('check.microphone.level')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={check.level}
          aria-valuetext={check.level > 0 ? t('check.microphone.hears') : t('check.microphone.hearsNothing')}
        />
      </Progress.Root>
      {check.isSilent ? (
        <Alert variant="outline" color="warning" icon={<VolumeX aria-hidden />} role="alert">
          {t('check.microphone.silent')}
        </Alert>
      ) : (
        check.wasHeard && (
          <Text c="var(--t-success-text)">
            <CircleCheck size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> {t('check.microphone.good')}
          </Text>
        )
      )}
    </Stack>
  );
}
