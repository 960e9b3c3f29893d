import { SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { CountrySelect } from './country-select.tsx';

type Company = Omit<Schemas['ChangeBillingProfile'], 'revision'>;

/** Name, what browsers fill in, and whether it is needed. */
const FIELDS = [
  ['company', 'organization', true],
  ['fullName', 'name', true],
  ['email', 'email', true],
  ['phone', 'tel', false],
  ['line1', 'address-line1', true],
  ['line2', 'address-line2', false],
  ['postalCode', 'postal-code', true],
  ['city', 'address-level2', true],
  ['region', 'address-level1', false],
  ['country', 'country', true],
  ['taxNumber', 'off', false],
] as const satisfies readonly [keyof Company, string, boolean][];

export type CompanyValues = Record<(typeof FIELDS)[number][0], string>;

/** What a form of it begins with. */
export const companyTexts = (known: { readonly [name in keyof CompanyValues]?: string | null } | null): CompanyValues =>
  Object.fromEntries(FIELDS.map(([name]) => [name, known?.[name] ?? ''])) as CompanyValues;

/** Checks of the fields that are needed. */
export const companyRules = (missing: (value: string) => string | null) =>
  Object.fromEntries(FIELDS.filter(([, , isRequired]) => isRequired).map(([name]) => [name, missing]));

/** What was typed, without what was left out. Every needed text was found there. */
export function companyOf(values: CompanyValues): Company {
  const typed = FIELDS.map(([name]) => [name, values[name].trim()] as const).filter(([, value]) => value !== '');
  return Object.fromEntries(typed) as Company;
}

/** Who invoices are for. */
export function CompanyFields<V extends CompanyValues>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation('company');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {FIELDS.map(([name, autoComplete, isRequired]) =>
        name === 'country' ? (
          <CountrySelect key={name} label={t(name)} {...form.getInputProps(name)} />
        ) : (
          <TextInput
            key={name}
            label={t(name)}
            description={name === 'taxNumber' ? t('taxNumberText') : undefined}
            autoComplete={autoComplete}
            required={isRequired}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps(name)}
          />
        ),
      )}
    </SimpleGrid>
  );
}
