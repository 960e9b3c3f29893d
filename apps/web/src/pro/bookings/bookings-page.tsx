import { Alert, Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Booking, BookingCard, useBookingActs, useOwnBookings } from '~/features/bookings/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import {
  ConfirmButton,
  DataView,
  EmptyState,
  FormFailure,
  MoreButton,
  Page,
  useProblemText,
} from '~/shared/ui/index.ts';
import { SettingsForm } from './settings-form.tsx';

const VIEWS = ['requests', 'coming', 'past', 'settings'] as const;
type View = (typeof VIEWS)[number];

/** Requests to answer, what is agreed, what is over, and what the advisor offers [H3]. */
export function BookingsPage() {
  const { t } = useTranslation('bookings');
  const [view, setView] = useState<View>('requests');
  return (
    <Page title={t('pro.title')} intro={t('pro.intro')}>
      <SegmentedControl
        aria-label={t('show')}
        value={view}
        onChange={(value) => setView(value as View)}
        data={VIEWS.map((value) => ({ value, label: t(`pro.view.${value}`) }))}
        style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
      />
      <Button component={Link} to="/calendars" variant="default" style={{ alignSelf: 'flex-start' }}>
        {t('pro.calendars')}
      </Button>
      {view === 'settings' ? <SettingsForm /> : <Agenda key={view} view={view} />}
    </Page>
  );
}

const STATUS = { requests: 'requested', coming: undefined, past: undefined } as const;

function Agenda({ view }: { view: Exclude<View, 'settings'> }) {
  const { t } = useTranslation(['bookings', 'common']);
  const { query, rows, more } = useOwnBookings(view === 'past' ? 'past' : 'coming', STATUS[view]);
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t(`pro.none.${view}`)} text={t('pro.noneText')} />}
    >
      {() => (
        <Stack>
          {rows.map((booking) => (
            <OneBooking key={booking.id} booking={booking} />
          ))}
          <MoreButton more={more} />
        </Stack>
      )}
    </DataView>
  );
}

function OneBooking({ booking }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const navigate = useNavigate();
  const { cancel } = useBookingActs();
  const { id, userAlias, topic, earningMinor, currency, acceptBy, status } = booking;
  return (
    <BookingCard
      booking={booking}
      name={userAlias ?? ''}
      onCall={(call) => void navigate({ to: '/call/$id', params: { id: call } })}
      actions={
        <>
          {status === 'requested' && <Answer booking={booking} />}
          {status === 'accepted' && (
            <ConfirmButton
              variant="default"
              color="danger"
              title={t('pro.cancelTitle')}
              text={t('pro.cancelText')}
              confirmLabel={t('pro.cancelConfirm')}
              reason={{ label: t('pro.why') }}
              onConfirm={(reason) => cancel(id, { reason })}
            >
              {t('pro.cancel')}
            </ConfirmButton>
          )}
        </>
      }
    >
      {topic !== null && <Text size="sm">{t('topic', { topic })}</Text>}
      {earningMinor !== null && <Text size="sm">{t('pro.earning', { amount: money(earningMinor, currency) })}</Text>}
      {status === 'requested' && acceptBy !== null && (
        <Text size="sm">{t('pro.acceptBy', { when: dateTime(acceptBy) })}</Text>
      )}
      {booking.clashes === true && <Alert color="warning">{t('pro.clash')}</Alert>}
    </BookingCard>
  );
}

function Answer({ booking: { id } }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const words = useProblemText();
  const { accept, decline } = useBookingActs();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const take = (): void => {
    setBusy(true);
    setFailure(null);
    accept(id)
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button loading={isBusy} onClick={take}>
        {t('pro.accept')}
      </Button>
      <ConfirmButton
        variant="default"
        title={t('pro.declineTitle')}
        text={t('pro.declineText')}
        confirmLabel={t('pro.declineConfirm')}
        reason={{ label: t('pro.why') }}
        onConfirm={(reason) => decline(id, reason)}
      >
        {t('pro.decline')}
      </ConfirmButton>
      <FormFailure failure={failure} />
    </>
  );
}
