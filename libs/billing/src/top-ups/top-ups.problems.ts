import { Problem, toJsonMinor } from '@app/kernel';
import { type LicenseeTerms, storedValueCaps } from '@app/licensees';

export class TopUpOutOfRange extends Problem {
  static override readonly type = 'top-up-out-of-range';
  static override readonly title = 'This amount cannot be topped up';
  static override readonly status = 409;
}

export class WrongCurrency extends Problem {
  static override readonly type = 'wrong-currency';
  static override readonly title = 'This licensee uses another currency';
  static override readonly status = 409;
}

export class NoSavedCard extends Problem {
  static override readonly type = 'no-saved-card';
  static override readonly title = 'There is no such saved card';
  static override readonly status = 409;
  constructor() {
    super('Name one of your saved cards, or pay on the hosted page and save the card there.');
  }
}

/** @throws TopUpOutOfRange for less than the least, and for more than ever passes at a time */
export function assertInRange(amount: bigint, terms: LicenseeTerms): void {
  const { topUpMinMinor: least } = terms;
  const { single: most } = storedValueCaps(terms);
  if (amount < least || amount > most)
    throw new TopUpOutOfRange(`Between ${least} and ${most} minor units at a time.`, {
      minMinor: toJsonMinor(least),
      maxMinor: toJsonMinor(most),
      ...(amount > most ? { cap: 'single', capMinor: toJsonMinor(most), possibleMinor: toJsonMinor(most) } : {}),
    });
}
