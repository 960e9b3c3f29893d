import { Button, type ButtonProps, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { CONTENT_KINDS, useKindWords } from './kinds.ts';

type Body = Schemas['ReportContent'];

interface ReportButtonProps extends ButtonProps {
  /** Of a rating: what the caller said, or the advisor's reply to it. */
  readonly of:
    { readonly rating: string; readonly part?: Schemas['ReportRating']['part'] } | { readonly advisor: string };
  readonly label: string;
  readonly 'aria-label'?: string;
}

const sendReport = (of: ReportButtonProps['of'], body: Body): Promise<unknown> =>
  'rating' in of
    ? unwrap(
        api.POST('/v1/ratings/{id}/report', {
          params: { path: { id: of.rating } },
          body: { ...body, part: of.part ?? 'rating' },
        }),
      )
    : unwrap(api.POST('/v1/advisors/{id}/report', { params: { path: { id: of.advisor } }, body }));

/** Tells the licensee's staff of a rating, of a reply or of an advisor. */
export function ReportButton({ of, label, ...button }: ReportButtonProps) {
  const { t } = useTranslation(['trust', 'common']);
  const words = useKindWords();
  const [isReported, setReported] = useState(false);
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm<Body>({
    mode: 'controlled',
    initialValues: { kind: 'other', text: '' },
    validate: { text: (value) => (value.trim() === '' ? t('report.needed') : null) },
  });
  const send = form.send(async ({ kind, text }) => {
    try {
      await sendReport(of, { kind, text: text.trim() });
      announce(t('report.sent'));
      close();
    } catch (error) {
      if (!isProblem(error, 'already-reported')) throw error;
    }
    setReported(true);
    form.reset();
  });
  return (
    <>
      <Button
        variant="subtle"
        size="compact-md"
        leftSection={<Flag size={14} aria-hidden />}
        {...button}
        onClick={open}
      >
        {label}
      </Button>
      <Modal
        opened={isOpen && isReported}
        onClose={close}
        title={t('report.title')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <Text>{t('report.already')}</Text>
      </Modal>
      <FormDialog
        isOpen={isOpen && !isReported}
        onClose={close}
        title={t('report.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('report.send')}
      >
        <Text>{t('report.text')}</Text>
        <Radio.Group label={t('report.what')} {...form.getInputProps('kind')}>
          <Stack gap="xs" mt="xs">
            {CONTENT_KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={words(kind)} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('report.where')}
          required
          maxLength={2000}
          autosize
          minRows={2}
          {...form.getInputProps('text')}
        />
      </FormDialog>
    </>
  );
}
