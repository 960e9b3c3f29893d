import { MinorUnits, Shown, Whole } from '@app/kernel';
import { SplitView } from './calls.dto.js';

export class CalculatePrice {
  @MinorUnits({ description: 'Price per minute, tax included', min: 1, max: 100_000, example: 199 })
  ratePerMinuteMinor: number;
  @Whole({ description: 'Seconds both are connected', min: 0, max: 86_400, example: 754 }) seconds: number;
  @Whole({
    description: "The advisor's commission in basis points; left out = the licensee's default",
    min: 0,
    max: 10_000,
    optional: true,
    example: 6000,
  })
  advisorShareBp?: number;
}

export class CalculationView {
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price per minute, tax included', { type: 'integer' }) ratePerMinuteMinor: number;
  @Shown('Seconds both are connected', { type: 'integer' }) seconds: number;
  @Shown('Seconds that are charged', { type: 'integer' }) chargedSeconds: number;
  @Shown('What the caller pays', { type: 'integer' }) priceMinor: number;
  @Shown("The price's way to the four parties; the shares sum to it", { type: SplitView }) split: SplitView;
  @Shown("The advisor's commission in basis points", { type: 'integer' }) advisorShareBp: number;
  @Shown("The operator's share in basis points", { type: 'integer' }) operatorShareBp: number;
  @Shown('Tax inside the price, in 1/10,000', { type: 'integer' }) taxRateBp: number;
  @Shown('How the price is rounded: up, down or half_up') rounding: string;
  @Shown('The rules behind the figures, in words, one sentence each', { type: [String] }) rules: string[];
}
