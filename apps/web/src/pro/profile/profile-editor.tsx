import { Button, Group, MultiSelect, SimpleGrid, Stack, TagsInput, Text, TextInput, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { localeTag } from '~/shared/i18n.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { MyAdvisor } from '../live/queries.ts';
import { RateFields } from '../prices/rate-fields.tsx';
import { FIELDS, LANGUAGE_CODES, type ProfileForm, changeOf, formOf, rateOf } from './model.ts';
import { Moderation } from './moderation.tsx';
import { PhotoFields } from './photo-fields.tsx';
import { ProfilePreview } from './profile-preview.tsx';
import { useProfileWriter, useTopics } from './queries.ts';
import { useRateErrors } from './rate-errors.ts';

/** What callers read and pay; the preview shows it as they will see it. */
export function ProfileEditor({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation(['pro', 'common']);
  const { save } = useProfileWriter();
  const rateErrors = useRateErrors();
  const { data: topics } = useTopics();
  const invalidRate = (text: string) => (rateOf(text) === undefined ? t('profile.rateInvalid') : null);
  const form = useProblemForm<ProfileForm>(
    {
      initialValues: formOf(advisor),
      validate: {
        voiceRate: invalidRate,
        videoRate: invalidRate,
        languages: (chosen) => (chosen.length === 0 ? t('profile.languageNeeded') : null),
      },
    },
    FIELDS,
  );

  const send = form.send(async (values) => {
    const change = changeOf(values, advisor);
    try {
      const saved = formOf(await save(change));
      form.setValues(saved);
      form.resetDirty(saved);
    } catch (error) {
      if (!isProblem(error, 'rate-outside-limits')) throw error;
      form.setErrors(rateErrors(change, error.extensions));
      return;
    }
    notifications.show({ message: t('profile.saved'), color: 'success' });
    announce(t('profile.saved'));
  });

  const names = new Intl.DisplayNames([localeTag()], { type: 'language' });
  const codes = [...new Set([...LANGUAGE_CODES, ...advisor.languages])];
  const languages = codes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, localeTag()));

  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
      <Stack gap="lg">
        <Moderation status={advisor.status} />
        <PhotoFields advisor={advisor} />
        <form onSubmit={send}>
          <Stack>
            <TextInput
              label={t('profile.headline')}
              description={t('profile.headlineHint')}
              maxLength={120}
              {...form.getInputProps('headline')}
            />
            <Textarea
              label={t('profile.bio')}
              autosize
              minRows={4}
              maxRows={16}
              maxLength={4000}
              {...form.getInputProps('bio')}
            />
            <MultiSelect
              label={t('profile.languages')}
              data={languages}
              searchable
              maxValues={10}
              withAsterisk
              {...form.getInputProps('languages')}
            />
            <TagsInput
              label={t('profile.topics')}
              description={t('profile.topicsHint')}
              data={topics?.data.map(({ topic }) => topic) ?? []}
              maxTags={10}
              maxLength={40}
              {...form.getInputProps('topics')}
            />
            <RateFields
              currency={advisor.currency}
              values={form.values}
              inputOf={(name) => form.getInputProps(name) as object}
            />
            <FormFailure failure={form.failure} />
            <Group>
              <Button type="submit" size="md" loading={form.isSending}>
                {t('common:action.save')}
              </Button>
              {form.isDirty() && (
                <Text size="sm" c="dimmed">
                  {t('schedule.unsaved')}
                </Text>
              )}
            </Group>
          </Stack>
        </form>
      </Stack>
      <ProfilePreview advisor={advisor} form={form.values} />
    </SimpleGrid>
  );
}
