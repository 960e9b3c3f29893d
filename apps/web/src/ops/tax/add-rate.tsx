import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { countryOptions } from '~/shared/countries.ts';
import { parsePercent } from '~/shared/percent.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { addRate } from './use-rates.ts';

/** A country's rate from a day on. */
export function AddRate() {
  const { t } = useTranslation('ops');
  const countries = useMemo(countryOptions, []);
  const form = useProblemForm<{ country: string | null; rate: string; effectiveFrom: string }>(
    {
      initialValues: { country: null, rate: '', effectiveFrom: '' },
      validate: {
        country: (country) => (country === null ? t('tax.countryNeeded') : null),
        rate: (rate) => (parsePercent(rate) === undefined ? t('tax.badRate') : null),
        effectiveFrom: (day) => (day === '' ? t('tax.dayNeeded') : null),
      },
    },
    { rateBp: 'rate' },
  );
  const send = form.send(async ({ country, rate, effectiveFrom }) => {
    await addRate({ country: country!, rateBp: parsePercent(rate)!, effectiveFrom });
    notify(t('tax.added'));
    form.reset();
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm" align="flex-start">
        <Group align="flex-start" gap="sm">
          <Select
            label={t('tax.country')}
            data={countries}
            searchable
            allowDeselect={false}
            required
            {...form.getInputProps('country')}
          />
          <TextInput label={t('tax.rateField')} inputMode="decimal" required {...form.getInputProps('rate')} />
          <TextInput
            label={t('tax.firstDay')}
            description={t('tax.firstDayText')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="date"
            required
            {...form.getInputProps('effectiveFrom')}
          />
        </Group>
        <FormFailure failure={form.failure} />
        <Button type="submit" variant="default" loading={form.isSending}>
          {t('tax.add')}
        </Button>
      </Stack>
    </form>
  );
}
