import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '~/shared/ui/index.ts';
import { type UrlFilters, dayOf } from './filters.ts';

/** The row of filters above a list. */
export function FilterBar({ children, onClear }: { children: ReactNode; onClear?: (() => void) | undefined }) {
  const { t } = useTranslation('common');
  return (
    <Group component="search" aria-label={t('filter.label')} align="flex-end" gap="sm">
      {children}
      {onClear && (
        <Button variant="subtle" leftSection={<X size={16} aria-hidden />} onClick={onClear}>
          {t('filter.clear')}
        </Button>
      )}
    </Group>
  );
}

interface SearchFilterProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

const PAUSE_MS = 350;

/** Looks when the typing pauses. */
export function SearchFilter({ label, placeholder, value, onChange }: SearchFilterProps) {
  const [typed, setTyped] = useState(value ?? '');
  const [shown, setShown] = useState(value);
  const search = useDebouncedCallback((text: string) => onChange(text.trim()), PAUSE_MS);
  // The address changed by another hand than this field's: filters cleared, a link followed.
  if (value !== shown) {
    setShown(value);
    if ((value ?? '') !== typed.trim()) setTyped(value ?? '');
  }
  return (
    <TextInput
      type="search"
      label={label}
      placeholder={placeholder}
      maxLength={80}
      leftSection={<Search size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        search(currentTarget.value);
      }}
      style={{ flex: '1 1 14rem' }}
    />
  );
}

interface SelectFilterProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T | null) => void;
}

export function SelectFilter<T extends string>({ label, value, choices, onChange }: SelectFilterProps<T>) {
  const { t } = useTranslation('common');
  return (
    <Select
      label={label}
      data={[{ value: '', label: t('filter.any') }, ...choices]}
      value={value ?? ''}
      onChange={(next) => onChange(next ? next : null)}
      allowDeselect={false}
      style={{ flex: '0 1 12rem' }}
    />
  );
}

/** First and last day. */
export function PeriodFilter({ filters }: { filters: Pick<UrlFilters<'from' | 'to'>, 'values' | 'set'> }) {
  const { t } = useTranslation('common');
  const { values, set } = filters;
  const [from, to] = [dayOf(values.from, 'from'), dayOf(values.to, 'to')];
  return (
    <>
      <TextInput
        type="date"
        label={t('field.from')}
        max={to || undefined}
        value={from}
        onChange={({ currentTarget }) => set({ from: currentTarget.value || null })}
      />
      <TextInput
        type="date"
        label={t('field.to')}
        min={from || undefined}
        value={to}
        onChange={({ currentTarget }) => set({ to: currentTarget.value || null })}
      />
    </>
  );
}

interface NoRowsProps {
  readonly filters: Pick<UrlFilters<string>, 'isFiltered' | 'clear'>;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

/** Why a list is empty: the filters leave nothing, or there is nothing yet. */
export function NoRows({ filters, title, text, action }: NoRowsProps) {
  const { t } = useTranslation('common');
  if (!filters.isFiltered) return <EmptyState title={title} text={text} action={action} />;
  return (
    <EmptyState
      title={t('filter.none')}
      text={t('filter.noneText')}
      action={
        <Button variant="default" onClick={filters.clear}>
          {t('filter.clear')}
        </Button>
      }
    />
  );
}
