import { isInEu } from '@app/licensees';
import type { Evidence, Taxed, TaxedBusiness } from '../pricing.js';

/** What is known of where a caller is; null = not known. */
export interface Whereabouts {
  readonly declared: string | null;
  readonly card: string | null;
  readonly ip: string | null;
}

const KINDS = ['declared', 'card', 'ip'] as const;

/**
 * Where a call is taxed [E24]. By the seller's place: at home, for everybody. By the customer's (Articles 58 and 59 of Directive 2006/112/EC, for services that are
 * supplied electronically): the country that two pieces of evidence agree on (Article 24f of Regulation 282/2011); else where they say they live, else where their card is
 * from, else where they ask from, else at home. Alone, what they say does not count where it would make the call free of tax and something else names a country with tax:
 * the one thing they can choose alone must not decide that nobody gets anything.
 */
export function placeOf(
  place: Taxed['place'],
  home: string,
  known: Whereabouts,
  isTaxed: (country: string) => boolean,
): Taxed {
  if (place === 'seller') return { country: home, place, evidence: [{ kind: 'seller', country: home }] };
  const evidence: Evidence[] = KINDS.flatMap((kind) => {
    const country = known[kind];
    return country === null ? [] : [{ kind, country }];
  });
  const [first, ...others] = evidence;
  if (first === undefined) return { country: home, place, evidence: [{ kind: 'seller', country: home }] };
  const agreed = evidence.find((one, index) => evidence.some((two, at) => at > index && two.country === one.country));
  const isDoubtful = first.kind === 'declared' && !isTaxed(first.country);
  const doubt = isDoubtful ? others.find(({ country }) => isTaxed(country)) : undefined;
  return { country: (agreed ?? doubt ?? first).country, place, evidence };
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
