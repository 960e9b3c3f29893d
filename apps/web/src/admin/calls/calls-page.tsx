import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { DataView, Page } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { FilterBar, NoRows, PeriodFilter, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, period, queryOf, useFilters } from '../parts/filters.ts';
import { CallTable } from './call-list.tsx';
import { type CallFilter, useCalls } from './data.ts';
import { END_REASONS, endReasonKey } from './labels.ts';
import { LiveCalls } from './live-calls.tsx';

const NAMES = ['q', 'state', 'endReason', 'from', 'to', 'advisorId', 'callerId'] as const;
const STATES = ['live', 'ended'] as const;

/** What runs now, and every call there was [L7]. */
export function CallsPage() {
  const { t } = useTranslation('admin');
  const filters = useFilters(NAMES);
  const { values, set } = filters;
  const [state, endReason] = [oneOf(values.state, STATES), oneOf(values.endReason, END_REASONS)];
  const filter: CallFilter = {
    ...(values.q && { q: values.q }),
    ...(state && { state }),
    ...(endReason && { endReason }),
    ...(values.advisorId && { advisorId: values.advisorId }),
    ...(values.callerId && { callerId: values.callerId }),
    ...period(values),
  };
  const { query, rows, more } = useCalls(filter);
  return (
    <Page
      title={t('calls.title')}
      intro={t('calls.intro')}
      actions={
        <DownloadButton
          path={`/v1/calls${queryOf({ ...filter, format: 'csv' })}`}
          fileName="calls.csv"
          label={t('calls.csv')}
        />
      }
    >
      <LiveCalls />
      <Section title={t('calls.all')}>
        <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
          <SearchFilter
            label={t('calls.filter.q')}
            placeholder={t('calls.filter.qHint')}
            value={values.q}
            onChange={(q) => set({ q })}
          />
          <SelectFilter
            label={t('calls.filter.state')}
            value={state}
            choices={STATES.map((value) => ({ value, label: t(`calls.state.${value}`) }))}
            onChange={(value) => set({ state: value })}
          />
          <SelectFilter
            label={t('calls.filter.endReason')}
            value={endReason}
            choices={END_REASONS.map((value) => ({ value, label: t(endReasonKey(value)) }))}
            onChange={(value) => set({ endReason: value })}
          />
          <SearchFilter
            label={t('calls.filter.advisor')}
            value={values.advisorId}
            onChange={(advisorId) => set({ advisorId })}
          />
          <SearchFilter
            label={t('calls.filter.caller')}
            value={values.callerId}
            onChange={(callerId) => set({ callerId })}
          />
          <PeriodFilter filters={filters} />
        </FilterBar>
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={
            <NoRows
              filters={filters}
              title={t('calls.none')}
              text={t('calls.noneText')}
              action={
                <Button component={Link} to="/advisors" variant="default">
                  {t('calls.toAdvisors')}
                </Button>
              }
            />
          }
        >
          {() => <CallTable caption={t('calls.all')} rows={rows} more={more} />}
        </DataView>
      </Section>
    </Page>
  );
}
