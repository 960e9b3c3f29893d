import { useQuery } from '@tanstack/react-query';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { longDay } from '../lib/time.ts';

export type Slot = Schemas['SlotView'];
export type Minutes = Schemas['QuoteBooking']['minutes'];
export type Medium = Schemas['QuoteBooking']['medium'];

export const useOffer = (advisorId: string) =>
  useQuery({
    queryKey: [...BOOKINGS_KEY, 'offer', advisorId],
    queryFn: () => unwrap(api.GET('/v1/advisors/{id}/booking-offer', { params: { path: { id: advisorId } } })),
    staleTime: 60_000,
  });

const DAY_MS = 86_400_000;

/** Free slots of so many weeks from now on. What is free changes under the reader: an old answer is not shown again. */
export const useSlots = (advisorId: string, minutes: Minutes, week: number) =>
  useQuery({
    queryKey: [...BOOKINGS_KEY, 'slots', advisorId, minutes, week],
    staleTime: 0,
    queryFn: () => {
      const query = {
        minutes,
        days: '7' as const,
        ...(week > 0 && { from: new Date(Date.now() + week * 7 * DAY_MS).toISOString() }),
      };
      return unwrap(api.GET('/v1/advisors/{id}/slots', { params: { path: { id: advisorId }, query } }));
    },
    select: ({ data }) => data,
  });

/** Slots by day of the reader's zone. */
export const byDay = (slots: readonly Slot[]): [day: string, slots: Slot[]][] => [
  ...Map.groupBy(slots, ({ startsAt }) => longDay(new Date(startsAt))),
];
