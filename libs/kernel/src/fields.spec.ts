import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { Choice, Country, Currency, Text } from './fields.js';

class Form {
  @Text({ description: 'Why', min: 3, max: 20 }) reason = 'As agreed';
  @Text({ description: 'A note', min: 0, max: 20 }) note = '';
  @Currency({ description: 'Of the amounts' }) currency = 'EUR';
  @Country({ description: 'Of the company' }) country = 'DE';
  @Choice({ description: 'How it stands', of: ['open', 'closed'], optional: true }) state?: string;
}

const told = (change: Partial<Form>): string[] =>
  validateSync(Object.assign(new Form(), change)).flatMap(({ constraints }) => Object.values(constraints!));

describe('a field of a request', () => {
  it('takes what is meant for it', () => {
    expect(told({})).toEqual([]);
    expect(told({ reason: ' as agreed\n' })).toEqual([]);
    for (const country of ['GB', 'GR', 'XK', 'CY']) expect(told({ country })).toEqual([]);
    for (const currency of ['JPY', 'KWD', 'CHF']) expect(told({ currency })).toEqual([]);
  });

  it.each([' '.repeat(3), '\t\n\u00a0', '\u3000'.repeat(4)])('takes no %j for words', (reason) => {
    expect(told({ reason })).toEqual(['reason must not be blank']);
  });

  it('says of what is empty only how long it has to be', () => {
    expect(told({ reason: '' })).toEqual(['reason must be longer than or equal to 3 characters']);
  });

  // Written in other lists, or by habit: the tax would go by them.
  it.each(['XX', 'UK', 'EL', 'EU', 'ZZ', 'DD'])('takes no country %s', (country) => {
    expect(told({ country })).toEqual(['country must be a country of ISO 3166-1, such as DE']);
  });

  it.each(['XXX', 'ZZZ', 'EUS'])('takes no currency %s', (currency) => {
    expect(told({ currency })).toEqual(['currency must be a currency of ISO 4217, such as EUR']);
  });

  it('names what is no choice, cut short', () => {
    expect(told({ state: 'open' })).toEqual([]);
    expect(told({ state: 'opened' })).toEqual(['state must be one of open, closed; there is no "opened"']);
    expect(told({ state: 'x'.repeat(500) })).toEqual([
      `state must be one of open, closed; there is no "${'x'.repeat(39)}`,
    ]);
  });
});
