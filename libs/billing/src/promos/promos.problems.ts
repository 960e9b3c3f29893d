import { Problem } from '@app/kernel';

/** Nothing is given to who has left: it would end, or have to go back, at once. */
export class AccountClosed extends Problem {
  static override readonly type = 'account-closed';
  static override readonly title = 'The account is closed';
  static override readonly status = 409;
  constructor() {
    super('This end user has closed their account, so nothing can be given to them.');
  }
}
