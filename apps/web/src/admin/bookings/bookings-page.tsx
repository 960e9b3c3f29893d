import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Booking, BookingState } from '~/features/bookings/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { ConfirmButton, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { useStaff } from '../staff.tsx';
import { useBookings, useCancel } from './data.ts';
import { RulesView } from './rules-view.tsx';

const VIEWS = ['coming', 'past', 'rules'] as const;

/** Every booking of the licensee, and the rules of those that will be made [H6, H7]. */
export function BookingsPage() {
  const { t } = useTranslation('bookings');
  const { values, set } = useFilters(['show'] as const);
  const view = oneOf(values.show, VIEWS) ?? 'coming';
  return (
    <Page title={t('admin.title')} intro={t('admin.intro')}>
      <SegmentedControl
        aria-label={t('show')}
        value={view}
        onChange={(value) => set({ show: value })}
        data={VIEWS.map((value) => ({ value, label: t(`admin.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {view === 'rules' ? <RulesView /> : <List key={view} when={view} />}
    </Page>
  );
}

function List({ when }: { when: 'coming' | 'past' }) {
  const { t } = useTranslation('bookings');
  const { query, rows, more } = useBookings(when);
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('admin.none')} text={t('admin.noneText')} />}
    >
      {() => (
        <DataTable<Booking>
          caption={t('admin.title')}
          rows={rows}
          rowKey={({ id }) => id}
          more={more}
          columns={[
            { id: 'at', header: t('admin.at'), cell: ({ startsAt }) => dateTime(startsAt) },
            { id: 'advisor', header: t('admin.advisor'), cell: ({ advisorName }) => advisorName },
            { id: 'user', header: t('admin.user'), cell: ({ userName }) => userName },
            { id: 'length', header: t('admin.length'), cell: ({ minutes }) => t('minutes', { count: minutes }) },
            { id: 'state', header: t('admin.state'), cell: (booking) => <BookingState booking={booking} /> },
            {
              id: 'price',
              header: t('admin.price'),
              numeric: true,
              cell: ({ priceMinor, currency }) => (priceMinor === null ? '–' : money(priceMinor, currency)),
            },
            {
              id: 'kept',
              header: t('admin.kept'),
              numeric: true,
              cell: ({ keptMinor, currency }) => (keptMinor === null ? '–' : money(keptMinor, currency)),
            },
            { id: 'acts', header: t('admin.acts'), cell: (booking) => <Cancel booking={booking} /> },
          ]}
        />
      )}
    </DataView>
  );
}

function Cancel({ booking: { id, status } }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const may = useStaff().is('owner', 'admin', 'support');
  const cancel = useCancel(id);
  if (!may || (status !== 'requested' && status !== 'accepted')) return null;
  return (
    <ConfirmButton
      size="compact-md"
      variant="default"
      color="danger"
      title={t('admin.cancelTitle')}
      text={t('admin.cancelText')}
      confirmLabel={t('admin.cancelConfirm')}
      reason={{ label: t('admin.why') }}
      onConfirm={cancel}
    >
      {t('admin.cancel')}
    </ConfirmButton>
  );
}
