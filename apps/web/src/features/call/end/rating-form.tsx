import { Button, Card, Group, Paper, Radio, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

type RatingView = Schemas['RatingView'];

const STARS = [1, 2, 3, 4, 5] as const;
const keyOf = (callId: string): readonly string[] => ['call-rating', callId];

/** One rating per paid call, which can be changed for a while (S10.4). Nothing is shown where there is nothing to rate. */
export function Rating({ callId, advisor }: { callId: string; advisor: string }) {
  const query = useQuery({
    queryKey: keyOf(callId),
    queryFn: () => unwrap(api.GET('/v1/calls/{id}/rating', { params: { path: { id: callId } } })),
  });
  return (
    <DataView query={query}>
      {(rating) => (
        <>
          {rating.rateable ? (
            <RatingForm callId={callId} advisor={advisor} rating={rating} />
          ) : (
            <GivenRating rating={rating} />
          )}
          {rating.reply !== null && <Answer advisor={advisor} text={rating.reply} />}
        </>
      )}
    </DataView>
  );
}

/** What the advisor said to the rating. */
function Answer({ advisor, text }: { advisor: string; text: string }) {
  const { t } = useTranslation('call');
  return (
    <Paper withBorder p="sm">
      <Text size="sm" fw={600}>
        {t('rating.answer', { name: advisor })}
      </Text>
      <Text style={{ whiteSpace: 'pre-line' }}>{text}</Text>
    </Paper>
  );
}

function GivenRating({ rating }: { rating: RatingView }) {
  const { t } = useTranslation('call');
  if (rating.removedAt !== null)
    return (
      <Text>
        {t('rating.removed', { time: dateTime(rating.removedAt) })}
        {rating.removalReason !== null && ` ${t(`rating.why.${rating.removalReason}`)}`}
      </Text>
    );
  if (rating.refusal === 'too_short') return <Text>{t('rating.tooShort', { count: rating.minMinutes })}</Text>;
  if (rating.refusal === 'other_today') return <Text>{t('rating.otherToday')}</Text>;
  if (rating.stars === null) return null;
  return (
    <Text>
      {t('rating.given', { count: rating.stars })} {rating.text}
    </Text>
  );
}

function RatingForm({ callId, advisor, rating }: { callId: string; advisor: string; rating: RatingView }) {
  const { t } = useTranslation('call');
  const client = useQueryClient();
  const form = useProblemForm({
    mode: 'controlled',
    initialValues: {
      stars: rating.stars === null ? '' : String(rating.stars),
      text: rating.text ?? '',
      shownAs: rating.shownAs ?? '',
    },
    validate: { stars: (value) => (value === '' ? t('rating.choose') : null) },
  });
  const names: Record<(typeof STARS)[number], string> = {
    1: t('rating.stars.1'),
    2: t('rating.stars.2'),
    3: t('rating.stars.3'),
    4: t('rating.stars.4'),
    5: t('rating.stars.5'),
  };
  const save = form.send(async ({ stars, text, shownAs }) => {
    const [words, name] = [text.trim(), shownAs.trim()];
    const body = {
      stars: Number.parseInt(stars, 10),
      ...(words === '' ? {} : { text: words }),
      ...(name === '' ? {} : { shownAs: name }),
    };
    const saved = await unwrap(api.PUT('/v1/calls/{id}/rating', { params: { path: { id: callId } }, body }));
    client.setQueryData(keyOf(callId), saved);
    announce(t('rating.saved'));
  });
  const withdraw = async (): Promise<void> => {
    const left = await unwrap(api.DELETE('/v1/calls/{id}/rating', { params: { path: { id: callId } } }));
    form.setValues({ stars: '', text: '', shownAs: '' });
    client.setQueryData(keyOf(callId), left);
    announce(t('rating.withdrawn'));
  };
  return (
    <Card withBorder component="section" aria-label={t('rating.title', { name: advisor })}>
      <form onSubmit={save} noValidate>
        <Stack>
          <Title order={2} size="h4">
            {t('rating.title', { name: advisor })}
          </Title>
          <Radio.Group label={t('rating.label')} required {...form.getInputProps('stars')}>
            <Stack gap="xs" mt="xs">
              {STARS.map((stars) => (
                <Radio key={stars} value={String(stars)} label={names[stars]} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('rating.text')}
            description={t('rating.public')}
            maxLength={1000}
            autosize
            minRows={2}
            {...form.getInputProps('text')}
          />
          <TextInput
            label={t('rating.name')}
            description={t('rating.nameHint')}
            maxLength={40}
            {...form.getInputProps('shownAs')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {rating.stars === null ? t('rating.send') : t('rating.change')}
            </Button>
            {rating.stars !== null && (
              <ConfirmButton
                variant="default"
                title={t('rating.withdraw')}
                text={t('rating.withdrawText')}
                confirmLabel={t('rating.withdraw')}
                onConfirm={withdraw}
              >
                {t('rating.withdraw')}
              </ConfirmButton>
            )}
            {rating.editableUntil !== null && rating.stars !== null && (
              <Text size="sm" c="dimmed" role="status">
                {t('rating.until', { time: dateTime(rating.editableUntil) })}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
