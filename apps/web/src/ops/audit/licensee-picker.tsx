import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { words } from '../ui/filters.ts';

const useMatches = (q: string | undefined) =>
  useQuery({
    queryKey: ['licensees', 'matches', q],
    queryFn: () => unwrap(api.GET('/v1/operator/licensees', { params: { query: { limit: 20, q } } })),
    placeholderData: keepPreviousData,
  });

/** The chosen one may be in none of the matches, so it is read by its id. */
const useChosen = (id: string | undefined) =>
  useQuery({
    queryKey: ['licensee', id],
    queryFn: () => unwrap(api.GET('/v1/operator/licensees/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
  });

/** Finds one licensee among however many there are. */
export function LicenseePicker({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const { t } = useTranslation('ops');
  const chosen = useChosen(value).data;
  const [typed, setTyped] = useState('');
  // Opening the list after a choice starts with the name that is in the field: then everything is offered, not that one.
  const [asked] = useDebouncedValue(typed === chosen?.name ? undefined : words(typed), 300);
  const matches = useMatches(asked).data?.data ?? [];
  const options = chosen && !matches.some(({ id }) => id === chosen.id) ? [chosen, ...matches] : matches;
  return (
    <Select
      label={t('audit.licensee')}
      placeholder={t('audit.anyLicensee')}
      maw={360}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('audit.all') }}
      data={options.map(({ id, name }) => ({ value: id, label: name }))}
      filter={({ options: found }) => found}
      nothingFoundMessage={t('create.nothingFound')}
      onSearchChange={setTyped}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}
