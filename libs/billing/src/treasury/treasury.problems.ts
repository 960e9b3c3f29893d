import { Problem, toJsonMinor } from '@app/kernel';

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
