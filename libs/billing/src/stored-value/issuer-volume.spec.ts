import { describe, expect, it } from '@jest/globals';
import { euroRates, volumeAlertOf } from './issuer-volume.js';

const at = (day: string): Date => new Date(`2026-${day}T00:00:00Z`);

describe('the volume of an issuer', () => {
  it.each([
    [79_999_999n, null],
    [80_000_000n, 80],
    [99_999_999n, 80],
    [100_000_000n, 100],
    [900_000_000n, 100],
  ])('of %d euro cents is told at %p per cent', (euro, percent) => {
    expect(volumeAlertOf(euro)).toBe(percent);
  });

  it('takes the newest rate that a line of Stripe showed, in either direction; without one there is none', () => {
    const rates = euroRates([
      { currency: 'GBP', settledIn: 'EUR', rate: { ownMinor: 1000n, settledMinor: 1100n, at: at('01-01') } },
      { currency: 'GBP', settledIn: 'EUR', rate: { ownMinor: 1000n, settledMinor: 1200n, at: at('02-01') } },
      { currency: 'EUR', settledIn: 'CHF', rate: { ownMinor: 2000n, settledMinor: 1900n, at: at('01-01') } },
      { currency: 'JPY', settledIn: 'USD', rate: { ownMinor: 2000n, settledMinor: 1900n, at: at('01-01') } },
      { currency: 'USD', settledIn: 'EUR', rate: null },
    ]);
    expect(rates.get('GBP')).toMatchObject({ ownMinor: 1000n, euroMinor: 1200n });
    expect(rates.get('CHF')).toMatchObject({ ownMinor: 1900n, euroMinor: 2000n });
    expect([...rates.keys()].sort()).toEqual(['CHF', 'GBP']);
  });
});
