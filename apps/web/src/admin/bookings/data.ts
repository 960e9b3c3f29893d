import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BOOKINGS_KEY, type Booking } from '~/features/bookings/index.ts';
import { type Schemas, api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Rules = Schemas['BookingRulesDto'];

export const useBookings = (when: 'coming' | 'past') =>
  usePaged<Booking>([...BOOKINGS_KEY, 'all', when], (cursor) =>
    unwrap(api.GET('/v1/staff/bookings', { params: { query: { when, cursor, limit: 20 } } })),
  );

export function useCancel(id: string) {
  const queries = useQueryClient();
  return async (reason: string): Promise<void> => {
    try {
      await sendOnce(`booking-cancel:${id}`, ({ header }) =>
        unwrap(api.POST('/v1/staff/bookings/{id}/cancel', { params: { path: { id }, header }, body: { reason } })),
      );
    } finally {
      void queries.invalidateQueries({ queryKey: BOOKINGS_KEY });
    }
  };
}

const RULES_KEY = ['booking-rules'];
export const useRules = () =>
  useQuery({ queryKey: RULES_KEY, queryFn: () => unwrap(api.GET('/v1/staff/booking-rules', {})) });

export function useRulesWriter() {
  const queries = useQueryClient();
  return async (body: Rules): Promise<Rules> => {
    const rules = await unwrap(api.PUT('/v1/staff/booking-rules', { body }));
    queries.setQueryData(RULES_KEY, rules);
    return rules;
  };
}
