import { useLocation } from '@tanstack/react-router';
import { COMPLAINTS_KEY } from '~/features/complaints/queries.ts';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { useLive, useSession } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { noteBooking } from '../booking/waiting-call.tsx';
import { keys } from '../lib/keys.ts';

/** Keeps the balance and the lists of the signed-in person true. The pages of a call have a stream of their own. */
export function PersonStream() {
  const isSignedIn = useSession().status === 'signed_in';
  const isCallPage = useLocation({ select: ({ pathname }) => pathname.startsWith('/calls/') });
  useLive(isSignedIn && !isCallPage ? '/v1/live' : null, {
    onEvent: ({ type, data }) => {
      if (type === 'wallet.changed') {
        queryClient.setQueryData(keys.wallet, data);
        for (const queryKey of [
          keys.topUps,
          keys.autoTopUp,
          keys.statement,
          keys.cards,
          keys.refundable,
          keys.refunds,
          keys.referral,
        ])
          void queryClient.invalidateQueries({ queryKey });
      } else if (type === 'wallet.auto_top_up_stopped') {
        for (const queryKey of [keys.topUps, keys.autoTopUp]) void queryClient.invalidateQueries({ queryKey });
      } else if (type === 'complaint.changed') {
        for (const queryKey of [COMPLAINTS_KEY, ['receipt-balance']]) void queryClient.invalidateQueries({ queryKey });
      } else if (type === 'booking.changed') {
        noteBooking(data);
        void queryClient.invalidateQueries({ queryKey: BOOKINGS_KEY });
      } else if (type === 'call.ended') void queryClient.invalidateQueries({ queryKey: keys.calls });
    },
    onConnected: () => void queryClient.invalidateQueries({ queryKey: keys.wallet }),
  });
  return null;
}
