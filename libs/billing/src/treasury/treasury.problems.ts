import { Problem, toJsonMinor } from '@app/kernel';

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
