import { Button, Checkbox, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { type Preference, type PreferencesView, usePreferences, usePreferencesWriter } from './queries.ts';

/** Which messages come, and how. What protects the account or has a deadline is not in the list: it always comes. */
export function Preferences({ withMarketing }: { withMarketing: boolean }) {
  const { t } = useTranslation('mail');
  return (
    <DataView query={usePreferences()}>
      {(view) => (
        <Stack gap="lg">
          {view.topics.length > 0 && <Topics view={view} />}
          <Text size="sm" c="dimmed">
            {t('preferences.always')}
          </Text>
          {withMarketing && <Marketing state={view.marketing} />}
        </Stack>
      )}
    </DataView>
  );
}

function Topics({ view }: { view: PreferencesView }) {
  const { t } = useTranslation('mail');
  const words = useProblemText();
  const writer = usePreferencesWriter();
  const change = useMutation({ mutationFn: writer.set });
  const topics = [...new Set(view.topics.map(({ topic }) => topic))];
  return (
    <Stack gap="md">
      {topics.map((topic) => (
        <Checkbox.Group
          key={topic}
          label={t(`topic.${topic}`)}
          value={view.topics.filter((one) => one.topic === topic && one.isOn).map(({ channel }) => channel)}
          readOnly
        >
          <Stack gap="xs" mt="xs">
            {view.topics
              .filter((one) => one.topic === topic)
              .map((one: Preference) => (
                <Checkbox
                  key={one.channel}
                  value={one.channel}
                  label={t(`channel.${one.channel}`)}
                  disabled={change.isPending}
                  onChange={() => change.mutate({ ...one, isOn: !one.isOn })}
                />
              ))}
          </Stack>
        </Checkbox.Group>
      ))}
      <FormFailure failure={change.isError ? words(change.error) : null} />
    </Stack>
  );
}

function Marketing({ state }: { state: PreferencesView['marketing'] }) {
  const { t } = useTranslation('mail');
  const words = useProblemText();
  const writer = usePreferencesWriter();
  const id = useId();
  const isOn = state === 'confirmed' || state === 'asked';
  const change = useMutation({ mutationFn: () => (isOn ? writer.withdrawMarketing() : writer.askMarketing()) });
  return (
    <section aria-labelledby={id}>
      <Stack gap="xs" align="flex-start">
        <Title order={3} size="h5" id={id}>
          {t('news.title')}
        </Title>
        <Text role="status">{t(`news.${state}`)}</Text>
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate()}>
          {isOn ? t('news.stop') : t('news.start')}
        </Button>
        <FormFailure failure={change.isError ? words(change.error) : null} />
      </Stack>
    </section>
  );
}
