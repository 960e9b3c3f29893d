import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Gavel } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, isProblem } from '~/shared/api/index.ts';
import { editableMoney, money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { type Case, useDecision } from './data.ts';

interface Values extends Record<string, unknown> {
  way: 'refund' | 'refunded' | 'decline';
  amount: string;
  reason: string;
}

/** The end of a case: money back to the cards, back by another way, or none; with a reason that the person reads. */
export function DecideButton({ one }: { one: Case }) {
  const { t } = useTranslation('withdrawal');
  const decide = useDecision(one.id);
  const [isOpen, { open, close }] = useDisclosure(false);
  const { currency } = one.withdrawal;
  // The form proves no account: there is no wallet that money could go back from.
  const hasWallet = one.personId !== null && currency !== null;
  const minorOf = (typed: string): number | undefined => {
    const minor = parseMoney(typed, currency ?? undefined);
    return minor !== undefined && minor > 0 ? minor : undefined;
  };
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: {
        way: hasWallet ? 'refund' : 'refunded',
        amount: one.amountMinor === null || currency === null ? '' : editableMoney(one.amountMinor, currency),
        reason: '',
      },
      validate: {
        amount: (typed, { way }) => (way === 'refund' && minorOf(typed) === undefined ? t('admin.amountWrong') : null),
        reason: (reason) => (reason.trim() === '' ? t('admin.reasonEmpty') : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const send = form.send(async ({ way, amount, reason }) => {
    const isDecided = await decide({
      decision: way,
      ...(way === 'refund' ? { amountMinor: minorOf(amount)! } : {}),
      reason: reason.trim(),
    }).catch((error: unknown) => {
      throw withWords(error);
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
            {hasWallet && <Radio value="refund" label={t('admin.refund')} />}
            <Radio value="refunded" label={t('admin.refunded')} description={t('admin.refundedText')} />
            <Radio value="decline" label={t('admin.decline')} />
          </Stack>
        </Radio.Group>
        {form.values.way === 'refund' && (
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
          maxLength={500}
          {...form.getInputProps('reason')}
        />
      </FormDialog>
    </>
  );

  /** A call may have spent its part meanwhile: what is left is said at the amount. */
  function withWords(error: unknown): unknown {
    const left = isProblem(error, 'refund-above-refundable') ? error.extensions['refundableMinor'] : null;
    if (typeof left !== 'number' || !isProblem(error)) return error;
    const text = t('admin.atMost', { amount: money(left, currency ?? undefined) });
    return new ApiProblem(error.code, error.title, text, error.status, null, [{ pointer: '/amount', detail: text }]);
  }
}
