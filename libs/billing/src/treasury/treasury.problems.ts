import { Problem, toJsonMinor } from '@app/kernel';

export class NoSafeguardAccount extends Problem {
  static override readonly type = 'no-safeguard-account';
  static override readonly title = 'There is no safeguarding account for this currency';
  static override readonly status = 409;
  constructor(currency: string) {
    super(`Name the bank account that keeps ${currency} of callers first.`, { currency });
  }
}

export class AboveSafeguardable extends Problem {
  static override readonly type = 'above-safeguardable';
  static override readonly title = 'So much cannot be moved';
  static override readonly status = 409;
  constructor(mostMinor: bigint, currency: string, direction: 'out' | 'back') {
    super(
      direction === 'out'
        ? `At most ${mostMinor} minor units of ${currency} can go: only what callers have not spent and what Stripe has available.`
        : `At most ${mostMinor} minor units of ${currency} can come back: no more is at the safeguarding account.`,
      { mostMinor: toJsonMinor(mostMinor), currency },
    );
  }
}

export class MonthNotOver extends Problem {
  static override readonly type = 'month-not-over';
  static override readonly title = 'The month is not over';
  static override readonly status = 409;
  constructor(month: string) {
    super(`Positions are valued at the end of a month, by UTC; ${month.slice(0, 7)} is not over yet.`);
  }
}

export class AboveSurplus extends Problem {
  static override readonly type = 'above-surplus';
  static override readonly title = 'So much is not the operator’s';
  static override readonly status = 409;
  constructor(surplusMinor: bigint, currency: string) {
    super(
      `At most ${surplusMinor} minor units of ${currency} can leave Stripe: the rest is owed to callers, advisors, licensees and tax, or is not available yet.`,
      { surplusMinor: toJsonMinor(surplusMinor), currency },
    );
  }
}
