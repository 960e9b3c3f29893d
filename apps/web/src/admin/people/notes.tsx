import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { announce, DataView, FormFailure, MoreButton, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useAddNote, useNotes } from './data.ts';

/** What staff keep in mind about a person; a note stays as it was written. */
export function Notes({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useNotes(id);
  const add = useAddNote(id);
  const form = useProblemForm({
    initialValues: { text: '' },
    validate: { text: (text) => (text.trim() === '' ? t('people.notes.needed') : null) },
  });
  const send = form.send(async ({ text }) => {
    await add.mutateAsync(text.trim());
    form.reset();
    announce(t('people.notes.done'));
  });
  return (
    <Section title={t('people.notes.title')} text={t('people.notes.text')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<Text c="dimmed">{t('people.notes.none')}</Text>}
      >
        {() => (
          <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
            {rows.map((note) => (
              <li key={note.id}>
                <Text style={{ whiteSpace: 'pre-wrap' }}>{note.text}</Text>
                <Text size="sm" c="dimmed">
                  {t('people.notes.by', { name: note.author.displayName, time: dateTime(note.at) })}
                </Text>
              </li>
            ))}
          </Stack>
        )}
      </DataView>
      <MoreButton more={more} />
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          <Textarea
            label={t('people.notes.new')}
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('text')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" variant="default" loading={form.isSending}>
              {t('people.notes.action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
