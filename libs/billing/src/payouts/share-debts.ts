import type { Context } from '@app/kernel';

/**
 * What a licensee agreed to settle from its share before the share is paid out. Implemented by the module that it owes; found among its providers, and asked
 * before each payout to the licensee. A payout waits for the next run when this fails.
 */
export abstract class ShareDebts {
  abstract settle(ctx: Context): Promise<void>;
}
