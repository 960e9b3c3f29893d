/**
 * One platform account at Stripe, with everything that hangs on it: customers, payments, connected accounts, balance. The operator's, or a licensee's own where its
 * licence says so. Every method of a port takes the one it is meant for; an id of Stripe means nothing at another.
 */
export interface StripeContext {
  /** `default` for the operator's, else the id of the licensee, for test mode `test:` and the id: as it stands in every column `context`. */
  readonly name: string;
  /** Whose own account it is; null = the operator's. */
  readonly licenseeId: string | null;
  /** The money of test mode: at no account of Stripe. */
  readonly isTest?: true;
}

/** The operator's account. Licence fees are always taken there. */
export const OPERATOR_CONTEXT: StripeContext = { name: 'default', licenseeId: null };

/** Of a licensee that keeps the money of its users itself: at no account. */
export const NO_CONTEXT: StripeContext = { name: 'none', licenseeId: null };

const TEST_PREFIX = 'test:';

export const testContext = (licenseeId: string): StripeContext => ({
  name: `${TEST_PREFIX}${licenseeId}`,
  licenseeId,
  isTest: true,
});

export function contextNamed(name: string): StripeContext {
  if (name === OPERATOR_CONTEXT.name) return OPERATOR_CONTEXT;
  return name.startsWith(TEST_PREFIX) ? testContext(name.slice(TEST_PREFIX.length)) : { name, licenseeId: name };
}

/** Ways on which Stripe sends events: of the account itself, of accounts connected to it, and those that carry no object. */
export const WEBHOOK_ENDPOINTS = ['platform', 'connect', 'thin'] as const;
export type WebhookEndpoint = (typeof WEBHOOK_ENDPOINTS)[number];
