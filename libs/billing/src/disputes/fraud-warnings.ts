import type { StripeContext } from '../stripe/stripe-context.js';

/** What a card network says about a payment that its owner may not have made, before any dispute. */
export interface FraudWarningFacts {
  readonly warningId: string;
  readonly paymentIntentId: string | undefined;
  readonly fraudType: string;
  /** False once the payment was refunded whole or disputed. */
  readonly isActionable: boolean;
}

/** What we need of a provider that passes on warnings. No method may be called inside a database transaction. */
export abstract class FraudWarningSource {
  abstract warning(context: StripeContext, warningId: string): Promise<FraudWarningFacts>;
  /** Warnings since a time, oldest first. */
  abstract since(context: StripeContext, time: Date): Promise<FraudWarningFacts[]>;
}
