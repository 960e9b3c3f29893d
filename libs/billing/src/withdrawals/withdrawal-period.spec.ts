import { describe, expect, it } from '@jest/globals';
import { isOpen, lastDayFor } from './withdrawal-period.js';

const BERLIN = 'Europe/Berlin';
const at = (text: string): Date => new Date(text);

describe('the time in which a payment can be withdrawn from', () => {
  it('is fourteen days after the day of the payment, the last one whole', () => {
    const paidAt = at('2026-11-03T09:30:00Z'); // a Tuesday
    expect(lastDayFor(paidAt, 'UTC')).toBe('2026-11-17');
    expect(isOpen(paidAt, at('2026-11-17T23:59:59Z'), 'UTC')).toBe(true);
    expect(isOpen(paidAt, at('2026-11-18T00:00:00Z'), 'UTC')).toBe(false);
  });

  it('ends on Monday when its last day is on a weekend', () => {
    expect(lastDayFor(at('2026-11-07T12:00:00Z'), 'UTC')).toBe('2026-11-23'); // a Saturday
    expect(lastDayFor(at('2026-11-08T12:00:00Z'), 'UTC')).toBe('2026-11-23'); // a Sunday
    expect(lastDayFor(at('2026-11-09T12:00:00Z'), 'UTC')).toBe('2026-11-23');
  });

  it('counts days where the licensee is', () => {
    const paidAt = at('2026-11-02T23:30:00Z'); // Tuesday in Berlin
    expect(lastDayFor(paidAt, 'UTC')).toBe('2026-11-16');
    expect(lastDayFor(paidAt, BERLIN)).toBe('2026-11-17');
    expect(isOpen(paidAt, at('2026-11-17T22:59:59Z'), BERLIN)).toBe(true);
    expect(isOpen(paidAt, at('2026-11-17T23:00:00Z'), BERLIN)).toBe(false);
  });

  it('is not shortened by the change of the clock', () => {
    const paidAt = at('2026-10-14T22:30:00Z'); // the 15th in Berlin, in summer time
    expect(isOpen(paidAt, at('2026-10-29T22:59:59Z'), BERLIN)).toBe(true);
    expect(isOpen(paidAt, at('2026-10-29T23:00:00Z'), BERLIN)).toBe(false);
  });
});
