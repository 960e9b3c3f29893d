import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { money, percent } from '~/shared/format.ts';
import { type Tax, withTax, withoutTax } from '~/shared/tax.ts';

type SellerTax = Pick<Schemas['TaxView'], 'display' | 'rateBp' | 'place'>;

/** How prices are taxed for a caller of whom nothing is known; undefined until it is. */
export const useSellerTax = (): SellerTax | undefined =>
  useQuery({
    queryKey: ['tax', 'seller'],
    queryFn: () => unwrap(api.GET('/v1/tax')),
    staleTime: 5 * 60_000,
  }).data;

/** What a price that is entered means, and what it is the other way: "€2.38 with tax (19%)". Nothing where the rate is not known or zero. */
export function useOtherAmount(): (minor: number | null | undefined, tax: Tax | undefined) => string | undefined {
  const { t } = useTranslation('prices');
  return (minor, tax) => {
    if (typeof minor !== 'number' || tax === undefined || tax.rateBp === 0) return undefined;
    const rate = percent(tax.rateBp);
    return tax.display === 'exclusive'
      ? t('tax.with', { amount: money(withTax(minor, tax)), rate })
      : t('tax.without', { amount: money(withoutTax(minor, tax)), rate });
  };
}

/** Whether prices that are entered contain the tax. */
export function useTaxRule(): (tax: SellerTax | undefined) => string | undefined {
  const { t } = useTranslation('prices');
  return (tax) =>
    tax === undefined
      ? undefined
      : [
          t(tax.display === 'exclusive' ? 'tax.exclusive' : 'tax.inclusive'),
          ...(tax.place === 'customer' ? [t('tax.byCaller')] : []),
        ].join(' ');
}
