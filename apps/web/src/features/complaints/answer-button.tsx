import { Button, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useComplaintActs } from './queries.ts';

/** The advisor's word on a complaint, once. */
export function AnswerButton({ id }: { id: string }) {
  const { t } = useTranslation('complaints');
  const { answer } = useComplaintActs();
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm({
    initialValues: { text: '' },
    validate: { text: (text) => (text.trim() === '' ? t('pro.answerEmpty') : null) },
  });
  const send = form.send(async ({ text }) => {
    await answer(id, text.trim());
    announce(t('pro.answered'));
    close();
  });
  return (
    <>
      <Button onClick={open}>{t('pro.answer')}</Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('pro.answerTitle')}
        form={form}
        onSubmit={send}
        submitLabel={t('pro.answer')}
      >
        <Text>{t('pro.answerText')}</Text>
        <Textarea
          label={t('pro.answerTitle')}
          required
          autosize
          minRows={4}
          maxLength={2000}
          data-autofocus
          {...form.getInputProps('text')}
        />
      </FormDialog>
    </>
  );
}
