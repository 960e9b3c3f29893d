import { Button, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { REMOVAL_REASONS, type RemovalReason, useKindWords } from '~/features/trust/index.ts';
import { api, isProblem, unwrap } from '~/shared/api/index.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import type { Decision, Report } from './data.ts';

interface Values extends Record<string, unknown> {
  decision: Decision;
  removalReason: string;
  notice: string;
  resolution: string;
}

/** What the person is told of, with words of the staff. */
const TELLING: readonly Decision[] = ['removed', 'warned', 'suspended'];

/** A decision is final, so it asks what was done. */
export function CloseReportButton({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const words = useKindWords();
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const decisions = usePossible(report);
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: { decision: 'noted', removalReason: '', notice: '', resolution: '' },
    validate: {
      removalReason: (value, { decision }) =>
        decision === 'removed' && value === '' ? t('reports.close.reasonNeeded') : null,
      notice: (value, { decision }) =>
        decision === 'warned' && value.trim() === '' ? t('reports.close.noticeNeeded') : null,
      resolution: (text) => (text.trim() === '' ? t('reports.close.needed') : null),
    },
  });
  const { decision } = form.values;
  const send = form.send(async ({ removalReason, notice, resolution }) => {
    try {
      await unwrap(
        api.POST('/v1/staff/reports/{id}/close', {
          params: { path: { id: report.id } },
          body: {
            decision,
            resolution: resolution.trim(),
            ...(decision === 'removed' && { removalReason: removalReason as RemovalReason }),
            ...(TELLING.includes(decision) && notice.trim() !== '' && { notice: notice.trim() }),
          },
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
        <Radio.Group label={t('reports.close.decision')} {...form.getInputProps('decision')}>
          <Stack gap="xs" mt="xs">
            {decisions.map((one) => (
              <Radio
                key={one}
                value={one}
                label={t(
                  one === 'removed' && report.rating?.part === 'reply'
                    ? 'reports.decide.replyRemoved'
                    : `reports.decide.${one}`,
                )}
                description={
                  one === 'suspended' ? t('reports.close.suspends', { name: report.concernedName }) : undefined
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        {decision === 'removed' && (
          <NativeSelect
            label={t('reports.close.reason')}
            required
            data={[{ value: '', label: '–' }, ...REMOVAL_REASONS.map((value) => ({ value, label: words(value) }))]}
            {...form.getInputProps('removalReason')}
          />
        )}
        {TELLING.includes(decision) && (
          <Textarea
            label={t('reports.close.notice', { name: report.concernedName })}
            description={t('reports.close.noticeHint')}
            required={decision === 'warned'}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('notice')}
          />
        )}
        <Textarea
          label={t('reports.close.resolution')}
          required
          autosize
          minRows={3}
          maxLength={2000}
          {...form.getInputProps('resolution')}
        />
      </FormDialog>
    </>
  );
}

/** What this member of staff may do about it; the API holds to the same. */
function usePossible({ rating, isConcernedFrozen }: Report): Decision[] {
  const staff = useStaff();
  return [
    'noted',
    'dismissed',
    ...(rating?.isShown === true && staff.is('owner', 'admin', 'support') ? ['removed' as const] : []),
    'warned',
    ...(!isConcernedFrozen && staff.is('owner', 'admin') ? ['suspended' as const] : []),
  ];
}
