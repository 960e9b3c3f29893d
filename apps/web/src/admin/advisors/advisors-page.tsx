import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money, number } from '~/shared/format.ts';
import { type Column, DataTable, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { useAdvisors } from './data.ts';
import { type Advisor, LIVE_TONE, STATUSES, STATUS_TONE } from './labels.ts';

/** Everybody who takes calls here, in every state [L4]. */
export function AdvisorsPage() {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const filters = useFilters(['q', 'status'] as const);
  const { values, set } = filters;
  const status = oneOf(values.status, STATUSES);
  const { query, rows, more } = useAdvisors({ ...(values.q && { q: values.q }), ...(status && { status }) });
  const columns = useColumns();
  const invite = staff.is('owner', 'admin') && (
    <Button component={Link} to="/advisors/invite" leftSection={<UserPlus size={16} aria-hidden />}>
      {t('advisors.invite.action')}
    </Button>
  );
  return (
    <Page title={t('advisors.title')} intro={t('advisors.intro')} actions={invite}>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SearchFilter label={t('advisors.filter.q')} value={values.q} onChange={(q) => set({ q })} />
        <SelectFilter
          label={t('advisors.filter.status')}
          value={status}
          choices={STATUSES.map((value) => ({ value, label: t(`advisors.status.${value}`) }))}
          onChange={(value) => set({ status: value })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <NoRows
            filters={filters}
            title={t('advisors.none')}
            text={t('advisors.noneText')}
            action={invite || undefined}
          />
        }
      >
        {() => (
          <DataTable caption={t('advisors.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
    </Page>
  );
}

function useColumns(): Column<Advisor>[] {
  const { t } = useTranslation('admin');
  const rate = (minor: number | null, currency: string): string => (minor === null ? '–' : money(minor, currency));
  return [
    {
      id: 'name',
      header: t('advisors.column.name'),
      cell: ({ id, displayName }) => <IdLink id={id}>{displayName}</IdLink>,
    },
    { id: 'email', header: t('advisors.column.email'), cell: ({ email }) => email },
    {
      id: 'status',
      header: t('advisors.column.status'),
      cell: ({ status }) => <StatusBadge tone={STATUS_TONE[status]}>{t(`advisors.status.${status}`)}</StatusBadge>,
    },
    {
      id: 'live',
      header: t('advisors.column.live'),
      cell: ({ liveStatus }) => (
        <StatusBadge tone={LIVE_TONE[liveStatus]}>{t(`advisors.live.${liveStatus}`)}</StatusBadge>
      ),
    },
    {
      id: 'voice',
      header: t('advisors.column.voice'),
      numeric: true,
      cell: ({ voiceRateMinor, currency }) => rate(voiceRateMinor, currency),
    },
    {
      id: 'video',
      header: t('advisors.column.video'),
      numeric: true,
      cell: ({ videoRateMinor, currency }) => rate(videoRateMinor, currency),
    },
    {
      id: 'rating',
      header: t('advisors.column.rating'),
      numeric: true,
      cell: ({ ratingAverage, ratingCount }) =>
        ratingAverage === null
          ? '–'
          : t('advisors.ratingOf', { count: ratingCount, stars: number(ratingAverage), ratings: number(ratingCount) }),
    },
  ];
}
