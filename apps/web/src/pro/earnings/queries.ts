import { api, type Schemas, unwrap } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { usePaged } from '~/shared/ui/index.ts';
import { KEYS } from '../live/queries.ts';
import type { EarningsSearch } from '../search.ts';
import { addDays, startOfDay } from '../zone.ts';

export type Earning = Schemas['EarningView'];

/** The days of the address as instants, in the licensee's zone, as the sums count them. Both days are included. */
const period = ({ from, to }: EarningsSearch): { from?: string; to?: string } => {
  const { timeZone } = boot.site;
  return {
    ...(from === undefined ? {} : { from: startOfDay(from, timeZone) }),
    ...(to === undefined ? {} : { to: startOfDay(addDays(to, 1), timeZone) }),
  };
};

export const useEarnings = (search: EarningsSearch) =>
  usePaged<Earning>([...KEYS.earnings, 'list', search], (cursor) =>
    unwrap(api.GET('/v1/advisor/earnings', { params: { query: { ...period(search), cursor, limit: 50 } } })),
  );

export const earningsCsv = (search: EarningsSearch): string =>
  `/v1/advisor/earnings?${new URLSearchParams({ ...period(search), format: 'csv' }).toString()}`;
