import { Button, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { MessageSquareReply } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';

/** The advisor's one reply to a rating, or another wording of it. */
export function ReplyButton({ rating: { id, reply, reviewer } }: { rating: Schemas['PublicRatingView'] }) {
  const { t } = useTranslation('trust');
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm({
    initialValues: { text: reply ?? '' },
    validate: { text: (value: string) => (value.trim() === '' ? t('reply.needed') : null) },
  });
  const send = form.send(async ({ text }) => {
    await unwrap(api.PUT('/v1/ratings/{id}/reply', { params: { path: { id } }, body: { text: text.trim() } }));
    announce(t('reply.saved'));
    close();
    await queries.invalidateQueries({ queryKey: ['ratings'] });
  });
  const label = reply === null ? t('reply.action') : t('reply.change');
  return (
    <>
      <Button
        variant="subtle"
        size="compact-md"
        leftSection={<MessageSquareReply size={14} aria-hidden />}
        onClick={open}
      >
        {label}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('reply.name', { name: reviewer })}
        form={form}
        onSubmit={send}
        submitLabel={label}
      >
        <Textarea
          label={t('reply.label')}
          description={t('reply.hint')}
          required
          maxLength={1000}
          autosize
          minRows={3}
          data-autofocus
          {...form.getInputProps('text')}
        />
      </FormDialog>
    </>
  );
}
