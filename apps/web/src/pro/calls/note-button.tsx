import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { NotebookPen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { Call } from '../live/queries.ts';
import { useNoteWriter } from './queries.ts';

const MAX_LENGTH = 2000;

/** The private note of a call, and its form. */
export function NoteButton({ call }: { call: Call }) {
  const { t } = useTranslation(['pro', 'common']);
  const [isOpen, { open, close }] = useDisclosure(false);
  const name = call.callerAlias ?? '';
  return (
    <Stack gap={4} align="flex-start">
      {call.note !== null && (
        <Text size="sm" ta="start" lineClamp={3} style={{ whiteSpace: 'pre-line' }}>
          {call.note}
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-md"
        leftSection={<NotebookPen size={14} aria-hidden />}
        aria-label={t(call.note === null ? 'calls.addNoteTo' : 'calls.editNoteOf', { name })}
        onClick={open}
      >
        {t(call.note === null ? 'calls.addNote' : 'calls.editNote')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('calls.noteOf', { name })}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <NoteForm call={call} onDone={close} />
      </Modal>
    </Stack>
  );
}

function NoteForm({ call, onDone }: { call: Call; onDone: () => void }) {
  const { t } = useTranslation(['pro', 'common']);
  const write = useNoteWriter();
  const form = useProblemForm({ initialValues: { text: call.note ?? '' } });
  const send = form.send(async ({ text }) => {
    await write(call.id, text.trim());
    announce(t('common:action.saved'));
    onDone();
  });
  return (
    <form onSubmit={send}>
      <Stack>
        <Textarea
          label={t('calls.note')}
          description={t('calls.noteHint')}
          autosize
          minRows={4}
          maxLength={MAX_LENGTH}
          data-autofocus
          {...form.getInputProps('text')}
        />
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={form.isSending}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
