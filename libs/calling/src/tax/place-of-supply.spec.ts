import { describe, expect, it } from '@jest/globals';
import { placeOf } from './place-of-supply.js';

const isTaxed = (country: string): boolean => ['DE', 'FR', 'GB'].includes(country);
const by = (place: 'seller' | 'customer', declared: string | null, card: string | null) =>
  placeOf(place, 'DE', { declared, card }, isTaxed);

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
});
