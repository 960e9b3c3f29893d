import { describe, expect, it } from '@jest/globals';
import { EU_COUNTRIES, taxNumber, taxNumberExample } from './tax-numbers.js';

const KNOWN = [...EU_COUNTRIES, 'GB', 'CH', 'NO', 'AU', 'NZ', 'IN', 'US', 'CA'];
/** Countries whose check digits are computed: one other digit makes the number wrong. */
const CHECKED = [
  'AT',
  'BE',
  'DE',
  'DK',
  'EE',
  'FI',
  'FR',
  'GR',
  'HR',
  'HU',
  'IT',
  'LU',
  'MT',
  'PL',
  'PT',
  'SE',
  'SI',
  'SK',
];
const ALSO_CHECKED = ['GB', 'CH', 'NO', 'AU', 'NZ', 'IN'];

describe('a tax number', () => {
  it.each(KNOWN)('of %s is taken as people write it', (country) => {
    const example = taxNumberExample(country)!;
    const taken = taxNumber(country, example)!;
    expect(taken).toMatch(/^[A-Z0-9]+$/);
    expect(taxNumber(country, ` ${example.toLowerCase()} `)).toBe(taken);
    expect(taxNumber(country, taken)).toBe(taken);
  });

  it.each([...CHECKED, ...ALSO_CHECKED])('of %s with another digit is refused', (country) => {
    const right = taxNumber(country, taxNumberExample(country)!)!;
    const at = right.search(/\d/) + 1;
    for (const digit of '0123456789') {
      if (digit === right.charAt(at)) continue;
      expect(taxNumber(country, right.slice(0, at) + digit + right.slice(at + 1))).toBeUndefined();
    }
  });

  it('begins with the letters of its country, written or not', () => {
    expect(taxNumber('DE', '136 695 976')).toBe('DE136695976');
    expect(taxNumber('GR', '094259216')).toBe('EL094259216');
    expect(taxNumber('US', '12-3456789')).toBe('123456789');
    expect(taxNumber('DE', 'FR40303265045')).toBeUndefined();
  });

  it('of a country without a known form is letters and digits', () => {
    expect(taxNumber('JP', 'T1234567890123')).toBe('T1234567890123');
    expect(taxNumber('JP', '?')).toBeUndefined();
  });
});
