import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { statementName } from './statement-name.js';

describe('the name on a bank statement', () => {
  it.each([
    ['AURORA', 'aurora', 'AURORA'],
    ["O'Hara & Co", 'ohara', 'OHara & Co'],
    ['Söhne Größe', 'soehne', 'Sohne Grosse'],
    ['"Best" <advice>*', 'best', 'Best advice'],
    ['星占い', 'hoshi', 'hoshi'],
    ['24/7', 'line-24', 'line-24'],
    ['24/7', '247', 'ADVICE'],
  ])('%s of %s is %s', (shortName, slug, name) => expect(statementName(shortName, slug)).toBe(name));

  it('is one that Stripe takes, whatever the brand is called', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 2, maxLength: 16 }), (brand) =>
        expect(statementName(brand, 'nova')).toMatch(/^(?=.*[A-Za-z])(?!.*[<>\\'"*])[ -~]{1,16}$/),
      ),
    ));
});
