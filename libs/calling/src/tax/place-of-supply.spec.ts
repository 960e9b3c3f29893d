import { describe, expect, it } from '@jest/globals';
import { placeOf, placeOfBusiness } from './place-of-supply.js';

const isTaxed = (country: string): boolean => ['DE', 'FR', 'GB'].includes(country);
const by = (place: 'seller' | 'customer', declared: string | null, card: string | null, ip: string | null = null) =>
  placeOf(place, 'DE', { declared, card, ip }, isTaxed);

describe('the place of supply', () => {
  it('is at home for everybody where the seller decides', () => {
    expect(by('seller', 'FR', 'FR')).toEqual({
      country: 'DE',
      place: 'seller',
      evidence: [{ kind: 'seller', country: 'DE' }],
    });
  });

  it('is where the customer says, else where the card is from, else at home; what it came from is kept', () => {
    expect(by('customer', 'FR', 'GB')).toEqual({
      country: 'FR',
      place: 'customer',
      evidence: [
        { kind: 'declared', country: 'FR' },
        { kind: 'card', country: 'GB' },
      ],
    });
    expect(by('customer', null, 'GB')).toMatchObject({ country: 'GB', evidence: [{ kind: 'card' }] });
    expect(by('customer', null, null)).toMatchObject({ country: 'DE', evidence: [{ kind: 'seller', country: 'DE' }] });
    expect(by('customer', 'US', null)).toMatchObject({ country: 'US' });
    expect(by('customer', 'US', 'US')).toMatchObject({ country: 'US' });
  });

  it('is not a country without tax when only the customer says so and the card says something else', () => {
    expect(by('customer', 'US', 'FR')).toMatchObject({
      country: 'FR',
      evidence: [{ country: 'US' }, { country: 'FR' }],
    });
    expect(by('customer', 'FR', 'US')).toMatchObject({ country: 'FR' });
    expect(by('customer', 'US', 'BR')).toMatchObject({ country: 'US' });
  });

  it('is where two pieces of evidence agree, whatever the third says', () => {
    expect(by('customer', 'FR', 'GB', 'GB')).toEqual({
      country: 'GB',
      place: 'customer',
      evidence: [
        { kind: 'declared', country: 'FR' },
        { kind: 'card', country: 'GB' },
        { kind: 'ip', country: 'GB' },
      ],
    });
    expect(by('customer', 'FR', 'GB', 'FR')).toMatchObject({ country: 'FR' });
    expect(by('customer', 'US', 'FR', 'US')).toMatchObject({ country: 'US' });
    expect(by('customer', null, 'GB', 'FR')).toMatchObject({ country: 'GB' });
    expect(by('customer', null, null, 'FR')).toMatchObject({ country: 'FR', evidence: [{ kind: 'ip' }] });
    expect(by('customer', 'US', 'BR', 'FR')).toMatchObject({ country: 'FR' });
    expect(by('customer', 'FR', 'US', 'BR')).toMatchObject({ country: 'FR' });
  });

  it('is where a company is established whose number is known; in another state of the EU it owes the tax itself', () => {
    const business = {
      company: 'Analytical SARL',
      country: 'FR',
      vatNumber: 'FR40303265045',
      result: 'valid',
      consultation: 'WAPI',
      checkedAt: '2030-01-01T00:00:00.000Z',
    } as const;
    expect(placeOfBusiness('DE', business)).toMatchObject({ country: 'FR', reverseCharge: true, business });
    expect(placeOfBusiness('FR', business)?.reverseCharge).toBeUndefined();
    for (const result of ['invalid', 'unchecked'] as const)
      expect(placeOfBusiness('DE', { ...business, result })).toBeUndefined();
    expect(placeOfBusiness('DE', { ...business, country: 'NO' })).toBeUndefined();
  });
});
