import { Button } from '@mantine/core';
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { type Booking, useBookingActs } from './queries.ts';
import { useNow } from './use-now.ts';

/** Makes the call of a booking from its time on, or leads to the one that is there. */
export function StartButton({ booking, onCall }: { booking: Booking; onCall: (callId: string) => void }) {
  const { t } = useTranslation('bookings');
  const words = useProblemText();
  const { start } = useBookingActs();
  const now = useNow();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { status, startsAt, waitUntil, callId } = booking;
  const isTime = Date.parse(startsAt) <= now && now < Date.parse(waitUntil);
  if (status !== 'started' && !(status === 'accepted' && isTime)) return null;
  const go = (): void => {
    if (status === 'started' && callId !== null) return onCall(callId);
    setBusy(true);
    setFailure(null);
    start(booking)
      .then((started) => onCall(started.callId!))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button leftSection={<Phone size={18} aria-hidden />} loading={isBusy} onClick={go}>
        {t(status === 'started' ? 'join' : 'start')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}
