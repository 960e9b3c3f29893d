import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Booking, BookingCard, Tiers, useBookingActs, useOwnBookings } from '~/features/bookings/index.ts';
import { FeedAddress } from '~/features/calendars/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { ConfirmButton, DataView, EmptyState, MoreButton, Page } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';

type When = 'coming' | 'past';

/** What was booked, with what comes back shown before it is called off [H6]. */
export default function BookingsPage() {
  const { t } = useTranslation(['bookings', 'common']);
  const [when, setWhen] = useState<When>('coming');
  const { query, rows, more } = useOwnBookings(when);
  return (
    <Page title={t('mine.title')} intro={t('mine.intro')}>
      <SegmentedControl
        aria-label={t('show')}
        value={when}
        onChange={(value) => setWhen(value as When)}
        data={(['coming', 'past'] as const).map((value) => ({ value, label: t(`when.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <EmptyState
            title={t('mine.none')}
            text={t('mine.noneText')}
            action={<LinkButton to="/">{t('mine.advisors')}</LinkButton>}
          />
        }
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
      <FeedAddress />
    </Page>
  );
}

function OneBooking({ booking }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const navigate = useNavigate();
  const { advisorName, priceMinor, keptMinor, currency, acceptBy, status } = booking;
  return (
    <BookingCard
      booking={booking}
      name={advisorName}
      onCall={(id) => void navigate({ to: '/calls/$id', params: { id } })}
      actions={<Cancel booking={booking} />}
    >
      {priceMinor !== null && <Text size="sm">{t('price', { price: money(priceMinor, currency) })}</Text>}
      {status === 'requested' && acceptBy !== null && (
        <Text size="sm">{t('mine.acceptBy', { when: dateTime(acceptBy) })}</Text>
      )}
      {keptMinor !== null && keptMinor > 0 && (
        <Text size="sm">{t('mine.kept', { amount: money(keptMinor, currency) })}</Text>
      )}
    </BookingCard>
  );
}

/** Says how much comes back, and asks again when time has changed it. */
function Cancel({ booking }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const { cancel } = useBookingActs();
  const { id, refundNowMinor, priceMinor, currency, status, tiers } = booking;
  if (refundNowMinor === null || priceMinor === null) return null;
  return (
    <ConfirmButton
      variant="default"
      color="danger"
      title={t('mine.cancelTitle')}
      text={
        <Stack gap="xs">
          <Text fw={600}>
            {t('mine.comesBack', { amount: money(refundNowMinor, currency), price: money(priceMinor, currency) })}
          </Text>
          {status === 'accepted' && <Tiers tiers={tiers} />}
        </Stack>
      }
      confirmLabel={t('mine.cancelConfirm')}
      onConfirm={() => cancel(id, { acceptedRefundMinor: refundNowMinor })}
    >
      {t('mine.cancel')}
    </ConfirmButton>
  );
}
