import { Button, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Gavel } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type Complaint, useDecision } from './data.ts';

interface Values extends Record<string, unknown> {
  way: 'all' | 'part' | 'reject';
  amount: string;
  reason: string;
  note: string;
}

/** The end of a complaint: money back, all of it or a part, or none; with a reason that both sides read. */
export function DecideButton({ complaint }: { complaint: Complaint }) {
  const { t } = useTranslation('complaints');
  const { currency, priceMinor, refundedMinor } = complaint;
  const decide = useDecision(complaint.id);
  const [isOpen, { open, close }] = useDisclosure(false);
  const leftMinor = priceMinor - refundedMinor;
  const left = money(leftMinor, currency);
  const partOf = (typed: string): number | undefined => {
    const minor = parseMoney(typed, currency);
    return minor !== undefined && minor > 0 && minor <= leftMinor ? minor : undefined;
  };
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { way: 'part', amount: '', reason: '', note: '' },
      validate: {
        amount: (typed, { way }) =>
          way === 'part' && partOf(typed) === undefined ? t('admin.amountWrong', { left }) : null,
        reason: (reason) => (reason.trim() === '' ? t('admin.reasonEmpty') : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const send = form.send(async ({ way, amount, reason, note }) => {
    const isDecided = await decide({
      decision: way === 'reject' ? 'reject' : 'refund',
      ...(way === 'reject' ? {} : { amountMinor: way === 'all' ? leftMinor : partOf(amount)! }),
      reason: reason.trim(),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
    announce(t(isDecided ? 'admin.decided' : 'admin.already'));
    close();
  });
  return (
    <>
      <Button leftSection={<Gavel size={16} aria-hidden />} onClick={open}>
        {t('admin.decide')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('admin.decideTitle')}
        form={form}
        onSubmit={send}
        submitLabel={t('admin.decide')}
      >
        <Radio.Group label={t('admin.how')} {...form.getInputProps('way')}>
          <Stack gap="xs" mt="xs">
            <Radio value="all" label={t('admin.all', { left })} />
            <Radio value="part" label={t('admin.part')} />
            <Radio value="reject" label={t('admin.reject')} />
          </Stack>
        </Radio.Group>
        {form.values.way === 'part' && (
          <TextInput
            label={t('admin.amount', { currency })}
            inputMode="decimal"
            required
            {...form.getInputProps('amount')}
          />
        )}
        <TextInput
          label={t('admin.reason')}
          description={t('admin.reasonHint')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
        <Textarea
          label={t('admin.note')}
          description={t('admin.noteHint')}
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('note')}
        />
      </FormDialog>
    </>
  );
}
