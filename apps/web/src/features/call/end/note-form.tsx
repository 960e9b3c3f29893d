import { Button, Card, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { Call } from '../model.ts';
import { callKey } from '../use-call.ts';

/** The advisor's own note on the call, during it and after it. */
export function PrivateNote({ call }: { call: Call }) {
  const { t } = useTranslation('call');
  const client = useQueryClient();
  const form = useProblemForm({ mode: 'controlled', initialValues: { text: call.note ?? '' } });
  const [saved, setSaved] = useState(call.note ?? '');
  const { text } = form.getValues();
  const save = form.send(async ({ text: typed }) => {
    const body = { text: typed.trim() };
    const note = await unwrap(api.PUT('/v1/calls/{id}/note', { params: { path: { id: call.id } }, body }));
    setSaved(typed);
    client.setQueryData<Call>(callKey(call.id), (known) => known && { ...known, note: note.text || null });
    announce(t('note.saved'));
  });
  return (
    <Card withBorder component="section" aria-label={t('note.title')}>
      <form onSubmit={save} noValidate>
        <Stack>
          <Title order={2} size="h4">
            {t('note.title')}
          </Title>
          <Textarea
            label={t('note.label')}
            description={t('note.private')}
            maxLength={2000}
            autosize
            minRows={2}
            {...form.getInputProps('text')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" variant="default" loading={form.isSending} disabled={text === saved}>
              {t('note.save')}
            </Button>
            {text === saved && saved !== '' && (
              <Text size="sm" c="dimmed">
                {t('note.saved')}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
