import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { date } from '~/shared/format.ts';
import { type Column, DataTable, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { usePeople } from './data.ts';
import { ROLES, STATUSES, STATUS_TONE } from './labels.ts';

/** Everybody of the licensee, found by id, address or name [L5]. */
export function PeoplePage() {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const filters = useFilters(['q', 'role', 'status'] as const);
  const { values, set } = filters;
  const [role, status] = [oneOf(values.role, ROLES), oneOf(values.status, STATUSES)];
  const { query, rows, more } = usePeople({
    ...(values.q && { q: values.q }),
    ...(role && { role }),
    ...(status && { status }),
  });
  const columns: Column<Schemas['PersonResponse']>[] = [
    {
      id: 'name',
      header: t('people.column.name'),
      cell: ({ id, displayName }) => <IdLink id={id}>{displayName}</IdLink>,
    },
    { id: 'email', header: t('people.column.email'), cell: ({ email }) => email || '–' },
    {
      id: 'role',
      header: t('people.column.role'),
      cell: (person) => t(`people.role.${person.role}`),
    },
    {
      id: 'status',
      header: t('people.column.status'),
      cell: (person) => (
        <StatusBadge tone={STATUS_TONE[person.status]}>{t(`people.status.${person.status}`)}</StatusBadge>
      ),
    },
    { id: 'since', header: t('people.column.since'), cell: ({ createdAt }) => date(createdAt) },
  ];
  const isMasked = staff.is('finance', 'analyst');
  return (
    <Page title={t('people.title')} intro={t(isMasked ? 'people.introMasked' : 'people.intro')}>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SearchFilter
          label={t(isMasked ? 'people.filter.qMasked' : 'people.filter.q')}
          value={values.q}
          onChange={(q) => set({ q })}
        />
        <SelectFilter
          label={t('people.filter.role')}
          value={role}
          choices={ROLES.map((value) => ({ value, label: t(`people.role.${value}`) }))}
          onChange={(value) => set({ role: value })}
        />
        <SelectFilter
          label={t('people.filter.status')}
          value={status}
          choices={STATUSES.map((value) => ({ value, label: t(`people.status.${value}`) }))}
          onChange={(value) => set({ status: value })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <NoRows
            filters={filters}
            title={t('people.none')}
            text={t('people.noneText')}
            action={
              <Button component="a" href="/" target="_blank" variant="default">
                {t('shell.openSite')}
              </Button>
            }
          />
        }
      >
        {() => (
          <DataTable caption={t('people.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
    </Page>
  );
}
