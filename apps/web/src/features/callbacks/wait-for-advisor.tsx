import { Button, Stack, Text, Textarea } from '@mantine/core';
import { BellRing, PhoneIncoming } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { DataView, FormFailure, useProblemForm, useProblemText } from '~/shared/ui/index.ts';
import { useWaiting, useWaitingActs } from './queries.ts';

/** For who cannot reach an advisor now: to be told once when that changes, or to be called back (F9). */
export function WaitForAdvisor({ advisorId }: { advisorId: string }) {
  const query = useWaiting();
  return (
    <DataView query={query}>
      {({ watches, callbacks }) => (
        <Stack gap="md">
          <Watch advisorId={advisorId} until={watches.find((one) => one.advisorId === advisorId)?.expiresAt} />
          <Callback advisorId={advisorId} standing={callbacks.find((one) => one.advisorId === advisorId)} />
        </Stack>
      )}
    </DataView>
  );
}

function Watch({ advisorId, until }: { advisorId: string; until: string | undefined }) {
  const { t } = useTranslation('waiting');
  const words = useProblemText();
  const { watch } = useWaitingActs(advisorId);
  return (
    <Stack gap="xs" align="flex-start">
      <Text role="status">{until === undefined ? '' : t('watch.on', { date: date(until) })}</Text>
      <Button
        variant="default"
        leftSection={<BellRing size={16} aria-hidden />}
        loading={watch.isPending}
        onClick={() => watch.mutate(until === undefined)}
      >
        {until === undefined ? t('watch.start') : t('watch.stop')}
      </Button>
      <FormFailure failure={watch.isError ? words(watch.error) : null} />
    </Stack>
  );
}

interface Standing {
  readonly id: string;
  readonly status: string;
  readonly expiresAt: string;
}

function Callback({ advisorId, standing }: { advisorId: string; standing: Standing | undefined }) {
  const { t } = useTranslation('waiting');
  const words = useProblemText();
  const { ask, withdraw } = useWaitingActs(advisorId);
  const form = useProblemForm({ initialValues: { note: '' } });
  if (standing)
    return (
      <Stack gap="xs" align="flex-start">
        <Text role="status">
          {standing.status === 'ready' ? t('callback.ready') : t('callback.open', { date: date(standing.expiresAt) })}
        </Text>
        <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(standing.id)}>
          {t('callback.withdraw')}
        </Button>
        <FormFailure failure={withdraw.isError ? words(withdraw.error) : null} />
      </Stack>
    );
  return (
    <form onSubmit={form.send(({ note }) => ask(note))}>
      <Stack gap="xs" align="flex-start">
        <Textarea
          label={t('callback.note')}
          description={t('callback.noteText')}
          maxLength={300}
          autosize
          w="100%"
          {...form.getInputProps('note')}
        />
        <FormFailure failure={form.failure} />
        <Button
          type="submit"
          variant="default"
          leftSection={<PhoneIncoming size={16} aria-hidden />}
          loading={form.isSending}
        >
          {t('callback.ask')}
        </Button>
      </Stack>
    </form>
  );
}
