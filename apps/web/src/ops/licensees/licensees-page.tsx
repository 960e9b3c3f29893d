import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters, words } from '../ui/filters.ts';
import { LICENSEE_STATES, statusKey } from '../ui/licensee-status.tsx';
import { LicenseesTable } from './licensees-table.tsx';
import { type LicenseeFilter, useLicensees } from './use-licensees.ts';

const parse = (raw: Readonly<Record<string, unknown>>): LicenseeFilter => ({
  status: oneOf(LICENSEE_STATES, raw['status']),
  q: words(raw['q']),
});

export function LicenseesPage() {
  const { t } = useTranslation(['ops', 'common']);
  const [filter, change] = useFilters(parse);
  const { query, rows, more } = useLicensees(filter);
  const isFiltered = filter.status !== undefined || filter.q !== undefined;
  return (
    <Page
      title={t('licensees.title')}
      intro={t('licensees.intro')}
      actions={
        <Button component={Link} to="/licensees/new" leftSection={<Plus size={16} aria-hidden />}>
          {t('licensees.create')}
        </Button>
      }
    >
      <Group component="search" align="flex-end" gap="sm">
        <SearchField key={filter.q === undefined ? 'empty' : 'set'} value={filter.q} onChange={(q) => change({ q })} />
        <Select
          label={t('licensees.status')}
          data={[
            { value: '', label: t('licensees.anyStatus') },
            ...LICENSEE_STATES.map((value) => ({ value, label: t(statusKey(value)) })),
          ]}
          value={filter.status ?? ''}
          onChange={(value) => change({ status: oneOf(LICENSEE_STATES, value) })}
          allowDeselect={false}
        />
      </Group>
      <Text role="status" size="sm" c="dimmed">
        {query.isSuccess ? t('licensees.shown', { count: rows.length }) : ''}
      </Text>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          isFiltered ? (
            <EmptyState
              title={t('licensees.noneFound')}
              text={t('licensees.noneFoundText')}
              action={
                <Button variant="default" onClick={() => change({ status: undefined, q: undefined })}>
                  {t('licensees.clear')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              title={t('licensees.none')}
              text={t('licensees.noneText')}
              action={
                <Button component={Link} to="/licensees/new">
                  {t('licensees.create')}
                </Button>
              }
            />
          )
        }
      >
        {() => <LicenseesTable rows={rows} more={more} />}
      </DataView>
    </Page>
  );
}

/** Asks once the person pauses; what is typed is the field's own, so a slow answer never changes it. */
function SearchField({ value, onChange }: { value: string | undefined; onChange: (q: string | undefined) => void }) {
  const { t } = useTranslation('ops');
  const [typed, setTyped] = useState(value ?? '');
  const ask = useDebouncedCallback((text: string) => onChange(words(text)), 300);
  return (
    <TextInput
      type="search"
      label={t('licensees.search')}
      leftSection={<Search size={16} aria-hidden />}
      maxLength={80}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        ask(event.currentTarget.value);
      }}
    />
  );
}
