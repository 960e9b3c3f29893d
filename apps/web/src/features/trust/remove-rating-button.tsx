import { Button, NativeSelect, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { REMOVAL_REASONS, type RemovalReason, useKindWords } from './kinds.ts';

/** Takes a rating from the page, for a reason of the list. */
export function RemoveRatingButton({ id, onDone }: { id: string; onDone: () => unknown }) {
  const { t } = useTranslation('trust');
  const words = useKindWords();
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
    const body = { reason: reason as RemovalReason, note: note.trim() };
    await unwrap(api.POST('/v1/staff/ratings/{id}/remove', { params: { path: { id } }, body }));
    announce(t('remove.done'));
    close();
    await onDone();
  });
  return (
    <>
      <Button variant="default" size="compact-md" onClick={open}>
        {t('remove.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('remove.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('remove.action')}
        color="danger"
      >
        <Text>{t('remove.text')}</Text>
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
