import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useAdvisors } from '../advisors/data.ts';
import { useRecordPayout } from './data.ts';

const CURRENCY = /^[A-Z]{3}$/;
const PAUSE_MS = 300;

/** A payment that was made outside: to whom, how much, when, and by what it is found again. */
export function RecordPayout({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('money');
  const record = useRecordPayout();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const { rows } = useAdvisors(q === '' || q === chosen?.label ? {} : { q });
  const form = useProblemForm(
    {
      initialValues: { advisor: '', amount: '', currency: boot.site.currency, paidOn: '', reference: '' },
      validate: {
        advisor: (id) => (id === '' ? t('outside.wrong.advisor') : null),
        amount: (text, { currency }) => (parseMoney(text, currency) ? null : t('outside.wrong.amount')),
        currency: (code) => (CURRENCY.test(code) ? null : t('outside.wrong.currency')),
        paidOn: (day) => (day === '' ? t('outside.wrong.paidOn') : null),
        reference: (text) => (text.trim() === '' ? t('outside.wrong.reference') : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const choices = rows.map(({ id, displayName, email }) => ({ value: id, label: `${displayName} (${email})` }));
  const data = chosen && !choices.some(({ value }) => value === chosen.value) ? [chosen, ...choices] : choices;
  const send = form.send(async ({ advisor, amount, currency, paidOn, reference }) => {
    try {
      const done = await record(advisor, {
        amountMinor: parseMoney(amount, currency)!,
        currency,
        paidOn,
        reference: reference.trim(),
      });
      announce(
        t('outside.done', {
          amount: money(done.amountMinor, done.currency),
          owed: money(done.owedMinor, done.currency),
        }),
      );
      onClose();
    } catch (error) {
      if (!isProblem(error, 'insufficient-funds')) throw error;
      form.setFieldError('amount', t('outside.wrong.above'));
      form.getInputNode('amount')?.focus();
    }
  });
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={t('outside.record')}
      form={form}
      onSubmit={send}
      submitLabel={t('outside.submit')}
    >
      <Select
        label={t('outside.advisor')}
        required
        searchable
        data={data}
        // The API has looked already, also in what is not shown.
        filter={({ options }) => options}
        nothingFoundMessage={t('outside.nobody')}
        onSearchChange={setTyped}
        {...form.getInputProps('advisor')}
        value={chosen?.value ?? null}
        onChange={(id, option) => {
          setChosen(id === null ? null : option);
          form.setFieldValue('advisor', id ?? '');
        }}
      />
      <TextInput
        label={t('outside.amount')}
        description={t('outside.amountText')}
        required
        inputMode="decimal"
        {...form.getInputProps('amount')}
      />
      <TextInput label={t('outside.currency')} required maxLength={3} {...form.getInputProps('currency')} />
      <TextInput label={t('outside.paidOn')} required type="date" {...form.getInputProps('paidOn')} />
      <TextInput
        label={t('outside.reference')}
        description={t('outside.referenceText')}
        required
        maxLength={200}
        {...form.getInputProps('reference')}
      />
    </FormDialog>
  );
}
