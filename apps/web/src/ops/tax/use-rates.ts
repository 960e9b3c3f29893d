import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';

export type Step = Schemas['StandardTaxRateView'];

const KEY = ['standard-tax-rates'];

export const useStandardRates = () =>
  useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/operator/tax-rates')) });

export async function addRate(body: Schemas['SetStandardTaxRate']): Promise<void> {
  queryClient.setQueryData(KEY, await unwrap(api.POST('/v1/operator/tax-rates', { body })));
  await queryClient.invalidateQueries({ queryKey: ['audit'] });
}

/** The rates of one country by their first days: the one in force, those before it, those to come. */
export interface CountryRates {
  readonly country: string;
  readonly inForce: Step | undefined;
  readonly past: readonly Step[];
  readonly toCome: readonly Step[];
}

/** @param steps by country, oldest first @param today as `2030-01-01` */
export function ratesByCountry(steps: readonly Step[], today: string): CountryRates[] {
  const countries = [...new Set(steps.map(({ country }) => country))];
  return countries.map((country) => {
    const own = steps.filter((step) => step.country === country);
    const begun = own.filter(({ effectiveFrom }) => effectiveFrom <= today);
    return {
      country,
      inForce: begun.at(-1),
      past: begun.slice(0, -1),
      toCome: own.filter(({ effectiveFrom }) => effectiveFrom > today),
    };
  });
}
