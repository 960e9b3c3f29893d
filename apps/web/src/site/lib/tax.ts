import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap, useSession } from '~/shared/api/index.ts';
import { percent } from '~/shared/format.ts';
import type { Tax } from '~/shared/tax.ts';
import { keys } from './keys.ts';

/** How prices are taxed for who looks at them. */
export function useTax() {
  const isSignedIn = useSession().status === 'signed_in';
  return useQuery({
    queryKey: [...keys.tax, isSignedIn],
    queryFn: () => unwrap(isSignedIn ? api.GET('/v1/me/tax') : api.GET('/v1/tax')),
    staleTime: 5 * 60_000,
  }).data;
}

/** "incl. 19 % VAT" or "plus 19 % VAT"; undefined where there is none to speak of. */
export function useTaxWords(): (tax: Tax | undefined) => string | undefined {
  const { t } = useTranslation('site');
  return (tax) =>
    tax === undefined || tax.rateBp === 0
      ? undefined
      : t(tax.display === 'exclusive' ? 'price.taxOnTop' : 'price.taxIncluded', { rate: percent(tax.rateBp) });
}
