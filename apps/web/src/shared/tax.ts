import type { Schemas } from './api/index.ts';

export type Tax = Pick<Schemas['TaxView'], 'display' | 'rateBp'>;

/** What is paid for an amount that is shown: with the tax, where that comes on top. The service rounds the whole call once; this is for what is shown before. */
export function withTax(minor: number, tax: Tax | null | undefined): number {
  if (tax?.display !== 'exclusive') return minor;
  const amount = BigInt(minor);
  return Number(amount + (amount * BigInt(tax.rateBp) + 5_000n) / 10_000n);
}
