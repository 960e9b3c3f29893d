import { useEffect } from 'react';
import { useLocation } from '@tanstack/react-router';
import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { WAITING_KEY } from '~/features/callbacks/keys.ts';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { COMPLAINTS_KEY } from '~/features/complaints/keys.ts';
import { NOTICES_KEY } from '~/features/mail/keys.ts';
import { WARNINGS_KEY } from '~/features/trust/keys.ts';
import { useLive, useSession } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { announce } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';

/** Keeps the balance and the lists of the signed-in person true. The pages of a call have a stream of their own. */
export function PersonStream() {
  const isSignedIn = useSession().status === 'signed_in';
  useEffect(() => {
    if (isSignedIn && 'Notification' in window && Notification.permission === 'granted')
      void import('~/features/push/index.ts').then(({ refreshPush }) => refreshPush()).catch(() => undefined);
  }, [isSignedIn]);
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
      } else if (type === 'booking.changed') void queryClient.invalidateQueries({ queryKey: BOOKINGS_KEY });
      else if (type === 'account.warned') void queryClient.invalidateQueries({ queryKey: WARNINGS_KEY });
      else if (type === 'notice.added') {
        const { title, path } = data as { title: string; path: string | null };
        notifications.show({
          message: path === null ? title : <Anchor href={path}>{title}</Anchor>,
          autoClose: 15_000,
        });
        announce(title);
        for (const queryKey of [NOTICES_KEY, WAITING_KEY]) void queryClient.invalidateQueries({ queryKey });
      } else if (type === 'call.ended') void queryClient.invalidateQueries({ queryKey: keys.calls });
    },
    // What happened while the line was down is not told again.
    onConnected: () => {
      for (const queryKey of [keys.wallet, BOOKINGS_KEY]) void queryClient.invalidateQueries({ queryKey });
    },
  });
  return null;
}
