import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import { Volume2, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PermissionHelp } from '../check/permission-help.tsx';
import type { CallMedia } from '../media/call-media.ts';
import type { LossCause, MediaState } from '../media/state.ts';
import type { Call } from '../model.ts';
import { useSecondsTo } from '../server-clock.ts';
import type { ShownMeter } from './use-shown-meter.ts';

interface ConnectionNoteProps {
  readonly call: Call;
  readonly peer: string;
  readonly media: CallMedia;
  readonly state: MediaState;
  readonly shown: ShownMeter;
}

function Note({ title, children, icon }: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <Alert variant="outline" color="warning" icon={icon} title={title} role="status">
      {children}
    </Alert>
  );
}

function Grace({ until }: { until: string }) {
  const { t } = useTranslation('call');
  return <Text>{t('line.grace', { count: useSecondsTo(until) })}</Text>;
}

/** What is wrong with the line, in words, and the one thing to do about it. */
export function ConnectionNote({ call, peer, media, state, shown }: ConnectionNoteProps) {
  const { t } = useTranslation('call');
  const causes: Record<LossCause, string> = {
    offline: t('line.offline'),
    network: t('line.network'),
    media_server: t('line.mediaServer'),
    media_failed: t('line.mediaFailed'),
    no_answer: t('line.noAnswer'),
  };
  if (state.phase === 'elsewhere')
    return (
      <Note title={t('line.elsewhere')}>
        <Stack gap="sm" align="flex-start">
          <Text>{t('line.elsewhereText')}</Text>
          <Button onClick={() => void media.moveHere()}>{t('line.moveHere')}</Button>
        </Stack>
      </Note>
    );
  if (state.trouble !== null)
    return <PermissionHelp trouble={state.trouble} onRetry={() => void media.retryMicrophone()} />;
  if (shown.isInterrupted) {
    const isOurs = state.phase === 'reconnecting' || state.phase === 'connecting';
    return (
      <Note title={t('line.reconnecting')} icon={<WifiOff aria-hidden />}>
        <Stack gap={4}>
          <Text>
            {isOurs
              ? causes[state.loss ?? 'network']
              : shown.isPaused
                ? t('line.peerLost', { name: peer })
                : t('line.network')}
          </Text>
          {shown.isPaused && (
            <Text fw={600}>{call.side === 'caller' ? t('line.paused') : t('line.pausedAdvisor')}</Text>
          )}
          {call.graceUntil !== null && <Grace until={call.graceUntil} />}
        </Stack>
      </Note>
    );
  }
  if (state.isSoundBlocked)
    return (
      <Button
        size="xl"
        fullWidth
        leftSection={<Volume2 size={24} aria-hidden />}
        onClick={() => void media.unblockSound()}
      >
        {t('line.soundOn')}
      </Button>
    );
  if (call.startedAt === null && state.phase !== 'left')
    return (
      <Note
        title={state.phase === 'connected' ? t('line.waitingPeer', { name: peer }) : t('line.connecting')}
        icon={<Loader size="sm" aria-hidden />}
      >
        {t('line.notCharged')}
      </Note>
    );
  return null;
}
