import { Problem } from '@app/kernel';

/** No provider is configured, or not for this channel. */
export class TextsNotOffered extends Problem {
  static override readonly type = 'texts-not-offered';
  static override readonly title = 'Texts are not offered here';
  static override readonly status = 409;
  constructor() {
    super('Show only the channels that `channels` lists.');
  }
}

/** Source: TEXTS_COUNTRIES. */
export class NumberNotServed extends Problem {
  static override readonly type = 'number-not-served';
  static override readonly title = 'Texts do not go to this country';
  static override readonly status = 409;
  constructor(prefixes: readonly string[]) {
    super('Use a number with one of the prefixes.', { prefixes });
  }
}

/** One answer for a wrong code, a late one, and one after too many tries. */
export class WrongCode extends Problem {
  static override readonly type = 'wrong-code';
  static override readonly title = 'The code is wrong or does not count any more';
  static override readonly status = 409;
  constructor(triesLeft: number) {
    super(triesLeft > 0 ? 'Look at the newest text.' : 'Ask for another code.', { triesLeft });
  }
}

/** The licensee has sent as many texts today as its budget lets it. */
export class TextBudgetSpent extends Problem {
  static override readonly type = 'text-budget-spent';
  static override readonly title = 'No more texts are sent today';
  static override readonly status = 409;
  constructor() {
    super('Try again tomorrow (UTC), or ask staff to raise the budget.');
  }
}

export class InvalidTextSignature extends Problem {
  static override readonly type = 'invalid-text-signature';
  static override readonly title = 'The signature is not valid';
  static override readonly status = 400;
  constructor() {
    super('The report was not signed by the provider of texts.');
  }
}
