import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PhoneIncoming } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '~/shared/query.ts';
import { LinkAnchor } from '../lib/links.tsx';

const KEY = ['booking-call'];

/** Remembers that the call of a booking waits, or that it does no more. */
export function noteBooking({ status, callId }: Readonly<Record<string, unknown>>): void {
  queryClient.setQueryData(KEY, status === 'started' && typeof callId === 'string' ? callId : null);
}

/** The advisor has started the booked call: wherever the user is on the site, one press leads to it. */
export function WaitingCall() {
  const { t } = useTranslation('site');
  const { data: id } = useQuery<string | null>({
    queryKey: KEY,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  });
  if (!id) return null;
  return (
    <Alert variant="outline" color="brand" icon={<PhoneIncoming aria-hidden />}>
      <LinkAnchor
        to="/calls/$id"
        params={{ id }}
        inherit
        underline="always"
        onClick={() => queryClient.setQueryData(KEY, null)}
      >
        {t('notice.bookedCall')}
      </LinkAnchor>
    </Alert>
  );
}
