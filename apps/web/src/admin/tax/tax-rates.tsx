import { Button, Group, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { countryName, countryOptions } from '~/shared/countries.ts';
import { percent } from '~/shared/format.ts';
import { parsePercent } from '~/shared/percent.ts';
import { type Column, DataTable, DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';

type Row = Schemas['TaxRateView'];

const KEY = ['tax-rates'];

/** The platform's rates and the licensee's own beside them. */
export function TaxRates() {
  const { t } = useTranslation('admin');
  const mayChange = useStaff().is('owner', 'admin');
  const rates = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/staff/tax-rates')) });
  const shown = (rateBp: number | null): string => (rateBp === null ? t('tax.noRate') : percent(rateBp));
  const columns: Column<Row>[] = [
    { id: 'country', header: t('tax.column.country'), cell: ({ country }) => countryName(country) ?? country },
    { id: 'rate', header: t('tax.column.rate'), numeric: true, cell: ({ rateBp }) => shown(rateBp) },
    {
      id: 'platform',
      header: t('tax.column.platform'),
      numeric: true,
      cell: ({ platformRateBp }) => shown(platformRateBp),
    },
    {
      id: 'own',
      header: t('tax.column.own'),
      cell: ({ own }) =>
        own.length === 0
          ? '–'
          : own
              .map(({ effectiveFrom, rateBp }) =>
                rateBp === null
                  ? t('tax.platformFrom', { day: effectiveFrom })
                  : t('tax.ownFrom', { rate: percent(rateBp), day: effectiveFrom }),
              )
              .join(', '),
    },
  ];
  return (
    <Section title={t('tax.rates')} text={t('tax.ratesText')}>
      {mayChange && <SetRate />}
      <DataView query={rates}>
        {({ data }) => (
          <DataTable caption={t('tax.rates')} rows={data} rowKey={({ country }) => country} columns={columns} />
        )}
      </DataView>
    </Section>
  );
}

function SetRate() {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const countries = useMemo(countryOptions, []);
  const form = useProblemForm<{ country: string | null; rate: string; effectiveFrom: string }>(
    {
      initialValues: { country: null, rate: '', effectiveFrom: '' },
      validate: {
        country: (country) => (country === null ? t('tax.countryNeeded') : null),
        rate: (rate) => (rate.trim() !== '' && parsePercent(rate) === undefined ? t('tax.badRate') : null),
      },
    },
    { rateBp: 'rate' },
  );
  const send = form.send(async ({ country, rate, effectiveFrom }) => {
    const body = {
      country: country!,
      rateBp: rate.trim() === '' ? null : parsePercent(rate)!,
      ...(effectiveFrom === '' ? {} : { effectiveFrom }),
    };
    client.setQueryData(KEY, await unwrap(api.POST('/v1/staff/tax-rates', { body })));
    announce(t('tax.saved'));
    form.reset();
  });
  return (
    <form onSubmit={send} noValidate>
      <Group align="flex-start" gap="sm" mb="md">
        <Select
          label={t('tax.column.country')}
          data={countries}
          searchable
          required
          {...form.getInputProps('country')}
        />
        <TextInput
          label={t('tax.rateField')}
          description={t('tax.rateText')}
          inputMode="decimal"
          {...form.getInputProps('rate')}
        />
        <TextInput
          label={t('tax.from')}
          description={t('tax.fromText')}
          type="date"
          {...form.getInputProps('effectiveFrom')}
        />
      </Group>
      <FormFailure failure={form.failure} />
      <Button type="submit" variant="default" loading={form.isSending} mb="md">
        {t('tax.set')}
      </Button>
    </form>
  );
}
