import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FREE_TERMS, type PlanTerms } from '../plans/plan-terms.js';
import { type TermsFrom, addDays, chargesOf, nextMonth, setupCharge, stretchesOf } from './charges.js';
import { taxOn, treatmentOf } from '@app/licensees';

const terms = (some: Partial<PlanTerms>): PlanTerms => ({ ...FREE_TERMS, ...some });
const from = (day: string, some: Partial<PlanTerms>, planName = 'Studio'): TermsFrom => ({
  day,
  planName,
  terms: terms(some),
});

describe('what a month costs', () => {
  it('a whole month is the monthly fee, and minutes as they were billed', () => {
    const stretches = stretchesOf('2026-11-01', '2026-01-15', null, [
      from('2026-01-15', { monthlyFeeMinor: 9900, operatorRatePerMinuteMinor: 2 }),
    ]);
    const charges = chargesOf('2026-11-01', stretches, [3_630n]);
    expect(charges.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['monthly', 9900n],
      ['minutes', 121n],
    ]);
    expect(charges[0]).toMatchObject({ from: '2026-11-01', to: '2026-11-30', days: null });
  });

  it('the first month is charged from the day the licence is charged', () => {
    const stretches = stretchesOf('2026-11-01', '2026-11-16', null, [from('2026-11-16', { monthlyFeeMinor: 3000 })]);
    expect(chargesOf('2026-11-01', stretches, [0n])).toMatchObject([
      { amountMinor: 1500n, days: 15, monthDays: 30, from: '2026-11-16', to: '2026-11-30' },
    ]);
  });

  it('a change of plan cuts the month: its day belongs to the new plan', () => {
    const stretches = stretchesOf('2026-11-01', '2026-01-01', null, [
      from('2026-01-01', { monthlyFeeMinor: 3000 }, 'Small'),
      from('2026-11-11', { monthlyFeeMinor: 6000, operatorRatePerMinuteMinor: 6 }, 'Large'),
    ]);
    expect(chargesOf('2026-11-01', stretches, [600n, 60n])).toMatchObject([
      { kind: 'monthly', planName: 'Small', amountMinor: 1000n, to: '2026-11-10' },
      { kind: 'monthly', planName: 'Large', amountMinor: 4000n, from: '2026-11-11' },
      { kind: 'minutes', planName: 'Large', amountMinor: 6n },
    ]);
  });

  it('what the minimum is short of is a line of its own', () => {
    const stretches = stretchesOf('2026-11-01', '2026-01-01', null, [
      from('2026-01-01', { monthlyFeeMinor: 3000, minimumMonthlyMinor: 5000 }),
    ]);
    expect(chargesOf('2026-11-01', stretches, [0n]).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['monthly', 3000n],
      ['minimum', 2000n],
    ]);
  });

  it('the last month ends with the licence', () => {
    const stretches = stretchesOf('2026-11-01', '2026-01-01', '2026-11-04', [
      from('2026-01-01', { monthlyFeeMinor: 3000 }),
    ]);
    expect(chargesOf('2026-11-01', stretches, [0n])).toMatchObject([{ amountMinor: 300n, to: '2026-11-03' }]);
    expect(stretchesOf('2026-12-01', '2026-01-01', '2026-11-04', [from('2026-01-01', {})])).toEqual([]);
  });

  it('a plan of nothing costs nothing', () => {
    const stretches = stretchesOf('2026-11-01', '2026-01-01', null, [from('2026-01-01', { setupFeeMinor: 0 })]);
    expect(chargesOf('2026-11-01', stretches, [1_000n])).toEqual([]);
    expect(setupCharge(terms({ setupFeeMinor: 0 }), 'Free')).toEqual([]);
    expect(setupCharge(terms({ setupFeeMinor: 49_900 }), 'Studio')).toMatchObject([{ amountMinor: 49_900n }]);
  });

  it('stretches cover the charged days once, whatever changed when', () => {
    const day = fc.integer({ min: 0, max: 59 }).map((n) => addDays('2026-10-15', n));
    fc.assert(
      fc.property(day, fc.option(day, { nil: null }), fc.array(day, { maxLength: 5 }), (start, end, changes) => {
        const history = [start, ...changes.filter((one) => one > start)].sort().map((one) => from(one, {}));
        const stretches = stretchesOf('2026-11-01', start, end, history);
        const first = start > '2026-11-01' ? start : '2026-11-01';
        const last = end !== null && end < '2026-12-01' ? end : '2026-12-01';
        let expected = first;
        for (const stretch of stretches) {
          expect(stretch.from).toBe(expected);
          expect(stretch.days).toBeGreaterThan(0);
          expected = stretch.until;
        }
        if (first < last) expect(expected).toBe(last);
        else expect(stretches).toEqual([]);
      }),
    );
    expect(nextMonth('2026-12-01')).toBe('2027-01-01');
  });
});

describe('where a licence is taxed', () => {
  const seller = { country: 'DE', taxRateBp: 1900 };

  it.each([
    ['at home', { country: 'DE', taxNumber: null }, 'domestic', 19_00n],
    ['in the EU with a number of the right form', { country: 'AT', taxNumber: 'ATU13585627' }, 'reverse_charge', 0n],
    ['in the EU without a number', { country: 'AT', taxNumber: null }, 'domestic', 19_00n],
    ['in the EU with a number that cannot be right', { country: 'AT', taxNumber: 'ATU13585628' }, 'domestic', 19_00n],
    [
      'in the EU with a number that the register calls invalid',
      { country: 'AT', taxNumber: 'ATU13585627', isRefused: true },
      'domestic',
      19_00n,
    ],
    ['outside of the EU', { country: 'CH', taxNumber: null }, 'outside', 0n],
  ] as const)('%s', (_, buyer, treatment, tax) => {
    const found = treatmentOf(seller, buyer);
    expect(found.treatment).toBe(treatment);
    expect(taxOn(100_00n, found)).toBe(tax);
  });

  it('by a seller outside of the EU, abroad', () => {
    expect(treatmentOf({ country: 'CH', taxRateBp: 810 }, { country: 'DE', taxNumber: null }).treatment).toBe(
      'outside',
    );
    expect(treatmentOf({ country: 'CH', taxRateBp: 810 }, { country: 'CH', taxNumber: null })).toEqual({
      treatment: 'domestic',
      rateBp: 810,
    });
  });
});
