import { Button, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { VatCheck } from '~/features/company/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { countryOptions } from '~/shared/countries.ts';
import { queryClient } from '~/shared/query.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

type Business = Schemas['BusinessInput'];

const TEXTS = ['company', 'line1', 'line2', 'postalCode', 'city', 'vatNumber'] as const;
const AUTO_COMPLETE = {
  company: 'organization',
  line1: 'address-line1',
  line2: 'address-line2',
  postalCode: 'postal-code',
  city: 'address-level2',
} as const;

type Values = Record<(typeof TEXTS)[number], string> & { isCompany: boolean; country: string | null };

const valuesOf = (business: Schemas['BusinessView'] | null): Values => ({
  isCompany: business !== null,
  country: business?.country ?? null,
  ...(Object.fromEntries(TEXTS.map((name) => [name, business?.[name] ?? ''])) as Record<
    (typeof TEXTS)[number],
    string
  >),
});

/** What was typed, without what was left out. Every needed text was found there. */
const businessOf = ({ isCompany, country, ...texts }: Values): Business | null =>
  isCompany
    ? ({
        ...Object.fromEntries(
          TEXTS.map((name) => [name, texts[name].trim()] as const).filter(([, value]) => value !== ''),
        ),
        country,
      } as Business)
    : null;

const POINTERS = Object.fromEntries([...TEXTS, 'country'].map((name) => [`business.${name}`, name]));

/** The company for which somebody calls, and what is known of its VAT number [E24]. */
export function BusinessForm({ business }: { business: Schemas['MeResponse']['business'] }) {
  const { t } = useTranslation('company');
  const common = useTranslation('common').t;
  const countries = useMemo(countryOptions, []);
  const needed = (value: string, { isCompany }: Values): string | null =>
    isCompany && value.trim() === '' ? t('business.needed') : null;
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: valuesOf(business),
      validate: {
        company: needed,
        line1: needed,
        postalCode: needed,
        city: needed,
        country: (country, { isCompany }) => (isCompany && country === null ? t('business.countryNeeded') : null),
      },
    },
    POINTERS,
  );
  const save = form.send(async (values) => {
    queryClient.setQueryData(keys.me, await unwrap(api.PATCH('/v1/me', { body: { business: businessOf(values) } })));
    void queryClient.invalidateQueries({ queryKey: keys.tax });
    notifications.show({ message: common('action.saved') });
  });
  const field = (name: keyof typeof AUTO_COMPLETE) => (
    <TextInput
      label={name === 'company' ? t('business.company') : t(name)}
      autoComplete={AUTO_COMPLETE[name]}
      required={name !== 'line2'}
      maxLength={name === 'postalCode' ? 20 : name === 'city' ? 100 : 200}
      {...form.getInputProps(name)}
    />
  );
  return (
    <form onSubmit={save} noValidate style={{ maxWidth: '40rem' }}>
      <Stack>
        <Switch label={t('business.switch')} {...form.getInputProps('isCompany', { type: 'checkbox' })} />
        {form.getValues().isCompany && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {field('company')}
            {field('line1')}
            {field('line2')}
            {field('postalCode')}
            {field('city')}
            <Select label={t('country')} data={countries} searchable required {...form.getInputProps('country')} />
            <TextInput
              label={t('business.vatNumber')}
              description={t('business.vatNumberText')}
              maxLength={30}
              {...form.getInputProps('vatNumber')}
            />
          </SimpleGrid>
        )}
        {form.getValues().isCompany && <VatCheck check={business?.vatCheck ?? null} />}
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
          {common('action.save')}
        </Button>
      </Stack>
    </form>
  );
}
