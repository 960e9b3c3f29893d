import { Button, Group, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { ACTIONS, type Action } from './actions.ts';
import type { AuditFilters } from './filters.ts';

const ACTOR = /^usr_[0-9a-z]{26}$/;
const SUBJECT = /^[A-Za-z0-9_.:-]{1,253}$/;
const NONE = { action: '', actor: '', subject: '', from: '', to: '' };

interface AuditFiltersFormProps {
  readonly filters: AuditFilters;
  readonly onFilter: (filters: AuditFilters) => void;
}

export function AuditFiltersForm({ filters, onFilter }: AuditFiltersFormProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const form = useForm({
    mode: 'controlled',
    initialValues: { ...NONE, ...defined(filters) },
    validate: {
      actor: (typed) => (typed === '' || ACTOR.test(typed.trim()) ? null : t('audit.wrongActor')),
      subject: (typed) => (typed === '' || SUBJECT.test(typed.trim()) ? null : t('audit.wrongSubject')),
    },
  });
  const submit = form.onSubmit((values) =>
    onFilter(
      Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : []))),
    ),
  );
  const isFiltered = Object.keys(defined(filters)).length > 0;
  return (
    <form onSubmit={submit} role="search" aria-label={t('audit.filter')}>
      <Group align="flex-end" gap="sm">
        <Select
          label={t('audit.what')}
          placeholder={t('audit.everything')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('audit.clearAction') }}
          w={240}
          data={(Object.keys(ACTIONS) as Action[]).map((action) => ({ value: action, label: t(ACTIONS[action]) }))}
          {...form.getInputProps('action')}
          value={form.values.action || null}
          onChange={(value) => form.setFieldValue('action', value ?? '')}
        />
        <TextInput label={t('audit.actorId')} placeholder="usr_" w={220} {...form.getInputProps('actor')} />
        <TextInput label={t('audit.subjectField')} w={200} {...form.getInputProps('subject')} />
        <TextInput type="date" label={common('field.from')} {...form.getInputProps('from')} />
        <TextInput type="date" label={common('field.to')} {...form.getInputProps('to')} />
        <Button type="submit" variant="default">
          {t('audit.apply')}
        </Button>
        {isFiltered && (
          <Button variant="subtle" onClick={() => onFilter({})}>
            {t('audit.clear')}
          </Button>
        )}
      </Group>
    </form>
  );
}

const defined = (filters: AuditFilters): Partial<Record<keyof AuditFilters, string>> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
