import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import type { Changes, Pricing } from './rules.ts';

const KEY = ['pricing'];

export const readPricing = (): Promise<Pricing> => unwrap(api.GET('/v1/staff/pricing'));

export const usePricing = () => useQuery({ queryKey: KEY, queryFn: readPricing, refetchOnWindowFocus: false });

export function usePricingActs() {
  const client = useQueryClient();
  const settle = async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: KEY }),
      client.invalidateQueries({ queryKey: ['checklist'] }),
    ]);
  };
  return {
    reload: () => client.invalidateQueries({ queryKey: KEY }),
    change: useMutation({
      mutationFn: (body: Changes & { effectiveAt?: string }) => unwrap(api.PATCH('/v1/staff/pricing', { body })),
      onSuccess: async (pricing) => {
        client.setQueryData(KEY, pricing);
        await client.invalidateQueries({ queryKey: ['checklist'] });
      },
    }),
    cancelPlanned: useMutation({
      mutationFn: () => unwrap(api.DELETE('/v1/staff/pricing/planned')),
      onSuccess: settle,
    }),
  };
}

export const calculate = (body: Schemas['CalculatePrice']): Promise<Schemas['CalculationView']> =>
  unwrap(api.POST('/v1/staff/pricing/calculate', { body }));
