import { useOtherAmount, useSellerTax, useTaxRule } from '~/features/prices/index.ts';
import { type RuleTexts, parsePercent, parseRule } from './fields.ts';
import type { Rule, RuleName } from './rules.ts';

/** Rules whose amounts are prices, so that the licensee's display of tax says what they mean. */
const PRICES: readonly RuleName[] = ['connectionFeeMinor', 'rateMinMinor', 'rateMaxMinor'];

/**
 * Whether prices contain the tax, and what one is the other way, by the rules as they stand in the form.
 * @param texts of the rules of tax
 */
export function usePriceTax({
  taxDisplay,
  taxPlace,
  taxRateBp,
}: Pick<RuleTexts, 'taxDisplay' | 'taxPlace' | 'taxRateBp'>): {
  readonly rule: string | undefined;
  readonly other: (rule: Rule, typed: string) => string | undefined;
} {
  const seller = useSellerTax();
  const otherAmount = useOtherAmount();
  const taxRule = useTaxRule();
  const place = taxPlace === 'customer' ? 'customer' : 'seller';
  const display = taxDisplay === 'exclusive' ? 'exclusive' : 'inclusive';
  // Where the caller's country decides, the table knows the rate of the licensee's own.
  const rateBp = place === 'customer' && seller?.place === 'customer' ? seller.rateBp : parsePercent(taxRateBp);
  const tax = rateBp === undefined ? undefined : ({ display, place, rateBp } as const);
  return {
    rule: taxRule(tax),
    other: (rule, typed) => {
      const minor = PRICES.includes(rule.name) ? parseRule(rule, typed) : undefined;
      return typeof minor === 'number' ? otherAmount(minor, tax) : undefined;
    },
  };
}
