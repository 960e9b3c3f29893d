import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Rounding, toJsonMinor } from '@app/kernel';
import { NO_PRICES, adjustmentAt, freeOffers, pricesInForce } from '@app/advisors';
import { type Licensee, type LicenseeTerms, LicenseesService } from '@app/licensees';
import type { CalculatePrice, CalculationView } from './calculator.dto.js';
import type { SplitView, SponsoredPartView } from './calls.dto.js';
import {
  type Session,
  type Split,
  type Sponsor,
  type Terms,
  chargedSeconds,
  freePrice,
  priceOf,
  splitPrice,
  splitSponsored,
  sponsoredSeconds,
} from './pricing.js';
import { type TaxOfCall, Taxes, taxView } from './tax/taxes.service.js';
import { termsFrom } from './terms.js';

/** What a call would cost and who would get it, by the code that bills calls and the terms in force. */
@Injectable()
export class CalculatorService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly taxes: Taxes,
  ) {}

  /** @throws InvalidRequest when the shares are more than the whole, or two tiers begin at once. */
  async calculate(ctx: Context, input: CalculatePrice): Promise<CalculationView> {
    return this.db.read(ctx, async (tx) => {
      const rules = await this.licensees.termsOf(tx);
      const licensee = await this.licensees.licenseeOf(tx);
      const { currency } = licensee;
      const tax = await this.taxes.of(tx, rules, licensee, undefined);
      const terms = termsOf(rules, licensee, tax, input, input.at === undefined ? tx.now : new Date(input.at));
      if (terms.advisorShareBp + terms.operatorShareBp > 10_000)
        throw new InvalidRequest([
          { pointer: '/advisorShareBp', detail: `must be at most ${10_000 - terms.operatorShareBp}` },
        ]);
      const price = priceOf(terms, input.seconds);
      return {
        currency,
        ratePerMinuteMinor: toJsonMinor(terms.ratePerMinuteMinor),
        rateAdjustBp: terms.rateAdjustBp ?? 0,
        seconds: input.seconds,
        chargedSeconds: chargedSeconds(terms, input.seconds),
        priceMinor: toJsonMinor(price),
        split: jsonSplit(splitPrice(terms, price, 0n)),
        sponsored: sponsoredPart(terms, input.seconds),
        advisorShareBp: terms.advisorShareBp,
        operatorShareBp: terms.operatorShareBp,
        taxRateBp: terms.taxRateBp,
        tax: taxView(terms),
        rounding: terms.rounding,
        rules: inWords(terms),
      };
    });
  }
}

/** The terms of an advisor with these prices, who gives no free time of their own. */
function termsOf(
  rules: LicenseeTerms,
  { currency, timeZone }: Pick<Licensee, 'currency' | 'timeZone'>,
  tax: TaxOfCall,
  input: CalculatePrice,
  at: Date,
): Terms {
  const { ratePerMinuteMinor: rate, session, firstCall = false } = input;
  const tiers = (input.tiers ?? []).toSorted((a, b) => a.afterMinutes - b.afterMinutes);
  if (tiers.some((tier, i) => tier.afterMinutes === tiers[i + 1]?.afterMinutes))
    throw new InvalidRequest([{ pointer: '/tiers', detail: 'two begin at the same minute' }]);
  const hours = { hours: rules.rateHours, timeZone };
  const own = { ...NO_PRICES, tiers: tiers.map((tier) => ({ ...tier, medium: 'voice' as const })) };
  const prices = pricesInForce(
    BigInt(rate),
    { ...own, sessions: session ? [{ ...session, medium: 'voice' }] : [] },
    'voice',
    adjustmentAt({ hours: [], timeZone }, hours, at),
    rules,
  );
  const free = freeOffers(NO_PRICES, rules).find(({ per }) => firstCall || per === 'call');
  return termsFrom(rules, {
    currency,
    advisorShareBp: input.advisorShareBp ?? rules.advisorShareBp,
    prices,
    ...(prices.sessions[0] && { session: { ...prices.sessions[0], thenPerMinute: true } }),
    ...(free && { free }),
    tax,
  });
}

function sponsoredPart(terms: Terms, connectedSeconds: number): SponsoredPartView | null {
  const seconds = sponsoredSeconds(terms, connectedSeconds);
  const priceMinor = freePrice(terms, seconds);
  if (!terms.free || priceMinor === 0n) return null;
  const { sponsor } = terms.free;
  return {
    seconds,
    priceMinor: toJsonMinor(priceMinor),
    sponsor,
    split: jsonSplit(splitSponsored(terms, sponsor, priceMinor)),
  };
}

const jsonSplit = (split: Split): SplitView => ({
  advisorMinor: toJsonMinor(split.advisorMinor),
  licenseeMinor: toJsonMinor(split.licenseeMinor),
  operatorMinor: toJsonMinor(split.operatorMinor),
  taxMinor: toJsonMinor(split.taxMinor),
});

const ROUNDED: Readonly<Record<Rounding, string>> = {
  up: 'up to the next minor unit',
  down: 'down to the minor unit before',
  half_up: 'to the nearest minor unit, a half upwards',
};

/** The rules that apply under these terms, one sentence each. */
export function inWords(terms: Terms): string[] {
  const rules: string[] = [];
  if (terms.taxOnTop)
    rules.push(
      `Prices are without tax; ${terms.taxRateBp} basis points come on top of their sum, rounded to the nearest minor unit.`,
    );
  if (terms.freeBelowSeconds > 0) rules.push(`A call shorter than ${terms.freeBelowSeconds} s costs nothing.`);
  if (terms.rateAdjustBp !== undefined)
    rules.push(`In this hour every price is ${terms.rateAdjustBp} basis points different.`);
  if (terms.session) return [...rules, ...sessionInWords(terms, terms.session), ...SHARES_IN_WORDS];
  if (terms.freeSeconds > 0) rules.push(`The first ${terms.freeSeconds} s are free.`);
  if (terms.free) rules.push(SPONSORED[terms.free.sponsor]);
  for (const tier of terms.tiers ?? [])
    rules.push(`From minute ${tier.afterMinutes} on a minute costs ${tier.ratePerMinuteMinor} minor units.`);
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
    ...SHARES_IN_WORDS,
  );
  return rules;
}

const sessionInWords = (terms: Terms, { minutes, priceMinor }: Session): string[] => [
  `A session of ${minutes} minutes costs ${priceMinor} minor units, however short it is.`,
  `Beyond it the time is charged per minute in steps of ${terms.incrementSeconds} s, rounded once, at the end, ${ROUNDED[terms.rounding]}.`,
];

const SPONSORED: Readonly<Record<Sponsor, string>> = {
  licensee: 'The licensee pays advisor and operator their share of the free time.',
  advisor: 'The advisor gives the free time: nobody earns of it.',
  operator: 'The operator pays the free time.',
};

const SHARES_IN_WORDS = [
  'The tax inside the price is taken out first, rounded to the nearest minor unit, a half upwards.',
  'Advisor and operator get their share of the price without tax, rounded down.',
  'The licensee gets the rest, so the four shares sum to the price.',
];
