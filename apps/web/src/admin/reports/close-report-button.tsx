import { Button, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';

/** Closing is final, so it asks what was done. */
export function CloseReportButton({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm({
    initialValues: { resolution: '' },
    validate: { resolution: (text) => (text.trim() === '' ? t('reports.close.needed') : null) },
  });
  const send = form.send(async ({ resolution }) => {
    try {
      await unwrap(
        api.POST('/v1/staff/reports/{id}/close', {
          params: { path: { id } },
          body: { resolution: resolution.trim() },
        }),
      );
      announce(t('reports.close.done'));
      close();
    } catch (error) {
      // Somebody else was faster: their word stands, and the list shows it.
      if (!isProblem(error, 'report-closed')) throw error;
      announce(t('reports.close.already'));
      close();
    }
    await queries.invalidateQueries({ queryKey: ['reports'] });
  });
  return (
    <>
      <Button variant="default" size="sm" onClick={open}>
        {t('reports.close.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('reports.close.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('reports.close.action')}
      >
        <Text>{t('reports.close.text')}</Text>
        <Textarea
          label={t('reports.close.resolution')}
          required
          autosize
          minRows={3}
          maxLength={2000}
          data-autofocus
          {...form.getInputProps('resolution')}
        />
      </FormDialog>
    </>
  );
}
