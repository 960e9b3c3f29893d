import { useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Booking = Schemas['BookingView'];

/** Everything about bookings lies under it, so that one event refreshes all. */
export const BOOKINGS_KEY = ['bookings'] as const;

export const useOwnBookings = (when: 'coming' | 'past', status?: Booking['status']) =>
  usePaged<Booking>([...BOOKINGS_KEY, 'own', when, status ?? 'all'], (cursor) =>
    unwrap(api.GET('/v1/bookings', { params: { query: { when, status, cursor, limit: 20 } } })),
  );

/** What the two sides do. Whatever came of it, the lists are read again. */
export function useBookingActs() {
  const queries = useQueryClient();
  const done = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      void queries.invalidateQueries({ queryKey: BOOKINGS_KEY });
    }
  };
  const of = (id: string) => ({ path: { id } });
  return {
    accept: (id: string) => done(unwrap(api.POST('/v1/bookings/{id}/accept', { params: of(id) }))),
    decline: (id: string, reason: string) =>
      done(unwrap(api.POST('/v1/bookings/{id}/decline', { params: of(id), body: reason === '' ? {} : { reason } }))),
    cancel: (id: string, body: Schemas['CancelBooking']) =>
      done(
        sendOnce(`booking-cancel:${id}`, (key) =>
          unwrap(api.POST('/v1/bookings/{id}/cancel', { params: { ...of(id), ...key }, body })),
        ),
      ),
    /** Each try is a call of its own: the one before names it. */
    start: ({ id, callId }: Pick<Booking, 'id' | 'callId'>) =>
      done(
        sendOnce(`booking-start:${id}:${callId ?? ''}`, (key) =>
          unwrap(api.POST('/v1/bookings/{id}/start', { params: { ...of(id), ...key } })),
        ),
      ),
  };
}
