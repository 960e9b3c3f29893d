import { Problem, toJsonMinor } from '@app/kernel';

export class AboveDebt extends Problem {
  static override readonly type = 'above-debt';
  static override readonly title = 'So much is not owed';
  static override readonly status = 409;
  constructor(dueMinor: bigint) {
    super(`At most ${dueMinor} minor units are still owed; no more can be written off.`, {
      dueMinor: toJsonMinor(dueMinor),
    });
  }
}

export class DebtBorneElsewhere extends Problem {
  static override readonly type = 'debt-borne-elsewhere';
  static override readonly title = 'Somebody else bears this debt';
  static override readonly status = 409;
  constructor(bearer: 'licensee' | 'operator') {
    super(
      `By the licence the ${bearer} sells the calls and bears what an advisor does not pay back, so only the ${bearer} can write it off.`,
      { bearer },
    );
  }
}
