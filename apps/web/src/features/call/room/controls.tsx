import { Button, Group, Paper, Switch } from '@mantine/core';
import { Mic, MicOff, PhoneOff, Plus, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallMedia } from '../media/call-media.ts';
import type { MediaState } from '../media/state.ts';
import type { Call } from '../model.ts';
import { useMuteKey } from './use-mute-key.ts';

interface ControlsProps {
  readonly call: Call;
  readonly media: CallMedia;
  readonly state: MediaState;
  readonly isEnding: boolean;
  readonly onHangUp: () => void;
  /** Caller: opens the top-up. */
  readonly onAddMoney?: (() => void) | undefined;
}

/** Always on the screen and never covered: they stick to the lower edge (S8.4). */
export function Controls({ call, media, state, isEnding, onHangUp, onAddMoney }: ControlsProps) {
  const { t } = useTranslation('call');
  const toggleMute = (): void => void media.setMuted(!state.isMuted);
  const muteKey = useMuteKey(toggleMute);
  return (
    <Paper
      withBorder
      p="sm"
      component="section"
      data-call-controls
      aria-label={t('controls.title')}
      style={{ position: 'sticky', insetBlockEnd: 0, zIndex: 5 }}
    >
      <Group justify="center" gap="sm">
        <Button
          size="lg"
          variant={state.isMuted ? 'filled' : 'default'}
          color="warning"
          aria-pressed={state.isMuted}
          aria-keyshortcuts={muteKey.isOn ? 'm' : undefined}
          leftSection={state.isMuted ? <MicOff aria-hidden /> : <Mic aria-hidden />}
          onClick={toggleMute}
        >
          {state.isMuted ? t('controls.muted') : t('controls.mute')}
        </Button>
        {call.medium === 'video' && (
          <Button
            size="lg"
            variant="default"
            aria-pressed={state.isCameraOn}
            leftSection={state.isCameraOn ? <Video aria-hidden /> : <VideoOff aria-hidden />}
            onClick={() => void media.setCamera(!state.isCameraOn)}
          >
            {state.isCameraOn ? t('controls.cameraOn') : t('controls.cameraOff')}
          </Button>
        )}
        {onAddMoney && (
          <Button size="lg" variant="default" leftSection={<Plus aria-hidden />} onClick={onAddMoney}>
            {t('controls.addMoney')}
          </Button>
        )}
        <Button
          size="lg"
          color="danger"
          loading={isEnding}
          leftSection={<PhoneOff aria-hidden />}
          onClick={onHangUp}
          data-testid="hang-up"
        >
          {t('controls.hangUp')}
        </Button>
      </Group>
      <Group justify="center" mt="xs">
        <Switch
          label={t('controls.muteKey')}
          checked={muteKey.isOn}
          onChange={(event) => muteKey.setOn(event.currentTarget.checked)}
        />
      </Group>
    </Paper>
  );
}
