import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

/** Closing is final, so it asks what was done. */
export function CloseReportButton({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
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
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('reports.close.title')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <form onSubmit={send} noValidate>
          <Stack>
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
            <FormFailure failure={form.failure} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {common('action.cancel')}
              </Button>
              <Button type="submit" loading={form.isSending}>
                {t('reports.close.action')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
