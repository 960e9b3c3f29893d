import { Problem } from '@app/kernel';

/** Some things are there for tests and nowhere else. */
export class TestModeOnly extends Problem {
  static override readonly type = 'test-mode-only';
  static override readonly title = 'This exists in test mode only';
  static override readonly status = 404;
  constructor() {
    super('Use a key of test mode: it begins with sk_test_.');
  }
}

/** It would reach the world outside: a bank, a telephone, a browser of a person. */
export class NotInTestMode extends Problem {
  static override readonly type = 'not-in-test-mode';
  static override readonly title = 'This is not possible in test mode';
  static override readonly status = 409;
  constructor(
    detail = 'Test mode simulates calls, payments, refunds, disputes and payouts. It reaches no bank and no telephone, and nobody signs in.',
  ) {
    super(detail);
  }
}
