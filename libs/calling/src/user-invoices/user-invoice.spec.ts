import { describe, expect, it } from '@jest/globals';
import { type UserInvoice, monthAfter, monthBefore, ratesOf } from './user-invoice.js';
import { userInvoicePdf } from './user-invoice-sheet.js';

const line = (
  rateBp: number,
  grossMinor: number,
  taxMinor: number,
  country: string | null = 'DE',
  vatNumber: string | null = null,
) => ({
  kind: 'call' as const,
  day: '2030-01-31',
  advisor: 'Ada',
  billedSeconds: 125,
  receipt: 3,
  country,
  rateBp,
  vatNumber,
  grossMinor,
  taxMinor,
});

describe('an invoice of a user', () => {
  it('sums its lines by country and rate', () => {
    expect(ratesOf([line(1900, 119, 19), line(700, 107, 7), line(1900, -119, -19, 'AT'), line(1900, 238, 38)])).toEqual(
      [
        { country: 'AT', rateBp: 1900, vatNumber: null, netMinor: -100, taxMinor: -19, grossMinor: -119 },
        { country: 'DE', rateBp: 1900, vatNumber: null, netMinor: 300, taxMinor: 57, grossMinor: 357 },
        { country: 'DE', rateBp: 700, vatNumber: null, netMinor: 100, taxMinor: 7, grossMinor: 107 },
      ],
    );
  });

  it('has apart what a company owes the tax of itself, also beside calls without tax', () => {
    expect(ratesOf([line(0, 100, 0, 'FR', 'FR40303265045'), line(0, 50, 0, 'FR')])).toEqual([
      { country: 'FR', rateBp: 0, vatNumber: 'FR40303265045', netMinor: 100, taxMinor: 0, grossMinor: 100 },
      { country: 'FR', rateBp: 0, vatNumber: null, netMinor: 50, taxMinor: 0, grossMinor: 50 },
    ]);
  });

  it('knows the months around a day, over the turn of a year too', () => {
    expect([monthBefore('2030-01-04'), monthBefore('2030-03-31'), monthAfter('2029-12-01')]).toEqual([
      '2029-12-01',
      '2030-02-01',
      '2030-01-01',
    ]);
  });

  it.each(['en', 'de'] as const)('is the same file each time it is printed (%s)', async (locale) => {
    const document: UserInvoice = {
      version: 1,
      kind: 'user_credit_note',
      number: 'AURORA-RC2030-00001',
      locale,
      issuedOn: '2030-02-02',
      brand: 'Aurora',
      period: { from: '2030-01-01', to: '2030-01-31' },
      currency: 'EUR',
      seller: { name: 'Aurora Lines GmbH', lines: ['Ring 1', 'DE'], taxNumber: 'DE123456789' },
      buyer: { name: 'Čeněk Ľuboš', lines: ['c@example.test'], taxNumber: null },
      lines: [line(1900, -119, -19)],
      rates: ratesOf([line(1900, -119, -19)]),
      netMinor: -100,
      taxMinor: -19,
      totalMinor: -119,
      original: { number: 'AURORA-R2030-00001', issuedOn: '2030-01-02' },
    };
    const [first, again] = [await userInvoicePdf(document), await userInvoicePdf(document)];
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.equals(again)).toBe(true);
  });
});
