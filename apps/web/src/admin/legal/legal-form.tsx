import { Card, Group, SimpleGrid, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Suspense, lazy, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, LoadingState, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { LegalButtons } from './legal-buttons.tsx';
import { useLegalActs } from './use-legal.ts';

const Markdown = lazy(() => import('./markdown.tsx'));
/** The buttons stand outside of the form: the dialog of one of them is a form itself. */
const FORM = 'legal-text';
const MAX_TITLE = 200;
const MAX_TEXT = 60_000;

interface Words extends Record<string, unknown> {
  title: string;
  markdown: string;
}

/** Title and text, beside what callers will see. */
export function LegalForm({ page }: { page: Schemas['LegalDetailView'] }) {
  const { t } = useTranslation('admin');
  const { kind, locale, draft, current } = page;
  const { save, publish } = useLegalActs(kind, locale);
  const from = draft ?? current;
  const initial: Words = { title: from?.title ?? t(`legal.kind.${kind}`), markdown: from?.markdown ?? '' };
  const form = useProblemForm<Words>({ mode: 'controlled', initialValues: initial });
  const values = form.values;
  const [kept, setKept] = useState(initial);
  const isDirty = values.title !== kept.title || values.markdown !== kept.markdown;
  const keep = async (words: Words): Promise<void> => {
    await save.mutateAsync(words);
    setKept(words);
  };
  const tell = (message: string): void => {
    notifications.show({ message, color: 'success' });
    announce(message);
  };
  const submit = form.send(async (words) => {
    await keep(words);
    tell(t('legal.saved'));
  });
  const onPublish = async (): Promise<void> => {
    if (isDirty || !draft) await keep(values);
    const published = await publish.mutateAsync();
    tell(t('legal.published', { number: published.current?.version ?? 1 }));
  };
  return (
    <Stack>
      <LeaveGuard isDirty={isDirty} />
      <form id={FORM} onSubmit={submit}>
        <Stack>
          <Group gap="lg" c="dimmed" fz="sm">
            <span>
              {current
                ? t('legal.currentIs', { number: current.version, at: dateTime(current.publishedAt) })
                : t('legal.notPublished')}
            </span>
            {draft && <span>{t('legal.draftFrom', { at: dateTime(draft.changedAt) })}</span>}
            <span>{t(isDirty ? 'legal.unsaved' : 'legal.allSaved')}</span>
          </Group>
          <TextInput label={t('legal.titleField')} required maxLength={MAX_TITLE} {...form.getInputProps('title')} />
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Textarea
              label={t('legal.textField')}
              description={t('legal.textHint')}
              required
              autosize
              minRows={16}
              maxRows={32}
              maxLength={MAX_TEXT}
              dir={locale === 'ar' ? 'rtl' : 'ltr'}
              lang={locale}
              {...form.getInputProps('markdown')}
            />
            <Preview text={values.markdown} title={values.title} locale={locale} />
          </SimpleGrid>
          <FormFailure failure={form.failure} />
        </Stack>
      </form>
      <LegalButtons
        kind={kind}
        next={(current?.version ?? 0) + 1}
        form={FORM}
        isSaving={form.isSending}
        mayPublish={values.markdown.trim() !== '' && values.title.trim() !== '' && (isDirty || draft !== null)}
        onPublish={onPublish}
      />
    </Stack>
  );
}

function Preview({ text, title, locale }: { text: string; title: string; locale: string }) {
  const { t } = useTranslation('admin');
  const shown = useDeferredValue(text);
  return (
    <Card
      withBorder
      component="section"
      aria-label={t('legal.preview')}
      tabIndex={0}
      mah={760}
      style={{ overflow: 'auto' }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('legal.preview')}
      </Text>
      <Title order={2} size="h3" mb="sm" lang={locale} dir={locale === 'ar' ? 'rtl' : 'ltr'}>
        {title}
      </Title>
      <Suspense fallback={<LoadingState />}>
        <Markdown text={shown} locale={locale} />
      </Suspense>
    </Card>
  );
}
