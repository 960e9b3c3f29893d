import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Rounding, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { CalculatePrice, CalculationView } from './calculator.dto.js';
import { type Terms, chargedSeconds, priceOf, splitPrice } from './pricing.js';
import { termsFrom } from './terms.js';

/** What a call would cost and who would get it, by the code that bills calls and the terms in force. */
@Injectable()
export class CalculatorService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /** @throws InvalidRequest when the shares are more than the whole. */
  async calculate(ctx: Context, input: CalculatePrice): Promise<CalculationView> {
    return this.db.read(ctx, async (tx) => {
      const rules = await this.licensees.termsOf(tx);
      const terms = termsFrom(rules, {
        currency: await this.licensees.currencyOf(tx),
        ratePerMinuteMinor: BigInt(input.ratePerMinuteMinor),
        advisorShareBp: input.advisorShareBp ?? rules.advisorShareBp,
      });
      if (terms.advisorShareBp + terms.operatorShareBp > 10_000)
        throw new InvalidRequest([
          { pointer: '/advisorShareBp', detail: `must be at most ${10_000 - terms.operatorShareBp}` },
        ]);
      const price = priceOf(terms, input.seconds);
      const split = splitPrice(terms, price, 0n);
      return {
        currency: terms.currency,
        ratePerMinuteMinor: input.ratePerMinuteMinor,
        seconds: input.seconds,
        chargedSeconds: chargedSeconds(terms, input.seconds),
        priceMinor: toJsonMinor(price),
        split: {
          advisorMinor: toJsonMinor(split.advisorMinor),
          licenseeMinor: toJsonMinor(split.licenseeMinor),
          operatorMinor: toJsonMinor(split.operatorMinor),
          taxMinor: toJsonMinor(split.taxMinor),
        },
        advisorShareBp: terms.advisorShareBp,
        operatorShareBp: terms.operatorShareBp,
        taxRateBp: terms.taxRateBp,
        rounding: terms.rounding,
        rules: inWords(terms),
      };
    });
  }
}

const ROUNDED: Readonly<Record<Rounding, string>> = {
  up: 'up to the next minor unit',
  down: 'down to the minor unit before',
  half_up: 'to the nearest minor unit, a half upwards',
};

/** The rules that apply under these terms, one sentence each. */
export function inWords(terms: Terms): string[] {
  const rules: string[] = [];
  if (terms.freeBelowSeconds > 0) rules.push(`A call shorter than ${terms.freeBelowSeconds} s costs nothing.`);
  if (terms.freeSeconds > 0) rules.push(`The first ${terms.freeSeconds} s are free.`);
  if (terms.minimumSeconds > 0) rules.push(`At least ${terms.minimumSeconds} s are charged.`);
  rules.push(
    terms.incrementSeconds === 1
      ? 'Time is charged by the second.'
      : `Time is rounded up to full ${terms.incrementSeconds} s.`,
  );
  if (terms.connectionFeeMinor > 0n)
    rules.push(`A charged call costs ${terms.connectionFeeMinor} minor units once, besides the time.`);
  rules.push(
    `The price is rate x seconds / 60, rounded once, at the end, ${ROUNDED[terms.rounding]}.`,
    'The tax inside the price is taken out first, rounded to the nearest minor unit, a half upwards.',
    'Advisor and operator get their share of the price without tax, rounded down.',
    'The licensee gets the rest, so the four shares sum to the price.',
  );
  return rules;
}
