import { type InputWrapperProps, PasswordInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CountrySelect } from '~/features/company/index.ts';
import { LANGUAGES, localeTag } from '~/shared/i18n.ts';
import { nameOfCurrency } from '../ui/format.ts';
import type { CreateForm } from './use-create-form.ts';

/** Hints stand below, so that fields beside each other begin at the same height. */
const HINT_BELOW = { inputWrapperOrder: ['label', 'input', 'description', 'error'] } satisfies InputWrapperProps;

export function BrandFields({ form }: { form: CreateForm }) {
  const { t } = useTranslation('ops');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput label={t('create.name')} required maxLength={80} {...form.getInputProps('name')} />
      <TextInput
        label={t('create.shortName')}
        description={t('create.shortNameText')}
        {...HINT_BELOW}
        required
        maxLength={16}
        {...form.getInputProps('shortName')}
      />
      <TextInput
        label={t('create.slug')}
        description={t('create.slugText')}
        {...HINT_BELOW}
        required
        maxLength={40}
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps('slug')}
      />
      <CountrySelect label={t('create.country')} {...form.getInputProps('country')} />
      <Select
        label={t('create.currency')}
        description={t('create.currencyText')}
        {...HINT_BELOW}
        required
        searchable
        limit={50}
        data={Intl.supportedValuesOf('currency').map((value) => ({
          value,
          label: t('create.currencyOption', { code: value, name: nameOfCurrency(value) }),
        }))}
        nothingFoundMessage={t('create.nothingFound')}
        {...form.getInputProps('currency')}
        value={form.values.currency || null}
        onChange={(value: string | null) => form.setFieldValue('currency', value ?? '')}
      />
      <Select
        label={t('create.locale')}
        description={t('create.localeText')}
        {...HINT_BELOW}
        required
        allowDeselect={false}
        data={LANGUAGES.map((value) => ({
          value,
          label: new Intl.DisplayNames([localeTag()], { type: 'language' }).of(value) ?? value,
        }))}
        {...form.getInputProps('locale')}
      />
      <Select
        label={t('create.timeZone')}
        description={t('create.timeZoneText')}
        {...HINT_BELOW}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('create.clearTimeZone') }}
        limit={50}
        data={Intl.supportedValuesOf('timeZone')}
        nothingFoundMessage={t('create.nothingFound')}
        {...form.getInputProps('timeZone')}
        value={form.values.timeZone || null}
        onChange={(value: string | null) => form.setFieldValue('timeZone', value ?? '')}
      />
    </SimpleGrid>
  );
}

export function OwnerFields({ form }: { form: CreateForm }) {
  const { t } = useTranslation('ops');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput label={t('create.ownerName')} maxLength={80} autoComplete="off" {...form.getInputProps('ownerName')} />
      <TextInput
        label={t('create.ownerEmail')}
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        {...form.getInputProps('ownerEmail')}
      />
      <PasswordInput
        label={t('create.ownerPassword')}
        description={t('create.ownerPasswordText')}
        required
        maxLength={200}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        {...form.getInputProps('ownerPassword')}
      />
    </SimpleGrid>
  );
}
