import { Button, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Schemas, isProblem } from '~/shared/api/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useRefundWallet } from './data.ts';

interface Values extends Record<string, unknown> {
  way: 'all' | 'amount';
  amount: string;
  reason: string;
}

/** Unspent money goes back to the cards that it came from, newest payment first; the person sees the reason. */
export function RefundWalletButton({ id, wallet }: { id: string; wallet: Schemas['PersonWalletView'] }) {
  const { t } = useTranslation('money');
  const [isOpen, { open, close }] = useDisclosure(false);
  const refund = useRefundWallet(id);
  const { currency, paidMinor } = wallet;
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { way: 'all', amount: '', reason: '' },
      validate: {
        amount: (typed, { way }) =>
          way === 'amount' && (parseMoney(typed, currency) ?? 0) === 0 ? t('payBack.invalid') : null,
        reason: (reason) => (reason.trim() === '' ? t('payBack.reasonNeeded') : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const send = form.send(async ({ way, amount, reason }) => {
    const chosen = way === 'amount' ? { amountMinor: parseMoney(amount, currency)! } : {};
    const done = await refund({ ...chosen, reason: reason.trim() }).catch((error: unknown) => {
      throw withWords(error);
    });
    const message = t('payBack.done', { amount: money(done.amountMinor, done.currency) });
    notifications.show({ color: 'success', message });
    announce(message);
    form.reset();
    close();
  });
  return (
    <>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} disabled={paidMinor === 0} onClick={open}>
        {t('payBack.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('payBack.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('payBack.action')}
      >
        <Text>{t('payBack.text', { paid: money(paidMinor, currency) })}</Text>
        <Radio.Group label={t('payBack.how')} {...form.getInputProps('way')}>
          <Stack gap="xs" mt="xs">
            <Radio value="all" label={t('payBack.all')} />
            <Radio value="amount" label={t('payBack.some')} />
          </Stack>
        </Radio.Group>
        {form.values.way === 'amount' && (
          <TextInput
            label={t('payBack.amount', { currency })}
            inputMode="decimal"
            required
            {...form.getInputProps('amount')}
          />
        )}
        <TextInput
          label={t('payBack.reason')}
          description={t('payBack.reasonText')}
          required
          maxLength={500}
          {...form.getInputProps('reason')}
        />
      </FormDialog>
    </>
  );

  /** The exact amount that can go back is known when more was asked for. */
  function withWords(error: unknown): unknown {
    const left = isProblem(error, 'refund-above-refundable') ? error.extensions['refundableMinor'] : null;
    if (typeof left !== 'number' || !isProblem(error)) return error;
    const text = left === 0 ? t('payBack.nothing') : t('payBack.atMost', { amount: money(left, currency) });
    return new ApiProblem('refund-refused', error.title, text, error.status, null);
  }
}
