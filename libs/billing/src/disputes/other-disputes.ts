import type { Context } from '@app/kernel';
import type { DisputeFacts } from './disputes.js';

/** Disputes of payments that are not top-ups. A module adds its own by listing a subclass among its providers. Its lines at Stripe are for a `CashSource`. */
export abstract class OtherDisputes {
  /** Applies what Stripe says now, and closes the event, if one told it, in the transaction of the effect. @returns false = not mine */
  abstract apply(ctx: Context, facts: DisputeFacts, eventId?: string): Promise<boolean>;
}
