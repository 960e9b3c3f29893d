import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, FormFailure, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { CodeForm } from './code-form.tsx';
import { NumberForm } from './number-form.tsx';
import { type OwnNumber, type TextNumberView, useNumberActs, useTextNumber } from './queries.ts';
import { useTextProblem } from './words.ts';

const TONES = { proved: 'good', unproved: 'quiet', off: 'bad' } as const satisfies Record<OwnNumber['state'], Tone>;

/** The number for texts about calls (O3). Nothing where they are not offered. */
export function TextNumber() {
  const { t } = useTranslation('texts');
  const query = useTextNumber();
  if (query.data && query.data.channels.length === 0 && query.data.number === null) return null;
  return (
    <Card withBorder component="section" aria-labelledby="texts">
      <Title order={2} size="h4" id="texts">
        {t('title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('intro')}
      </Text>
      <DataView query={query}>{(view) => <Own view={view} />}</DataView>
    </Card>
  );
}

function Own({ view }: { view: TextNumberView }) {
  const { t } = useTranslation('texts');
  const words = useTextProblem();
  const acts = useNumberActs();
  const [isChanging, setChanging] = useState(false);
  const again = useMutation({ mutationFn: acts.sendAgain });
  const { number } = view;
  if (number === null || isChanging) return <NumberForm view={view} onDone={() => setChanging(false)} />;
  return (
    <Stack>
      <Group justify="space-between">
        <div>
          <Group gap="xs">
            <Text fw={600}>{number.masked}</Text>
            <StatusBadge tone={TONES[number.state]}>{t(`state.${number.state}`)}</StatusBadge>
          </Group>
          <Text size="sm" c="dimmed">
            {t(`channel.${number.channel}`)}
          </Text>
          <Text size="sm" c="dimmed">
            {t('agreed', { at: dateTime(number.consentedAt) })}
          </Text>
        </div>
        <Group gap="xs">
          {view.channels.length > 0 && (
            <Button variant="subtle" size="compact-md" onClick={() => setChanging(true)}>
              {t('change')}
            </Button>
          )}
          <ConfirmButton
            variant="subtle"
            color="danger"
            size="compact-md"
            title={t('removeTitle')}
            text={t('removeText')}
            confirmLabel={t('remove')}
            onConfirm={acts.remove}
          >
            {t('remove')}
          </ConfirmButton>
        </Group>
      </Group>
      {number.offReason !== null && (
        <Stack gap="xs" align="flex-start">
          <Text role="status">{t(`off.${number.offReason}`)}</Text>
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t('proveAgain')}
          </Button>
          <FormFailure failure={again.isError ? words(again.error) : null} />
        </Stack>
      )}
      {number.state === 'unproved' && <CodeForm number={number} />}
    </Stack>
  );
}
