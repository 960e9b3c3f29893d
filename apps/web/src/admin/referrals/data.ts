import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';

export type Programme = Schemas['ReferralProgrammeView'];
export type Referral = Schemas['ReferralView'];

const KEY = ['referrals'];

export const useProgramme = () =>
  useQuery({
    queryKey: [...KEY, 'programme'],
    queryFn: () => unwrap(api.GET('/v1/staff/referral-programme', {})),
  });

export function useProgrammeWriter() {
  const queries = useQueryClient();
  return async (body: Schemas['SetReferralProgramme']): Promise<Programme> => {
    const saved = await unwrap(api.PUT('/v1/staff/referral-programme', { body }));
    queries.setQueryData([...KEY, 'programme'], saved);
    return saved;
  };
}

export const useFigures = () =>
  useQuery({
    queryKey: [...KEY, 'figures'],
    queryFn: () => unwrap(api.GET('/v1/staff/referrals/figures', {})),
  });

export const useReferrals = () =>
  usePaged<Referral>([...KEY, 'list'], (cursor) =>
    unwrap(api.GET('/v1/staff/referrals', { params: { query: { ...(cursor !== undefined && { cursor }) } } })),
  );
