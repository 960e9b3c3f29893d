import { Button } from '@mantine/core';
import { Bell, BellOff, Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type PushState, usePush } from '~/features/push/index.ts';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { type CheckState, CheckRow } from './check-row.tsx';

const STATES = { unsupported: 'none', ios: 'open', denied: 'bad', off: 'open' } as const satisfies Record<
  Exclude<PushState['kind'], 'on'>,
  CheckState
>;

/** Pushes wake the console when it is closed. Asked after a tap and with a reason; a test that came back is the proof (A1). */
export function PushCheck({ provedDevices }: { provedDevices: number }) {
  const { t } = useTranslation('pro');
  const words = useProblemText();
  const { state, turnOn, turnOff, test } = usePush();
  const error = turnOn.error ?? turnOff.error ?? test.error;
  const others = provedDevices > 0 ? ` ${t('check.push.proved', { count: provedDevices })}` : '';
  // Not known yet.
  if (state === undefined) return null;
  if (state.kind !== 'on') {
    const { kind } = state;
    return (
      <CheckRow title={t('check.push.title')} state={STATES[kind]} text={`${t(`check.push.${kind}`)}${others}`}>
        {kind === 'off' && (
          <Button
            variant="default"
            leftSection={<Bell size={16} aria-hidden />}
            loading={turnOn.isPending}
            onClick={() => turnOn.mutate()}
          >
            {t('check.push.allow')}
          </Button>
        )}
        {error && <FormFailure failure={words(error)} />}
      </CheckRow>
    );
  }
  const { provedAt, id } = state.device;
  return (
    <CheckRow
      title={t('check.push.title')}
      state={provedAt === null ? 'open' : 'good'}
      text={`${provedAt === null ? t('check.push.unproved') : t('check.push.provedHere', { at: dateTime(provedAt) })}${others}`}
    >
      <Button
        variant="default"
        leftSection={<Send size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate(id)}
      >
        {t('check.push.test')}
      </Button>
      <Button
        variant="subtle"
        leftSection={<BellOff size={16} aria-hidden />}
        loading={turnOff.isPending}
        onClick={() => turnOff.mutate()}
      >
        {t('check.push.turnOff')}
      </Button>
      {error && <FormFailure failure={words(error)} />}
    </CheckRow>
  );
}
