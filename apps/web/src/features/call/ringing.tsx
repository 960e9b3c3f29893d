import { Button, Card, Progress, Stack, Text } from '@mantine/core';
import { PhoneOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import { duration, money } from '~/shared/format.ts';
import { FormFailure, Page, useProblemText } from '~/shared/ui/index.ts';
import { loadLiveKit } from './media/room.ts';
import type { Call } from './model.ts';
import { useSecondsTo } from './server-clock.ts';
import { startRingback } from './sounds.ts';
import type { LiveCall } from './use-call.ts';

/** While it rings: nothing costs anything, and going away is free (S7.1). */
export function Ringing({ call, live }: { call: Call; live: LiveCall }) {
  const { t } = useTranslation('call');
  const words = useProblemText();
  const left = useSecondsTo(call.ringExpiresAt);
  const whole = (Date.parse(call.ringExpiresAt) - Date.parse(call.requestedAt)) / 1000;
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    // So that the call can begin in the moment in which it is answered.
    void loadLiveKit();
    return startRingback();
  }, []);
  const cancel = (): void => {
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    unwrap(api.POST('/v1/calls/{id}/cancel', { params: { path: { id: call.id } } }))
      .then(live.apply)
      .catch((error: unknown) => {
        if (isProblem(error, 'illegal-transition')) void live.query.refetch();
        else setFailure(words(error));
      })
      .finally(() => setBusy(false));
  };
  return (
    <Page title={t('ringing.title', { name: call.advisorName })}>
      <Card withBorder maw={560} mx="auto" w="100%">
        <Stack align="center" ta="center">
          <Text size="lg" fw={600}>
            {t('ringing.text', { name: call.advisorName })}
          </Text>
          <Text role="timer" aria-live="off" data-testid="ring-left">
            {t('ringing.left', { time: duration(left) })}
          </Text>
          <Progress
            value={Math.min(100, (left / whole) * 100)}
            w="100%"
            aria-hidden
            color="var(--t-brand-ui)"
            transitionDuration={250}
          />
          <Text c="dimmed">{t('ringing.free', { held: money(call.heldMinor ?? 0, call.currency) })}</Text>
          <FormFailure failure={failure} />
          <Button
            size="lg"
            color="danger"
            variant="outline"
            loading={isBusy}
            leftSection={<PhoneOff aria-hidden />}
            onClick={cancel}
          >
            {t('ringing.cancel')}
          </Button>
        </Stack>
      </Card>
    </Page>
  );
}
