import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { Volume2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canChooseSpeaker, chooseDevice, chosenDevice } from '../devices.ts';
import { TEST_SECONDS, playTest } from '../sounds.ts';
import type { Device } from './use-microphone.ts';

/** Outputs that can be chosen; empty where the browser has no say in it. Names are known once the microphone is allowed. */
function useSpeakers(isAllowed: boolean): readonly Device[] {
  const [speakers, setSpeakers] = useState<readonly Device[]>([]);
  useEffect(() => {
    if (!isAllowed || !canChooseSpeaker()) return;
    let isGone = false;
    void navigator.mediaDevices.enumerateDevices().then((all) => {
      const outputs = all.filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== '');
      if (!isGone) setSpeakers(outputs.map(({ deviceId, label }) => ({ id: deviceId, label })));
    });
    return () => {
      isGone = true;
    };
  }, [isAllowed]);
  return speakers;
}

export function SpeakerStep({ isAllowed }: { isAllowed: boolean }) {
  const { t } = useTranslation('call');
  const speakers = useSpeakers(isAllowed);
  const [speaker, setSpeaker] = useState(chosenDevice('speaker'));
  const [isPlaying, setPlaying] = useState(false);
  const isKnown = speakers.some(({ id }) => id === speaker);
  const test = (): void => {
    setPlaying(true);
    setTimeout(() => setPlaying(false), TEST_SECONDS * 1000);
    void playTest(isKnown ? speaker : undefined).catch(() => undefined);
  };
  return (
    <Stack gap="sm">
      <Text>{t('check.speaker.text')}</Text>
      {speakers.length > 1 && (
        <Select
          label={t('check.speaker.which')}
          allowDeselect={false}
          data={speakers.map(({ id, label }) => ({ value: id, label: label || t('check.speaker.unnamed') }))}
          value={isKnown ? speaker! : speakers[0]!.id}
          onChange={(id) => {
            if (id === null) return;
            chooseDevice('speaker', id);
            setSpeaker(id);
          }}
        />
      )}
      <Group>
        <Button variant="default" leftSection={<Volume2 size={18} aria-hidden />} disabled={isPlaying} onClick={test}>
          {isPlaying ? t('check.speaker.playing') : t('check.speaker.test')}
        </Button>
      </Group>
    </Stack>
  );
}
