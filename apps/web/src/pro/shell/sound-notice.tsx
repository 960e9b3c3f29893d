import { Alert, Button, Group, Text } from '@mantine/core';
import { VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { unlockAudio } from '~/features/call/incoming-call.tsx';
import { useIsSilent } from '../device/sound.ts';
import { useAdvisor } from '../live/queries.ts';

/** Online, but the browser would not play the ring: one tap anywhere is enough. */
export function SoundNotice() {
  const { t } = useTranslation('pro');
  const { data: advisor } = useAdvisor();
  const isSilent = useIsSilent();
  if (!isSilent || advisor?.available !== true) return null;
  return (
    <Alert variant="outline" color="warning" icon={<VolumeX aria-hidden />} mb="md" role="status">
      <Group gap="sm">
        <Text size="sm">{t('shell.silent')}</Text>
        <Button size="compact-md" onClick={unlockAudio}>
          {t('shell.soundOn')}
        </Button>
      </Group>
    </Alert>
  );
}
