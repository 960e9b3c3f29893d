import { Button, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Gift } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useGrantCredit } from './data.ts';

const MAX_MINOR = 100_000;

/** Promo credit is the licensee's own money: says so before it is given. */
export function GrantCreditButton({ id, currency }: { id: string; currency: string }) {
  const { t } = useTranslation('admin');
  const [isOpen, { open, close }] = useDisclosure(false);
  const grant = useGrantCredit(id);
  const form = useProblemForm(
    {
      initialValues: { amount: '', reason: '', endsOn: '' },
      validate: {
        amount: (typed) => {
          const minor = parseMoney(typed, currency) ?? 0;
          if (minor === 0) return t('people.credit.invalid');
          return minor > MAX_MINOR ? t('people.credit.tooMuch', { max: money(MAX_MINOR, currency) }) : null;
        },
        reason: (reason) => (reason.trim() === '' ? t('people.credit.reasonNeeded') : null),
      },
    },
    { amountMinor: 'amount', expiresAt: 'endsOn' },
  );
  const send = form.send(async ({ amount, reason, endsOn }) => {
    const credit = await grant({
      amountMinor: parseMoney(amount, currency) ?? 0,
      reason: reason.trim(),
      ...(endsOn === '' ? {} : { expiresAt: new Date(`${endsOn}T23:59:59`).toISOString() }),
    });
    const message = t('people.credit.done', { amount: money(credit.amountMinor, credit.currency) });
    notifications.show({ color: 'success', message });
    announce(message);
    form.reset();
    close();
  });
  return (
    <>
      <Button variant="default" leftSection={<Gift size={16} aria-hidden />} onClick={open}>
        {t('people.credit.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('people.credit.title')}
        form={form}
        onSubmit={send}
        submitLabel={t('people.credit.action')}
      >
        <Text>{t('people.credit.text')}</Text>
        <TextInput
          label={t('people.credit.amount', { currency })}
          inputMode="decimal"
          required
          data-autofocus
          {...form.getInputProps('amount')}
        />
        <TextInput label={t('people.credit.reason')} required maxLength={200} {...form.getInputProps('reason')} />
        <TextInput type="date" label={t('people.credit.endsOn')} {...form.getInputProps('endsOn')} />
      </FormDialog>
    </>
  );
}
