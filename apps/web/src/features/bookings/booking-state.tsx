import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import type { Booking } from './queries.ts';

const TONES: Record<Booking['status'], Tone> = {
  requested: 'waiting',
  accepted: 'good',
  started: 'busy',
  completed: 'quiet',
  declined: 'bad',
  lapsed: 'quiet',
  cancelled: 'quiet',
  no_show: 'bad',
};

export function BookingState({ booking: { status } }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>;
}

/** Who ended it, who was missing, and what was said with it. */
export function BookingEnd({ booking }: { booking: Booking }) {
  const { t } = useTranslation('bookings');
  const { cancelledBy, noShowBy, reason } = booking;
  const what =
    cancelledBy !== null ? t(`cancelledBy.${cancelledBy}`) : noShowBy !== null ? t(`noShowBy.${noShowBy}`) : null;
  return (
    <>
      {what !== null && <p style={{ margin: 0 }}>{what}</p>}
      {reason !== null && <p style={{ margin: 0 }}>{t('reason', { reason })}</p>}
    </>
  );
}
