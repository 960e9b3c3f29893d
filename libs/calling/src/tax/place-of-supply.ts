import { isInEu } from '@app/licensees';
import type { Evidence, Taxed, TaxedBusiness } from '../pricing.js';

/** What is known of where a caller is; null = not known. */
export interface Whereabouts {
  readonly declared: string | null;
  readonly card: string | null;
}

/**
 * Where a call is taxed [E24]. By the seller's place: at home, for everybody. By the customer's (Articles 58 and 59 of Directive 2006/112/EC, for services that are
 * supplied electronically): where they say they live, else where their card is from, else at home. What they say does not count where it would make the call free of
 * tax and their card is from a country with tax: the one thing they can choose alone must not decide that nobody gets anything.
 */
export function placeOf(
  place: Taxed['place'],
  home: string,
  { declared, card }: Whereabouts,
  isTaxed: (country: string) => boolean,
): Taxed {
  if (place === 'seller') return { country: home, place, evidence: [{ kind: 'seller', country: home }] };
  const evidence: Evidence[] = [
    ...(declared === null ? [] : [{ kind: 'declared', country: declared } as const]),
    ...(card === null ? [] : [{ kind: 'card', country: card } as const]),
  ];
  if (evidence.length === 0) return { country: home, place, evidence: [{ kind: 'seller', country: home }] };
  const isDoubtful = declared !== null && card !== null && !isTaxed(declared) && isTaxed(card);
  return { country: isDoubtful ? card : (declared ?? card)!, place, evidence };
}

/**
 * Where a call of a company is taxed whose number the register knows, by the customer's place: where it is established (Article 44). In another state of the EU than the seller's it
 * owes the tax itself (Article 196); in the seller's own it pays as everybody there. Undefined for a number that is not known to be valid: it is a consumer then.
 * @param sellersCountry of who sells, which need not be the licensee
 */
export const placeOfBusiness = (sellersCountry: string, business: TaxedBusiness): Taxed | undefined =>
  business.result === 'valid' && isInEu(business.country)
    ? {
        country: business.country,
        place: 'customer',
        evidence: [{ kind: 'vat_number', country: business.country }],
        business,
        ...(business.country !== sellersCountry && { reverseCharge: true as const }),
      }
    : undefined;
