import { Code, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataTable, DataView, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, PeriodFilter, SearchFilter, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, period, useFilters } from '../parts/filters.ts';
import { API_KEYS } from './use-developers.ts';

const NAMES = ['key', 'route', 'outcome', 'from', 'to'] as const;
const OUTCOMES = ['ok', 'refused', 'failed'] as const;

const toneOf = (status: number): Tone => (status < 400 ? 'good' : status < 500 ? 'busy' : 'bad');

/** Keys to choose from: the hundred newest, those that ended too. */
const useKeys = () =>
  useQuery({
    queryKey: [...API_KEYS, 'newest'],
    queryFn: () => unwrap(api.GET('/v1/staff/api-keys', { params: { query: { limit: 100 } } })),
  });

/** What was asked with keys, newest first. */
export function AccessLog() {
  const { t } = useTranslation('developers');
  const filters = useFilters(NAMES);
  const { values, set } = filters;
  const keys = useKeys().data?.data ?? [];
  const outcome = oneOf(values.outcome, OUTCOMES);
  const keyId = oneOf(
    values.key,
    keys.map(({ id }) => id),
  );
  const filter = {
    ...(keyId && { keyId }),
    ...(values.route && { route: values.route }),
    ...(outcome && { outcome }),
    ...period(values),
  };
  const { query, rows, more } = usePaged<Schemas['ApiAccessView']>(['api-access', filter], (cursor) =>
    unwrap(api.GET('/v1/staff/api-access', { params: { query: { cursor, ...filter } } })),
  );
  return (
    <Stack>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SelectFilter
          label={t('log.key')}
          value={keyId}
          choices={keys.map(({ id, name, hint }) => ({ value: id, label: `${name} (${hint})` }))}
          onChange={(key) => set({ key })}
        />
        <SearchFilter
          label={t('log.route')}
          placeholder="/v1/users/:id"
          value={values.route}
          onChange={(route) => set({ route })}
        />
        <SelectFilter
          label={t('log.outcome')}
          value={outcome}
          choices={OUTCOMES.map((value) => ({ value, label: t(`log.${value}`) }))}
          onChange={(value) => set({ outcome: value })}
        />
        <PeriodFilter filters={filters} />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<NoRows filters={filters} title={t('log.none')} text={t('log.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('log.title')}
            rows={rows}
            rowKey={({ requestId }) => requestId}
            more={more}
            columns={[
              { id: 'at', header: t('log.at'), cell: ({ at }) => dateTime(at) },
              { id: 'key', header: t('log.key'), cell: ({ keyName }) => keyName },
              {
                id: 'request',
                header: t('log.request'),
                cell: ({ method, route }) => <Code>{`${method} ${route}`}</Code>,
              },
              {
                id: 'status',
                header: t('log.status'),
                cell: ({ status }) => <StatusBadge tone={toneOf(status)}>{String(status)}</StatusBadge>,
              },
              {
                id: 'duration',
                header: t('log.duration'),
                numeric: true,
                cell: ({ durationMs }) => t('log.durationMs', { ms: durationMs }),
              },
              { id: 'ip', header: t('log.address'), cell: ({ ip }) => ip ?? '–' },
            ]}
          />
        )}
      </DataView>
    </Stack>
  );
}
