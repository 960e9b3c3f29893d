import { SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { percent } from '~/shared/format.ts';
import { type CreateForm, restOf } from './use-create-form.ts';

export function ShareFields({ form }: { form: CreateForm }) {
  const { t } = useTranslation('ops');
  const rest = restOf(form.values);
  const common = { required: true, inputMode: 'decimal', maxLength: 8, autoComplete: 'off' } as const;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput label={t('create.operatorShare')} {...common} {...form.getInputProps('operatorShare')} />
        <TextInput label={t('create.advisorShare')} {...common} {...form.getInputProps('advisorShare')} />
        <TextInput label={t('create.taxRate')} {...common} {...form.getInputProps('taxRate')} />
      </SimpleGrid>
      <Text size="sm" role="status">
        {rest === undefined ? t('create.restUnknown') : t('create.rest', { share: percent(rest) })}
      </Text>
    </>
  );
}
