import { Injectable } from '@nestjs/common';
import { Db, log } from '@app/kernel';
import type { StripeContext } from './stripe-context.js';

export type AccountsApi = 'v1' | 'v2';

/** Which of Stripe's two APIs for accounts a platform has: found out with the first account that is opened, and kept. */
@Injectable()
export class StripeAccountsApi {
  constructor(private readonly db: Db) {}

  /** Undefined = nobody has asked Stripe yet. */
  async of({ name }: StripeContext): Promise<AccountsApi | undefined> {
    const [row] = await this.db.resolve<{ version: AccountsApi }>(
      'select version from app.stripe_accounts_api where context = $1',
      [name],
    );
    return row?.version;
  }

  async keep({ name }: StripeContext, version: AccountsApi): Promise<void> {
    if (version === 'v1') log.warn({ context: name }, 'Stripe has no Accounts v2 for this platform: v1 is used');
    await this.db.resolve(
      `insert into app.stripe_accounts_api (context, version, decided_at) values ($1, $2, $3)
       on conflict (context) do update set version = excluded.version, decided_at = excluded.decided_at`,
      [name, version, await this.db.now()],
    );
  }
}
