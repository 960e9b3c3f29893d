import { Anchor, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { type Dispute, useDisputes } from './data.ts';
import { Deadline } from './deadline.tsx';
import { needsResponse, reasonKey, statusKey, toneOf } from './labels.ts';
import { Warnings } from './warnings.tsx';

const VIEWS = ['open', 'closed', 'all'] as const;

/** Payments that banks ask back [J13]. */
export function DisputesPage() {
  const { t } = useTranslation('money');
  const { values, set } = useFilters(['state'] as const);
  const view = oneOf(values.state, VIEWS) ?? 'open';
  const { query, rows, more } = useDisputes(view === 'all' ? undefined : view);
  const columns: Column<Dispute>[] = [
    {
      id: 'opened',
      header: t('disputes.opened'),
      cell: ({ id, createdAt }) => (
        <Anchor component={Link} to="/disputes/$id" params={{ id } as never} inherit>
          {dateTime(createdAt)}
        </Anchor>
      ),
    },
    {
      id: 'who',
      header: t('disputes.who'),
      cell: ({ personId, personName }) => <IdLink id={personId}>{personName}</IdLink>,
    },
    { id: 'reason', header: t('disputes.why'), cell: ({ reason }) => t(reasonKey(reason), { reason }) },
    {
      id: 'status',
      header: t('disputes.state'),
      cell: (dispute) => (
        <StatusBadge tone={toneOf(dispute)}>{t(statusKey(dispute.status), { status: dispute.status })}</StatusBadge>
      ),
    },
    {
      id: 'due',
      header: t('disputes.due'),
      cell: (dispute) =>
        needsResponse(dispute) && dispute.evidenceDueAt !== null ? (
          <div>
            <Deadline at={dispute.evidenceDueAt} />
          </div>
        ) : (
          '–'
        ),
    },
    {
      id: 'amount',
      header: t('disputes.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <Page title={t('disputes.title')} intro={t('disputes.intro')}>
      <SegmentedControl
        aria-label={t('disputes.show')}
        value={view}
        onChange={(value) => set({ state: value })}
        data={VIEWS.map((value) => ({ value, label: t(`disputes.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t(`disputes.none.${view}`)} text={t('disputes.noneText')} />}
      >
        {() => (
          <DataTable caption={t('disputes.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
      <Warnings />
    </Page>
  );
}
