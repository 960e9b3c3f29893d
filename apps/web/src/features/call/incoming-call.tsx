import { Box, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { Phone, PhoneOff, Video } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, unwrap, useLive } from '~/shared/api/index.ts';
import { duration, money } from '~/shared/format.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { type Call, callOfEvent } from './model.ts';
import { setServerTime, useSecondsTo } from './server-clock.ts';
import { startRinging } from './sounds.ts';

export { unlockAudio } from './sounds.ts';

interface IncomingCallProps {
  readonly call: Call;
  readonly onAccepted: (callId: string) => void;
  /** It rings no more: declined, given up, or taken elsewhere. */
  readonly onGone: () => void;
  /** It was accepted, but too late (A3.4). */
  readonly onMissed: () => void;
}

type DeclineReason = 'busy' | 'not_my_field' | 'break' | 'other';

/** The ring over the whole screen (A3.1). */
export function IncomingCall({ call, onAccepted, onGone, onMissed }: IncomingCallProps) {
  const { t } = useTranslation('call');
  const words = useProblemText();
  const left = useSecondsTo(call.ringExpiresAt);
  const [step, setStep] = useState<'ring' | 'decline'>('ring');
  const [reason, setReason] = useState<DeclineReason>('busy');
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const isOver = call.status !== 'ringing' || left === 0;

  useLive('/v1/live', {
    onEvent: (event) => {
      if (event.type === 'ready') setServerTime(event.data['serverTime'] as string);
      const told = callOfEvent(event);
      // Our own accept is told too; its answer leads on.
      if (told?.id === call.id && told.status !== 'ringing' && busy === null) onGone();
    },
  });
  const gone = useEffectEvent(onGone);
  useEffect(() => {
    if (isOver) gone();
  }, [isOver]);
  useEffect(() => (isOver ? undefined : startRinging()), [isOver]);

  const act = async (what: 'accept' | 'decline', work: () => Promise<unknown>, then: () => void): Promise<void> => {
    if (busy !== null) return;
    setBusy(what);
    setFailure(null);
    try {
      await work();
      then();
    } catch (error) {
      if (isProblem(error, 'answered-elsewhere', 'illegal-transition', 'not-found'))
        (what === 'accept' ? onMissed : onGone)();
      else setFailure(words(error));
      setBusy(null);
    }
  };
  const params = { path: { id: call.id } };
  const accept = (): Promise<void> =>
    act(
      'accept',
      () => unwrap(api.POST('/v1/calls/{id}/accept', { params, body: {} })),
      () => onAccepted(call.id),
    );
  const decline = (): Promise<void> =>
    act('decline', () => unwrap(api.POST('/v1/calls/{id}/decline', { params, body: { reason } })), onGone);

  if (isOver) return null;
  const alias = call.callerAlias ?? '';
  const Icon = call.medium === 'video' ? Video : Phone;
  const reasons: Record<DeclineReason, string> = {
    busy: t('incoming.reason.busy'),
    not_my_field: t('incoming.reason.not_my_field'),
    break: t('incoming.reason.break'),
    other: t('incoming.reason.other'),
  };
  return (
    <Modal.Root opened fullScreen onClose={() => undefined} closeOnEscape={false} transitionProps={{ duration: 0 }}>
      <Modal.Content>
        <Modal.Body h="100dvh" p="md">
          <Stack h="100%" justify="space-between" maw={560} mx="auto" py="lg">
            <Stack align="center" ta="center" gap="sm">
              <Icon size={48} aria-hidden color="var(--t-brand-ui)" />
              <Text>{call.medium === 'video' ? t('incoming.video') : t('incoming.voice')}</Text>
              <Modal.Title fz="h1" fw={700}>
                {alias}
              </Modal.Title>
              {call.topic !== null && <Text size="lg">{call.topic}</Text>}
              <Text>
                {call.session
                  ? t('incoming.session', {
                      time: duration(call.session.minutes * 60),
                      price: money(call.session.priceMinor, call.currency),
                    })
                  : t('incoming.price', { price: money(call.ratePerMinuteMinor, call.currency) })}
              </Text>
              <Text>{t('incoming.most', { time: duration(call.maxMinutes * 60) })}</Text>
              <Text role="timer" aria-live="off" fw={600}>
                {t('incoming.left', { time: duration(left) })}
              </Text>
            </Stack>
            <Box>
              <FormFailure failure={failure} />
              {step === 'ring' ? (
                <Group justify="space-between" gap={64} mt="md">
                  <Button
                    h={72}
                    miw={120}
                    size="lg"
                    color="danger"
                    leftSection={<PhoneOff aria-hidden />}
                    onClick={() => setStep('decline')}
                  >
                    {t('incoming.decline')}
                  </Button>
                  <Button
                    h={72}
                    miw={120}
                    size="lg"
                    color="success"
                    loading={busy === 'accept'}
                    leftSection={<Icon aria-hidden />}
                    onClick={() => void accept()}
                    data-autofocus
                  >
                    {t('incoming.accept')}
                  </Button>
                </Group>
              ) : (
                <Stack mt="md">
                  <Radio.Group
                    label={t('incoming.why')}
                    description={t('incoming.whyText')}
                    value={reason}
                    onChange={(value) => setReason(value as DeclineReason)}
                  >
                    <Stack gap="sm" mt="xs">
                      {(Object.keys(reasons) as DeclineReason[]).map((value) => (
                        <Radio key={value} value={value} label={reasons[value]} />
                      ))}
                    </Stack>
                  </Radio.Group>
                  <Group justify="space-between" gap="md">
                    <Button h={64} variant="default" onClick={() => setStep('ring')}>
                      {t('incoming.back')}
                    </Button>
                    <Button h={64} color="danger" loading={busy === 'decline'} onClick={() => void decline()}>
                      {t('incoming.declineNow')}
                    </Button>
                  </Group>
                </Stack>
              )}
            </Box>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
