import { Problem } from '@app/kernel';

export class DisputeNotOpen extends Problem {
  static override readonly type = 'dispute-not-open';
  static override readonly title = 'Nothing can be said in this dispute now';
  static override readonly status = 409;
  constructor(status: string) {
    super(`The bank has it as ${status}. Evidence is taken once, and only while a response is needed.`, { status });
  }
}

export class FraudWarningClosed extends Problem {
  static override readonly type = 'fraud-warning-closed';
  static override readonly title = 'The warning cannot be lifted now';
  static override readonly status = 409;
  constructor(status: string) {
    super(
      status === 'lifted' ? 'It was lifted before.' : 'A dispute has taken the money over; the bank decides about it.',
      { status },
    );
  }
}
