import { useQuery } from '@tanstack/react-query';
import { BOOKINGS_KEY } from '~/features/bookings/queries.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { time } from '~/shared/format.ts';
import { longDay, timeOf } from '../lib/time.ts';

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

/** Slots by day of the reader's zone, each with its time. An hour of autumn comes twice: there the zone tells which it is. */
export const byDay = (slots: readonly Slot[]): [day: string, slots: { slot: Slot; at: string }[]][] =>
  [...Map.groupBy(slots, ({ startsAt }) => longDay(new Date(startsAt)))].map(([day, ofDay]) => {
    const same = Map.groupBy(ofDay, ({ startsAt }) => timeOf(new Date(startsAt)));
    const twice = new Set([...same.values()].filter(({ length }) => length > 1).flat());
    return [
      day,
      ofDay.map((slot) => ({
        slot,
        at: twice.has(slot) ? time(slot.startsAt) : timeOf(new Date(slot.startsAt)),
      })),
    ];
  });
