import { Injectable } from '@nestjs/common';
import { Db, Every, rowsOf } from '@app/kernel';

/** What ends by time. */
@Injectable()
export class WithdrawalJobs {
  constructor(private readonly db: Db) {}

  /**
   * What was said three years and more ago, and where it was said from ninety days ago [P7]. The database says what is old (`app.forget_withdrawals`): nobody can make it forget
   * anything else.
   */
  @Every('53 3 * * *', 'billing.forget_withdrawals')
  async forget(): Promise<void> {
    await this.db.inEachTenant('billing.forget_withdrawals', (tx) => rowsOf(tx, 'select app.forget_withdrawals()'));
  }
}
