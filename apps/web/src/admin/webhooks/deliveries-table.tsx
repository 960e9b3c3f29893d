import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataTable, DataView, StatusBadge } from '~/shared/ui/index.ts';
import { FilterBar, NoRows, SelectFilter } from '../parts/filter-fields.tsx';
import { oneOf, useFilters } from '../parts/filters.ts';
import { moment } from '../parts/moment.ts';
import { DELIVERY_STATUSES, DELIVERY_TONE, type Delivery, useDeliveries, useEventTypes } from './data.ts';
import { SubjectLink } from './subject-link.tsx';

/** What was sent to an endpoint and how it was answered, filtered by the address of the page. */
export function DeliveriesTable({ endpointId }: { endpointId: string }) {
  const { t } = useTranslation('webhooks');
  const filters = useFilters(['status', 'type', 'eventId'] as const);
  const types = useEventTypes();
  const status = oneOf(filters.values.status, DELIVERY_STATUSES);
  const { type, eventId } = filters.values;
  const { query, rows, more } = useDeliveries({
    endpointId,
    ...(status && { status }),
    ...(type && { type }),
    ...(eventId && { eventId }),
  });
  return (
    <>
      <FilterBar onClear={filters.isFiltered ? filters.clear : undefined}>
        <SelectFilter
          label={t('filterStatus')}
          value={status}
          choices={DELIVERY_STATUSES.map((value) => ({ value, label: t(`deliveryStatus.${value}`) }))}
          onChange={(next) => filters.set({ status: next })}
        />
        <SelectFilter
          label={t('filterType')}
          value={type}
          choices={(types.data ?? []).map((value) => ({ value, label: value }))}
          onChange={(next) => filters.set({ type: next })}
        />
      </FilterBar>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<NoRows filters={filters} title={t('noDeliveries')} text={t('noDeliveriesText')} />}
      >
        {() => <Rows rows={rows} more={more} />}
      </DataView>
    </>
  );
}

function Rows({ rows, more }: { rows: readonly Delivery[]; more: ReturnType<typeof useDeliveries>['more'] }) {
  const { t } = useTranslation('webhooks');
  return (
    <DataTable
      caption={t('deliveries')}
      rows={rows}
      rowKey={({ id }) => id}
      more={more}
      columns={[
        {
          id: 'type',
          header: t('event'),
          cell: ({ id, type }) => (
            <Anchor component={Link} to="/webhooks/deliveries/$id" params={{ id } as never}>
              {type}
            </Anchor>
          ),
        },
        { id: 'sequence', header: t('sequence'), numeric: true, cell: ({ sequence }) => sequence ?? t('exampleMark') },
        { id: 'subject', header: t('subject'), cell: ({ subject }) => <SubjectLink id={subject} /> },
        {
          id: 'status',
          header: t('status'),
          cell: ({ status }) => <StatusBadge tone={DELIVERY_TONE[status]}>{t(`deliveryStatus.${status}`)}</StatusBadge>,
        },
        { id: 'tries', header: t('tries'), numeric: true, cell: ({ tries }) => tries },
        { id: 'answer', header: t('lastAnswer'), cell: (delivery) => <LastAnswer delivery={delivery} /> },
        {
          id: 'next',
          header: t('nextTry'),
          cell: ({ nextTryAt }) => (nextTryAt ? moment(nextTryAt) : '–'),
        },
        { id: 'at', header: t('at'), cell: ({ createdAt }) => moment(createdAt) },
      ]}
    />
  );
}

function LastAnswer({ delivery: { lastStatusCode, lastFailure, droppedBecause } }: { delivery: Delivery }) {
  const { t } = useTranslation('webhooks');
  const answer = [lastStatusCode, lastFailure && t(`failure.${lastFailure}`)].filter((part) => part !== null).join(' ');
  return (
    <>
      {answer || (droppedBecause ? null : '–')}
      {droppedBecause && <Text size="sm">{t(`dropped.${droppedBecause}`)}</Text>}
    </>
  );
}
