import { shareOf } from '@app/kernel';
import { isInEu, taxNumber } from './tax-numbers.js';

/** How a service to a company is taxed; `note` is what the invoice must say. */
export interface TaxTreatment {
  readonly treatment: 'domestic' | 'reverse_charge' | 'outside';
  readonly rateBp: number;
}

/**
 * Where a service to another company is taxed: where the buyer is (Articles 44 and 196 of Directive 2006/112/EC). At home: with the seller's own tax. Within the
 * EU the buyer owes it, if its number has the right form and the EU's register does not call it invalid; without one the seller must charge its own. A register that is silent holds up
 * no document: the form alone counts then. Elsewhere there is none.
 */
export function treatmentOf(
  seller: { country: string; taxRateBp: number },
  buyer: { country: string; taxNumber: string | null; isRefused?: boolean },
): TaxTreatment {
  if (buyer.country === seller.country) return { treatment: 'domestic', rateBp: seller.taxRateBp };
  if (!isInEu(seller.country) || !isInEu(buyer.country)) return { treatment: 'outside', rateBp: 0 };
  const isKnown =
    buyer.isRefused !== true && buyer.taxNumber !== null && taxNumber(buyer.country, buyer.taxNumber) !== undefined;
  return isKnown ? { treatment: 'reverse_charge', rateBp: 0 } : { treatment: 'domestic', rateBp: seller.taxRateBp };
}

/** On the sum, once, so that the tax of the document is the tax of its net. */
export const taxOn = (net: bigint, { rateBp }: TaxTreatment): bigint => shareOf(net, rateBp, 'half_up');
