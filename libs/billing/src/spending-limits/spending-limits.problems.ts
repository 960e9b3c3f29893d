import { Problem } from '@app/kernel';

export class SpendingLimitReached extends Problem {
  static override readonly type = 'spending-limit-reached';
  static override readonly title = 'Your own spending limit leaves no room for this';
  static override readonly status = 409;
  constructor(period: 'day' | 'month', remainingMinor: number, resetsAt: string) {
    super(`Of your limit of this ${period} ${remainingMinor} minor units are left.`, {
      period,
      remainingMinor,
      resetsAt,
    });
  }
}

export class CoolingOff extends Problem {
  static override readonly type = 'cooling-off';
  static override readonly title = 'You take a break';
  static override readonly status = 409;
  constructor(until: Date) {
    super('You asked for no calls and no top-ups until then.', { until: until.toISOString() });
  }
}
