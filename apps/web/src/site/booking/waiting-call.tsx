import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { PhoneIncoming } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { api, unwrap, useSession } from '~/shared/api/index.ts';
import { LinkAnchor } from '../lib/links.tsx';

/**
 * The call of a booking waits: wherever the user is on the site, one press leads to it. Read from the API, so neither a reload nor a gap of the stream loses it; an event
 * reads it again.
 */
export function WaitingCall() {
  const { t } = useTranslation('site');
  const isSignedIn = useSession().status === 'signed_in';
  const isCallPage = useLocation({ select: ({ pathname }) => pathname.startsWith('/calls/') });
  const { data } = useQuery({
    queryKey: [...BOOKINGS_KEY, 'waiting'],
    queryFn: () =>
      unwrap(api.GET('/v1/bookings', { params: { query: { when: 'coming', status: 'started', limit: 1 } } })),
    enabled: isSignedIn,
  });
  const id = data?.data[0]?.callId;
  if (!isSignedIn || isCallPage || !id) return null;
  return (
    <Alert variant="outline" color="brand" icon={<PhoneIncoming aria-hidden />}>
      <LinkAnchor to="/calls/$id" params={{ id }} inherit underline="always">
        {t('notice.bookedCall')}
      </LinkAnchor>
    </Alert>
  );
}
