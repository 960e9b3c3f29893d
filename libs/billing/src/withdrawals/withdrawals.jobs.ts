import { Injectable } from '@nestjs/common';
import { Db, Every, log, rowsOf, systemContext } from '@app/kernel';

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
    for (const { id } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id'))
      await this.db
        .transaction(systemContext(id, 'billing.forget_withdrawals'), (tx) =>
          rowsOf(tx, 'select app.forget_withdrawals()'),
        )
        .catch((error: unknown) => log.error({ err: error, licenseeId: id }, 'old withdrawals cannot be forgotten'));
  }
}
