import type { Schemas } from './api/index.ts';

export type Tax = Pick<Schemas['TaxView'], 'display' | 'rateBp'>;

/** What is paid for an amount that is shown: with the tax, where that comes on top. The service rounds the whole call once; this is for what is shown before. */
export function withTax(minor: number, tax: Tax | null | undefined): number {
  if (tax?.display !== 'exclusive') return minor;
  const amount = BigInt(minor);
  return Number(amount + (amount * BigInt(tax.rateBp) + 5_000n) / 10_000n);
}

/** What is left of an amount that is shown without the tax that is in it, as a settlement takes it out. */
export function withoutTax(minor: number, tax: Tax): number {
  if (tax.display === 'exclusive') return minor;
  const [amount, rate] = [BigInt(minor), BigInt(tax.rateBp)];
  const whole = 10_000n + rate;
  return Number(amount - (2n * amount * rate + whole) / (2n * whole));
}
