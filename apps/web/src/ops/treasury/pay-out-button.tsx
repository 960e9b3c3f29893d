import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Landmark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { inWords } from '~/shared/in-words.ts';
import { FormDialog, useProblemForm } from '~/shared/ui/index.ts';
import { nameOfCurrency } from '../ui/format.ts';
import { notify } from '../ui/notify.ts';
import { payOut } from './use-treasury.ts';

const MIN_REASON = 3;

interface Values extends Record<string, unknown> {
  amount: string;
  reason: string;
}

/** Sends a part of the surplus to the operator's bank; the button of the dialog says the amount once more. */
export function PayOutButton({ currency, surplusMinor }: { currency: string; surplusMinor: number }) {
  const { t } = useTranslation('ops');
  const [isOpen, { open, close }] = useDisclosure(false);
  const atMost = (minor: number): string => t('treasury.atMost', { amount: money(minor, currency) });
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { amount: '', reason: '' },
      validate: {
        amount: (typed) => {
          const minor = parseMoney(typed, currency) ?? 0;
          if (minor === 0) return t('treasury.notAnAmount');
          return minor > surplusMinor ? atMost(surplusMinor) : null;
        },
        reason: (typed) => (typed.trim().length < MIN_REASON ? t('reason.tooShort', { count: MIN_REASON }) : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const asked = parseMoney(form.values.amount, currency);
  const send = form.send(async ({ reason }) => {
    await payOut({ amountMinor: asked!, currency, reason: reason.trim() }).catch((error: unknown) => {
      throw withWords(error);
    });
    notify(t('treasury.sent', { amount: money(asked!, currency) }));
    form.reset();
    close();
  });
  return (
    <>
      <Button leftSection={<Landmark size={16} aria-hidden />} onClick={open}>
        {t('treasury.payOutOf', { currency: nameOfCurrency(currency) })}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('treasury.payOutTitle')}
        form={form}
        onSubmit={send}
        submitLabel={asked ? t('treasury.payOutAmount', { amount: money(asked, currency) }) : t('treasury.payOut')}
      >
        <Text>{t('treasury.payOutText')}</Text>
        <TextInput
          label={t('treasury.amountIn', { currency })}
          description={atMost(surplusMinor)}
          inputMode="decimal"
          required
          data-autofocus
          {...form.getInputProps('amount')}
        />
        <TextInput
          label={t('reason.label')}
          description={t('treasury.reasonText')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
      </FormDialog>
    </>
  );

  /** What may leave is counted again by the API: others may have been paid meanwhile, or the money is not available yet. */
  function withWords(error: unknown): unknown {
    const left = isProblem(error, 'above-surplus') ? error.extensions['surplusMinor'] : null;
    if (typeof left !== 'number' || !isProblem(error)) return error;
    const text = left === 0 ? t('treasury.nothingNow') : t('treasury.atMostNow', { amount: money(left, currency) });
    return inWords(error, text, 'amountMinor');
  }
}
