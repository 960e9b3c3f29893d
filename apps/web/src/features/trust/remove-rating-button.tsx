import { Button, NativeSelect, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { REMOVAL_REASONS, type RemovalReason, useKindWords } from './kinds.ts';

interface RemoveRatingButtonProps {
  readonly id: string;
  /** The rating with its reply, or the reply alone. */
  readonly part?: 'rating' | 'reply';
  readonly onDone: () => unknown;
}

/** Takes a rating, or the reply to it, from the page, for a reason of the list. */
export function RemoveRatingButton({ id, part = 'rating', onDone }: RemoveRatingButtonProps) {
  const { t } = useTranslation('trust');
  const words = useKindWords();
  const isReply = part === 'reply';
  const action = t(isReply ? 'remove.replyAction' : 'remove.action');
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm<{ reason: string; note: string }>({
    mode: 'controlled',
    initialValues: { reason: '', note: '' },
    validate: {
      reason: (value) => (value === '' ? t('remove.reasonNeeded') : null),
      note: (value) => (value.trim() === '' ? t('remove.noteNeeded') : null),
    },
  });
  const send = form.send(async ({ reason, note }) => {
    const body = { reason: reason as RemovalReason, note: note.trim(), part };
    await unwrap(api.POST('/v1/staff/ratings/{id}/remove', { params: { path: { id } }, body }));
    announce(t(isReply ? 'remove.replyDone' : 'remove.done'));
    close();
    await onDone();
  });
  return (
    <>
      <Button variant="default" size="compact-md" onClick={open}>
        {action}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t(isReply ? 'remove.replyTitle' : 'remove.title')}
        form={form}
        onSubmit={send}
        submitLabel={action}
        color="danger"
      >
        <Text>{t(isReply ? 'remove.replyText' : 'remove.text')}</Text>
        <NativeSelect
          label={t('remove.reason')}
          required
          data={[{ value: '', label: '–' }, ...REMOVAL_REASONS.map((value) => ({ value, label: words(value) }))]}
          {...form.getInputProps('reason')}
        />
        <Textarea
          label={t('remove.note')}
          description={t('remove.noteHint')}
          required
          maxLength={2000}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
      </FormDialog>
    </>
  );
}
