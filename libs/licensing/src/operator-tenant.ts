import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, inTenant } from '@app/kernel';

/** The operator's own tenant (decision 0002): its books, its series of numbers, its plans. */
@Injectable()
export class OperatorTenant {
  private known?: string;

  constructor(private readonly db: Db) {}

  /** There is one, and it never changes. Not to be called inside of a transaction for the first time: it takes a connection of its own. */
  async id(): Promise<string> {
    if (this.known === undefined) {
      const [row] = await this.db.resolve<{ id: string | null }>('select app.operator_licensee() as id');
      if (row!.id === null) throw new Error('There is no operator: seed the database first');
      this.known = row!.id;
    }
    return this.known;
  }

  async context(ctx: Context): Promise<Context> {
    return { ...ctx, licenseeId: await this.id() };
  }

  /** Does something in the operator's tenant, inside of a licensee's transaction. */
  async within<T>(tx: Tx, work: (operators: Tx) => Promise<T>): Promise<T> {
    return inTenant(tx, await this.id(), work);
  }
}
