import { Problem } from '@app/kernel';

/** The payer has paid already, or has left. */
export class TopUpNotOpen extends Problem {
  static override readonly type = 'top-up-not-open';
  static override readonly title = 'Nobody is paying this top-up now';
  static override readonly status = 409;
  constructor(status: string) {
    super(`It is ${status}. Only one that is open can be finished.`, { topUpStatus: status });
  }
}
