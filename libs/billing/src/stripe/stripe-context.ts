/**
 * One platform account at Stripe, with everything that hangs on it: customers, payments, connected accounts, balance. The operator's, or a licensee's own where its
 * licence says so. Every method of a port takes the one it is meant for; an id of Stripe means nothing at another.
 */
export interface StripeContext {
  /** `default` for the operator's, else the id of the licensee: as it stands in every column `context`. */
  readonly name: string;
  /** Whose own account it is; null = the operator's. */
  readonly licenseeId: string | null;
}

/** The operator's account. Licence fees are always taken there. */
export const OPERATOR_CONTEXT: StripeContext = { name: 'default', licenseeId: null };

/** Of a licensee that keeps the money of its users itself: at no account. */
export const NO_CONTEXT: StripeContext = { name: 'none', licenseeId: null };

export const contextNamed = (name: string): StripeContext =>
  name === OPERATOR_CONTEXT.name ? OPERATOR_CONTEXT : { name, licenseeId: name };

/** Ways on which Stripe sends events: of the account itself, of accounts connected to it, and those that carry no object. */
export const WEBHOOK_ENDPOINTS = ['platform', 'connect', 'thin'] as const;
export type WebhookEndpoint = (typeof WEBHOOK_ENDPOINTS)[number];
