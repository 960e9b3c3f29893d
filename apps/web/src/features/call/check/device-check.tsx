import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkNetwork } from './network-check.ts';
import { MicrophoneStep } from './microphone-step.tsx';
import { NetworkStep } from './network-step.tsx';
import { rememberPass } from './passed.ts';
import { SpeakerStep } from './speaker-step.tsx';
import { useMicrophone } from './use-microphone.ts';

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Card>
  );
}

/** Microphone, speaker and network before a call (S6.1 to S6.5). Only the microphone is asked for, never a camera. */
export function DeviceCheck({ nextLabel, onDone }: { nextLabel: string; onDone: () => void }) {
  const { t } = useTranslation('call');
  const microphone = useMicrophone();
  const network = useQuery({ queryKey: ['network-check'], queryFn: checkNetwork, staleTime: 60_000, retry: false });
  const isAllowed = microphone.status === 'on';
  const mayGoOn = isAllowed && network.data !== undefined && network.data !== 'fail';
  const goOn = (): void => {
    if (microphone.wasHeard) rememberPass();
    onDone();
  };
  return (
    <Stack gap="md">
      <Step title={t('check.microphone.title')}>
        <MicrophoneStep check={microphone} />
      </Step>
      <Step title={t('check.speaker.title')}>
        <SpeakerStep isAllowed={isAllowed} />
      </Step>
      <Step title={t('check.network.title')}>
        <NetworkStep check={network} />
      </Step>
      <Group justify="space-between">
        <Text c="dimmed" size="sm" flex="1 1 12rem">
          {isAllowed ? t('check.nothingKept') : t('check.needsMicrophone')}
        </Text>
        <Button size="md" disabled={!mayGoOn} onClick={goOn}>
          {nextLabel}
        </Button>
      </Group>
    </Stack>
  );
}
