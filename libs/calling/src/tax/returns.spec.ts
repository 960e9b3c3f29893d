import { describe, expect, it } from '@jest/globals';
import { ecSalesCsv, ecSalesLines, ossCsv, ossLines } from './returns.js';
import type { TaxRow } from './tax.queries.js';

const row = (of: Partial<TaxRow>): TaxRow => ({
  kind: 'supply',
  supply_quarter: '2030-Q2',
  country: 'FR',
  rate_bp: 2000,
  vat_number: null,
  currency: 'EUR',
  count: 1,
  gross: 1_200n,
  tax: 200n,
  contradictions: 0,
  ...of,
});
const back = (of: Partial<TaxRow>): TaxRow => row({ kind: 'correction', gross: -600n, tax: -100n, ...of });
const parts = {
  quarter: '2030-Q2',
  home: 'DE',
  standardRateOf: (country: string) => ({ FR: 2000, GR: 2400, ES: 2100 })[country],
};
const oss = (...rows: TaxRow[]) => ossLines(rows, parts).map((line) => Object.values(line).join());
const ecSales = (...rows: TaxRow[]) => ecSalesLines(rows, parts).map((line) => Object.values(line).join());

describe('a return under the one-stop shop', () => {
  it('has other member states alone, by state and rate, in one order', () => {
    const rows = [
      row({ country: 'GR', rate_bp: 2400 }),
      row({ country: 'DE', rate_bp: 1900 }),
      row({ country: 'GB' }),
      row({ country: 'US', rate_bp: 0, tax: 0n }),
      row({ country: 'ES', rate_bp: 1000 }),
      row({ country: 'ES', rate_bp: 2100 }),
      row({}),
    ];
    const lines = [
      'supply,ES,2030-Q2,reduced,1000,EUR,1000,200,false',
      'supply,ES,2030-Q2,standard,2100,EUR,1000,200,false',
      'supply,FR,2030-Q2,standard,2000,EUR,1000,200,false',
      'supply,EL,2030-Q2,standard,2400,EUR,1000,200,false',
    ];
    expect(oss(...rows)).toEqual(lines);
    expect(oss(...rows.reverse())).toEqual(lines);
  });

  it('takes what was given back of its own quarter from the supplies, and states that of earlier ones apart, each in its quarter', () => {
    expect(
      oss(
        row({}),
        back({}),
        back({ supply_quarter: '2030-Q1' }),
        back({ supply_quarter: '2029-Q4', rate_bp: 1000 }),
        back({ supply_quarter: '2029-Q4' }),
      ),
    ).toEqual([
      'supply,FR,2030-Q2,standard,2000,EUR,500,100,false',
      'correction,FR,2029-Q4,,,EUR,-1000,-200,false',
      'correction,FR,2030-Q1,,,EUR,-500,-100,false',
    ]);
    expect(oss(row({}), back({ gross: -1_200n, tax: -200n }))).toEqual([]);
  });

  it('says where euros are still to be made of an amount', () => {
    expect(oss(row({ currency: 'SEK' }), row({}))).toEqual([
      'supply,FR,2030-Q2,standard,2000,EUR,1000,200,false',
      'supply,FR,2030-Q2,standard,2000,SEK,1000,200,true',
    ]);
  });

  it('holds nothing of companies that owe the tax themselves, which the sales list has by number', () => {
    const owed = row({ rate_bp: 0, tax: 0n, gross: 1_000n, vat_number: 'FR40303265045' });
    const rows = [
      row({}),
      owed,
      { ...owed, kind: 'correction', gross: -300n } as TaxRow,
      { ...owed, kind: 'correction', gross: -200n, supply_quarter: '2030-Q1' } as TaxRow,
      { ...owed, country: 'GR', vat_number: 'EL094259216', currency: 'SEK' },
    ];
    expect(oss(...rows)).toEqual(['supply,FR,2030-Q2,standard,2000,EUR,1000,200,false']);
    expect(ecSales(...rows)).toEqual([
      'supply,FR,FR40303265045,2030-Q2,1,EUR,700,false',
      'supply,EL,EL094259216,2030-Q2,1,SEK,1000,true',
      'correction,FR,FR40303265045,2030-Q1,0,EUR,-200,false',
    ]);
  });

  it('is a file with a line for each', () => {
    expect(ossCsv(ossLines([row({}), back({ supply_quarter: '2030-Q1' })], parts)).split('\r\n')).toEqual([
      'part,memberState,supplyQuarter,rateType,rateBp,currency,netMinor,taxMinor,conversionNeeded',
      'supply,FR,2030-Q2,standard,2000,EUR,1000,200,no',
      'correction,FR,2030-Q1,,,EUR,-500,-100,no',
      '',
    ]);
    const owed = row({ tax: 0n, gross: 1_000n, vat_number: 'FR40303265045' });
    expect(ecSalesCsv(ecSalesLines([owed], parts)).split('\r\n')[1]).toBe(
      'supply,FR,FR40303265045,2030-Q2,1,EUR,1000,no',
    );
  });
});
