import { Button } from '@mantine/core';
import { Mic } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type MicrophoneState, useMicrophone } from '../device/microphone.ts';
import { type CheckState, CheckRow } from './check-row.tsx';

const LOOKS = {
  granted: { state: 'good', key: 'check.mic.granted' },
  prompt: { state: 'open', key: 'check.mic.why' },
  denied: { state: 'bad', key: 'check.mic.denied' },
  missing: { state: 'bad', key: 'check.mic.missing' },
} as const satisfies Record<MicrophoneState, { state: CheckState; key: string }>;

/** Asked after a tap and with a reason, never by itself (A1.2). */
export function MicrophoneCheck() {
  const { t } = useTranslation('pro');
  const { state = 'prompt', ask } = useMicrophone();
  const look = LOOKS[state];
  return (
    <CheckRow title={t('check.mic.title')} state={look.state} text={t(look.key)}>
      {state !== 'granted' && (
        <Button
          variant="default"
          leftSection={<Mic size={16} aria-hidden />}
          loading={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {t(state === 'prompt' ? 'check.mic.allow' : 'check.mic.again')}
        </Button>
      )}
    </CheckRow>
  );
}
