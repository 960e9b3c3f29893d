import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, isProblem } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, EmptyState, FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { useAnswer, useAsked, useMute } from './queries.ts';

/** Who waits for the advisor, oldest first. The caller pays and so begins the call: "I have time" tells them. */
export function AskedCallbacks() {
  const { t } = useTranslation('waiting');
  return (
    <DataView
      query={useAsked()}
      isEmpty={(rows) => rows.length === 0}
      empty={<EmptyState title={t('asked.none')} text={t('asked.noneText')} />}
    >
      {(rows) => (
        <Stack>
          {rows.map((row) => (
            <Asked key={row.id} row={row} />
          ))}
        </Stack>
      )}
    </DataView>
  );
}

function Asked({ row }: { row: Schemas['AskedCallbackView'] }) {
  const { t } = useTranslation('waiting');
  const words = useProblemText();
  const answer = useAnswer(row.id);
  const mute = useMute(row.id);
  const failure = answer.error ?? mute.error;
  return (
    <Card withBorder component="article" aria-labelledby={row.id}>
      <Stack gap="xs">
        <Title order={2} size="h5" id={row.id}>
          {row.caller}
        </Title>
        <Text size="sm" c="dimmed">
          {t('asked.since', { at: dateTime(row.createdAt) })}
        </Text>
        {row.note !== null && <Text style={{ overflowWrap: 'anywhere' }}>{row.note}</Text>}
        <Text role="status">{row.status === 'ready' ? t('asked.isReady') : ''}</Text>
        {row.isMuted && (
          <Text size="sm" c="dimmed">
            {t('asked.isMuted')}
          </Text>
        )}
        <Group>
          {row.status === 'open' && (
            <Button loading={answer.isPending} onClick={() => answer.mutate(true)}>
              {t('asked.ready')}
            </Button>
          )}
          <Button variant="default" loading={answer.isPending} onClick={() => answer.mutate(false)}>
            {t('asked.decline')}
          </Button>
          <Button variant="subtle" loading={mute.isPending} onClick={() => mute.mutate(!row.isMuted)}>
            {t(row.isMuted ? 'asked.unmute' : 'asked.mute')}
          </Button>
        </Group>
        <FormFailure
          failure={failure ? (isProblem(failure, 'not-online') ? t('asked.notOnline') : words(failure)) : null}
        />
      </Stack>
    </Card>
  );
}
